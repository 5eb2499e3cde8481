"""The downlink queue, as recorded."""

from __future__ import annotations

import pytest

from tests.api.resources.test_end_devices import exchange
from tests.api.seam import Script, body_of, ok
from tts_tui.api.errors import FailedPrecondition, InvalidArgument, NotFound, NotTheAPI
from tts_tui.api.resources.downlinks import Downlink


async def test_a_queue_is_read() -> None:
    first, second = await exchange("24", "the queue").client().downlinks.all("radio-app", "radio-device")
    assert (first.f_port, first.f_cnt, first.payload) == (5, 2, b"\x01\x02\x03")
    assert (first.decoded, first.confirmed, first.priority, first.attempt) == ({"value_1": 5.15}, True, "HIGH", 1)
    assert "example-correlation" in first.correlation_ids
    assert (second.confirmed, second.priority, second.attempt) == (False, "LOWEST", 0)
    assert await exchange("24", "the queue, empty").client().downlinks.all("radio-app", "radio-device") == ()
    unencoded, *_ = await exchange("24", "the queue at the end").client().downlinks.all("radio-app", "radio-device")
    assert (unencoded.payload, unencoded.decoded) == (b"", {})


@pytest.mark.parametrize("answer", [{"downlinks": [{"frm_payload": "%"}]}, {"downlinks": {}}, {"error": 1}])
async def test_what_is_no_queue(answer: object) -> None:
    with pytest.raises(NotTheAPI):
        await Script(ok(answer)).client().downlinks.all("a", "d")


@pytest.mark.parametrize(
    ("name", "downlink"),
    [
        (
            "push a confirmed downlink",
            Downlink(5, b"\x01\x02\x03", confirmed=True, priority="HIGH", correlation_ids=("example-correlation",)),
        ),
        ("push a decoded downlink", Downlink(6, decoded={"value_1": 5.5})),
        ("replace them", Downlink(9, b"\x03")),
        ("empty the queue", None),
    ],
)
async def test_downlinks_are_sent_as_recorded(name: str, downlink: Downlink | None) -> None:
    recorded = exchange("24", name)
    script = Script(ok())
    send = script.client().downlinks.push if "push" in recorded.path else script.client().downlinks.replace
    await send("radio-app", "radio-device", (downlink,) if downlink is not None else ())
    assert (script.only.method, script.only.url.path) == (recorded.method, recorded.path)
    assert body_of(script.only) == recorded.sent


@pytest.mark.parametrize(
    ("name", "error", "told"),
    [
        ("a downlink before the first join", FailedPrecondition, "no_device_session"),
        ("push a downlink that is too long", InvalidArgument, "application_downlink_too_long"),
        ("push for a device that is not there", NotFound, "device_not_found"),
    ],
)
async def test_refusals(name: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error) as caught:
        await exchange("24", name).client().downlinks.push("a", "d", (Downlink(1, b"\x01"),))
    assert caught.value.is_a(told)  # type: ignore[attr-defined]
