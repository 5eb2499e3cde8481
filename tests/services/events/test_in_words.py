"""Events in words: each name, each kind, and what is told of what an event holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.api.resources.events import Event
from tts_tui.services.events.in_words import KINDS, essence, kind_of, message_of, what_happened

UP = {
    "@type": "type.googleapis.com/ttn.lorawan.v3.ApplicationUp",
    "uplink_message": {
        "f_port": 1,
        "frm_payload": "A2cBEA==",
        "decoded_payload": {"temperature_3": 27.2, "open": True},
        "rx_metadata": [
            {"gateway_ids": {"gateway_id": "far"}, "rssi": -110, "snr": -2},
            {"gateway_ids": {"gateway_id": "near"}, "rssi": -57, "snr": 9.5},
        ],
        "settings": {"data_rate": {"lora": {"bandwidth": 125000, "spreading_factor": 7}}},
    },
}
ERROR = {
    "@type": "type.googleapis.com/ttn.lorawan.v3.ErrorDetails",
    "message_format": "payload length `{length}` exceeds maximum",
    "attributes": {"length": 250},
}


def event(data: Any, name: str = "x") -> Event:
    return Event(name, datetime(2026, 11, 28, tzinfo=UTC), "", "", "", json.dumps({"data": data}).encode())


def typed(kind: str, **data: Any) -> dict[str, Any]:
    return {"@type": f"type.googleapis.com/ttn.lorawan.v3.{kind}", **data}


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("as.up.data.forward", "uplink", "Uplink"),
        ("as.up.data.decode.fail", "error", "Uplink not decoded"),
        ("as.up.data.decode.warning", "error", "Uplink decoded with a warning"),
        ("as.up.join.forward", "join", "Joined"),
        ("js.join.accept", "join", "Join accepted"),
        ("ns.up.join.cluster.fail", "error", "Join failed"),
        ("as.down.data.receive", "downlink", "Downlink queued"),
        ("as.down.data.nack.forward", "error", "Downlink not acknowledged"),
        ("as.webhook.fail", "error", "Webhook failed"),
        ("as.pubsub.start", "status", "Pub/sub started"),
        ("application.api-key.create", "administration", "API key created"),
        ("end_device.update", "administration", "Device changed"),
        ("as.end_device.update", "administration", "Device changed on the Application Server"),
        ("js.end_device.batch.delete", "administration", "Devices deleted on the Join Server"),
        ("ns.class.switch.c", "status", "ns.class.switch.c"),
        ("something.new", "status", "something.new"),
    ],
)
def test_a_name_in_words(name: str, kind: str, words: str) -> None:
    assert (kind_of(name), what_happened(name)) == (kind, words)
    assert kind_of(name) in KINDS


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, ""),
        (UP, "temperature_3 27.2, open True · port 1 · -57 dBm, 9.5 dB · SF7BW125"),
        ({**UP, "simulated": True}, "temperature_3 27.2, open True · port 1 · -57 dBm, 9.5 dB · SF7BW125 · simulated"),
        (typed("ApplicationUp", uplink_message={"f_port": 2, "frm_payload": "AQID"}), "010203 · port 2"),
        (typed("ApplicationUp", uplink_message={"frm_payload": "no base64"}), "no base64"),
        (typed("ApplicationUp", join_accept={}, end_device_ids={"dev_addr": "01264966"}), "DevAddr 01264966"),
        (
            typed("ApplicationUp", downlink_failed={"downlink": {"f_port": 3}, "error": ERROR}),
            "port 3 · payload length `250` exceeds maximum",
        ),
        (typed("ApplicationDownlink", f_port=5, frm_payload="AQID"), "010203 · port 5"),
        (ERROR, "payload length `250` exceeds maximum"),
        ({**ERROR, "cause": typed("ErrorDetails", message_format="why")}, "payload length `250` exceeds maximum: why"),
        ({"@type": "type.googleapis.com/google.protobuf.Value", "value": ["name", "attributes"]}, "name, attributes"),
        (typed("APIKey", id="ABC", name="grafana", rights=["RIGHT_APPLICATION_INFO"]), "grafana · 1 right"),
        (typed("APIKey", id="ABC"), "ABC · 0 rights"),
        (typed("Collaborator", ids={"user_ids": {"user_id": "bob"}}, rights=["a", "b"]), "bob · 2 rights"),
        (typed("EndDeviceIdentifiersList", end_device_ids=[{"device_id": "a-1"}, {"device_id": "a-2"}]), "a-1, a-2"),
        (typed("GatewayStatus"), ""),
    ],
)
def test_what_an_event_holds(data: Any, words: str) -> None:
    assert essence(event(data)) == words


def test_a_message_in_parts_whose_names_are_cut_before_its_values() -> None:
    message = message_of(event({**UP, "simulated": True}))
    assert message is not None
    assert (message.port, message.rssi, message.snr, message.data_rate) == (1, -57, 9.5, "SF7BW125")
    assert message.within(50) == "temperature_3 27.2, open True · simulated"
    assert message.within(36) == "tempe… 27.2, open True · simulated"
    assert message.within(34) == "tem… 27.2, open True · simulated"
    assert message.within(30) == "te… 27.2, op… True · simulated"
    for data in (None, ERROR, typed("ApplicationUp", join_accept={}), typed("GatewayStatus", f_port=1)):
        assert message_of(event(data)) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    ["uplink_message", "decoded_payload", "rx_metadata", "settings", "data_rate", "lora", "error", "downlink", "ids",
     "rights", "value", "attributes", "cause", "message_format", "end_device_ids", "downlink_failed", "join_accept"]
)  # fmt: skip


@given(
    kind=st.sampled_from(
        ["ApplicationUp", "ErrorDetails", "APIKey", "Collaborator", "EndDeviceIdentifiersList", "Value"]
    ),
    fields=st.dictionaries(FIELDS, JSON | st.dictionaries(FIELDS, JSON, max_size=3), max_size=4),
)
def test_whatever_the_server_sends_is_told_in_one_text(kind: str, fields: dict[str, Any]) -> None:
    told = event(typed(kind, **fields))
    assert isinstance(essence(told), str)
    if (message := message_of(told)) is not None:
        assert isinstance(message.within(20), str)
