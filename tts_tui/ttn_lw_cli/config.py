"""The config of `ttn-lw-cli`: which server it names. (`commands/config.go`, `use.go`)"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from tts_tui.addresses import BadAddress, base_url, is_loopback
from tts_tui.servers import BadServer, Server, by_address, make, why_reserved
from tts_tui.ttn_lw_cli.files import BadFile, content, host_of, is_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Config", "read_config", "server_called", "server_of"]

_TEXTS: Final = (
    "application-server-grpc-address",
    "ca",
    "credentials-id",
    "identity-server-grpc-address",
    "join-server-grpc-address",
    "network-server-grpc-address",
    "oauth-server-address",
)
_SWITCHES: Final = ("application-server-enabled", "insecure")
_NO: Final = ("", "0", "f", "false", "n", "no", "off")


class _Setting(NamedTuple):
    text: str
    line: int


class Config(NamedTuple):
    """The settings that matter here, each with its line."""

    path: Path
    settings: Mapping[str, _Setting]

    def text(self, key: str) -> str:
        """What is set, or nothing."""
        return self.settings[key].text.strip() if key in self.settings else ""

    def switch(self, key: str, *, default: bool) -> bool:
        """Whether it is on."""
        return self.text(key).lower() not in _NO if key in self.settings else default

    def bad(self, key: str, why: str) -> BadFile:
        """The error in that setting."""
        return BadFile(self.path, self.settings[key].line, f"{key}: {why}")


def read_config(path: Path) -> Config:
    """The settings of a file. Raises BadFile."""
    import yaml

    text = content(path)
    try:
        # The nodes as they stand: nothing is built from them, and each knows its line.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise BadFile(path, mark.line + 1 if mark else None, "This is no YAML.") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise BadFile(path, None, "This is no YAML.") from None
    if root is None:
        return Config(path, {})
    if not isinstance(root, yaml.MappingNode):
        raise BadFile(path, root.start_mark.line + 1, "This is no config of ttn-lw-cli: it has no settings.")
    settings = {}
    for key, value in root.value:
        # The program reads its keys whatever their case.
        name = key.value.lower() if isinstance(key, yaml.ScalarNode) else ""
        if name not in _TEXTS + _SWITCHES:
            continue
        line = value.start_mark.line + 1
        if not isinstance(value, yaml.ScalarNode):
            raise BadFile(path, line, f"{name} has one value, not several.")
        null = value.tag == "tag:yaml.org,2002:null"
        settings[name] = _Setting("" if null else value.value, line)
    return Config(path, settings)


def server_of(config: Config) -> tuple[Server, list[str]] | None:
    """The server of a config file and what is to be said of it, or None where the file names none. Raises BadFile."""
    if not (config.text("identity-server-grpc-address") or config.text("oauth-server-address")):
        return None
    notes: list[str] = []
    base, oauth = _addresses(config)
    cluster = _cluster(config, base, notes)
    insecure = config.switch("insecure", default=False) and not all(map(_protected, (base, cluster or base, oauth)))
    if insecure:
        notes.append("It speaks plain http: everybody on the way can read the token.")
    try:
        server = server_called(
            config.text("credentials-id"),
            identity_server=base,
            cluster=cluster,
            oauth=oauth if oauth != f"{base}/oauth" else None,
            ca_file=_ca_file(config, notes),
            insecure=insecure,
        )
    except BadServer as error:
        raise BadFile(config.path, None, str(error)) from None
    return server, notes


def _addresses(config: Config) -> tuple[str, str]:
    """The base URL of the Identity Server, and the OAuth address."""
    insecure = config.switch("insecure", default=False)
    oauth = config.text("oauth-server-address").rstrip("/")
    oauth_base = ""
    if oauth:
        try:
            parts = urlsplit(oauth if oauth.isprintable() else "")
        except ValueError:
            parts = urlsplit("")
        if not parts.netloc:
            raise config.bad("oauth-server-address", "This is no address. It starts with https://")
        oauth_base = _checked(config, "oauth-server-address", f"{parts.scheme}://{parts.netloc}", insecure=insecure)
        oauth = oauth_base + parts.path
    identity = config.text("identity-server-grpc-address")
    if not identity:
        return oauth_base, oauth
    host = host_of(identity)
    # gRPC has ports of its own (8884, 1884): the HTTP port is only known where the login happens at the same host.
    if oauth_base and host == host_of(oauth_base):
        return oauth_base, oauth
    scheme, port = ("http", ":1885") if insecure else ("https", ":8885" if is_loopback(host.strip("[]")) else "")
    base = _checked(config, "identity-server-grpc-address", f"{scheme}://{host}{port}", insecure=insecure)
    return base, oauth or f"{base}/oauth"


def _cluster(config: Config, base: str, notes: list[str]) -> str | None:
    key = "application-server-grpc-address"
    if not config.text(key) or not config.switch("application-server-enabled", default=True):
        return None
    hosts = {each: host_of(config.text(each)) for each in config.settings if each.endswith("-server-grpc-address")}
    # Scheme and port are the Identity Server's, for want of better knowledge.
    cluster = _checked(
        config, key, f"{urlsplit(base).scheme}://{hosts[key]}{_port(base)}", insecure=not base.startswith("https:")
    )
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
        raise config.bad("ca", "This is no path.")
    file = config.path.absolute().parent / config.text("ca")
    if not is_file(file):
        notes.append(f"There is no file {file}, which it trusts as certificate authority.")
    return file


def server_called(name: str, **fields: Any) -> Server:
    """A server by that name, or by its host where it can't be called so."""
    if not why_reserved(name):
        try:
            return make(name=name, **fields)
        except BadServer as bad:
            if set(bad.problems) != {"name"}:
                raise
    return make(name=by_address(fields["identity_server"], insecure=True).name, **fields)


def _checked(config: Config, key: str, address: str, *, insecure: bool) -> str:
    try:
        return base_url(address, insecure=insecure)
    except BadAddress as error:
        raise config.bad(key, str(error)) from None


def _port(base: str) -> str:
    """The port of a base URL with its colon, or nothing."""
    return f":{port}" if (port := urlsplit(base).port) else ""


def _protected(url: str) -> bool:
    return url.startswith("https:") or is_loopback(urlsplit(url).hostname or "")
