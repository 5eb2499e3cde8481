"""What is shown where somebody else was quicker, or an ID is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tts_tui.services.error_text import Explanation
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.services.differences import Difference

__all__ = ["changed_elsewhere", "id_taken"]


def id_taken(thing: str, taken_id: str) -> Explanation:
    """Of a `thing`, such as "webhook", that was to be created under an ID that another has."""
    return Explanation(
        f"NOT created: there is a {thing} {visible(taken_id)} already.",
        "The server would have changed that one.",
        f"Choose another ID, or leave this form and edit that {thing}.",
    )


def changed_elsewhere(thing: str, theirs: Sequence[Difference] | None) -> Explanation:
    """Of a `thing` in which somebody else has changed `theirs`, or which they deleted: None."""
    if theirs is None:
        what, why = f"somebody deleted this {thing} since you opened it.", "Saving again creates it."
    else:
        what = f"somebody else has changed this {thing} since you opened it."
        why = f"Changed by them: {', '.join(each.label for each in theirs)}."
    return Explanation(f"NOT changed: {what}", why, "Your values are still in the form. Check them, then save again.")
