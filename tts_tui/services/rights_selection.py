"""Which rights are selected, which are included in others, and which the caller can neither grant nor revoke."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Self

import msgspec
from msgspec.structs import replace

from tts_tui.api.rights import ALL, APPLICATION_ALL, APPLICATION_RIGHTS, expand, missing, right

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["RightsSelection", "in_words", "named", "ordered", "short_word", "word"]

_IMPLIERS: Final = (ALL, APPLICATION_ALL, "RIGHT_APPLICATION_LINK")
_ORDER: Final = {each.name: index for index, each in enumerate(APPLICATION_RIGHTS)}
_PREFIX: Final = "RIGHT_APPLICATION_"
_SUPERFLUOUS: Final = re.compile(r"\b(?:the|(?:see|create) and|up- and downlink) ")


class RightsSelection(msgspec.Struct, frozen=True):
    """A choice of rights.

    `given` is what was there before, `selected` what is selected now, and `held` the caller's own rights as the
    server gives them (expanded), None where they aren't known; then nothing is locked. The server asks for every
    right that is given or taken away, literally. (`IS/application_access.go` 186-206)
    """

    given: frozenset[str] = frozenset()
    selected: frozenset[str] = frozenset()
    held: frozenset[str] | None = None

    @classmethod
    def of(cls, given: Iterable[str], held: frozenset[str] | None) -> Self:
        """The rights as they are."""
        rights = frozenset(given)
        return cls(rights, rights, held)

    @property
    def others(self) -> tuple[str, ...]:
        """Rights that this program has no words for: those given, and those that the caller could grant."""
        mine = (each for each in self.held or () if each.startswith(_PREFIX))
        return tuple(sorted(each for each in {*self.given, *mine} if right(each) is None))

    @property
    def rights(self) -> frozenset[str]:
        """What is to be sent.

        A right that comes with another one isn't sent beside it, unless both were given before, so that what nobody
        touched stays as it is, or the caller can't take it away.
        """
        return frozenset(name for name in self.selected if not self._superfluous(name))

    @property
    def changed(self) -> bool:
        """Whether what is to be sent differs from what was given."""
        return self.rights != self.given

    def implied_by(self, name: str) -> str | None:
        """The selected right that brings `name` with it."""
        return next(
            (each for each in _IMPLIERS if each in self.selected and each != name and name in expand([each])), None
        )

    def lacks(self, name: str) -> bool:
        """Whether the caller is known not to have the right."""
        return self.held is not None and bool(missing([name], self.held))

    def why_locked(self, name: str) -> str | None:
        """Why `name` can't be selected or cleared, as a sentence, or None where it can."""
        if self.lacks(name):
            return "You lack this right, so you can't revoke it." if name in self.selected else "You lack this right."
        if (by := self.implied_by(name)) is not None:
            return f"Included in “{word(by)}”."
        return None

    def toggled(self, name: str) -> Self:
        """The choice with `name` selected or cleared; the same one where that can't be done."""
        return self if self.why_locked(name) else replace(self, selected=self.selected ^ {name})

    def preset(self, rights: Collection[str]) -> tuple[Self, frozenset[str]]:
        """The choice of just those rights, and which of them the caller lacks and so were left out.

        What can't be taken away stays, and so do rights without words that were given.
        """
        left_out = frozenset(each for each in rights if self.lacks(each) and each not in self.selected)
        kept = {each for each in self.selected if self.lacks(each) or (each in self.given and right(each) is None)}
        return replace(self, selected=(frozenset(rights) - left_out) | kept), left_out

    def on(self, given: Iterable[str]) -> Self:
        """The same changes applied to other rights, which are there now."""
        now = frozenset(given)
        return replace(self, given=now, selected=(now | (self.selected - self.given)) - (self.given - self.selected))

    @property
    def changes(self) -> dict[str, list[str]]:
        """What was selected and cleared, as plain JSON."""
        return {"ticked": sorted(self.selected - self.given), "cleared": sorted(self.given - self.selected)}

    def changed_by(self, changes: Mapping[str, Collection[str]]) -> Self:
        """The choice after such changes."""
        return replace(self, selected=(self.selected | {*changes["ticked"]}) - {*changes["cleared"]})

    def _superfluous(self, name: str) -> bool:
        by = self.implied_by(name)
        return by is not None and not self.lacks(name) and not {name, by} <= self.given


def ordered(rights: Iterable[str]) -> list[str]:
    """The rights in the order in which they are shown everywhere; those without words last."""
    return sorted(rights, key=lambda name: (_ORDER.get(name, len(_ORDER)), name))


def word(name: str) -> str:
    """A right in words, or its name where it has none here. It may be server text."""
    known = right(name)
    return known.word if known else "All rights of every kind" if name == ALL else name


def named(rights: Iterable[str]) -> str:
    """All of them in words, in the order in which they are shown. It may hold server text."""
    return ", ".join(map(word, ordered(rights)))


def short_word(name: str) -> str:
    """A right in fewer of the words that `word` has, such as `read traffic`. It may be server text."""
    if known := right(name):
        return _SUPERFLUOUS.sub("", known.word[0].lower() + known.word[1:])
    return name.removeprefix(_PREFIX).removeprefix("RIGHT_").replace("_", " ").lower()


def has_all(rights: Collection[str]) -> bool:
    """Whether all rights are among them, present and future."""
    return not {ALL, APPLICATION_ALL}.isdisjoint(rights)


def in_words(rights: Collection[str]) -> str:
    """How many, and which, for one cell of a table; it may hold server text."""
    if has_all(rights):
        return "! all rights"
    return f"{len(rights)} · {', '.join(map(short_word, ordered(rights)))}" if rights else "none"
