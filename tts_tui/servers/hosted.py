"""The Things Stack Sandbox and Cloud: which of their hosts is the Identity Server.

Whatever the cluster, users and applications are kept at eu1; on Cloud, a host begins with the tenant's ID.
(documentation, "Server Addresses"; `cmd/ttn-lw-cli/commands/use.go`)
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

__all__ = ["Hosted", "hosted", "misplaced"]

_CLUSTER: Final = r"(?P<cluster>[a-z]+[0-9]+)"
_SANDBOX: Final = re.compile(rf"(?P<tenant>){_CLUSTER}\.(?P<domain>cloud\.thethings\.network)")
_CLOUD: Final = re.compile(rf"(?:(?P<tenant>[a-z0-9-]+)\.)?{_CLUSTER}\.(?P<domain>cloud\.thethings\.industries)")


class Hosted(NamedTuple):
    """A cluster of Sandbox, whose `tenant` is empty, or of a tenant of Cloud."""

    tenant: str
    cluster: str
    domain: str

    @property
    def identity_server(self) -> str:
        """The base URL of its Identity Server."""
        return self._at("eu1")

    @property
    def address(self) -> str:
        """The base URL of the cluster itself."""
        return self._at(self.cluster)

    @property
    def as_options(self) -> str:
        """What `tts-tui servers add` takes for it."""
        return f"--cloud {self.tenant} {self.cluster}" if self.tenant else f"--sandbox {self.cluster}"

    def _at(self, cluster: str) -> str:
        return f"https://{self.tenant}.{cluster}.{self.domain}".replace("//.", "//")


def hosted(host: str) -> Hosted | None:
    """What a host is on Sandbox or Cloud, or None for any other, and for a cluster of Cloud without a tenant."""
    found = _SANDBOX.fullmatch(host) or _CLOUD.fullmatch(host)
    return Hosted(**found.groupdict()) if found and found["tenant"] is not None else None


def misplaced(url: str) -> str | None:
    """Why no Identity Server can be at a base URL, with the addresses to use instead; None where there may be one."""
    host = urlsplit(url).hostname or ""
    if there := hosted(host):
        if there.cluster == "eu1":
            return None
        return (
            f"There is no Identity Server at {host}: it is at {there.identity_server}, and the cluster at "
            f"{there.address}"
        )
    if _CLOUD.fullmatch(host):
        return f"An address of Cloud begins with the tenant, such as https://my-company.{host}"
    return None
