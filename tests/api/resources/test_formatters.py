"""Default formatters of the link, and trying one out: what is sent, and how recorded answers are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.recordings import Exchange, alone
from tests.api.seam import Script, body_of, ok, refused, run
from tts_tui.api import errors
from tts_tui.api.resources import formatters
from tts_tui.api.resources.formatters import CAYENNELPP, JAVASCRIPT, NONE, DefaultFormatters, Formatter, Uplink

ALL = alone("18_formatters")
SCRIPT = Formatter(JAVASCRIPT, "function decodeUplink(input) {}\n")
UPLINK = Uplink(b"\x01\x02", 2, "meter-1")


def named(name: str) -> Exchange:
    return next(each for each in ALL if each.name == name)


# The defaults


async def test_what_is_left_out_is_none() -> None:
    assert await Script(ok()).client().formatters.get("a") == DefaultFormatters()
    assert await Script(ok({"default_formatters": {}})).client().formatters.get("a") == DefaultFormatters()
    absent = refused(404, 5, "not_found", namespace="pkg/redis")
    assert await Script(absent).client().formatters.get("a") == DefaultFormatters()


async def test_what_would_skip_them_is_asked_for_along_with_them() -> None:
    script = Script(ok({"skip_payload_crypto": True}))
    assert (await script.client().formatters.get("a")).skipped
    assert dict(script.only.url.params) == {"field_mask": "default_formatters,skip_payload_crypto"}
    for link in ({}, {"skip_payload_crypto": False}):
        assert not (await Script(ok(link)).client().formatters.get("a")).skipped


@pytest.mark.parametrize(
    "exchange", [each for each in ALL if each.path.endswith("/link") and each.status == 200], ids=lambda each: each.name
)
def test_every_recorded_link_is_read(exchange: Exchange) -> None:
    found = run(exchange.client().formatters.get("form-app"))
    told = exchange.json.get("default_formatters", {})
    for direction in ("up", "down"):
        formatter = found.of(direction)
        assert formatter.kind == told.get(f"{direction}_formatter", NONE)
        assert formatter.parameter == told.get(f"{direction}_formatter_parameter", "")


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (Formatter(), SCRIPT, {"up_formatter": JAVASCRIPT, "up_formatter_parameter": SCRIPT.parameter}),
        (SCRIPT, Formatter(CAYENNELPP, SCRIPT.parameter), {"up_formatter": CAYENNELPP}),
        (SCRIPT, Formatter(JAVASCRIPT, "x"), {"up_formatter_parameter": "x"}),
        (SCRIPT, Formatter(), {"up_formatter": NONE, "up_formatter_parameter": ""}),
    ],
)
async def test_setting_sends_what_differs_of_one_direction_and_never_the_crypto(
    before: Formatter, after: Formatter, fields: dict[str, Any]
) -> None:
    script = Script(ok())
    await script.client().formatters.set("a", "up", before, after)
    assert (script.only.method, script.only.url.path) == ("PUT", "/api/v3/as/applications/a/link")
    assert body_of(script.only) == {
        "link": {"default_formatters": fields},
        "field_mask": {"paths": [f"default_formatters.{each}" for each in fields]},
    }


def test_the_mask_is_the_one_that_was_recorded() -> None:
    sent = named("a script of 40961 characters").sent
    script = sent["link"]["default_formatters"]["up_formatter_parameter"]
    assert formatters.set_call("form-app", "up", Formatter(), Formatter(JAVASCRIPT, script)).body == sent


# Trying out


def test_an_uplink_is_sent_with_the_settings_that_the_server_wants_and_its_time() -> None:
    moment = datetime(2026, 11, 1, 12, tzinfo=UTC)
    version = {"brand_id": "b", "model_id": "m"}
    call = formatters.decode_uplink_call("a", SCRIPT, Uplink(b"\1\2\3", 2, "d", moment, version))
    assert (call.method, call.path, call.writes) == ("POST", "/as/applications/a/devices/d/up/decode", False)
    assert call.body is not None
    uplink = dict(call.body["uplink"])
    assert uplink.pop("settings")["frequency"]
    assert uplink == {"f_port": 2, "frm_payload": "AQID", "received_at": "2026-11-01T12:00:00.000Z"}
    assert call.body["version_ids"] == version
    assert (call.body["formatter"], call.body["parameter"]) == (JAVASCRIPT, SCRIPT.parameter)


@pytest.mark.parametrize("recorded_as", ["encode a downlink", "decode a downlink", "encode CayenneLPP"])
def test_downlinks_are_sent_as_recorded(recorded_as: str) -> None:
    sent = named(recorded_as).sent
    formatter = Formatter(sent["formatter"], sent.get("parameter", ""))
    downlink = sent["downlink"]
    if "decoded_payload" in downlink:
        call = formatters.encode_downlink_call("a", "d", formatter, downlink["f_port"], downlink["decoded_payload"])
    else:
        call = formatters.decode_downlink_call("a", "d", formatter, downlink["f_port"], b"\x07")
    assert call.body == {"parameter": "", **sent}


def test_what_was_recorded_is_read() -> None:
    def decoded(name: str) -> formatters.Decoded:
        return run(named(name).client().formatters.decode_uplink("a", SCRIPT, UPLINK))

    assert decoded("decode an uplink").data == {"port": 2, "sum": 6}
    assert decoded("a decoder that returns warnings").warnings == ("low battery", "old firmware")
    normalizes = decoded("a decoder that normalizes")
    assert normalizes.normalized == ({"air": {"temperature": 21.5}},)
    assert "relativeHumidity" in normalizes.normalized_warnings[0]
    client = named("encode a downlink").client()
    assert run(client.formatters.encode_downlink("a", "d", SCRIPT, 1, {})) == formatters.Encoded(b"\x07", 5)
    nothing = named("encode CayenneLPP, nothing it knows").client()
    assert run(nothing.formatters.encode_downlink("a", "d", SCRIPT, 1, {})).payload == b""
    client = named("decode a downlink").client()
    assert run(client.formatters.decode_downlink("a", "d", SCRIPT, 1, b"")).warnings == ("read back",)


def test_every_recorded_failure_is_the_servers_refusal() -> None:
    failed = [each for each in ALL if "/up/decode" in each.path and each.status >= 400]
    assert len(failed) > 20
    for each in failed:
        with pytest.raises(errors.ServerError) as caught:
            run(each.client().formatters.decode_uplink("a", SCRIPT, UPLINK))
        assert caught.value.status == each.status, each


@pytest.mark.parametrize(
    "answer", [ok({"uplink": {"decoded_payload": 7}}), ok({"uplink": []}), ok({"status": "ok"})], ids=str
)
async def test_an_answer_that_does_not_fit_is_not_the_api(answer: Any) -> None:
    with pytest.raises(errors.NotTheAPI):
        await Script(answer).client().formatters.decode_uplink("a", SCRIPT, UPLINK)


async def test_a_payload_that_is_no_base64_is_not_the_api() -> None:
    with pytest.raises(errors.NotTheAPI):
        await (
            Script(ok({"downlink": {"frm_payload": "%"}})).client().formatters.encode_downlink("a", "d", SCRIPT, 1, {})
        )
