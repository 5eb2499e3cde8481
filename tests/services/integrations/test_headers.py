"""HTTP headers: what the server would refuse, and what it can't send."""

from __future__ import annotations

from tts_tui.services.integrations.headers import header_problem, header_warning


def test_limits_are_the_servers() -> None:
    assert header_problem("X" * 64, "v" * 4096) is None
    assert "65 characters" in str(header_problem("X" * 65, ""))
    assert "4,097 characters" in str(header_problem("X-Long", "v" * 4097))
    assert header_problem("", "") is None
    assert "Enter a name" in str(header_problem("", "v"))


def test_headers_that_cant_be_sent_are_warned_of() -> None:
    assert header_warning({"X-Team": "water\twell"}) is None
    assert "line break" in str(header_warning({"X-Odd": "a\r\nX-Injected: b"}))
    assert "name of a header" in str(header_warning({"X Team": "water"}))
