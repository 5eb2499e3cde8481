"""Payload formatters: the default of an application, written, tried out and saved."""
