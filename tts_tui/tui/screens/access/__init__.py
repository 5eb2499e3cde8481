"""The access matrix: who can do what in an application."""
