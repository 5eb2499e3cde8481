"""What is said when the program has a defect: where, and nothing that a variable or an error's words held."""

from __future__ import annotations

import re
import textwrap

import pytest

from tests.terminal import Terminal
from tts_tui.services.crash_report import report

SECRET = "TOPSECRET"

BROKEN = """
import asyncio
import sys

import tts_tui.tui.app
from tts_tui import cli

class Broken(tts_tui.tui.app.TTSApp):
    CSS_PATH = tts_tui.tui.app.__file__.replace(".py", ".tcss")

{broken}

tts_tui.tui.app.TTSApp = Broken
sys.exit(cli.main(["https://thethings.example.com"]))
"""

WAYS = {
    "while it starts": """
        def open_server(self, *_):
            token = "NNSXS.KEYID.TOPSECRET"
            raise ValueError(f"bad {token}")
    """,
    "in a callback": """
        def open_server(self, *_):
            self.call_later(self.broken, "NNSXS.KEYID.TOPSECRET")

        def broken(self, token):
            try:
                int(token)
            except ValueError as error:
                raise KeyError(token) from error
    """,
    "twice": """
        def open_server(self, *_):
            for _ in range(2):
                self.call_later(self.broken, "NNSXS.KEYID.TOPSECRET")

        def broken(self, token):
            raise ValueError(f"bad {token}")
    """,
    "with an error that can draw itself": """
        def open_server(self, *_):
            class Drawn(ValueError):
                def __rich__(self):
                    return str(self)

            raise Drawn("NNSXS.KEYID.TOPSECRET")
    """,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_defect_ends_the_program_with_places_and_no_values(way: str) -> None:
    script = BROKEN.replace("{broken}", textwrap.indent(textwrap.dedent(WAYS[way]), "    "))
    environment = {"TTS_TUI_TOKEN": "NNSXS.OTHER.TOPSECRET"}
    with Terminal("-c", script, environment=environment) as terminal:
        assert terminal.end() == 1
        said = re.sub(r"\x1b\[[0-9;?<>=]*[A-Za-z]|\r", "", terminal.text)
    assert SECRET not in terminal.text
    assert said.count("tts-tui crashed.") == 1
    assert "<string>:" in said
    assert "textual run --dev" not in said
    assert "token =" not in said


IN_A_WORKER = """
        def open_server(self, *_):
            self.run_worker(self.work("NNSXS.KEYID.TOPSECRET"), name="work")

        async def work(self, token):
            await asyncio.sleep(0)  # the program has begun then: from Python 3.12 on a worker starts at once
            raise ValueError(f"bad {token}")
"""


def test_a_defect_in_a_worker_ends_nothing_and_is_reported_in_the_end() -> None:
    script = BROKEN.replace("{broken}", textwrap.indent(textwrap.dedent(IN_A_WORKER), "    "))
    environment = {"TTS_TUI_TOKEN": "NNSXS.OTHER.TOPSECRET"}
    with Terminal("-c", script, environment=environment) as terminal:
        terminal.until("tts-tui has a bug")
        terminal.press("\x11")
        assert terminal.end() == 0
        said = re.sub(r"\x1b\[[0-9;?<>=]*[A-Za-z]|\r", "", terminal.text)
    assert SECRET not in terminal.text
    assert said.count("tts-tui recovered from a bug.") == 1
    assert "<string>:" in said
    assert "token =" not in said


def test_a_report_has_kinds_and_places_of_an_error_and_of_what_caused_it() -> None:
    def fails() -> None:
        token = f"NNSXS.KEYID.{SECRET}"
        try:
            int(token)
        except ValueError as error:
            raise KeyError(token) from error

    with pytest.raises(KeyError) as caught:
        fails()
    lines = report(caught.value).splitlines()
    assert lines[0] == "tts-tui crashed. Please report these lines:"
    assert [line for line in lines if not line.startswith("  ")][1:] == ["KeyError, at:", "ValueError, at:"]
    assert any(re.fullmatch(r"  .*test_crash_report\.py:\d+ in fails", line) for line in lines)
    assert SECRET not in "\n".join(lines)


def test_a_report_of_an_error_that_causes_itself_ends() -> None:
    error = ValueError("a")
    error.__context__ = KeyError("b")
    error.__context__.__context__ = error
    assert report(error).count(", at:") == 2


def test_what_was_deliberately_left_out_is_left_out() -> None:
    error = ValueError("a")
    error.__context__ = KeyError("b")
    error.__suppress_context__ = True
    assert "KeyError" not in report(error)
