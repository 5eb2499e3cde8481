"""A server and its settings: its addresses, what to trust, where its token is stored."""

from __future__ import annotations

import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from tts_tui.api.field_rules import address_problem
from tts_tui.api.hosts import Hosts
from tts_tui.api.token_prefixes import SECRET_PATTERN
from tts_tui.servers.addresses import BadAddress, base_url, is_loopback
from tts_tui.servers.hosted import hosted, misplaced
from tts_tui.servers.token_stores import STORE_KINDS, StoreKind

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CLUSTERS",
    "RESERVED",
    "BadServer",
    "Server",
    "by_address",
    "ca_file",
    "cloud",
    "make",
    "sandbox",
    "why_reserved",
]

RESERVED: Final = frozenset(
    {
        *("demo", "doctor", "help", "login", "logout", "sandbox", "servers"),
        *("access", "apps", "audit", "collaborators", "completion", "events", "keys"),
    }
)
"""The command line's own words: no new server is named so. See `why_reserved`."""

CLUSTERS: Final = ("eu1", "nam1", "au1")
"""The clusters of The Things Stack Sandbox. Cloud has these, and may have more."""

_NAME: Final = re.compile(r"(?!-)[A-Za-z0-9_.:\[\]-]{1,100}")
"""What a name can be typed as on a command line; a host with its port is one."""
_LONGEST: Final = 100
_OAUTH_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_PART: Final = re.compile(r"[a-z0-9](-?[a-z0-9]){0,35}")
"""What a tenant or a cluster can be called, as part of a host."""


class BadServer(ValueError):
    """A server that can't be used. `problems` has a sentence for each of its fields that is wrong."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class Server(msgspec.Struct, frozen=True):
    """A server by its name. Raises BadServer.

    `identity_server` and `cluster` are base URLs, `oauth` has a path as well; what is None follows the Identity Server.
    `insecure` allows plain http to another machine. `token` is where its token is stored, None if not chosen yet.
    """

    name: str
    identity_server: str
    cluster: str | None = None
    oauth: str | None = None
    ca_file: Path | None = None
    insecure: bool = False
    token: StoreKind | None = None

    def __post_init__(self) -> None:
        problems = {}
        for field, read in _READERS.items():
            try:
                msgspec.structs.force_setattr(self, field, read(self, getattr(self, field)))
            except ValueError as error:
                problems[field] = str(error)
        if problems:
            raise BadServer(problems)

    @property
    def hosts(self) -> Hosts:
        """Which host each path of the API belongs to."""
        return Hosts(self.identity_server, self.cluster or self.identity_server)

    @property
    def oauth_url(self) -> str:
        """Where a login begins, without `/authorize`."""
        return self.oauth or f"{self.identity_server}/oauth"

    @property
    def hostname(self) -> str:
        """The cluster's host without a port: what Console and CLI give a new application as its server addresses.

        Empty where the server takes no such host as one, such as an IPv6 address.
        """
        host = urlsplit(self.hosts.cluster).hostname or ""
        return host if address_problem(host) is None else ""

    @property
    def protected(self) -> bool:
        """Whether nobody else can read the token on its way: by TLS, or without a network."""
        addresses = (self.identity_server, self.hosts.cluster, self.oauth_url)
        return all(each.startswith("https:") or is_loopback(urlsplit(each).hostname or "") for each in addresses)


def why_reserved(name: str) -> str:
    """Why a new server can't have that name, or an empty string. A server named so before may keep its name."""
    return f"{name} is reserved for a command of tts-tui." if name.lower() in RESERVED else ""


def make(**found: Any) -> Server:
    """A server with those fields, as a person typed them. Raises BadServer."""
    problems = {each: f"A server has no setting {each}." for each in found if each not in _FIELDS}
    known = {each: value for each, value in found.items() if each in _FIELDS}
    try:
        server = Server(**{"name": None, "identity_server": None, **known})
    except BadServer as error:
        problems = error.problems | problems
    if problems:
        raise BadServer(problems)
    return server


def by_address(address: str, *, insecure: bool = False) -> Server:
    """A server without a name of its own: it gets its host's. Raises BadAddress, also for a cluster's address."""
    url = base_url(address, insecure=insecure)
    if why := misplaced(url):
        there = hosted(urlsplit(url).hostname or "")
        raise BadAddress(f"{why}. Name it: tts-tui servers add NAME {there.as_options}" if there else why)
    host = urlsplit(url).netloc
    return Server(name=f"{host}." if host in RESERVED else host[:_LONGEST], identity_server=url, insecure=insecure)


