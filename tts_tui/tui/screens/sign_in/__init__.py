"""Screens that open a server."""
