"""What tests of widgets look at: what they have laid out."""

from __future__ import annotations

import pytest
from textual.widget import Widget


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[Widget]:
    """The widgets that have asked for the screen to be laid out; to be cleared when it has opened."""
    asked: list[Widget] = []
    refresh = Widget.refresh

    def refreshed(self, *regions, layout=False, **options):
        if layout:
            asked.append(self)
        return refresh(self, *regions, layout=layout, **options)

    monkeypatch.setattr(Widget, "refresh", refreshed)
    return asked
