"""What a change of settings changes, line by line."""

from __future__ import annotations

import pytest

from tts_tui.api.models import Account, Application
from tts_tui.services.applications.differences import account_words, differences
from tts_tui.services.applications.settings import Settings, changed, exports, overwritten, words


def compared(before, after):
    """The lines of the one field that differs, as they are shown."""
    (difference,) = differences(Settings(Application(id="abc", **before)), Settings(Application(id="abc", **after)))
    return [f"{mark} {text}" for mark, text in difference.lines]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"name": "a"}, {"name": "b"}, ["- a", "+ b"]),
        ({"name": "a"}, {}, ["- a", "+ (empty)"]),
        ({}, {"name": "a\x1b[31m\u202e"}, ["- (empty)", "+ a␛[31m‹U+202E›"]),
        ({"description": "a\r\nb"}, {"description": "a\nb"}, ["- a␍", "+ a", "  b"]),
        ({"description": "a\tb"}, {"description": "a b"}, ["- a␉b", "+ a b"]),
        ({"attributes": {"b": "1", "a": "2"}}, {"attributes": {"b": "1"}}, ["- a = 2", "  b = 1"]),
        ({"attributes": {"b": "1"}}, {}, ["- b = 1", "+ (none)"]),
        (
            {"technical_contact": Account(kind="organization", id="org")},
            {"technical_contact": Account(kind="user", id="me")},
            ["- org (organization)", "+ me"],
        ),
    ],
)
def test_lines(before, after, expected):
    assert compared(before, after) == expected


def test_of_many_lines_only_those_near_a_change_are_shown():
    lines = [str(number) for number in range(20)]
    after = [*lines]
    after[10] = "ten"
    assert compared({"description": "\n".join(lines)}, {"description": "\n".join(after)}) == [
        "… 9 unchanged lines",
        "  9",
        "- 10",
        "+ ten",
        "  11",
        "… 8 unchanged lines",
    ]


def test_a_long_text_changed_at_its_end():
    assert compared({"description": "1\n2\n3\n4"}, {"description": "1\n2\n3\n4\n5"}) == [
        "… 3 unchanged lines",
        "  4",
        "+ 5",
    ]


class TestTheLink:
    ABC = Application(id="abc", name="x")

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [(None, False, ["server's default", "off"]), (True, None, ["on", "server's default"])],
    )
    def test_the_servers_default_is_not_off(self, before, after, expected):
        (difference,) = differences(Settings(self.ABC, before), Settings(self.ABC, after))
        assert [text for _, text in difference.lines] == expected

    def test_nothing_changed_is_no_call(self):
        assert exports(Settings(self.ABC, True), Settings(self.ABC, True)) == []

    def test_both_are_two_calls_the_application_first(self):
        before = Settings(self.ABC, None)
        after = Settings(self.ABC.model_copy(update={"name": "y"}), True)
        assert changed(before, after) == ("name", "skip_payload_crypto")
        assert [each.call.path for each in exports(before, after)] == ["/applications/abc", "/as/applications/abc/link"]
        assert {each.call.method for each in exports(before, after)} == {"PUT"}


def test_words_keep_the_order_of_the_panel():
    fields = ["skip_payload_crypto", "join_server_address", "name"]
    assert words(fields) == "name, Join Server address, skip payload crypto"


def test_nobody_as_contact():
    assert account_words(None) == "none"


@pytest.mark.parametrize(
    ("read", "now", "after", "expected"),
    [
        ({"name": "a"}, {"name": "b"}, {"name": "c"}, ("name",)),
        ({"name": "a"}, {"name": "b"}, {"name": "b"}, ()),
        ({"name": "a"}, {"name": "a"}, {"name": "c"}, ()),
        ({}, {"attributes": {"b": "1"}}, {"attributes": {"b": "1", "c": "2"}}, ()),
        ({}, {"attributes": {"b": "1"}}, {"attributes": {"b": "2"}}, ("attributes",)),
        ({}, {"attributes": {"b": "1"}}, {}, ("attributes",)),
        ({"attributes": {"b": "1"}}, {}, {"attributes": {"b": "2"}}, ("attributes",)),
    ],
)
def test_overwritten_is_what_somebody_else_has_changed_to_something_else(read, now, after, expected):
    settings = [Settings(Application(id="abc", **each)) for each in (read, now, after)]
    assert overwritten(*settings) == expected
