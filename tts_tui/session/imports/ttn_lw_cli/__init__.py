"""The servers and logins of the official command line, `ttn-lw-cli`, on this machine, to be imported.

Its files are read and never written. Nothing here is called unless a person asks for it.

Source: `cmd/ttn-lw-cli/commands/config.go`, `root.go`, `login.go` and `use.go`, `internal/util/cache.go` beside them,
`pkg/config/config.go` and `path.go`, and `Token` of golang.org/x/oauth2; as of version 3.32.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from tts_tui.api.oauth import Tokens
from tts_tui.servers.hosted import hosted
from tts_tui.session.imports.ttn_lw_cli.config import of_environment, read_config
from tts_tui.session.imports.ttn_lw_cli.files import BadFile, host_of
from tts_tui.session.imports.ttn_lw_cli.logins import SHARED_LOGIN, read_logins
from tts_tui.session.imports.ttn_lw_cli.places import cache_file, installations
from tts_tui.session.imports.ttn_lw_cli.server import at_host, called, server_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tts_tui.servers.model import Server
    from tts_tui.session.credentials import Credential
    from tts_tui.session.imports.ttn_lw_cli.config import Config
    from tts_tui.session.imports.ttn_lw_cli.logins import Login

__all__ = ["SHARED_LOGIN", "BadFile", "Imported", "cache_file", "read"]


class Imported(msgspec.Struct, frozen=True):
    """A server, and the credential that was cached for it, if there is one. No two have the same name.

    `hosts` are those that the credential may be sent to, as the other program wrote them down; nobody wrote down whose
    it is, which only the server can tell. `notes` are sentences to be shown before anything is taken over.
    """

    server: Server
    credential: Credential | None
    hosts: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What the credential is, in a word or two."""
        if self.credential is None:
            return "none"
        return "login" if isinstance(self.credential, Tokens) else "API key"


def read(config: Path | None = None) -> tuple[Imported, ...]:
    """Every server of a config file (None: of those that the program would read here), then logins without a config.

    As in the program itself, what a file doesn't set is taken from those that count less, and the environment
    (TTN_LW_…) goes before all. Of several logins at one server each is given. The path of a config may begin with `~`.
    Reads files: call it off the event loop.
    Raises BadFile.
    """
    if config is not None:
        with contextlib.suppress(RuntimeError):  # nobody of that name
            config = config.expanduser()
    named: dict[Config, Imported] = {}
    unnamed: list[Imported] = []
    for each in installations():
        logins = read_logins(each.logins)
        configs = list(_configs([config] if config is not None else each.configs))
        for settings in configs:  # a config of the current folder is one of every installation
            found = _of_config(settings, logins)
            if settings not in named or (named[settings].credential is None and found.credential is not None):
                named[settings] = found
        if config is None:
            known = {settings.text("credentials-id") for settings in configs}
            servers = [one.server for one in named.values()]
            unnamed.extend(_of_logins({name: logins[name] for name in logins if name not in known}, servers))
    return _each_once([*named.values(), *unnamed])


def _configs(paths: Sequence[Path]) -> Iterator[Config]:
    """What holds where each of the files is the first that there is."""
    environment = of_environment()
    below = [read_config(path) for path in paths]
    while True:
        config = environment
        for each in below:
            config = config.over(each)
        if config.names_a_server():
            yield config
        below = below[1:]
        if not below:
            return


def _of_config(config: Config, logins: Mapping[str, Login]) -> Imported:
    login = logins.get(config.text("credentials-id"))
    logged_in = login is not None and isinstance(login.credential, Tokens)
    server, notes = server_of(config, logged_in=logged_in)
    return _with_credential(server, notes, login)


def _of_logins(logins: Mapping[str, Login], servers: Sequence[Server]) -> Iterator[Imported]:
    """Logins that no config names: at a server that a config names, or at the hosts they were cached for."""
    for name, login in logins.items():
        if login.credential is None:
            continue
        if alike := next((each for each in servers if set(_hosts(each)) == set(login.hosts)), None):
            server: Server | None = called(alike, name)
            note = "No config names this login: its server is known by the hosts that it was cached for."
        else:
            host = _main_host(name, login.hosts)
            # A name such as another.example would be mistaken for its address.
            server = at_host(name if "." not in name else host, host) if host else None
            note = "No config for it here: its address is the host it was cached for."
        if server is not None:
            yield _with_credential(server, [note], login)


def _main_host(name: str, hosts: Sequence[str]) -> str:
    """The host that a login is named for, or that its others follow from, or an empty string."""
    named = host_of(name)
    if named and named in hosts:
        return named
    places = {each: hosted(each) for each in hosts}
    identity_servers = {address_part.identity_server if address_part else each for each, address_part in places.items()}
    if len(identity_servers) != 1 or len(hosts) > 2:  # noqa: PLR2004 - an Identity Server and its cluster
        return ""
    return next(
        (each for each, address_part in places.items() if address_part and address_part.cluster != "eu1"), hosts[0]
    )


def _with_credential(server: Server, notes: list[str], login: Login | None) -> Imported:
    """The credential goes only with a server all of whose hosts it was cached for. (`root.go`, checkAuth)"""
    if login is None or (login.credential is None and not login.notes):
        return Imported(server, None, (), (*notes, "There is no login for it."))
    if login.credential is None:
        return Imported(server, None, login.hosts, (*notes, *login.notes))
    if unknown := [host for host in _hosts(server) if host not in login.hosts]:
        why = f"Its login is not imported: it was not cached for {', '.join(unknown)}."
        return Imported(server, None, login.hosts, (*notes, why))
    return Imported(server, login.credential, login.hosts, (*notes, *login.notes))


def _hosts(server: Server) -> list[str]:
    """The hosts that a credential of the server is sent to."""
    return list(
        dict.fromkeys(
            host_of(urlsplit(url).netloc) for url in (server.identity_server, server.hosts.cluster, server.oauth_url)
        )
    )


def _each_once(found: Iterable[Imported]) -> tuple[Imported, ...]:
    """Each login of a server once, and a server without one only where there is none; the first counts."""
    kept: list[Imported] = []
    for each in sorted(found, key=lambda one: one.credential is None):
        same = [other for other in kept if other.server.hosts == each.server.hosts]
        if any(each.credential in (None, other.credential) for other in same):
            continue
        names = {other.server.name.casefold() for other in kept}
        name, number = each.server.name, 2
        while name.casefold() in names:
            name, number = f"{each.server.name}-{number}", number + 1
        server = each.server if name == each.server.name else replace(each.server, name=name)
        kept.append(Imported(server, each.credential, each.hosts, each.notes))
    return tuple(kept)
