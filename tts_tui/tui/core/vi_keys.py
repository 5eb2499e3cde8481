"""The keys of vi that move the cursor, as in less and k9s, beside the arrows, Home and End; and for half pages."""

from __future__ import annotations

from textual.binding import Binding

__all__ = ["vi_keys"]


def vi_keys(*, up: str, down: str, first: str = "", last: str = "", half_page: str = "") -> list[Binding]:
    """Bindings to a widget's actions of those names; an empty name leaves its keys out.

    `half_page` takes the direction, 1 for down and -1 for up. The help lists these keys for all screens.
    """
    actions = {
        "j": down,
        "k": up,
        "g": first,
        "G": last,
        "ctrl+d": half_page and f"{half_page}(1)",
        "ctrl+u": half_page and f"{half_page}(-1)",
    }
    return [Binding(key, action, show=False) for key, action in actions.items() if action]
