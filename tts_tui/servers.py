"""Servers as a person names them: where they are, what to trust, where the token lives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import ConfigDict, ValidationError, ValidationInfo, field_validator

from tts_tui.addresses import base_url, is_loopback
from tts_tui.api.hosts import Hosts
from tts_tui.api.models import Model

__all__ = ["CLUSTERS", "RESERVED", "BadServer", "Place", "Server", "by_address", "cloud", "make", "sandbox"]

Place = Literal["keyring", "insecure-keyring", "file", "session"]
"""Where a token lives: the OS keyring, a keyring that is a plain file, a 0600 file, or nowhere but in this session."""

RESERVED: Final = frozenset({"demo", "doctor", "help", "login", "logout", "sandbox", "servers"})
"""The program's own words, which name no server."""

CLUSTERS: Final = ("eu1", "nam1", "au1")
"""The clusters of The Things Stack Sandbox. Cloud has these, and may have more."""

_NAME: Final = re.compile(r"(?!-)[A-Za-z0-9_.:\[\]-]{1,100}")
"""What a name can be typed as on a command line; a host with its port is one."""
_PART: Final = re.compile(r"[a-z0-9](-?[a-z0-9]){0,35}")
"""What a tenant or a cluster can be called, as part of a host."""


class BadServer(ValueError):
    """A server that can't be used. `problems` has a sentence for each of its fields that is wrong."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class Server(Model):
    """A server by its name.

    `identity_server` and `cluster` are base URLs, `oauth` has a path as well; what is None follows the Identity Server.
    `insecure` allows plain http to another machine. `token` is where its token lives, None where nobody was asked yet.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    insecure: bool = False  # before the addresses, which are read by it
    identity_server: str
    cluster: str | None = None
    oauth: str | None = None
    ca_file: Path | None = None
    token: Place | None = None

    @field_validator("name")
    @classmethod
    def _a_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("A name has letters, digits, dots, dashes and underscores, 100 at most.")
        if name.lower() in RESERVED:
            raise ValueError(f"{name} is a word of the program's own. Choose another name.")
        return name

    @field_validator("identity_server", "cluster")
    @classmethod
    def _an_address(cls, address: str | None, info: ValidationInfo) -> str | None:
        return None if address is None else base_url(address, insecure=info.data.get("insecure", False))

    @field_validator("oauth")
    @classmethod
    def _an_oauth_address(cls, address: str | None, info: ValidationInfo) -> str | None:
        if address is None:
            return None
        path = urlsplit(address.strip()).path
        return base_url(address.strip().removesuffix(path), insecure=info.data.get("insecure", False)) + path.rstrip(
            "/"
        )

    @property
    def hosts(self) -> Hosts:
        """Which host each path of the API belongs to."""
        return Hosts(self.identity_server, self.cluster or self.identity_server)

    @property
    def oauth_url(self) -> str:
        """Where a login begins, without `/authorize`."""
        return self.oauth or f"{self.identity_server}/oauth"

    @property
    def protected(self) -> bool:
        """Whether nobody else can read the token on its way: TLS, or no network at all."""
        addresses = (self.identity_server, self.hosts.cluster, self.oauth_url)
        return all(each.startswith("https:") or is_loopback(urlsplit(each).hostname or "") for each in addresses)


def make(**fields: Any) -> Server:
    """A server of those fields, whose texts are as a person typed them. Raises BadServer."""
    try:
        return Server(**fields)
    except ValidationError as error:
        problems = {str(each["loc"][0]): _sentence(each) for each in error.errors(include_url=False)}
    raise BadServer(problems)


def by_address(address: str, *, insecure: bool = False) -> Server:
    """A server that nobody has named: it is called by its host. Raises BadAddress."""
    url = base_url(address, insecure=insecure)
    host = urlsplit(url).netloc
    return Server(name=f"{host}." if host in RESERVED else host, identity_server=url, insecure=insecure)


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
        raise BadServer({"cluster": "A cluster is called such as eu1."})
    # Whatever the cluster, its users and applications are kept at eu1. (documentation, "Server Addresses")
    return {
        "identity_server": f"https://{prefix}eu1.{domain}",
        "cluster": f"https://{prefix}{cluster}.{domain}",
    }


def _sentence(error: Any) -> str:
    if isinstance(reason := error.get("ctx", {}).get("error"), ValueError):
        return str(reason)
    if error["type"] == "extra_forbidden":
        return f"{error['loc'][0]} is nothing that a server has."
    return f"{error['msg']}."
