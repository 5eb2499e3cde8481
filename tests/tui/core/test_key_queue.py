"""Keys that arrive together, in programs that hang, lose what had the key, or open something by themselves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

import pytest
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import Screen
from textual.widgets import Input, Static

from tts_tui.tui.core.key_queue import DropsKeysTypedAhead, KeysInTurn

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult


class Odd(Static, can_focus=True):
    """Hangs on each h until it is released, and goes away on g."""

    def __init__(self) -> None:
        super().__init__()
        self.released = asyncio.Semaphore(0)
        self.hung = 0

    async def on_key(self, event: Key) -> None:
        if event.key == "h":
            self.hung += 1
            await self.released.acquire()
        elif event.key == "g":
            self.remove()


class Question(DropsKeysTypedAhead, Screen[bool]):
    """y says yes."""

    BINDINGS: ClassVar[list[BindingType]] = [("y", "dismiss(True)", "Yes")]


class Program(KeysInTurn[None]):
    """Remembers which of its keys came, and in which order."""

    patience = 0.05
    BINDINGS: ClassVar[list[BindingType]] = [
        ("x", "note('x')", "Note"),
        *(Binding(key, f"note('{key}')", priority=True) for key in ("f8", "ctrl+q")),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []
        self.answers: list[bool | None] = []

    def compose(self) -> ComposeResult:
        yield Odd()
        yield Input()

    def action_note(self, key: str) -> None:
        self.noted.append(key)

    def send(self, *keys: str) -> None:
        """As the terminal does when they arrive together."""
        for key in keys:
            self.post_message(Key(key, key if len(key) == 1 else None))


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.001)


async def test_what_hangs_keeps_the_keys_behind_it_no_longer_than_is_bearable() -> None:
    app = Program()
    async with app.run_test():
        app.send("h", "f8")
        await until(lambda: app.keys_wait)
        assert app.noted == []
        await until(lambda: app.noted == ["f8"])
        app.query_one(Odd).released.release()


async def test_what_hangs_keeps_nobody_from_leaving() -> None:
    app = Program()
    async with app.run_test():
        app.send("h", "f8", "f8", "ctrl+q")
        await until(lambda: len(app.noted) == 3)
        assert app.noted == ["ctrl+q", "f8", "f8"]
        app.query_one(Odd).released.release()


async def test_a_key_that_takes_away_what_had_it() -> None:
    app = Program()
    async with app.run_test():
        app.send("g", "x")
        await until(lambda: app.query_one(Input).value or app.noted)
        assert app.query_one(Input).value == "x"


async def test_what_is_said_late_of_one_key_is_not_taken_for_the_next() -> None:
    app = Program()
    async with app.run_test():
        app.send("h", "f8")
        await until(lambda: app.noted == ["f8"])  # it was not waited for
        app.patience = 3600
        app.send("h", "f8")
        await until(lambda: app.keys_wait)
        app.query_one(Odd).released.release()
        await until(lambda: app.query_one(Odd).hung == 2)
        for _ in range(50):  # rounds of the loop in which what comes late comes
            await asyncio.sleep(0)
        assert app.noted == ["f8"]
        app.query_one(Odd).released.release()
        await until(lambda: app.noted == ["f8", "f8"])


@pytest.mark.parametrize("seen", [False, True])
async def test_a_question_that_comes_by_itself(seen) -> None:
    app = Program()
    async with app.run_test() as pilot:
        app.push_screen(Question(), app.answers.append)
        if seen:
            await pilot.pause()
        app.send("y")
        await pilot.pause()
        assert app.answers == ([True] if seen else [])


async def test_a_question_that_comes_by_itself_keeps_nobody_from_leaving() -> None:
    app = Program()
    async with app.run_test() as pilot:
        app.push_screen(Question(), app.answers.append)
        app.send("y", "ctrl+q")
        await pilot.pause()
        assert (app.answers, app.noted) == ([], ["ctrl+q"])
