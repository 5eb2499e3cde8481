"""Commands for mosquitto's clients."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tts_tui.api.resources.mqtt import MQTTConnection
from tts_tui.services.mqtt import commands, topic

HERE = MQTTConnection(public_tls_address="tts.example.com:8883", username="water@tenant")


def test_they_use_tls_and_the_topics_of_the_user_name() -> None:
    found = commands(HERE, "water")
    assert found is not None
    assert "-p 8883" in found.once
    assert "--tls-use-os-certs" in found.once
    assert found.receive.endswith("mosquitto_sub -v -t v3/water@tenant/devices/+/up")
    assert "v3/water@tenant/devices/DEVICE-ID/down/push" in found.send
    assert topic(HERE, "join") == "v3/water@tenant/devices/+/join"


def test_a_certificate_authority_of_ones_own_is_trusted() -> None:
    found = commands(HERE, "water", Path("/my ca.pem"))
    assert found is not None
    assert "'--cafile /my ca.pem'" in found.once


@pytest.mark.parametrize(
    "broken",
    [
        MQTTConnection(username="water", public_address="tts.example.com:1883"),
        MQTTConnection(username="water", public_tls_address="tts.example.com; rm:1"),
        MQTTConnection(username="wa\nter", public_tls_address="tts.example.com:8883"),
    ],
)
def test_without_tls_or_with_what_is_no_address_there_are_none(broken: MQTTConnection) -> None:
    assert commands(broken, "water") is None


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_the_key_goes_to_a_file_of_ones_own_and_is_no_argument(tmp_path: Path) -> None:
    found = commands(HERE, "water")
    assert found is not None
    script = found.once.replace("stty -echo", ":").replace("stty echo", ":")  # there is no terminal
    subprocess.run(
        ["/bin/sh", "-c", script],
        input=b"NNSXS.KEY\n",
        env={"HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        check=True,
        capture_output=True,
    )
    for name in ("mosquitto_sub", "mosquitto_pub"):
        file = tmp_path / ".config/tts-mqtt/water" / name
        assert file.read_text() == ("-h tts.example.com\n-p 8883\n--tls-use-os-certs\n-u water@tenant\n-P NNSXS.KEY\n")
        assert file.stat().st_mode & 0o777 == 0o600
    assert "NNSXS" not in script
