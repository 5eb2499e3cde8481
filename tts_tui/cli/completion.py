"""`tts-tui completion`: a script by which a shell completes the program's words and options.

It is printed once; completing runs no Python.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["completion", "parser", "whole_parser"]

_SHELLS: Final = ("bash", "zsh", "fish")
_EPILOG: Final = """\
examples:
  tts-tui completion bash > ~/.local/share/bash-completion/completions/tts-tui
  tts-tui completion zsh > "${fpath[1]}/_tts-tui"
  tts-tui completion fish > ~/.config/fish/completions/tts-tui.fish
"""


def completion(words: Sequence[str]) -> int:
    """Print the script."""
    shell = parser().parse_args(words).shell

    import shtab

    print(shtab.complete(whole_parser(), shell))
    return 0


def parser() -> argparse.ArgumentParser:
    """`tts-tui completion`."""
    made = argparse.ArgumentParser(
        "tts-tui completion",
        description="Print a script that completes commands and options in a shell.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("shell", choices=_SHELLS, help="the shell")
    return made


def whole_parser() -> argparse.ArgumentParser:
    """The whole command line as one parser: for completion only, as each word parses its own."""
    from tts_tui.cli import WORDS

    made = argparse.ArgumentParser("tts-tui")
    words = made.add_subparsers()
    for word, file in WORDS.items():
        module = import_module(f"tts_tui.cli.{file}")
        own: Callable[[], argparse.ArgumentParser] = getattr(module, f"{word}_parser", None) or module.parser
        _add(words, word, own())
    return made


def _add(words: argparse._SubParsersAction[argparse.ArgumentParser], word: str, own: argparse.ArgumentParser) -> None:
    """Add a parser with all its own words."""
    added = words.add_parser(word, parents=[own], add_help=False, help=own.description, conflict_handler="resolve")
    for action in _all_actions(added):
        if action.metavar == "FILE":
            _complete_files(action)


def _all_actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    found = [*parser._actions]  # noqa: SLF001 - argparse has no other way to walk them
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for each in action.choices.values():
                found += _all_actions(each)
    return found


def _complete_files(action: argparse.Action) -> None:
    import shtab

    action.complete = shtab.FILE  # type: ignore[attr-defined]
