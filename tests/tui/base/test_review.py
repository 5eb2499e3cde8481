"""The review of what a form changes."""

from __future__ import annotations

from tts_tui.services.differences import Line
from tts_tui.tui.base.review import _words_marked


def underlined(line):
    return [line.plain[span.start : span.end] for span in line.spans if "underline" in str(span.style)]


def test_the_words_that_differ_are_marked_within_the_line():
    before, after = _words_marked(Line("-", "Water meters North"), Line("+", "Water meters South and hills"))
    assert (before.plain, after.plain) == ("  - Water meters North", "  + Water meters South and hills")
    assert underlined(before) == ["North"]
    assert "".join(underlined(after)) == "South and hills"


def test_a_line_that_is_wholly_another_has_no_marks():
    before, after = _words_marked(Line("-", "never"), Line("+", "2027-01-31 12:00"))
    assert underlined(before) == underlined(after) == []
