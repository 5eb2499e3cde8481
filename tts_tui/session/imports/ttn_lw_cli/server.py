"""The server that a config of `ttn-lw-cli` names, by the addresses of its HTTP API. (`commands/use.go`, `root.go`)"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from tts_tui.servers.addresses import BadAddress, base_url, is_loopback
from tts_tui.servers.hosted import hosted
from tts_tui.servers.model import BadServer, Server, by_address, ca_file, make, why_reserved
from tts_tui.session.imports.ttn_lw_cli.files import host_of, is_file

if TYPE_CHECKING:
    from pathlib import Path

    from tts_tui.session.imports.ttn_lw_cli.config import Config

__all__ = ["at_host", "called", "server_of"]

_GRPC_PORTS: Final = (1884, 8884)
_HTTP_PORTS: Final = {"http": 1885, "https": 8885}
"""On which the Stack listens by itself. (`cmd/internal/shared/config.go`)"""
_KEYS: Final = {
    "identity_server": "identity-server-grpc-address",
    "cluster": "application-server-grpc-address",
    "oauth": "oauth-server-address",
}


def server_of(config: Config, *, logged_in: bool) -> tuple[Server, list[str]]:
    """The server of a config that names one, and what is to be said of it. Raises BadFile.

    `logged_in` says that a browser login was made with it, so that its OAuth address is known to be right.
    """
    notes: list[str] = []
    if config.variables:
        notes.append(f"{', '.join(config.variables)} of the environment goes before the config, as in ttn-lw-cli.")
    base, oauth = _addresses(config, notes, logged_in=logged_in)
    cluster = _cluster(config, base, notes)
    if (there := hosted(urlsplit(base).hostname or "")) and there.cluster != "eu1":
        notes.append(f"Its config has {base} as Identity Server, which is at {there.identity_server}.")
        base, cluster, oauth = there.identity_server, cluster or base, ""
    insecure = config.switch("insecure", default=False) and not all(
        map(_protected, (base, cluster or base, oauth or base))
    )
    if insecure:
        notes.append("Plain http: others on the network can read the token.")
    try:
        server = make(
            name="server",
            identity_server=base,
            cluster=cluster,
            oauth=oauth or None,
            ca_file=_ca_file(config, notes),
            insecure=insecure,
        )
    except BadServer as error:
        field, why = next(iter(error.problems.items()))
        raise config.bad(_KEYS[field], why) from None
    return called(server, config.text("credentials-id")), notes


def at_host(name: str, host: str) -> Server | None:
    """The server of a login that has no config, called `name`, by its host; None where that is none."""
    there = hosted(host)
    try:
        base = there.identity_server if there else base_url(f"https://{host}{_own_port('https', host)}")
    except BadAddress:
        return None
    return called(make(name="server", identity_server=base, cluster=there.address if there else None), name)


def called(server: Server, name: str) -> Server:
    """The server by that name, or by its host where a new one can't be called so."""
    with contextlib.suppress(BadServer):
        if not why_reserved(name):
            return replace(server, name=name)
    return replace(server, name=by_address(server.identity_server, insecure=True).name)


def _addresses(config: Config, notes: list[str], *, logged_in: bool) -> tuple[str, str]:
    """The base URL of the Identity Server, and the OAuth address."""
    insecure = config.switch("insecure", default=False)
    oauth = config.text("oauth-server-address").rstrip("/")
    oauth_base = ""
    if oauth:
        try:
            parts = urlsplit(oauth if oauth.isprintable() else "")
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if not parts.netloc:
            raise config.bad("oauth-server-address", "Not an address. It starts with https://")
        oauth_base = _checked(config, "oauth-server-address", f"{parts.scheme}://{parts.netloc}", insecure=insecure)
        if not logged_in and port in (None, *_GRPC_PORTS):
            oauth_base = _at_own_port(oauth_base, notes)
        oauth = oauth_base + parts.path
    identity = config.text("identity-server-grpc-address")
    if not identity:
        return oauth_base, oauth
    host = host_of(identity)
    # The address is gRPC's: HTTP has another port, which is only known where the login happens at the same host.
    if oauth_base and host == host_of(oauth_base):
        return oauth_base, oauth
    scheme = "http" if insecure else "https"
    address = f"{scheme}://{host}{_own_port(scheme, host)}"
    base = _checked(config, "identity-server-grpc-address", address, insecure=insecure)
    return base, oauth or f"{base}/oauth"


def _at_own_port(base: str, notes: list[str]) -> str:
    """A base URL whose port nobody named, at the port that is the likely one.

    `use HOST` leaves the port out, and the CLI, which speaks gRPC, works all the same. (`use.go`, `discover.go`)
    """
    scheme, host = urlsplit(base).scheme, host_of(base)
    port = _own_port(scheme, host)
    if port:
        notes.append(f"Its config doesn't say where HTTP is: {port[1:]}, the Stack's own port, is taken.")
    return f"{scheme}://{host}{port}"


def _own_port(scheme: str, host: str) -> str:
    """The port of HTTP, with its colon: the Stack's own, or nothing where a public server has TLS as usual."""
    return "" if scheme == "https" and not is_loopback(host.strip("[]")) else f":{_HTTP_PORTS[scheme]}"


def _cluster(config: Config, base: str, notes: list[str]) -> str | None:
    key = "application-server-grpc-address"
    if not config.text(key) or not config.switch("application-server-enabled", default=True):
        return None
    hosts = {each: host_of(config.text(each)) for each in config.settings if each.endswith("-server-grpc-address")}
    # Scheme and port are the Identity Server's, for want of better knowledge.
    parts = urlsplit(base)
    port = f":{parts.port}" if parts.port else ""
    cluster = _checked(config, key, f"{parts.scheme}://{hosts[key]}{port}", insecure=parts.scheme == "http")
    notes.extend(
        f"Its {word.title()} Server is at another host; {cluster} is asked instead."
        for word in ("network", "join")
        if hosts.get(f"{word}-server-grpc-address", hosts[key]) != hosts[key]
    )
    return cluster if cluster != base else None


def _ca_file(config: Config, notes: list[str]) -> Path | None:
    if not config.text("ca"):
        return None
    if not config.text("ca").isprintable():
        raise config.bad("ca", "Not a path.")
    file = config.folder("ca") / config.text("ca")
    if not is_file(file):
        notes.append(f"There is no file {file}, which it trusts as certificate authority.")
        return file
    try:
        return ca_file(str(file))
    except BadServer:
        # `use --fetch-ca` writes an empty one where the server sends its own certificate alone.
        notes.append(f"{file} has no certificates in it, and is left out.")
        return None


def _checked(config: Config, key: str, address: str, *, insecure: bool) -> str:
    try:
        return base_url(address, insecure=insecure)
    except BadAddress as error:
        raise config.bad(key, str(error)) from None


def _protected(url: str) -> bool:
    return url.startswith("https:") or is_loopback(urlsplit(url).hostname or "")
