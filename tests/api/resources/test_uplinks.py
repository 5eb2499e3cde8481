"""Simulated uplinks."""

from __future__ import annotations

from tests.api.resources.test_end_devices import exchange
from tests.api.seam import Script, body_of, ok
from tts_tui.api.resources.uplinks import SimulatedUplink


async def test_an_uplink_is_simulated_as_recorded() -> None:
    recorded = exchange("19", "an uplink that is simulated")
    script = Script(ok(recorded.json))
    await script.client().uplinks.simulate("dev-app", "meter-01", SimulatedUplink(1, bytes.fromhex("03670110")))
    assert (script.only.method, script.only.url.path) == (recorded.method, recorded.path)
    sent, wanted = body_of(script.only)["uplink_message"], recorded.sent["uplink_message"]
    assert sent.keys() == wanted.keys()
    assert {name: sent[name] for name in ("f_port", "f_cnt", "frm_payload", "settings")} == {
        name: wanted[name] for name in ("f_port", "f_cnt", "frm_payload", "settings")
    }
    assert sent["rx_metadata"][0].keys() == wanted["rx_metadata"][0].keys()
