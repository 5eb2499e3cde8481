"""What is said where somebody else was quicker."""

from __future__ import annotations

from tts_tui.services.differences import Difference
from tts_tui.services.integrations.conflicts import changed_elsewhere, id_taken


def test_a_taken_id_is_named_safely() -> None:
    told = id_taken("webhook", "a\x1b")
    assert told.what == "NOT created: there is a webhook a␛ already."
    assert told.advice.endswith("edit that webhook.")


def test_their_changes_are_named_by_field() -> None:
    told = changed_elsewhere("pub/sub", [Difference("Format", ()), Difference("Base topic", ())])
    assert told.why == "Changed by them: Format, Base topic."
    gone = changed_elsewhere("pub/sub", None)
    assert gone.what == "NOT changed: somebody deleted this pub/sub since you opened it."
    assert gone.why == "Saving again creates it."
