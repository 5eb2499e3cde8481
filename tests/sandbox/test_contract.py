"""The sandbox answers as the real server did: same status, errors, headers, keys and values."""

from __future__ import annotations

import asyncio

import pytest

from .replay import RECORDINGS, Entry, Replay, entries

pytestmark = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"no recordings in {RECORDINGS}")

_WEBHOOKS = "webhooks are not served"
_INTEGRATIONS = "configuration, MQTT, pub/subs and packages are not served"
_ACCOUNT = "bookmarks and notifications are not served"
_EVENTS = "no events are streamed"
_TRAFFIC = "devices have no traffic"
NOT_YET: dict[str, dict[str, str]] = {
    "08_integrations": {
        "mqtt connection info": _INTEGRATIONS,
        "webhooks empty": _WEBHOOKS,
        "webhook formats": _WEBHOOKS,
        "webhook create": _WEBHOOKS,
        "webhook list": _WEBHOOKS,
        "webhook get": _WEBHOOKS,
        "webhook bad url": _WEBHOOKS,
        "webhook pause": _WEBHOOKS,
        "webhooks as colleague": _WEBHOOKS,
        "webhook delete": _WEBHOOKS,
        "webhook delete again": _WEBHOOKS,
        "pubsub list": _INTEGRATIONS,
        "pubsub formats": _INTEGRATIONS,
        "package default associations": _INTEGRATIONS,
        "is configuration": _INTEGRATIONS,
        "as configuration": _INTEGRATIONS,
        "bookmark add": _ACCOUNT,
        "bookmark list": _ACCOUNT,
        "bookmark delete": _ACCOUNT,
        "notifications": _ACCOUNT,
    },
    "10_events": {
        "events of an application, the last 3 and what follows": _EVENTS,
        "only some names": _EVENTS,
        "no identifiers": _EVENTS,
        "an application that is not there": _EVENTS,
        "an unknown name": _EVENTS,
    },
    "13_events_traffic": {
        "create device on the Application Server": _TRAFFIC,
        "device traffic: an uplink that decodes and one that does not": _EVENTS,
        "simulate an uplink on port 1": _TRAFFIC,
        "simulate an uplink on port 2": _TRAFFIC,
    },
}

EXCHANGES = [entry for entry in entries() if "request" in entry.content]


@pytest.fixture(scope="module")
def replayed() -> dict[str, list[str]]:
    return asyncio.run(Replay().play(entries()))


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
