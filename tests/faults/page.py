"""docs/faults.md, from what is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.calls import CALLS
from tests.faults.kinds import FAULTS
from tests.faults.seen import DOING, Seen, seen

LOST = "reset after the request was sent"
KINDS = {
    "every read": {name for name, subject in CALLS.items() if not subject.writes},
    "every write": {name for name, subject in CALLS.items() if subject.writes},
    "every write but OAuth's": {name for name, subject in CALLS.items() if subject.looks},
}
FILE = Path(__file__).parents[2] / "docs" / "faults.md"
BEGIN = f"""# What goes wrong, and what a person reads

Made by `make docs` from `tests/faults`, which runs every call of the adapter with every fault; a test compares.

The fault strikes each of a call's own requests.
*Sent* is how often the request goes out: reads are tried again on a network fault, on 429 and 503, and on 502 or 504 of a proxy; writes on 429 only, where the server has done nothing; five times at most, and for 30 seconds.
*Looked up* says that the outcome of a write was unknown, and that the server was asked what it has.
Where the look fails as well, a person reads that the outcome is unknown.
{{first}} look at what the server has before a change is sent, and in the end. Where the look before fails, nothing is sent, nothing is unknown, and a person reads what a read says; the fault strikes the change here.
A renewal of a login (`oauth.refresh`) is asked for once more where its outcome is unknown, which tells.
Esc ends a read that is waited for; it only hides a write, which goes on, and whose outcome is told.

“{DOING}” stands for what was being done, such as “create the application”. The {len(CALLS)} calls:

{{calls}}
"""


def page() -> str:
    """The page in Markdown."""
    calls = "\n".join(
        f"- {len(among)}, {kind}: {', '.join(f'`{each}`' for each in CALLS if each in among)}"
        for kind, among in list(KINDS.items())[:2]
    )
    first = " and ".join(f"`{name}`" for name, subject in CALLS.items() if subject.around)
    sections = [line for fault in FAULTS for line in _section(fault)]
    return "\n".join([BEGIN.format(calls=calls, first=first), *_looks(), *sections])


def _looks() -> Iterator[str]:
    """What a look finds, which is the same whatever led to it."""
    yield "## What a look says\n"
    yield "| call | the server had not done it | it had |"
    yield "| --- | --- | --- |"
    for name, subject in CALLS.items():
        if subject.looks:
            yield f"| `{name}` | {_words(seen(name, LOST))} | {_words(seen(name, LOST, done=True))} |"
    yield ""


def _section(fault: str) -> Iterator[str]:
    yield f"## {fault[0].upper()}{fault[1:]}\n"
    yield "| calls | sent | looked up | takes | a person reads |"
    yield "| --- | --- | --- | --- | --- |"
    rows: dict[tuple[str, ...], set[str]] = {}
    for name, subject in CALLS.items():
        for done in FAULTS[fault].done if subject.writes else (False,):
            rows.setdefault(_cells(seen(name, fault, done=done)), set()).add(name)
    for cells, calls in rows.items():
        yield f"| {_all(calls)} | {' | '.join(cells)} |"
    yield ""


def _cells(found: Seen) -> tuple[str, str, str, str]:
    words = "see above: what a look says" if found.looks else _words(found)
    return f"{len(found.sent)} ×", "yes" if found.looks else "no", f"{found.seconds:.0f} s", words


def _words(found: Seen) -> str:
    return found.told.text.replace("\n", "<br>").replace("|", "\\|")


def _all(calls: set[str]) -> str:
    """The calls, in short where they are all of a kind."""
    words: list[str] = []
    for kind, among in KINDS.items():
        if among <= calls:
            words.append(kind)
            calls = calls - among
    return ", ".join((*words, *(f"`{each}`" for each in CALLS if each in calls)))
