"""What all screens share: the frame, commands that say why they are off, reads, writes, and errors."""

from __future__ import annotations

from asyncio import CancelledError
from dataclasses import dataclass, replace
from functools import partial
from inspect import CORO_CREATED, getcoroutinestate
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from textual.binding import Binding

from tts_tui.api.errors import OutcomeUnknown, TTSError
from tts_tui.services.error_text import explain
from tts_tui.tui.core import clipboard
from tts_tui.tui.core.commands import COPY_ERROR, HELP, SUBMIT, Command, bindings
from tts_tui.tui.core.defects import note_defect, unexpected_as_defects
from tts_tui.tui.core.notices import refuse
from tts_tui.tui.core.textual_private import OpenScreen, is_ending
from tts_tui.tui.widgets.frame import BottomRule
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.notice_line import NoticeLine
from tts_tui.tui.widgets.problem import Problem
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key
    from textual.worker import Worker

    from tts_tui.api.call_sender import Wait
    from tts_tui.services.error_text import Explanation
    from tts_tui.session.session import Session
    from tts_tui.tui.base.reading import Reading

__all__ = ["WRITES", "BaseScreen"]

Result = TypeVar("Result")
T = TypeVar("T")

WRITES: Final = "write"
"""The group of the workers that send changes."""


@dataclass(eq=False)
class _Read:
    """A read that is under way; `close` gives up its answer, from when it is there until it is taken."""

    call: Coroutine[Any, Any, Any]
    worker: Worker[None] | None = None
    close: Callable[[], Coroutine[Any, Any, None]] | None = None


