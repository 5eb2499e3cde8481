"""The file in which named servers are kept: `servers.toml` in the user's folder of settings.

It is a person's own file: comments, order and tables that this program doesn't know stay as they were typed.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import stat
import tomllib
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec.structs import asdict, replace

from tts_tui.servers.addresses import BadAddress
from tts_tui.servers.folders import NoHome, config_folder
from tts_tui.servers.hosted import misplaced
from tts_tui.servers.model import BadServer, Server, by_address, make, why_reserved
from tts_tui.servers.whole_file import replace_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.servers.toml_sections import TomlTable

__all__ = ["BrokenFile", "FileFault", "NameTaken", "NoSuchServer", "ServerFault", "ServerFile", "Servers", "entry_of"]

PATIENCE: Final = 5.0
"""Seconds to wait for another tts-tui that is changing the file; a change takes some milliseconds."""

_FIELDS: Final = ("identity_server", "cluster", "oauth", "ca_file", "insecure", "token")
_AT_LINE: Final = re.compile(r"(?P<why>.*) \(at (line (?P<line>[0-9]+), column [0-9]+|end of document)\)", re.DOTALL)


class ServerFault(Exception):
    """The named servers can't be read or changed; the sentence says why. Nothing was changed.

    The sentence is safe to print: control characters of the file are shown as TOML escapes.
    """

    def __init__(self, sentence: str) -> None:
        super().__init__("".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in sentence))


class BrokenFile(ServerFault):
    """The file has an error, at `line` of `path`. It is left as it is."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}, line {line}: {why} Correct it in an editor; tts-tui leaves it as it is.")
        self.path = path
        self.line = line
        self.why = why


class FileFault(ServerFault):
    """The file can't be read or written now."""


class NameTaken(ServerFault):
    """There is a server of that name, or of one that differs in capitals only, or it is a word of the program's own."""


class NoSuchServer(ServerFault):
    """There is no server of that name."""


class Servers(msgspec.Struct, frozen=True):
    """The servers that have a name, in the file's order, and the name of the one that a plain start opens."""

    servers: tuple[Server, ...] = ()
    default: str | None = None

    def named(self, name: str) -> Server | None:
        """The server of exactly that name, or None."""
        return next((each for each in self.servers if each.name == name), None)

    def at(self, base_url: str) -> tuple[Server, ...]:
        """The servers whose Identity Server has that base URL: clusters of one Cloud, or accounts of one server."""
        return tuple(each for each in self.servers if each.identity_server == base_url)

    def known(self, server: Server) -> Server | None:
        """The server in the file that `server` is: by name and address, or by address alone if only one has it."""
        named = self.named(server.name)
        if named is not None and named.identity_server == server.identity_server:
            return named
        there = self.at(server.identity_server)
        return there[0] if len(there) == 1 else None

    def free_name(self, name: str) -> str:
        """That name for a new server, or the first free one with a number after it."""
        numbered = (f"{name}-{number}" for number in count(2))
        return next(
            each for each in chain([name], numbered) if not why_reserved(each) and not _confusing(self.servers, each)
        )

    def entry(self, server: Server) -> str:
        """The entry of the server's token in a token store: `NAME ADDRESS`, or the address alone without a name."""
        known = self.known(server)
        return entry_of(known) if known is not None else server.identity_server

    def meant_by(self, text: str, *, insecure: bool = False) -> Server:
        """The server of that name or address, which may be one that nobody has named.

        Raises BadAddress for neither, and for an address that several servers share.
        """
        if (named := self.named(text)) is not None:
            return named
        server = by_address(text, insecure=insecure)
        there = self.at(server.identity_server)
        if len(there) > 1:
            names = ", ".join(each.name for each in there)
            raise BadAddress(f"Several of your servers are at {server.identity_server}: {names}. Give the name of one.")
        return there[0] if there else server


def entry_of(server: Server) -> str:
    """The entry of a named server's token in a token store."""
    return f"{server.name} {server.identity_server}"


