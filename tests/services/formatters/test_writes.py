"""Saving a default formatter that others may change, too; lost answers are in tests/faults."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.resources.formatters import CAYENNELPP, JAVASCRIPT, Formatter
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.formatters import exports
from tts_tui.services.formatters.differences import differences
from tts_tui.services.formatters.writes import save
from tts_tui.services.shell_export import ttn_lw_cli
from tts_tui.services.verified_writes import NotDone

NONE, CAYENNE = Formatter(), Formatter(CAYENNELPP)
SCRIPT = Formatter(JAVASCRIPT, "function decodeUplink(input) {\n  return { data: {} };\n}\n")


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox()
    made.add_user("alice")
    made.add_application("water", owner="alice").link = {
        "skip_payload_crypto": True,
        "default_formatters": {"down_formatter": CAYENNELPP},
    }
    return made


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Client]:
    token = SecretStr(sandbox.add_key("user", "alice"))
    async with Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi())) as made:
        yield made


def link(sandbox: Sandbox) -> object:
    return sandbox.store.existing("application", "water").link


async def test_only_one_direction_is_written_and_nothing_else_of_the_link(sandbox: Sandbox, client: Client) -> None:
    assert await save(client, "water", "up", NONE, SCRIPT) is False
    assert link(sandbox) == {
        "skip_payload_crypto": True,
        "default_formatters": {
            "up_formatter": JAVASCRIPT,
            "up_formatter_parameter": SCRIPT.parameter,
            "down_formatter": CAYENNELPP,
        },
    }
    kept = Formatter(CAYENNELPP, SCRIPT.parameter)
    await save(client, "water", "up", SCRIPT, kept)
    assert (await client.formatters.get("water")).up == kept


async def test_what_somebody_else_changed_is_not_overwritten_unseen(sandbox: Sandbox, client: Client) -> None:
    with pytest.raises(ChangedElsewhere) as caught:
        await save(client, "water", "down", SCRIPT, NONE)
    assert caught.value.now == CAYENNE
    assert sandbox.requests[-1].method == "GET"


async def test_what_is_there_already_is_not_sent(sandbox: Sandbox, client: Client) -> None:
    assert await save(client, "water", "down", NONE, CAYENNE) is True
    assert sandbox.requests[-1].method == "GET"


async def test_a_lost_answer_is_looked_up(sandbox: Sandbox, client: Client) -> None:
    sandbox.faults.add(Fault("PUT", cut="after"))
    assert await save(client, "water", "up", NONE, SCRIPT) is True
    sandbox.faults.add(Fault("PUT", cut="before"))
    with pytest.raises(NotDone):
        await save(client, "water", "up", SCRIPT, NONE)


def test_the_command_sets_the_same() -> None:
    export = exports.save("water", "up", NONE, SCRIPT)
    lines = ttn_lw_cli([export.cli], "https://thethings.example.com").lines
    assert "applications link set water" in lines
    assert "--default-formatters.up-formatter FORMATTER_JAVASCRIPT" in lines
    assert "--default-formatters.up-formatter-parameter 'function decodeUplink(input) {\n" in lines
    only_kind = exports.save("water", "down", SCRIPT, Formatter(CAYENNELPP, SCRIPT.parameter))
    assert "parameter" not in ttn_lw_cli([only_kind.cli], "https://thethings.example.com").lines


def test_differences_show_the_lines_that_differ() -> None:
    after = Formatter(JAVASCRIPT, SCRIPT.parameter.replace("{} }", "{ a: 1 } }"))
    (script,) = differences(SCRIPT, after)
    assert script.label == "Script"
    assert [line.mark for line in script.lines][:3] == [" ", "-", "+"]
    kind, _ = differences(NONE, SCRIPT)
    assert [line.text for line in kind.lines] == ["none", "JavaScript"]
