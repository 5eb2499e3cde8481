"""The text of a TOML file in sections, one a table, so that one can be edited and all else stays as it was typed.

tomlkit alone counts the comment above a table as the end of the table before: it is lost when that one is removed, and
new keys are put below it.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Path", "TomlTable", "edited", "line_of", "new_section", "renamed", "sections"]

Path: TypeAlias = tuple[str, ...]
"""The keys that lead to a table or a value, such as `("servers", "prod", "cluster")`."""


class TomlTable(msgspec.Struct, frozen=True):
    """A table: the comment that stands directly above it, its header, what is in it, and what comes after a blank line.

    The first section has no header: what stands above all tables.
    """

    path: Path = ()
    above: str = ""
    header: str = ""
    body: str = ""
    below: str = ""

    @property
    def text(self) -> str:
        """All of it, as it stands in the file."""
        return self.above + self.header + self.body + self.below


def sections(text: str) -> list[TomlTable]:
    """The sections of a TOML text that has no error. Joined, their texts are that text."""
    found: list[tuple[Path, list[str]]] = [((), [])]
    for line in _lines(text):
        path = _header(line)
        # What looks like a header within a value over several lines leaves that value without its end.
        if path and _is_whole("".join(found[-1][1])):
            found.append((path, [line]))
        else:
            found[-1][1].append(line)
    made: list[TomlTable] = []
    above = ""
    for number, (path, lines) in enumerate(found):
        header, body = (lines[0], lines[1:]) if path else ("", lines)
        own = len(body)
        if number + 1 < len(found):
            while own and body[own - 1].lstrip().startswith("#"):
                own -= 1
            if own == 0 and not path:
                own = len(body)  # at the top of the file it is about the file
        inside = _end_of_keys(body[:own])
        made.append(TomlTable(path, above, header, "".join(body[:inside]), "".join(body[inside:own])))
        above = "".join(body[own:])
    return made


def line_of(text: str, path: Path) -> int:
    """The number, from 1, of the line where a value or a table begins; of what it would be in, where it isn't there."""
    places = list(_places(text))
    for depth in range(len(path), 0, -1):
        for number, place in places:
            if place[:depth] == path[:depth]:
                return number
    return 1


def edited(section: TomlTable, path: Path, changes: Mapping[str, str | bool | None]) -> TomlTable:
    """The section with those keys of the table at `path` set, or taken out where they are None.

    The table is the section's own, or one within it. Raises KeyError where it is neither.
    """
    import tomlkit

    document = tomlkit.parse(section.body if not section.body or section.body.endswith("\n") else f"{section.body}\n")
    table: Any = document
    for key in path[len(section.path) :]:
        table = table[key]
    for key, value in changes.items():
        if value is not None:
            table[key] = value
        elif key in table:
            del table[key]
    return replace(section, body=tomlkit.dumps(document))


def renamed(section: TomlTable, path: Path, name: str | None) -> TomlTable:
    """The section with another name for the table at `path`, or without that table.

    The table is the section's own, or one within it. Raises KeyError where it is neither.
    """
    import tomlkit

    if section.path == path:
        if name is None:
            return TomlTable(below=section.below if section.below.strip() else "")
        end = _end_of_header(section.header)
        return replace(
            section, path=(*path[:-1], name), header=f"[{_dotted((*path[:-1], name))}]{section.header[end:]}"
        )
    document = tomlkit.parse(section.body)
    parent: Any = document
    for key in path[len(section.path) : -1]:
        parent = parent[key]
    inline = tomlkit.inline_table()
    inline.update(parent.pop(path[-1]).unwrap())
    if name is not None:
        parent[name] = inline
    return replace(section, body=tomlkit.dumps(document))


def new_section(path: Path, values: Mapping[str, str | bool]) -> TomlTable:
    """A table to put at the end."""
    import tomlkit

    return TomlTable(path, header=f"[{_dotted(path)}]\n", body=tomlkit.dumps(values))


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)  # not splitlines, which breaks at characters that TOML takes in texts


def _end_of_keys(body: Sequence[str]) -> int:
    """How many lines there are to the last key, and the comment right below it."""
    end = len(body)
    while end and (not body[end - 1].strip() or body[end - 1].lstrip().startswith("#")):
        end -= 1
    while end < len(body) and body[end].strip():
        end += 1
    return end


def _header(line: str) -> Path:
    """The path of the table whose header the line is, or an empty path."""
    if not line.lstrip().startswith("["):
        return ()
    with contextlib.suppress(ValueError):
        return _deepest(tomllib.loads(line))
    return ()


def _end_of_header(line: str) -> int:
    """Where the header ends, and blanks or a comment begin."""
    return next(end for end in range(len(line)) if line[end - 1 : end] == "]" and _header(line[:end]))


def _is_whole(text: str) -> bool:
    with contextlib.suppress(ValueError):
        tomllib.loads(text)
        return True
    return False


def _places(text: str) -> Iterator[tuple[int, Path]]:
    """The line and path of each table and value."""
    number = 1
    for section in sections(text):
        number += section.above.count("\n")
        if section.header:
            yield number, section.path
            number += 1
        for line in _lines(section.body):
            with contextlib.suppress(ValueError):
                if key := _deepest(tomllib.loads(f"{line.partition('=')[0]}=0")):
                    yield number, (*section.path, *key)
            number += 1
        number += section.below.count("\n")


def _deepest(table: dict[str, Any]) -> Path:
    path: Path = ()
    value: Any = table
    while isinstance(value, dict | list) and value:
        if isinstance(value, list):  # [[a table in a list]]
            value = value[-1]
            continue
        key, value = next(iter(value.items()))
        path = (*path, key)
    return path


def _dotted(path: Sequence[str]) -> str:
    import tomlkit

    return ".".join(tomlkit.key(each).as_string() for each in path)
