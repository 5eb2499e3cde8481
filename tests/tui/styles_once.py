"""What the stylesheet says of a widget, worked out once in a test run instead of on every key press.

Textual matches a widget against hundreds of rules whenever the focus moves: a third of what tests of screens took.
What comes out depends on nothing but the widgets on the way from the app to it:
their classes, IDs, style classes and the states that rules ask for. tests/tui/test_styles_once.py compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual.css.model import RuleSet, Selector
    from textual.css.styles import RenderStyles, RulesMap

PARSE = Stylesheet._parse_rules
APPLY = Stylesheet.apply
ORDER = {"first-of-type", "last-of-type", "first-child", "last-child", "empty"}

_parsed: dict[Hashable, list[RuleSet]] = {}


def parse_once(self: Stylesheet, css: str, **options: Hashable) -> list[RuleSet]:
    """The rules of a text, which every program of a test run would read anew."""
    here = (css, *options.values())
    if here not in self._parse_cache:
        key = (*here, *self._variables.items())
        if key not in _parsed:
            _parsed[key] = PARSE(self, css, **options)
        self._parse_cache[here] = _parsed[key]
    return self._parse_cache[here]


def apply_once(
    self: Stylesheet, node: DOMNode, *, animate: bool = False, cache: dict[Hashable, int] | None = None
) -> None:
    """In place of `Stylesheet.apply`: style a widget by what was found for one like it.

    Args:
        self: The stylesheet.
        node: The widget.
        animate: As Textual has it.
        cache: For widgets that are styled together: the places of those that were.
    """
    if self.rules is not getattr(self, "known_rules", None):
        self.known_rules = self.rules
        key = tuple(map(id, self.rules))
        if key not in _known:
            _known[key] = _Known(self)
        self.known = _known[key]
    self.known.apply(self, node, {} if cache is None else cache, animate=animate)


class _Parts(dict[str, "RenderStyles"]):
    """The styles of a widget's component classes, each found when it is first asked for: most never are."""

    def __init__(self, stylesheet: Stylesheet, node: DOMNode, names: frozenset[str]) -> None:
        super().__init__()
        self._stylesheet = stylesheet
        self._node = node
        self._names = names

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __missing__(self, name: str) -> RenderStyles:
        part = DOMNode(classes=name)
        part._attach(self._node)
        self._stylesheet.apply(part)
        self[name] = part.styles
        return part.styles


class _Kind:
    """Widgets of one class, ID and set of style classes."""

    def __init__(self, rules: list[RuleSet], states: list[str]) -> None:
        self.states = states  # that a selector asks for on such a widget
        asked = set().union(*(rule.pseudo_classes for rule in rules))
        self.flags = {
            "_has_hover_style": "hover" in asked,
            "_has_focus_within": "focus-within" in asked,
            "_has_order_style": not asked.isdisjoint(ORDER),
            "_has_odd_or_even": not asked.isdisjoint({"odd", "even"}),
        }


class _Known:
    """What is known of one set of rules. Rules live as long as the test run: see `parse_once`."""

    def __init__(self, stylesheet: Stylesheet) -> None:
        self._rules_map = stylesheet.rules_map
        self._asking: list[Selector] = [
            selector
            for rule in stylesheet.rules
            for selectors in rule.selector_set
            for selector in selectors.selectors
            if selector.pseudo_classes
        ]
        self._kinds: dict[Hashable, _Kind] = {}
        self._places: dict[Hashable, int] = {}
        self._styles: dict[int, RulesMap | None] = {}

    def apply(self, stylesheet: Stylesheet, node: DOMNode, places: dict[DOMNode, int], *, animate: bool) -> None:
        kind, place = self._find(node, places)
        if place not in self._styles:
            self._styles[place] = _found(stylesheet, node)
        for name, value in kind.flags.items():
            setattr(node, name, value)
        self._style(stylesheet, node, self._styles[place], animate=animate)
        # else its parts, which are styled like widgets, are the same
        if node.__dict__.get("styled_as") != (self, place):
            node.styled_as = (self, place)
            parts = node._get_component_classes()
            if parts:
                node._component_styles = _Parts(stylesheet, node, parts)
                node.refresh()

    @staticmethod
    def _style(stylesheet: Stylesheet, node: DOMNode, styles: RulesMap | None, *, animate: bool) -> None:
        rules = node.styles.base._rules
        if styles is None:
            return
        if node.__dict__.get("styled_by") == (styles, rules):  # nothing is to be set anew
            node.notify_style_update()
        else:
            stylesheet.replace_rules(node, styles, animate=animate)
            node.styled_by = (styles, rules.copy())

    def _find(self, node: DOMNode, places: dict[DOMNode, int]) -> tuple[_Kind, int]:
        """What kind of widget it is, and a number for all that the way from the app to it tells a selector."""
        name = (node.__class__, node._id, node.classes)
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = self._kind_of(node)
        above = node._parent
        if above is not None and above not in places:
            self._find(above, places)
        key = (places.get(above), name, *[node.has_pseudo_class(state) for state in kind.states])
        places[node] = self._places.setdefault(key, len(self._places))
        return kind, places[node]

    def _kind_of(self, node: DOMNode) -> _Kind:
        rules = {rule for name in self._rules_map.keys() & node._selector_names for rule in self._rules_map[name]}
        states = set().union(*(each.pseudo_classes for each in self._asking if each._check(node)))
        return _Kind(list(rules), sorted(states))


_known: dict[Hashable, _Known] = {}


def _found(stylesheet: Stylesheet, node: DOMNode) -> RulesMap | None:
    """What Textual itself would give the widget; None where no rule is for it."""
    found: list[RulesMap] = []
    stylesheet.replace_rules = lambda _node, rules, **_: found.append(rules)
    stylesheet._process_component_classes = lambda _: None
    try:
        APPLY(stylesheet, node)
    finally:
        del stylesheet.replace_rules, stylesheet._process_component_classes
    return found[0] if found else None
