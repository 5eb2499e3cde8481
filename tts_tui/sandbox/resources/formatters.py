"""Trying out payload formatters without storing them.

Source: `pkg/applicationserver/grpc_deviceregistry.go`, `pkg/messageprocessors`;
recordings/self-contained/18_formatters.json. Nothing
here runs a script: what was recorded is answered, and whatever else would have to run is refused.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from tts_tui.sandbox import cayenne_lpp
from tts_tui.sandbox.call import RPC, APIRequest
from tts_tui.sandbox.errors import FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND, ApiError, PlainError
from tts_tui.sandbox.formatter_kinds import CAYENNELPP, JAVASCRIPT, REPOSITORY, kind_of
from tts_tui.sandbox.recorded_scripts import recorded
from tts_tui.sandbox.validation import check_id, invalid, nested
from tts_tui.sandbox.wire import JSON, absent_removed, message, text

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RPCS"]

_RIGHT: Final = "RIGHT_APPLICATION_TRAFFIC_READ"
_NO_BASE64: Final = re.compile(r"[^A-Za-z0-9+/=]")


def _decode_uplink(call: APIRequest) -> JSON:
    return _answer(call, "uplink", _by_cayenne_lpp(cayenne_lpp.decoded))


def _decode_downlink(call: APIRequest) -> JSON:
    return _answer(call, "downlink", _by_cayenne_lpp(cayenne_lpp.downlink_decoded))


def _encode_downlink(call: APIRequest) -> JSON:
    def encode(downlink: JSON) -> JSON:
        if (data := message(downlink, "decoded_payload")) is None:
            return downlink
        payload = cayenne_lpp.encoded(data)
        return absent_removed({**downlink, "frm_payload": base64.b64encode(payload).decode()})

    return _answer(call, "downlink", encode)


def _by_cayenne_lpp(decode: Callable[[bytes], dict[str, float]]) -> Callable[[JSON], JSON]:
    def decoded(written: JSON) -> JSON:
        return {**written, "decoded_payload": decode(base64.b64decode(text(written, "frm_payload")))}

    return decoded


def _answer(call: APIRequest, field: str, by_cayenne_lpp: Callable[[JSON], JSON]) -> JSON:
    """What the formatter that is named makes of the message in `field`. The device is not looked at."""
    kind = kind_of(call.rpc.request, call.body, "formatter")
    written = _checked(call, field)
    call.require("application", call.application_id(), _RIGHT)
    if kind == CAYENNELPP:
        return {field: by_cayenne_lpp(written)}
    if kind == JAVASCRIPT:
        rpc = call.rpc.name.rpartition("/")[2]
        if rpc == "EncodeDownlink" and message(written, "decoded_payload") is None:
            return {field: written}  # there is nothing to run the script on
        return {field: {**written, **recorded(rpc, text(call.body, "parameter"), written)}}
    if kind == REPOSITORY:
        raise _not_in_the_repository(message(call.body, "version_ids"))
    raise ApiError(
        FAILED_PRECONDITION,
        "pkg/messageprocessors",
        "formatter_not_configured",
        "formatter `{formatter}` is not configured",
        formatter=kind,
    )


def _checked(call: APIRequest, field: str) -> JSON:
    """The message to work on, if its fields keep the rules."""
    owner = call.rpc.request
    written = message(call.body, field)
    if written is not None:
        _check_base64(field, text(written, "frm_payload"))
    try:
        check_id("EndDeviceIdentifiers", "device_id", call.path["device_id"])
    except ApiError as error:
        raise nested(owner, "end_device_ids", error) from None
    if written is None:
        raise invalid(owner, field, "value is required")
    if field == "uplink" and message(written, "settings") is None:
        raise nested(owner, field, invalid("ApplicationUplink", "settings", "value is required"))
    return written


def _check_base64(field: str, written: str) -> None:
    try:
        base64.b64decode(written, validate=True)
    except binascii.Error:
        found = _NO_BASE64.search(written)
        raise PlainError(
            INVALID_ARGUMENT,
            f'unmarshal error at path "{field}": invalid value: illegal base64 data at input byte '
            f"{found.start() if found else len(written)}",
        ) from None


def _not_in_the_repository(version: JSON | None) -> ApiError:
    if not version:
        return ApiError(
            INVALID_ARGUMENT,
            "pkg/messageprocessors/devicerepository",
            "no_version_identifiers",
            "no version identifiers for device",
        )
    return ApiError(
        NOT_FOUND,
        "pkg/devicerepository/store/remote",
        "brand_not_found",
        "brand `{brand_id}` not found",
        brand_id=text(version, "brand_id"),
    )


_DEVICE: Final = "/as/applications/{application_id}/devices/{device_id}"
RPCS: Final = (
    RPC("POST", f"{_DEVICE}/up/decode", "AppAs/DecodeUplink", "DecodeUplinkRequest", _decode_uplink),
    RPC("POST", f"{_DEVICE}/down/encode", "AppAs/EncodeDownlink", "EncodeDownlinkRequest", _encode_downlink),
    RPC("POST", f"{_DEVICE}/down/decode", "AppAs/DecodeDownlink", "DecodeDownlinkRequest", _decode_downlink),
)
