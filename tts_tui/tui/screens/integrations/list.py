"""Integrations: where an application's messages go."""

from __future__ import annotations

from tts_tui.tui.base.application_tab import ApplicationTab
from tts_tui.tui.core.commands import BACK, bindings

__all__ = ["IntegrationsScreen"]


class IntegrationsScreen(ApplicationTab):
    """A tab of an application."""

    area = "Integrations"
    tab = 6
    offers = (BACK,)
    BINDINGS = [*bindings(offers)]
