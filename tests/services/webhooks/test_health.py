"""How a webhook fares, in words, from what was recorded."""

from __future__ import annotations

import pytest

from tests.api.recordings import alone
from tts_tui.api.webhook_models import Webhook
from tts_tui.services.webhooks.health import health
from tts_tui.services.webhooks.list_state import matching, sort, summary

RECORDED = {each.name: each for each in alone("25")}


def hook(name: str) -> Webhook:
    return Webhook.model_validate(RECORDED[name].json)


@pytest.mark.parametrize(
    ("name", "threshold", "kind", "words"),
    [
        ("health after activating", 3, "pending", "nothing sent yet"),
        ("health after activating", 0, "untracked", "not tracked"),
        ("health after a success", 3, "healthy", "healthy"),
        ("health after the second failure", 3, "failing", "failing, 2×"),
        ("health after the third failure", 3, "held back", "held back, 3×"),
        ("health after an answer of 410", 3, "failing", "failing, 1×"),
        ("health set by hand", 0, "failing", "failing, 7×"),
        ("health after an uplink while it is paused", 3, "paused", "paused"),
    ],
)
def test_each_kind_of_health(name: str, threshold: int, kind: str, words: str) -> None:
    found = health(hook(name), threshold)
    assert (found.kind, found.words) == (kind, words)


def test_a_list_is_ordered_filtered_and_summed_up() -> None:
    fine = Webhook(id="a", healthy=True, base_url="https://x:secret@b.example.com")
    sick = hook("health after the third failure").model_copy(update={"id": "b", "base_url": "https://a.example.com"})
    off = Webhook(id="c", paused=True, messages={"join_accept": ""})
    every = (off, fine, sick)
    assert [each.id for each in sort(every, "id", 3)] == ["a", "b", "c"]
    assert [each.id for each in sort(every, "health", 3)] == ["b", "c", "a"]
    assert [each.id for each in sort(every, "-address", 3)] == ["a", "b", "c"]
    assert [each.id for each in matching(every, "HELD", 3)] == ["b"]
    assert [each.id for each in matching(every, "join paused", 3)] == ["c"]
    assert matching(every, "secret", 3) == ()
    assert summary(every, 3) == ("1 failing", "1 paused")
