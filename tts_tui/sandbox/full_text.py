"""Full-text search in English, as PostgreSQL does it where the server searches descriptions.

Words count by their stems (`measure` finds "Measures"), stop words find nothing, and a search may hold `-word` for
without, `or`, and "words in quotes" for words in this order. PostgreSQL tells 23 kinds of words apart; here are plain
ones, those with hyphens, and names of hosts and files (such as `and/or`).

Source: `pkg/identityserver/bunstore/entity_search.go` 57-62; in PostgreSQL `websearch_to_tsquery`
(`utils/adt/tsquery.c`), the configuration `english` and its list of stop words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["full_text"]

_STOP_WORDS: Final = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom this that these those am is are was were be been
    being have has had having do does did doing a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again further
    then once here there when where why how all any both each few more most other some such no nor not only own same so
    than too very s t can will just don should now
    """.split()  # noqa: SIM905 (to be held against the list in PostgreSQL)
)
_WORD: Final = re.compile(
    r"""
    (?P<host>[^\W_]+(?:\.[^\W_]+)+)
    |(?P<file>[a-z\d]*(?:/[a-z\d]+(?:[._-][a-z\d]+)*)+)
    |(?P<hyphens>[^\W\d_][^\W_]*(?:-[^\W\d_][^\W_]*)+)
    |(?P<plain>[^\W_]+)
    """,
    re.VERBOSE,
)
_PIECE: Final = re.compile(r"(?P<signs>(?:-\s*)*)(?:\"(?P<quoted>[^\"]*)\"?|(?P<word>[^\s\"]+))")
_NO_WORD: Final = re.compile(r"[\d./]")

_Phrase = tuple[tuple[str, int], ...]
"""Stems and how far behind the first of them each stands; one alone, unless there are quotes or hyphens."""


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    """The stem of a word in lower case, empty for a stop word. Numbers, hosts and files stay as they are."""
    if _NO_WORD.search(word):
        return word
    from snowballstemmer import stemmer  # only for who searches: it takes 25 ms

    # A stemmer keeps the word it works on, so that threads can't share one; making it takes less than a stem.
    return "" if word in _STOP_WORDS else str(stemmer("english").stemWord(word))


def _words(text: str) -> Iterator[str]:
    for found in _WORD.finditer(text.lower()):
        yield found[0]
        if found["hyphens"]:
            yield from found[0].split("-")


@lru_cache(maxsize=1 << 14)
def _places(text: str) -> dict[str, frozenset[int]]:
    """Where each stem of a text stands; stop words count as places, too."""
    found: dict[str, set[int]] = {}
    for place, word in enumerate(_words(text)):
        if stem := _stem(word):
            found.setdefault(stem, set()).add(place)
    return {stem: frozenset(places) for stem, places in found.items()}


def _phrase(written: str) -> _Phrase:
    stems = [(stem, place) for place, word in enumerate(_words(written)) if (stem := _stem(word))]
    return tuple((stem, place - stems[0][1]) for stem, place in stems)


def _holds(text: str, phrase: _Phrase) -> bool:
    places = _places(text)
    if any(stem not in places for stem, _ in phrase):
        return False
    return any(all(start + behind in places[stem] for stem, behind in phrase[1:]) for start in places[phrase[0][0]])


def _alternatives(search: str) -> list[list[tuple[bool, _Phrase]]]:
    """A parsed query: all terms of one of the lists must match, each present or (False) absent."""
    found: list[list[tuple[bool, _Phrase]]] = [[]]
    after_operand = False
    pieces = list(_PIECE.finditer(search))
    for piece in pieces:
        between = after_operand and not piece["signs"] and piece is not pieces[-1]
        if between and (piece["word"] or "").lower() == "or":
            found.append([])
            after_operand = False
            continue
        after_operand = True
        if phrase := _phrase(piece["quoted"] or piece["word"] or ""):
            found[-1].append((piece["signs"].count("-") % 2 == 0, phrase))
    return [wanted for wanted in found if wanted]


def full_text(search: str) -> Callable[[str], bool]:
    """Whether a text has what is searched for. A search of stop words alone finds nothing, nor does an empty text."""
    alternatives = _alternatives(search)

    @lru_cache(maxsize=1 << 14)  # many devices and applications are described alike
    def matches(text: str) -> bool:
        return bool(text) and any(
            all(_holds(text, phrase) == there for there, phrase in wanted) for wanted in alternatives
        )

    return matches