def ca_file(path: str) -> Path:
    """The absolute path of a file of certificates; `path` may begin with `~` or be relative to the current folder.

    Reads the file: call it off the event loop. Raises BadServer if it has no PEM certificates or can't be read.
    """
    try:
        file = Path(path).expanduser().absolute()
        str(file).encode()  # as it is written down
    except FileNotFoundError:
        raise BadServer({"ca_file": "The current folder is gone: name the file by its full path."}) from None
    except (RuntimeError, ValueError):  # no such home; a NUL; bytes that are no characters
        raise BadServer({"ca_file": f"{path!r} is not a path. Name a file of PEM certificates."}) from None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except ssl.SSLError:
        why = f"{file} has no certificates that can be read. It has to be a PEM file, with BEGIN CERTIFICATE in it."
    except OSError as error:
        why = f"{file} can't be read: {error.strerror}. Name a file of PEM certificates."
    except ValueError:  # a NUL
        why = f"{path!r} is not a path. Name a file of PEM certificates."
    else:
        return file
    raise BadServer({"ca_file": why})


def sandbox(cluster: str) -> dict[str, str]:
    """The addresses of The Things Stack Sandbox for one of its clusters. Raises BadServer."""
    return _of_cluster("cloud.thethings.network", cluster)


def cloud(tenant: str, cluster: str) -> dict[str, str]:
    """The addresses of a tenant of The Things Stack Cloud. Raises BadServer."""
    if not _PART.fullmatch(tenant):
        raise BadServer({"tenant": "A tenant's ID has small letters, digits and single dashes."})
    return _of_cluster("cloud.thethings.industries", cluster, f"{tenant}.")


def _of_cluster(domain: str, cluster: str, prefix: str = "") -> dict[str, str]:
    if not _PART.fullmatch(cluster):
        raise BadServer({"cluster": "A cluster's name looks like eu1."})
    # Whatever the cluster, its users and applications are kept at eu1. (documentation, "Server Addresses")
    return {
        "identity_server": f"https://{prefix}eu1.{domain}",
        "cluster": f"https://{prefix}{cluster}.{domain}",
    }


# How each field is read, in the order in which problems are listed. The words for a wrong type are those of the file.


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{field} is a text, in quotes.")  # noqa: TRY004 - as all that is wrong with a field
    return value


def _name(_: Server, value: object) -> str:
    name = _text("name", value)
    if re.match(SECRET_PATTERN, name):
        raise ValueError("That is a token, not a name. Choose a name, such as prod; the token is asked for later.")
    if not _NAME.fullmatch(name):
        raise ValueError(
            "A name has letters, digits, dots, dashes and underscores, at most 100, and doesn't begin with a dash."
        )
    return name


def _insecure(_: Server, value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("insecure is true or false, without quotes.")  # noqa: TRY004
    return value


def _identity_server(server: Server, value: object) -> str:
    if value is None:
        raise ValueError("A server has an address: identity_server, such as https://thethings.example.com.")
    return base_url(_text("identity_server", value), insecure=server.insecure is True)


def _cluster(server: Server, value: object) -> str | None:
    if value is None:
        return None
    url = base_url(_text("cluster", value), insecure=server.insecure is True)
    return None if url == server.identity_server else url


def _oauth(server: Server, value: object) -> str | None:
    if value is None:
        return None
    address = _text("oauth", value)
    start = re.match(r"\s*[^/]*//[^/]*", address)
    host = start.group() if start else address
    path = address[len(host) :].rstrip().rstrip("/").removesuffix("/authorize")
    if not _OAUTH_PATH.fullmatch(path):
        raise ValueError("Not an address of OAuth, which ends as /oauth does: no spaces, ? or #.")
    url = base_url(host, insecure=server.insecure is True) + (path or "/oauth")
    return None if url == f"{server.identity_server}/oauth" else url


def _ca_file(_: Server, value: object) -> Path | None:
    return value if value is None or isinstance(value, Path) else Path(_text("ca_file", value))


def _token(_: Server, value: object) -> StoreKind | None:
    for store_kind in (None, *STORE_KINDS):
        if value == store_kind:
            return store_kind
    raise ValueError(f"token is the place where the token is kept, never a token itself: {', '.join(STORE_KINDS)}.")


_READERS: Final[dict[str, Callable[[Server, object], object]]] = {
    "name": _name,
    "insecure": _insecure,  # before the addresses, which are read by it
    "identity_server": _identity_server,
    "cluster": _cluster,
    "oauth": _oauth,
    "ca_file": _ca_file,
    "token": _token,
}
_FIELDS: Final = frozenset(_READERS)
