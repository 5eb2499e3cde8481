"""Recorded answers to formatter scripts: the sandbox runs no scripts, but knows these answers.

An answer that doesn't depend on the message holds for every one. (recordings/self-contained/18_formatters.json)
"""

from __future__ import annotations

import base64
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox.errors import UNIMPLEMENTED, ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tts_tui.sandbox.wire import JSON

__all__ = ["BROKEN_DECODER", "LEVEL_ENCODER", "SUM_DECODER", "recorded"]

SUM_DECODER: Final = (
    "function decodeUplink(input) {\n"
    "  return { data: { sum: input.bytes.reduce((a, b) => a + b, 0), port: input.fPort }, "
    "warnings: input.bytes.length > 3 ? ['long'] : [] };\n"
    "}\n"
)
"""Warns of more than three bytes. Known: 01 02 03 and 01 02 03 04 on FPort 2."""
BROKEN_DECODER: Final = "function decodeUplink(input) { throw new Error('broken sensor'); }"
LEVEL_ENCODER: Final = """\
function encodeDownlink(input) { return { bytes: [input.data.level], fPort: 5, warnings: [], errors: [] }; }
function decodeDownlink(input) { return { data: { level: input.bytes[0] }, warnings: ['read back'], errors: [] }; }
"""
"""Known: {"level": 7} and 07 on FPort 1."""

_NO_SCRIPTS: Final = "the sandbox can't run scripts"


def recorded(rpc: str, script: str, given: JSON) -> JSON:
    """What the script adds to the message `given`, by the last part of the call's name (`DecodeUplink`).

    Raises the ApiError that was recorded, and one that says that no scripts are run where nothing was.
    """
    known = _by_script().get((rpc, _without_comment(script)), ())
    for each in known:
        wanted: JSON = each.get("given", {})
        if all(given.get(name) == value for name, value in wanted.items()):
            if (error := each.get("error")) is not None:
                raise _error(error)
            found: JSON = each["gives"]
            return found
    words = f"{_NO_SCRIPTS}; of this one it knows {' and '.join(map(_input, known))}" if known else _NO_SCRIPTS
    raise ApiError(UNIMPLEMENTED, "tts-tui/sandbox", "runs_no_scripts", words)


@cache
def _by_script() -> Mapping[tuple[str, str], Sequence[JSON]]:
    found: dict[tuple[str, str], list[JSON]] = {}
    for each in json.loads(files("tts_tui.sandbox").joinpath("recorded-scripts.json").read_bytes()):
        found.setdefault((each["rpc"], each["script"]), []).append(each)
    return found


def _without_comment(script: str) -> str:
    """The script without a comment in its first line, which makes it longer and does nothing."""
    first, _, rest = script.partition("\n")
    return rest if first.startswith("//") else script


def _input(each: JSON) -> str:
    """What was recorded was given, as a person types it."""
    given = each["given"]
    data = given.get("decoded_payload")
    typed = json.dumps(data) if data else base64.b64decode(given["frm_payload"]).hex(" ").upper()
    return f"{typed} on FPort {given['f_port']}"


def _error(written: JSON) -> ApiError:
    cause = written.get("cause")
    return ApiError(
        written["code"],
        written["namespace"],
        written["name"],
        written["message_format"],
        cause=_error(cause) if cause else None,
        **written.get("attributes", {}),
    )
