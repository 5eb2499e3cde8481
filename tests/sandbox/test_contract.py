"""The sandbox answers as the real server did: same status, errors, headers, keys and values."""

from __future__ import annotations

import asyncio

import pytest

from tests.sandbox.not_yet import NOT_YET
from tests.sandbox.replay import Entry, Replay, alone, together

SETS = [
    together(),
    *map(alone, ("18_formatters", "19_devices_more", "21_search_and_lists", "22_purge_restore", "23_events_names")),
]
"""What is played on one sandbox: the files that go together, then each of the others by itself."""

EXCHANGES = [entry for each in SETS for entry in each if "request" in entry.content]


@pytest.fixture(scope="module")
def replayed() -> dict[str, list[str]]:
    return {name: found for each in SETS for name, found in asyncio.run(Replay().play(each)).items()}


@pytest.mark.parametrize("entry", EXCHANGES, ids=lambda entry: entry.id)
def test_answers_as_recorded(entry: Entry, replayed: dict[str, list[str]]) -> None:
    differences = replayed[entry.id]
    reason = NOT_YET.get(entry.file, {}).get(entry.name)
    if reason is None:
        assert not differences, "\n".join(differences)
    else:
        assert differences, f"no longer 'not yet' ({reason}): take it off the list"
        pytest.skip(f"not yet: {reason}")


def test_what_is_listed_as_not_yet_was_recorded() -> None:
    recorded = {(entry.file, entry.name) for entry in EXCHANGES}
    listed = {(file, name) for file, names in NOT_YET.items() for name in names}
    assert listed <= recorded
