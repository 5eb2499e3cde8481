"""Payload formatters: the defaults of an application, and trying one out without storing it.

Source: the link's `default_formatters` (`applicationserver.proto` 36-49, `messages.proto` 548-590) and the calls
`up/decode`, `down/encode` and `down/decode`; recordings/05_link.json and self-contained/18_formatters.json.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping  # noqa: TC003 - msgspec reads it
from datetime import datetime  # noqa: TC003 - msgspec reads it
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import msgspec

from tts_tui.api.calls import Call, path
from tts_tui.api.decoding import expect
from tts_tui.api.errors import NotTheAPI, OutcomeUnknown
from tts_tui.api.models import wire_time
from tts_tui.api.resources.link import read_link

if TYPE_CHECKING:
    from tts_tui.api.calls import Sender

__all__ = [
    "CAYENNELPP",
    "GRPC_SERVICE",
    "JAVASCRIPT",
    "NONE",
    "REPOSITORY",
    "Decoded",
    "DefaultFormatters",
    "Direction",
    "Encoded",
    "Formatter",
    "Formatters",
    "Uplink",
    "decode_downlink_call",
    "decode_uplink_call",
    "encode_downlink_call",
    "set_call",
]

T = TypeVar("T")

Direction = Literal["up", "down"]

NONE: Final = "FORMATTER_NONE"
REPOSITORY: Final = "FORMATTER_REPOSITORY"
GRPC_SERVICE: Final = "FORMATTER_GRPC_SERVICE"
JAVASCRIPT: Final = "FORMATTER_JAVASCRIPT"
CAYENNELPP: Final = "FORMATTER_CAYENNELPP"

_SETTINGS: Final[Mapping[str, Any]] = {
    "data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7, "coding_rate": "4/5"}},
    "frequency": "868100000",
}
"""An uplink to try out must have some; no formatter sees them."""


class Formatter(msgspec.Struct, frozen=True):
    """How payloads become data, or data payloads. `parameter` is the script, or the address of a gRPC service.

    The server keeps a parameter that the kind doesn't use.
    """

    kind: str = NONE
    parameter: str = ""


class DefaultFormatters(msgspec.Struct, frozen=True):
    """The formatters of an application's devices that have none of their own.

    `skipped` says that the application skips payload encryption and decryption, and with that all formatters.
    """

    up: Formatter = Formatter()
    down: Formatter = Formatter()
    skipped: bool = False

    def of(self, direction: Direction) -> Formatter:
        """The one of that direction."""
        return self.up if direction == "up" else self.down


class Uplink(msgspec.Struct, frozen=True):
    """An uplink to try a formatter out on. `version_ids` are the device's, which the repository goes by."""

    payload: bytes
    f_port: int
    device_id: str
    received_at: datetime | None = None
    version_ids: Mapping[str, Any] | None = None


class Decoded(msgspec.Struct, frozen=True):
    """What a formatter makes of a payload. `normalized` are its measurements in the server's own terms, if any."""

    data: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    normalized: tuple[Mapping[str, Any], ...] = ()
    normalized_warnings: tuple[str, ...] = ()


class Encoded(msgspec.Struct, frozen=True):
    """What a formatter makes of data. The script may choose another port."""

    payload: bytes
    f_port: int
    warnings: tuple[str, ...] = ()


class _Uplink(msgspec.Struct):
    decoded_payload: dict[str, Any] = {}
    decoded_payload_warnings: tuple[str, ...] = ()
    normalized_payload: tuple[dict[str, Any], ...] = ()
    normalized_payload_warnings: tuple[str, ...] = ()


class _Downlink(msgspec.Struct):
    f_port: int = 0
    frm_payload: str = ""
    decoded_payload: dict[str, Any] = {}
    decoded_payload_warnings: tuple[str, ...] = ()


class _Wire(msgspec.Struct):
    up_formatter: str = NONE
    up_formatter_parameter: str = ""
    down_formatter: str = NONE
    down_formatter_parameter: str = ""


def set_call(application_id: str, direction: Direction, before: Formatter, after: Formatter) -> Call:
    """Set what differs of the one direction, and nothing else of the link.

    A parameter that isn't sent stays as it is, whatever the kind.
    """
    found: dict[str, str] = {}
    if before.kind != after.kind:
        found[f"{direction}_formatter"] = after.kind
    if before.parameter != after.parameter:
        found[f"{direction}_formatter_parameter"] = after.parameter
    return Call(
        "PUT",
        path("as", "applications", application_id, "link"),
        body={
            "link": {"default_formatters": found},
            "field_mask": {"paths": [f"default_formatters.{each}" for each in found]},
        },
    )