class ServerFile:
    """The file at `path`, by default the user's own.

    Every method blocks, up to PATIENCE seconds while another process is writing: call it off the event loop. Each may
    raise BrokenFile or FileFault. A change reads the file again under a lock, so that no other change is lost.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    @property
    def path(self) -> Path:
        """Where the file is, or would be. Raises FileFault where the user has no folder for it."""
        try:
            return self._path or config_folder() / "servers.toml"
        except NoHome as error:
            raise FileFault(f"Servers can't be kept or known by name: {error.strerror}.") from None

    def read(self) -> Servers:
        """The servers of the file; none where there is no file."""
        return self._parsed(self._text())

    def add(self, server: Server) -> None:
        """Put a server at the end. Raises NameTaken, and BadServer where no Identity Server can be at its address."""

        def change(there: Servers, text: list[TomlTable]) -> Servers:
            from tts_tui.servers.toml_sections import new_section

            _ensure_free(there.servers, server.name)
            _ensure_placed(server)
            before = text[-1]
            gap = "" if before.text.endswith("\n\n") or not before.text else "\n"
            end = "" if before.text.endswith("\n") or not before.text else "\n"
            text[-1] = replace(before, below=f"{before.below}{end}{gap}")
            text.append(new_section(("servers", server.name), _written(server)))
            return replace(there, servers=(*there.servers, server))

        self._change(change)

    def replace(self, name: str, server: Server) -> None:
        """Put a server in the place of another, under its own name; a default follows.

        Raises NoSuchServer and NameTaken, and BadServer where no Identity Server can be at a new address.
        """
        self._exchange(name, lambda _: server)

    def set_token(self, name: str, store_kind: StoreKind | None) -> None:
        """Note where the token of a server lives. Raises NoSuchServer."""
        self._exchange(name, lambda old: replace(old, token=store_kind))

    def remove(self, name: str) -> None:
        """Take a server out, and the default with it where that names it. Raises NoSuchServer."""

        def change(there: Servers, text: list[TomlTable]) -> Servers:
            from tts_tui.servers.toml_sections import renamed

            old = _existing(there, name)
            at = _index_of(text, ("servers", name))
            text[at] = renamed(text[at], ("servers", name), None)
            if there.default == name:
                _write_default(text, None)
            servers = tuple(each for each in there.servers if each != old)
            return Servers(servers, None if there.default == name else there.default)

        self._change(change)

    def set_default(self, name: str | None) -> None:
        """Choose the server that a plain start opens, or none. Raises NoSuchServer."""

        def change(there: Servers, text: list[TomlTable]) -> Servers:
            if name is not None:
                _existing(there, name)
            if name != there.default:
                _write_default(text, name)
            return replace(there, default=name)

        self._change(change)

    # Reading

    def _text(self) -> str:
        try:
            read = self.path.read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise FileFault(f"{self.path} can't be read: {error.strerror or error}.") from None
        try:
            return read.removeprefix(codecs.BOM_UTF8).decode()  # which an editor of Windows begins a file with
        except UnicodeDecodeError as error:
            line = read.count(b"\n", 0, error.start) + 1
            raise BrokenFile(self.path, line, "This is not UTF-8, which a TOML file is written in.") from None

    def _parsed(self, text: str) -> Servers:
        try:
            document = tomllib.loads(text)
        except ValueError as error:
            found = _AT_LINE.fullmatch(str(error))
            line = int(found["line"]) if found and found["line"] else max(len(text.splitlines()), 1)
            raise BrokenFile(self.path, line, f"{found['why'] if found else error}.") from None
        tables = document.get("servers", {})
        if not isinstance(tables, dict):
            raise self._broken(text, ("servers",), "Servers are tables, such as [servers.prod].")
        servers: list[Server] = []
        for name, table in tables.items():
            servers.append(self._server(text, name, table))
            if taken := _confusing(servers[:-1], name):
                why = f"The names {taken!r} and {name!r} differ in small and capital letters only. Rename one of them."
                raise self._broken(text, ("servers", name), why)
        default = document.get("default")
        if default is not None and not isinstance(default, str):
            raise self._broken(text, ("default",), 'default is the name of a server, in quotes, such as "prod".')
        if default is not None and default not in tables:
            raise self._broken(text, ("default",), f"default names {default!r}, and there is no such server.")
        return Servers(tuple(servers), default)

    def _server(self, text: str, name: str, table: Any) -> Server:
        path = ("servers", name)
        if not isinstance(table, dict):
            raise self._broken(text, path, f"Server {name!r} is a table: [servers.{name}], and its address below.")
        fields = dict(table)
        if isinstance(file := fields.get("ca_file"), str):
            with contextlib.suppress(RuntimeError):  # no such home
                fields["ca_file"] = self.path.parent / Path(file).expanduser()
        try:
            if "name" in fields:
                raise BadServer({"name": "A server's table has no setting name: its name is in its header."})
            return make(name=name, **fields)
        except BadServer as error:
            field, why = next(iter(error.problems.items()))
            raise self._broken(text, (*path, field), f"Server {name!r}, {field}: {why}") from None

    def _broken(self, text: str, path: tuple[str, ...], why: str) -> BrokenFile:
        from tts_tui.servers.toml_sections import line_of

        return BrokenFile(self.path, line_of(text, path), why)

    # Writing

    def _change(self, change: Callable[[Servers, list[TomlTable]], Servers]) -> None:
        """Read the file, let `change` edit its sections and say which servers they then hold, and write it."""
        from tomlkit.exceptions import TOMLKitError

        from tts_tui.servers.toml_sections import sections

        with self._exclusively():
            before = self._text()
            there = self._parsed(before)
            text = sections(before)
            try:
                wanted = change(there, text)
                after = "".join(each.text for each in text)
                written = self._parsed(after)
            except BadServer:
                raise
            except (LookupError, ValueError, TOMLKitError, BrokenFile):
                written = None
            if written is None or not _same(written, wanted):
                raise FileFault(
                    f"{self.path} is written in a way that tts-tui can't change safely. "
                    "Change it in an editor, or give each server a header of its own, such as [servers.prod]."
                )
            if after != before:
                self._write(after)

    @contextlib.contextmanager
    def _exclusively(self) -> Iterator[None]:
        """Keep other programs from changing the file. Raises FileFault where that can't be had, or on an OSError."""
        import filelock

        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with filelock.FileLock(f"{self.path}.lock", timeout=PATIENCE):
                yield
        except filelock.Timeout:
            raise FileFault(f"Another tts-tui has been changing {self.path} for {PATIENCE:g} s. Try again.") from None
        except OSError as error:
            raise FileFault(f"{self.path} can't be written: {error.strerror or error}. Nothing was changed.") from None

    def _exchange(self, name: str, new: Callable[[Server], Server]) -> None:
        def change(there: Servers, text: list[TomlTable]) -> Servers:
            from tts_tui.servers.toml_sections import edited, renamed

            old = _existing(there, name)
            server = new(old)
            if server.identity_server != old.identity_server:
                _ensure_placed(server)
            at = _index_of(text, ("servers", name))
            if server.name != name:
                _ensure_free([each for each in there.servers if each != old], server.name)
                text[at] = renamed(text[at], ("servers", name), server.name)
                if there.default == name:
                    _write_default(text, server.name)
            was, wanted = _written(old), _written(server)
            # What the person typed and means the same stays as it was typed.
            changes = {each: wanted.get(each) for each in _FIELDS if was.get(each) != wanted.get(each)}
            text[at] = edited(text[at], ("servers", server.name), changes)
            servers = tuple(server if each == old else each for each in there.servers)
            return Servers(servers, server.name if there.default == name else there.default)

        self._change(change)

    def _write(self, text: str) -> None:
        target = Path(os.path.realpath(self.path))  # a link stays a link
        mode = 0o600
        with contextlib.suppress(FileNotFoundError):
            mode = stat.S_IMODE(target.stat().st_mode)
        replace_whole(target, text.encode(), mode=mode, synced=True)


