"""The sandbox answers as the real server did: same status, errors, headers, keys and values."""

from __future__ import annotations

import asyncio

import pytest

from tests.sandbox.not_yet import NOT_YET
from tests.sandbox.replay import Entry, Replay, alone, together

SETS = [
    together(),
    *map(
        alone,
        (
            "15_webhooks",
            "16_pubsub",
            "17_packages",
            "18_formatters",
            "19_devices_more",
            "20_bookmarks_notifications",
            "21_search_and_lists",
            "22_purge_restore",
            "23_events_names",
            "24_traffic_radio",
            "25_webhook_health",
        ),
    ),
]
"""What is played on one sandbox: the files that go together, then each of the others by itself."""

EXCHANGES = [entry for each in SETS for entry in each if "request" in entry.content]


@pytest.fixture(scope="module")
def replayed() -> dict[str, list[str]]:
    return {name: found for each in SETS for name, found in asyncio.run(Replay().play(each)).items()}


def wrong(entry: Entry, differences: list[str]) -> list[str]:
    """What is to be mended: differences, or a reason for them that no longer holds."""
    reason = NOT_YET.get(entry.file, {}).get(entry.name)
    if reason is None:
        return [f"{entry.id}: {each}" for each in differences]
    return [] if differences else [f"{entry.id}: no longer 'not yet' ({reason}): take it off the list"]


@pytest.mark.parametrize("file", sorted({entry.file for entry in EXCHANGES}))
def test_answers_as_recorded(file: str, replayed: dict[str, list[str]]) -> None:
    found = [each for entry in EXCHANGES if entry.file == file for each in wrong(entry, replayed[entry.id])]
    assert not found, "\n".join(found)


def test_what_is_listed_as_not_yet_was_recorded() -> None:
    recorded = {(entry.file, entry.name) for entry in EXCHANGES}
    listed = {(file, name) for file, names in NOT_YET.items() for name in names}
    assert listed <= recorded
