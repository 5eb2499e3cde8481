"""Screens of named servers."""
