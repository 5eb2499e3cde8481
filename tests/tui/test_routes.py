"""Each route leads to a screen that takes what the route takes."""

from __future__ import annotations

import inspect

import pytest
from textual.screen import Screen

from tts_tui.tui import routes
from tts_tui.tui.routes import ScreenRoute

ROUTES = {name: value for name, value in vars(routes).items() if isinstance(value, ScreenRoute)}


@pytest.mark.parametrize("name", ROUTES)
def test_a_route_leads_to_a_screen_that_takes_its_parameters(name: str) -> None:
    route = ROUTES[name]
    kind = route.screen()
    assert isinstance(kind, type)
    assert issubclass(kind, Screen)
    taken = inspect.signature(route).parameters.values()
    positional = [each.name for each in taken if each.kind is each.POSITIONAL_OR_KEYWORD]
    named = {each.name: None for each in taken if each.kind is each.KEYWORD_ONLY}
    inspect.signature(kind).bind(*positional, **named)


def test_there_are_routes() -> None:
    assert {"overview", "api_keys", "settings", "delete_application"} <= set(ROUTES)