def _same(one: Servers, other: Servers) -> bool:
    return set(one.servers) == set(other.servers) and one.default == other.default


def _written(server: Server) -> dict[str, str | bool]:
    """What of a server is written: neither what is not set nor what is false."""
    fields = asdict(server)
    return {each: value if value is True else str(value) for each in _FIELDS if (value := fields[each])}


def _existing(there: Servers, name: str) -> Server:
    found = there.named(name)
    if found is None:
        raise NoSuchServer(f"There is no server named {name!r}.")
    return found


def _ensure_free(servers: Sequence[Server], name: str) -> None:
    if why := why_reserved(name):
        raise NameTaken(f"{why} Choose another name.")
    taken = _confusing(servers, name)
    if taken == name:
        raise NameTaken(f"There is a server named {name} already. Choose another name.")
    if taken:
        raise NameTaken(
            f"There is a server named {taken}. Names that differ in small and capital letters only are easily "
            "confused; choose another."
        )


def _ensure_placed(server: Server) -> None:
    """Refuse an address at which no Identity Server can be. (Only a new one: a file that has one must be readable.)"""
    if why := misplaced(server.identity_server):
        raise BadServer({"identity_server": f"{why}."})


def _confusing(servers: Sequence[Server], name: str) -> str | None:
    """A name that differs from this one only in small and capital letters."""
    return next((each.name for each in servers if each.name.casefold() == name.casefold()), None)


def _index_of(text: list[TomlTable], path: tuple[str, ...]) -> int:
    """Which section the table is in: its own, or one that it is written within."""
    for depth in range(len(path), -1, -1):
        for number, each in enumerate(text):
            if each.path == path[:depth]:
                return number
    raise LookupError


def _write_default(text: list[TomlTable], name: str | None) -> None:
    from tts_tui.servers.toml_sections import edited

    first = edited(text[0], (), {"default": name})
    text[0] = replace(first, below="\n") if first.body and not first.below and text[1:] else first