def decode_uplink_call(application_id: str, formatter: Formatter, uplink: Uplink) -> Call:
    """Decode a payload by a formatter that isn't stored. The device need not exist; its own formatter isn't used."""
    message: dict[str, Any] = {
        "f_port": uplink.f_port,
        "frm_payload": base64.b64encode(uplink.payload).decode(),
        "settings": _SETTINGS,
    }
    if uplink.received_at is not None:
        message["received_at"] = wire_time(uplink.received_at)
    more = {"version_ids": dict(uplink.version_ids)} if uplink.version_ids else {}
    return _try(application_id, uplink.device_id, "up/decode", formatter, {"uplink": message, **more})


def encode_downlink_call(
    application_id: str, device_id: str, formatter: Formatter, f_port: int, data: Mapping[str, Any]
) -> Call:
    """Encode data by a formatter that isn't stored; for the device see `decode_uplink_call`."""
    message = {"f_port": f_port, "decoded_payload": dict(data)}
    return _try(application_id, device_id, "down/encode", formatter, {"downlink": message})


def decode_downlink_call(
    application_id: str, device_id: str, formatter: Formatter, f_port: int, payload: bytes
) -> Call:
    """Decode a downlink's payload by a formatter that isn't stored; for the device see `decode_uplink_call`."""
    message = {"f_port": f_port, "frm_payload": base64.b64encode(payload).decode()}
    return _try(application_id, device_id, "down/decode", formatter, {"downlink": message})


def _try(application_id: str, device_id: str, what: str, formatter: Formatter, message: dict[str, Any]) -> Call:
    return Call(
        "POST",
        f"{path('as', 'applications', application_id, 'devices', device_id)}/{what}",
        body={**message, "formatter": formatter.kind, "parameter": formatter.parameter},
        only_asks=True,
    )


class Formatters:
    """The default formatters of `/as/applications/{id}/link`, and `…/devices/{id}/up/decode` and so on.

    To read and set them needs RIGHT_APPLICATION_SETTINGS_BASIC, to try them out RIGHT_APPLICATION_TRAFFIC_READ.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def get(self, application_id: str) -> DefaultFormatters:
        """The defaults; none where the application has no link yet."""
        link = await read_link(self._sender, application_id, "default_formatters", "skip_payload_crypto")
        wire = _fitting(_Wire, link.get("default_formatters", {}))
        return DefaultFormatters(
            Formatter(wire.up_formatter, wire.up_formatter_parameter),
            Formatter(wire.down_formatter, wire.down_formatter_parameter),
            skipped=link.get("skip_payload_crypto") is True,
        )

    async def set(self, application_id: str, direction: Direction, before: Formatter, after: Formatter) -> None:
        """Set what differs. See `set_call`."""
        answer = await self._sender.send(set_call(application_id, direction, before, after))
        expect(answer.json, "default_formatters", "skip_payload_crypto", otherwise=OutcomeUnknown)

    async def decode_uplink(self, application_id: str, formatter: Formatter, uplink: Uplink) -> Decoded:
        """What the formatter makes of the payload. Raises Aborted and DeadlineExceeded where its script fails."""
        answer = await self._sender.send(decode_uplink_call(application_id, formatter, uplink))
        found = _fitting(_Uplink, expect(answer.json, "uplink").get("uplink", {}))
        return Decoded(
            found.decoded_payload,
            found.decoded_payload_warnings,
            found.normalized_payload,
            found.normalized_payload_warnings,
        )

    async def encode_downlink(
        self, application_id: str, device_id: str, formatter: Formatter, f_port: int, data: Mapping[str, Any]
    ) -> Encoded:
        """What the formatter makes of the data. Raises as `decode_uplink` does."""
        found = await self._downlink(encode_downlink_call(application_id, device_id, formatter, f_port, data))
        try:
            payload = base64.b64decode(found.frm_payload, validate=True)
        except binascii.Error:
            raise NotTheAPI("a payload is not base64") from None
        return Encoded(payload, found.f_port, found.decoded_payload_warnings)

    async def decode_downlink(
        self, application_id: str, device_id: str, formatter: Formatter, f_port: int, payload: bytes
    ) -> Decoded:
        """What the formatter makes of a downlink's payload. Raises as `decode_uplink` does."""
        found = await self._downlink(decode_downlink_call(application_id, device_id, formatter, f_port, payload))
        return Decoded(found.decoded_payload, found.decoded_payload_warnings)

    async def _downlink(self, call: Call) -> _Downlink:
        return _fitting(_Downlink, expect((await self._sender.send(call)).json, "downlink").get("downlink", {}))


def _fitting(kind: type[T], data: Any) -> T:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise NotTheAPI(f"a field doesn't fit: {error}") from None
