"""What the official command line, `ttn-lw-cli`, knows on this machine: its server and its login, to be taken over.

Its files are read and never written. Nothing here is called unless a person asks for it.

Source: `cmd/ttn-lw-cli/commands/config.go`, `root.go`, `login.go` and `use.go`, `internal/util/cache.go` beside them,
`pkg/config/path.go`, and `Token` of golang.org/x/oauth2.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from tts_tui.addresses import BadAddress, base_url
from tts_tui.servers import BadServer, Server
from tts_tui.ttn_lw_cli.config import read_config, server_called, server_of
from tts_tui.ttn_lw_cli.files import BadFile, host_of
from tts_tui.ttn_lw_cli.logins import SHARED_LOGIN, read_logins

if TYPE_CHECKING:
    from tts_tui.api.hosts import Hosts
    from tts_tui.credentials import Credential
    from tts_tui.ttn_lw_cli.logins import Login

__all__ = ["SHARED_LOGIN", "BadFile", "Imported", "cache_file", "find", "read"]

_CONFIG: Final = ".ttn-lw-cli.yml"
_HOSTED: Final = re.compile(r"([a-z0-9-]+\.)?[a-z]+[0-9]+\.(cloud\.thethings\.(?:network|industries))")
"""A cluster of Sandbox or Cloud, whose Identity Server is at eu1. (`use.go`)"""


class Imported(msgspec.Struct, frozen=True):
    """A server, and the credential that was cached for it, if there is one.

    `hosts` are those that the credential may be sent to, as the other program wrote them down; nobody wrote down whose
    it is, which only the server can tell. `notes` are sentences to be shown before anything is taken over.
    """

    server: Server
    credential: Credential | None
    hosts: tuple[str, ...]
    notes: tuple[str, ...]


def find() -> list[Path]:
    """The config files that there are, where the program looks for them: the folder that one is in, home, config.

    The environment (TTN_LW_…) and its `--config` are left aside. (`pkg/config/path.go`)
    """
    import platformdirs

    files: dict[Path, None] = {}
    for place in (Path.cwd, Path.home, lambda: platformdirs.user_config_path(roaming=True)):
        with contextlib.suppress(OSError, RuntimeError):  # a folder that is gone, no home, no right to look
            if (file := place() / _CONFIG).is_file():
                files[file] = None
    return list(files)


def cache_file() -> Path:
    """Where the program keeps its logins, whether there are any or not. (`internal/util/cache.go`)"""
    import platformdirs

    try:
        folder = platformdirs.user_cache_path()
    except RuntimeError:  # no home, and so nothing of it
        folder = Path("~/.cache")
    return folder / "ttn-lw-cli" / "cache"


def read(config: Path | None = None, cache: Path | None = None) -> tuple[Imported, ...]:
    """Every server of a config file (None: of those that `find` gives), then those that only have a login.

    `cache` is where the logins are, `cache_file()` where it is None; it need not be there. Where several files name
    the same server, the first of them counts. Reads files: call it off the event loop. Raises BadFile.
    """
    logins = read_logins(cache if cache is not None else cache_file())
    imported: list[Imported | None] = []
    for path in [config] if config is not None else find():
        settings = read_config(path)
        if (named := server_of(settings)) is not None:
            imported.append(_with_credential(*named, logins.get(settings.text("credentials-id"))))
    if config is None:
        imported.extend(_of_login(name, login) for name, login in logins.items())
    first: dict[Hosts, Imported] = {}
    for each in imported:
        if each is not None:
            first.setdefault(each.server.hosts, each)
    return tuple(first.values())


def _of_login(name: str, login: Login) -> Imported | None:
    """The server of a login whose config is gone, by the host that the login was named for, or None."""
    host = host_of(name)
    if login.credential is None or not host or host not in login.hosts:
        return None
    hosted = _HOSTED.fullmatch(host)
    identity = f"{hosted[1] or ''}eu1.{hosted[2]}" if hosted else host
    try:
        base = base_url(f"https://{identity}")
        server = server_called(name, identity_server=base, cluster=f"https://{host}" if host != identity else None)
    except (BadAddress, BadServer):
        return None
    return _with_credential(server, ["There is no config for it any more: its address is taken from its name."], login)


def _with_credential(server: Server, notes: list[str], login: Login | None) -> Imported:
    """The credential goes only with a server all of whose hosts it was cached for. (`root.go`, checkAuth)"""
    if login is None or (login.credential is None and not login.notes):
        return Imported(server, None, (), (*notes, "There is no login for it."))
    if login.credential is None:
        return Imported(server, None, login.hosts, (*notes, *login.notes))
    wanted = dict.fromkeys(
        host_of(urlsplit(url).netloc) for url in (server.identity_server, server.hosts.cluster, server.oauth_url)
    )
    if unknown := [host for host in wanted if host not in login.hosts]:
        why = f"Its login is not taken over: it was not cached for {', '.join(unknown)}."
        return Imported(server, None, login.hosts, (*notes, why))
    return Imported(server, login.credential, login.hosts, (*notes, *login.notes))
