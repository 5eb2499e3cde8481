"""All uses of private attributes of Textual's driver, under public names; see `textual_private.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._xterm_parser import XTermParser  # gone? TerminalDriver.run_input_thread reads keys with it
from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from queue import Queue
    from typing import Any, TextIO

    from textual.app import App

__all__ = ["OpenDriver", "XTermParser"]


class OpenDriver(LinuxDriver):
    """Textual's driver for Linux and macOS, with public names for what a better one needs."""

    _file: TextIO  # type: ignore[assignment]  # Textual's is the stream itself

    def __init__(self, app: App[Any], **named: Any) -> None:
        super().__init__(app, **named)
        self._size = self._size or self._get_terminal_size()  # for the first frame
        self._file = self.stream(self._file)

    @property
    def app(self) -> App[Any]:
        """The app whose driver it is."""
        return self._app

    @property
    def debugs(self) -> bool:
        """Whether Textual's debug mode is on, in which the parser logs what it reads."""
        return self._debug

    @property
    def counts_pixels(self) -> bool:
        """Whether the terminal was asked to report the mouse in pixels."""
        return self._mouse_pixels

    @property
    def to_be_written(self) -> Queue[str | None] | None:
        """The writer thread's queue, of 30 pieces at most; None while the program doesn't own the terminal."""
        writer = self._writer_thread
        return writer._queue if writer is not None and writer.is_alive() else None

    def stream(self, stream: TextIO) -> TextIO:
        """The stream to write to instead of standard error."""
        return stream

    def terminal_size(self) -> tuple[int, int]:
        """Columns and lines of the terminal. (Textual's own prefers the variables COLUMNS and LINES.)"""
        return super()._get_terminal_size()

    def _get_terminal_size(self) -> tuple[int, int]:
        return self.terminal_size()

    def stop_process(self) -> None:
        """Give the terminal back and stop. Textual stops only this process."""
        super()._sigtstp_application()

    def give_back_until_resumed(self) -> None:
        """Give the terminal back, and have the app signalled once the program is resumed."""
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True

    def _sigtstp_application(self, *_: object) -> None:
        self.stop_process()

    def reading_failed(self, error: Exception) -> None:
        """Report an exception in the thread that reads keys."""
        raise error

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - reported as any other defect
            self.reading_failed(error)
