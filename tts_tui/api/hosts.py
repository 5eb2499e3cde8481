"""Which of a server's hosts a path belongs to."""

from __future__ import annotations

from typing import Final

import msgspec

__all__ = ["Hosts", "hosts_of"]

_OF_THE_CLUSTER: Final = ("/as/", "/ns/", "/js/")


class Hosts(msgspec.Struct, frozen=True):
    """The base URLs, without `/api/v3`, of a server's Identity Server and of its cluster; often the same.

    The Application, Network and Join Server are the cluster's, everything else is the Identity Server's. On Cloud and
    Sandbox the latter is at `eu1` whatever the cluster. (api concepts "Addresses"; `sdk/js/src/api/http.js` 221-230)
    """

    identity_server: str
    cluster: str

    @property
    def split(self) -> bool:
        """Whether the cluster has another host than the Identity Server."""
        return self.identity_server != self.cluster

    def of(self, path: str) -> str:
        """The base URL for a path below `/api/v3`, such as `/as/applications/…`."""
        return self.cluster if path.startswith(_OF_THE_CLUSTER) else self.identity_server


def hosts_of(server: Hosts | str) -> Hosts:
    """The hosts of a server: one address stands for both; Hosts are returned as they are."""
    return Hosts(server.rstrip("/"), server.rstrip("/")) if isinstance(server, str) else server
