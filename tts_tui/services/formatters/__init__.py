"""Payload formatters: what they are, how they are tried out and saved."""
