"""What a change of an API key changes, in lines for a review."""

from __future__ import annotations

from datetime import UTC, datetime

from tts_tui.api.models import APIKey
from tts_tui.services.api_keys.differences import differences

INFO = "RIGHT_APPLICATION_INFO"
READ = "RIGHT_APPLICATION_TRAFFIC_READ"
DELETE = "RIGHT_APPLICATION_DELETE"
BEFORE = APIKey(id="K", name="one", rights=frozenset({INFO, DELETE}))


def test_nothing_differs_from_itself():
    assert differences(BEFORE, BEFORE) == []


def test_rights_are_shown_in_words_and_those_that_stay_are_counted():
    after = BEFORE.model_copy(update={"rights": frozenset({INFO, READ, "RIGHT_\x1b[2J"})})
    assert differences(BEFORE, after) == [
        (
            "Rights",
            (
                ("-", "Delete the application"),
                ("+", "Read up- and downlink traffic"),
                ("+", "RIGHT_␛[2J"),
                ("…", "1 unchanged"),
            ),
        )
    ]


def test_a_name_and_an_expiry_that_are_set_or_cleared():
    after = BEFORE.model_copy(update={"name": "", "expires_at": datetime(2027, 1, 31, 12, 0, tzinfo=UTC)})
    assert [line for each in differences(BEFORE, after) for line in each.lines] == [
        ("-", "one"),
        ("+", "(no name)"),
        ("-", "never"),
        ("+", "2027-01-31 12:00"),
    ]
    assert [each.label for each in differences(after, BEFORE)] == ["Name", "Expires"]
