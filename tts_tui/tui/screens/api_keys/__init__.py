"""Screens of API keys."""
