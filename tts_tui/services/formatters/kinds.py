"""The kinds of payload formatters, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tts_tui.api.resources.formatters import CAYENNELPP, GRPC_SERVICE, JAVASCRIPT, NONE, REPOSITORY
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tts_tui.api.resources.formatters import Direction

__all__ = ["DIRECTIONS", "EXPLAINED", "KINDS", "kind_word", "takes_parameter", "template"]

KINDS: Final[Mapping[str, str]] = {
    NONE: "none",
    JAVASCRIPT: "JavaScript",
    CAYENNELPP: "CayenneLPP",
    REPOSITORY: "device repository",
    GRPC_SERVICE: "gRPC service",
}

EXPLAINED: Final[Mapping[str, str]] = {
    NONE: "Payloads stay bytes.",
    JAVASCRIPT: "Your own script, run for at most 100 ms (ECMAScript 5.1, parts of 6).",
    CAYENNELPP: "Cayenne Low Power Payload.",
    REPOSITORY: "The formatter of each device's model in the device repository.",
    GRPC_SERVICE: "Your own service, at an address that the Application Server can reach.",
}

DIRECTIONS: Final[Mapping[Direction, str]] = {"up": "uplink", "down": "downlink"}

_UP: Final = """\
function decodeUplink(input) {
  // input.bytes: numbers from 0 to 255; input.fPort: a number
  return {
    data: {
      bytes: input.bytes
    },
    warnings: [],
    errors: []
  };
}
"""
_DOWN: Final = """\
function encodeDownlink(input) {
  // input.data: the decoded payload that was queued; input.fPort: a number
  return {
    bytes: [],
    fPort: 1,
    warnings: [],
    errors: []
  };
}

function decodeDownlink(input) {
  // input.bytes: numbers from 0 to 255; input.fPort: a number
  return {
    data: {
      bytes: input.bytes
    },
    warnings: [],
    errors: []
  };
}
"""


def kind_word(kind: str) -> str:
    """A kind in words; one that is not known here by the server's name for it."""
    return KINDS.get(kind) or visible(kind)


def takes_parameter(kind: str) -> bool:
    """Whether the kind has a script or an address."""
    return kind in (JAVASCRIPT, GRPC_SERVICE)


def template(direction: Direction) -> str:
    """A script to begin with."""
    return _UP if direction == "up" else _DOWN
