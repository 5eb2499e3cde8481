"""Numbers on the command line, within their bounds."""

from __future__ import annotations

import argparse

__all__ = ["count", "port"]


def count(text: str) -> int:
    """How many applications."""
    number = int(text)
    if not 0 <= number <= 100_000:  # noqa: PLR2004 - what the generator of sample data can do
        raise argparse.ArgumentTypeError("from 0 to 100000")
    return number


def port(text: str) -> int:
    """A port; 0 is any that is free."""
    number = int(text)
    if not 0 <= number <= 65_535:  # noqa: PLR2004 - what TCP has
        raise argparse.ArgumentTypeError("from 0 to 65535")
    return number
