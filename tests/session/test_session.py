"""What a session tells of its server."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from tts_tui.api.field_rules import address_problem
from tts_tui.servers.model import make
from tts_tui.session.session import Session


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://tts.example.com:8885", "tts.example.com"),
        ("http://127.0.0.1:1885", "127.0.0.1"),
        ("http://[::1]:1885", ""),
        ("https://my_host", ""),
    ],
)
def test_the_host_for_a_new_applications_addresses_is_one_that_the_server_takes(address: str, host: str) -> None:
    session = Session(make(name="lab", identity_server=address), Mock(), Mock(), Mock(), "given")
    assert session.hostname == host
    assert address_problem(session.hostname) is None