class BaseScreen(OpenScreen[Result]):
    """A screen with the common frame. A subclass gives `body()`, its `offers`, and `BINDINGS = bindings(offers)`.

    The first line names its `application_id` and `device_id`, where it has them.
    """

    offers: ClassVar[tuple[Command, ...]] = ()
    area: ClassVar[str] = ""
    application_id: str = ""
    device_id: str = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings([COPY_ERROR]),
        *(replace(each, show=True) for each in bindings([HELP])),  # the bar has the first that is no letter to type
        # Before all else: on a slow line keys come together, and what follows a tab would go to the field before it.
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, session: Session | None = None) -> None:
        super().__init__()
        self._session = session
        self._reads: dict[str, _Read] = {}
        self.writing = False
        self.finished = False
        self._when_seen: Callable[[], object] | None = None

    @property
    def session(self) -> Session:
        """The signed-in server; every screen but those that sign in has one."""
        if self._session is None:
            raise RuntimeError("this screen has no session")
        return self._session

    # The frame

    def compose(self) -> ComposeResult:
        yield self.top_bar()
        yield from self.body()
        yield BottomRule()
        yield Problem()
        yield NoticeLine()
        yield KeyBar()

    def top_bar(self) -> TopBar:
        """The first line."""
        return TopBar(self._session, belongs_to=self.belongs_to)

    @property
    def belongs_to(self) -> str:
        """`application` or `application / device`, or "" for a screen of the server.

        A screen that has neither ID belongs to what the screen below it does, which it was opened from.
        """
        if self.application_id:
            return f"{self.application_id} / {self.device_id}" if self.device_id else self.application_id
        stack = self.app.screen_stack
        if self not in stack:  # closed before it was drawn
            return ""
        below = (each for each in reversed(stack[: stack.index(self)]) if isinstance(each, BaseScreen))
        screen = next(below, None)
        return "" if screen is None else screen.belongs_to

    def body(self) -> ComposeResult:
        """What is between the first line and the footer."""
        yield from ()

    # Commands

    def why_not(self, command: Command) -> str | None:
        """Why the command can't be used now, in words, or None where it can."""
        if command.action == SUBMIT.action and self.writing:
            return "It is being sent."
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question: False hides an action, None dims it."""
        command = next((each for each in self.offers if each.action == action), None)
        if command is not None and self.why_not(command) is not None:
            return None
        return super().check_action(action, parameters)

    def on_key(self, event: Key) -> None:
        """A dimmed command says why."""
        for command in self.offers:
            # In this order: to find out whose key it is, all commands are asked whether they work.
            if event.key in command.keys and (reason := self.why_not(command)) and self._is_own(event.key, command):
                event.stop()
                self.say_why_not(command, reason)
                return

    def _is_own(self, key: str, command: Command) -> bool:
        """Whether a key is the screen's: what has the focus, such as the field of a filter, may have its own."""
        active = self.active_bindings.get(key)
        return active is None or active.node in (self, self.app) or active.binding.action == f"screen.{command.action}"

    def say_why_not(self, command: Command, reason: str) -> None:
        """Tell why a command that somebody wanted can't be used."""
        refuse(self.app, reason, command.title)

    def holds(self) -> str | None:
        """What would be lost if the program ended now, in words, or None. A change on its way is waited for anyway."""
        return None

    @property
    def is_reading(self) -> bool:
        """Whether something is being read, which Esc stops."""
        return bool(self._reads)

    def dismiss_problem(self) -> bool:
        """Take an error away; whether there was one."""
        shown = any(each.explanation is not None for each in self.query(Problem))
        if shown:
            self.show_problem(None)
        return shown

    def action_copy_error(self) -> None:
        told = next((each.notice for each in self.query(NoticeLine)), None)  # a dialog has none
        if explanation := self.query_one(Problem).explanation:
            self.copy(explanation.text, "The error")
        elif told is not None and told.stays:
            self.copy(told.text, "The error")

    def copy(self, text: str, what: str, *, secret: bool = False) -> None:
        """Send text to the terminal's clipboard and say how, since no terminal ever answers whether it took it."""

        async def sending() -> None:
            way = await clipboard.copy(self.app, text, secret=secret)
            self.notify(f"{what} was sent to {way}.", title="Copy", markup=False)

        self.app.run_worker(sending(), name="copy", group="copy", description="copy")

    # Reads

    def read(
        self,
        call: Coroutine[Any, Any, T],
        then: Callable[[T], None],
        *,
        waiting: Reading,
        at: str = "",
        group: str = "read",
        unwanted: Callable[[T], Coroutine[Any, Any, None]] | None = None,
    ) -> None:
        """Ask the server in a worker, and hand the answer to `then`.

        A read of the same `group` that is under way is cancelled. `waiting` says what is being waited for, `at` at
        which address, if no server is open yet. An error goes to `read_failed`. If nobody wants the answer any more, it
        goes to `unwanted`, which closes what the answer holds open.
        """

        def deliver(outcome: Callable[[], None]) -> None:
            if self._reads.get(group) is read:  # neither stopped nor replaced after its answer came
                read.close = None
                self._read_ended(group)
                self._hand_on(outcome, f"show {waiting.words(at)}")

        async def reading() -> None:
            try:
                with unexpected_as_defects(self.app):
                    answer = await call
            except TTSError as error:
                self.call_later(deliver, partial(self.read_failed, error, waiting))
            else:
                read.close = partial(unwanted, answer) if unwanted is not None else None
                if self._reads.get(group) is not read or not self.call_later(deliver, partial(then, answer)):
                    self._give_up(read)

        self._end_read(group)
        self.say(f"Waiting for {waiting.words(at)} … Esc stops")
        read = self._reads[group] = _Read(call)  # from Python 3.12 on the worker may be done before `run_worker` is
        read.worker = self.run_worker(reading, name=waiting.name, group=group, description=waiting.words())

    def _hand_on(self, outcome: Callable[[], None], doing: str) -> None:
        """Call a handler with a worker's result. A defect in it is shown, and doesn't end the program."""
        try:
            outcome()
        except Exception as error:  # noqa: BLE001 - a boundary: what is open goes on
            self.tell_problem(explain(note_defect(self.app, error), doing))

    def read_failed(self, error: TTSError, waiting: Reading) -> None:
        """Say that a read failed."""
        self.show_problem(explain(error, f"read {waiting.words()}"))

    def stop_reads(self) -> bool:
        """Cancel what is being read; whether there was anything."""
        running = list(self._reads)
        for group in running:
            self._end_read(group)
        self.say("Stopped." if running else "")
        return bool(running)

    def stop_read(self, group: str) -> None:
        """Cancel what is being read of this group, without a word."""
        self._end_read(group)
        if not self._reads:
            self.say("")

    def on_unmount(self) -> None:
        for group in list(self._reads):
            self._end_read(group)

    def _end_read(self, group: str) -> None:
        if (read := self._reads.pop(group, None)) is not None:
            if read.worker is not None:
                read.worker.cancel()
            if getcoroutinestate(read.call) == CORO_CREATED:  # cancelled before it began, it would complain
                read.call.close()
            self._give_up(read)

    def _give_up(self, read: _Read) -> None:
        """Close what an answer holds open that nobody takes any more."""
        close, read.close = read.close, None
        if close is not None:
            self.app.run_worker(close(), name="close", group="close", description="close")

    def _read_ended(self, group: str) -> None:
        self._reads.pop(group, None)
        if not self._reads:
            self.say("")

    # Writes

    def write(
        self,
        call: Coroutine[Any, Any, T],
        then: Callable[[T], None],
        *,
        doing: str,
        failed: Callable[[TTSError], None] | None = None,
        well: Callable[[T], bool] = lambda _: True,
    ) -> None:
        """Send a change once, in a worker of the program: leaving the screen hides it and doesn't stop it.

        `doing` names it, such as "create the application". `then` gets the answer, `failed` the error (by default it
        is shown as a problem), wherever the person is by then. `well` says whether an answer means success: somebody
        who is leaving the program is stopped only by what is not.
        """
        on_failure = failed or (lambda error: self.tell_problem(explain(error, doing)))

        def deliver(outcome: Callable[[], None]) -> None:
            self._set_writing(False)  # only now: a second ctrl+s, pressed meanwhile, must not send it again
            self._hand_on(outcome, f"show the outcome: {doing}")

        async def writing() -> bool:
            try:
                with unexpected_as_defects(self.app, sent=True):
                    answer = await call
            except CancelledError:
                left = OutcomeUnknown("nobody waited for it")
                self.app.call_later(deliver, partial(on_failure, left))
                raise
            except TTSError as error:
                self.app.call_later(deliver, partial(on_failure, error))
            else:
                self.app.call_later(deliver, partial(then, answer))
                return well(answer)
            return False

        self._set_writing(True)
        self.show_problem(None)
        self.say(f"Sending: {doing} … Esc hides this; you will see the outcome")
        self.app.run_worker(writing(), name=doing, group=WRITES, description=doing)

    def _set_writing(self, writing: bool) -> None:
        self.writing = writing
        if self.is_attached:
            self.refresh_bindings()
            if not writing:
                self.say("")

    def finish(self, result: Result | None, outcome: str) -> None:
        """End the screen with a result, now or when what lies over it has gone; where it has gone, tell the outcome."""
        self.finished = True
        if self.is_attached and self in self.app.screen_stack:
            self.when_seen(partial(self.dismiss, result))
        else:
            self.app.notify(outcome, markup=False)

    def when_seen(self, act: Callable[[], object]) -> None:
        """Do it now, or when what lies over this screen has gone."""
        if self.is_active:  # is_current is true of a screen below a dialog, too
            act()
        else:
            self._when_seen = act

    def on_screen_resume(self) -> None:
        act, self._when_seen = self._when_seen, None
        if act is not None and not is_ending(self.app):
            self.when_seen(act)  # later still, where something else has come to lie over it

    # Words

    def say(self, text: str) -> None:
        """Show in the bottom rule what is being waited for; an empty text for nothing."""
        for rule in self.query(BottomRule):  # none, where the screen has just been left
            rule.show(text)

    def show_wait(self, wait: Wait) -> None:
        """Show that the adapter pauses before it sends a call again, if it is a call of this screen."""
        if self._reads:
            self.say_wait(wait, "Esc stops")
        elif self.writing:
            self.say_wait(wait, "Esc hides this")

    def say_wait(self, wait: Wait, what_keys_do: str) -> None:
        """Say how long the pause is, and why there is one."""
        why = (explain(wait.error).why or str(wait.error)).removesuffix(".")
        self.say(f"{why}. Trying again in {wait.seconds:.0f} s, try {wait.attempt} of 5 … {what_keys_do}")

    def show_problem(self, explanation: Explanation | None) -> None:
        """Show an error on this screen, or take it away."""
        for problem in self.query(Problem):  # none, where the screen has just been left
            problem.show(explanation)

    def tell_problem(self, explanation: Explanation) -> None:
        """Show an error here, or as a notification where this screen has gone."""
        if self.is_attached and self in self.app.screen_stack:
            self.show_problem(explanation)
        else:
            self.app.notify(explanation.text, severity="error", markup=False)

    def action_back(self) -> None:
        if not self.stop_reads():
            self.leave()

    def leave(self) -> None:
        """Go back to what is below, with no result."""
        self.dismiss(None)
