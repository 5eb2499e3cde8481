"""The styles that tests of screens find once are those that Textual finds each time."""

from __future__ import annotations

from textual.dom import DOMNode

from tests.tui import styles_once

FLAGS = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")


def comparable(rules):
    """Rules that are parsed again have another layout, which is the same by its name only."""
    return rules and {name: repr(value) if name == "layout" else value for name, value in rules.items()}


def hold_the_same(app):
    """How many widgets were compared."""
    stylesheet = app.stylesheet
    compared = 0
    for node in app.screen.walk_children(with_self=True):
        known, place = getattr(node, "styled_as", (None, None))  # by the rules that there were then
        if known is None or known._find(node, {})[1] != place:
            continue  # Textual has not styled it since something about it changed
        flags = [getattr(node, name) for name in FLAGS]
        textuals = styles_once._found(stylesheet, node)
        assert flags == [getattr(node, name) for name in FLAGS], node
        assert comparable(known._styles[place]) == comparable(textuals), node
        if textuals is not None:
            styled = node.styles.base._rules.copy()
            stylesheet.replace_rules(node, textuals)
            assert comparable(node.styles.base._rules) == comparable(styled), node
        for name in node._get_component_classes():
            part = DOMNode(classes=name)
            part._attach(node)
            styles_once.APPLY(stylesheet, part)
            assert part.styles == node._component_styles[name], (node, name)
        compared += 1
    return compared


async def test_on_lists_and_forms_wherever_the_focus_is(sample, start, size):
    async with start(sample.key, size) as person:
        assert hold_the_same(person.app) > 10
        await person.press("n", "tab", "tab")
        person.app.screen.update_node_styles(animate=False)  # the rules of its widgets came while it was styled
        await person.settle()
        assert hold_the_same(person.app) > 10
        await person.press("shift+tab", "x")
        hold_the_same(person.app)
        await person.press("escape")  # a dialog over a form
        hold_the_same(person.app)


async def test_in_every_theme_and_where_something_is_switched_off(sample, start):
    async with start(sample.key) as person:
        await person.press("n")
        before = person.app.theme
        for theme in sorted(person.app.available_themes)[:3]:
            person.app.theme = theme
            await person.settle()
            hold_the_same(person.app)
        person.app.theme = before
        person.app.screen.focused.disabled = True
        await person.settle()
        hold_the_same(person.app)
