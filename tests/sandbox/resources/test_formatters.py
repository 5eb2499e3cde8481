"""Trying formatters out on the sandbox: it answers scripts as recorded, and says that it runs no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import error
from tts_tui.sandbox.recorded_scripts import BROKEN_DECODER, LEVEL_ENCODER, SUM_DECODER

SETTINGS = {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7, "coding_rate": "4/5"}}}
DEVICE = "/as/applications/water/devices/meter-1"


@pytest.fixture(autouse=True)
def water(sandbox: Any) -> None:
    sandbox.add_application("water", owner="alice")


async def test_a_script_is_refused_and_never_called_wrong(alice: Any) -> None:
    for path, message in (
        ("up/decode", {"uplink": {"frm_payload": "AQID", "settings": SETTINGS}}),
        ("down/encode", {"downlink": {"decoded_payload": {"level": 7}}}),
        ("down/decode", {"downlink": {"frm_payload": "AQ=="}}),
    ):
        body = {**message, "formatter": "FORMATTER_JAVASCRIPT", "parameter": "function decodeUplink() {}"}
        answer = await alice.post(f"{DEVICE}/{path}", json=body)
        assert error(answer) == "501 runs_no_scripts"
        assert "can't run scripts" in answer.json()["message"]


def script(text: str, payload: str, f_port: int = 2) -> Any:
    uplink = {"frm_payload": payload, "f_port": f_port, "settings": SETTINGS}
    return {"uplink": uplink, "formatter": "FORMATTER_JAVASCRIPT", "parameter": text}


async def test_what_was_recorded_of_a_script_is_answered_and_the_rest_says_what_is_known(alice: Any) -> None:
    decoded = await alice.post(f"{DEVICE}/up/decode", json=script(SUM_DECODER, "AQIDBA=="))
    assert decoded.json()["uplink"]["decoded_payload"] == {"port": 2, "sum": 10}
    assert decoded.json()["uplink"]["decoded_payload_warnings"] == ["long"]
    other = await alice.post(f"{DEVICE}/up/decode", json=script(SUM_DECODER, "/w=="))
    assert error(other) == "501 runs_no_scripts"
    assert "it knows 01 02 03 on FPort 2 and 01 02 03 04 on FPort 2" in other.json()["message"]
    for payload in ("AQID", "/w=="):  # whose answer depends on nothing
        assert error(await alice.post(f"{DEVICE}/up/decode", json=script(BROKEN_DECODER, payload))) == "409 script"
    body = {"formatter": "FORMATTER_JAVASCRIPT", "parameter": LEVEL_ENCODER}
    downlink = {"f_port": 1, "decoded_payload": {"level": 7}}
    encoded = await alice.post(f"{DEVICE}/down/encode", json={**body, "downlink": downlink})
    assert encoded.json()["downlink"] == {"f_port": 5, "frm_payload": "Bw==", "decoded_payload": {"level": 7}}


async def test_names_in_data_stay_as_they_are(alice: Any) -> None:
    body = {"downlink": {"f_port": 1, "decoded_payload": {"value_1": 1, "waterLevel": 7}}, "formatter": "CAYENNELPP"}
    answer = (await alice.post(f"{DEVICE}/down/encode", json=body)).json()
    assert answer["downlink"] == {
        "f_port": 1, "frm_payload": "AQBk", "decoded_payload": {"value_1": 1, "waterLevel": 7}
    }  # fmt: skip


async def test_a_value_that_is_cut_off_is_none(alice: Any) -> None:
    body = {"downlink": {"f_port": 1, "frm_payload": "AgI="}, "formatter": "CAYENNELPP"}
    assert error(await alice.post(f"{DEVICE}/down/decode", json=body)) == "400 output"


async def test_the_device_need_not_exist_but_its_id_must_be_one(alice: Any) -> None:
    body = {"uplink": {"frm_payload": "AQID", "settings": SETTINGS}, "formatter": "CAYENNELPP"}
    answer = await alice.post("/as/applications/water/devices/No%20ID/up/decode", json=body)
    assert error(answer) == "400 validation"
