"""A keyboard-driven terminal client for the applications of The Things Stack."""

__version__ = "0.1.0"
