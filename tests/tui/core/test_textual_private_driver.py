"""What is private in Textual's driver is as `textual_private_driver.py` takes it for; see `test_textual_private.py`."""

from __future__ import annotations

import inspect
import os
import signal
import sys
from queue import Queue
from typing import TYPE_CHECKING

import pytest
from textual.drivers.linux_driver import LinuxDriver

from tests.tui.core.private_parts import Told, otherwise
from tts_tui.tui.core.textual_private_driver import OpenDriver, XTermParser

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


HERE = "tts_tui/tui/core/textual_private_driver.py"


class Driver(OpenDriver):
    """Notes what its methods were called with."""

    def __init__(self, app, **named):
        self.failures: list[Exception] = []
        self.stopped = 0
        super().__init__(app, **named)

    def stream(self, stream):
        return open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123

    def terminal_size(self):
        return 66, 17

    def stop_process(self):
        self.stopped += 1

    def reading_failed(self, error):
        self.failures.append(error)

    def run_input_thread(self):
        raise ValueError("a defect")


@pytest.fixture
async def driver(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Driver]:
    """A driver that reads an empty file."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH)}
    with (tmp_path / "keys").open("w+", encoding="utf-8") as keys:
        monkeypatch.setattr(sys, "__stdin__", keys)
        with otherwise(f"LinuxDriver's constructor: let OpenDriver in {HERE} set the size and the stream."):
            made = Driver(Told())
        yield made
        made._file.close()
    for number, handler in before.items():
        signal.signal(number, handler)


async def test_the_drivers_app_and_parser(driver: Driver) -> None:
    with otherwise(f"Driver._app, ._debug or ._mouse_pixels: let OpenDriver in {HERE} find them."):
        assert isinstance(driver.app, Told)
        assert driver.debugs is False
        assert driver.counts_pixels is False
        driver.write = lambda data: None  # type: ignore[method-assign]
        driver._enable_mouse_pixels()
        assert driver.counts_pixels is True


def test_keys_are_parsed() -> None:
    advice = f"XTermParser: let TerminalDriver.run_input_thread read as Textual's does now, and import it in {HERE}."
    with otherwise(advice):
        parser = XTermParser(False)
        assert [each.key for each in parser.feed("q\x1b[24~")] == ["q", "f12"]
        assert list(parser.tick()) == []


async def test_the_size_is_the_terminals(driver: Driver) -> None:
    with otherwise(f"Driver._size or ._get_terminal_size: let OpenDriver in {HERE} give Textual terminal_size()."):
        assert driver._size == (66, 17)
        assert driver._get_terminal_size() == (66, 17)
        assert LinuxDriver._get_terminal_size(driver)


async def test_what_is_written_goes_through_a_queue_to_our_stream(driver: Driver) -> None:
    advice = (
        "LinuxDriver._writer_thread, its _queue, or ._file: let OpenDriver.to_be_written give what waits to be "
        f"written, and write to OpenDriver.stream ({HERE}); else a terminal that hangs holds the program up."
    )
    with otherwise(advice):
        assert driver.to_be_written is None
        driver.start_application_mode()
        try:
            assert isinstance(driver.to_be_written, Queue)
            assert driver.to_be_written.maxsize == 30
            assert driver._writer_thread._file is driver._file
            assert driver._file.name == "/dev/null"
        finally:
            driver.stop_application_mode()
            driver.close()


async def test_reading_that_fails_is_told_by_us(driver: Driver) -> None:
    advice = (
        f"LinuxDriver._run_input_thread: see to it that OpenDriver.reading_failed in {HERE} is called in its place."
    )
    with otherwise(advice):
        driver.start_application_mode()
        driver._key_thread.join()
        driver.stop_application_mode()
        driver.close()
        assert [repr(each) for each in driver.failures] == ["ValueError('a defect')"]


async def test_the_whole_group_of_processes_can_be_stopped(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    advice = (
        "LinuxDriver._sigtstp_application, ._auto_restart or ._must_signal_resume: see to it that "
        f"OpenDriver.stop_process in {HERE} is called for SIGTSTP, "
        "and that give_back_until_resumed does what Textual does before it stops."
    )
    given_back = []
    monkeypatch.setattr(driver, "suspend_application_mode", lambda: given_back.append(True))
    monkeypatch.setattr(os, "kill", lambda *_: None)  # Textual's own would stop the tests
    with otherwise(advice):
        signal.getsignal(signal.SIGTSTP)(signal.SIGTSTP, None)
        assert driver.stopped == 1
        assert driver._must_signal_resume is False
        driver.give_back_until_resumed()
        assert given_back == [True]
        assert driver._must_signal_resume is True
        for name in ("_must_signal_resume", "_auto_restart"):
            assert f"self.{name}" in inspect.getsource(LinuxDriver)
