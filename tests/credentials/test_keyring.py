"""The keyring of the operating system: absent, blocked, or not what it seems."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import traceback
from typing import TYPE_CHECKING

import keyring as library
import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as Absent
from keyring.backends.null import Keyring as Null
from pydantic import SecretStr

from tests.credentials.backends import (
    Blocks,
    Forgets,
    FromKeyringsAlt,
    MadeFromKeyringsAlt,
    Panics,
    Raises,
    Works,
)
from tts_tui.credentials import Found, keyring
from tts_tui.credentials.keyring import KeyringFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyring.backend import KeyringBackend

URL = "https://thethings.example.com"
TOKEN = SecretStr("NNSXS.KEYID.TOPSECRET")
PLAIN_FILE = "The keyring of this machine is a plain file, which is no place for a token."
NONE = "This machine has no keyring."


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = library.get_keyring()
    yield
    library.set_keyring(before)


def use(backend: KeyringBackend) -> None:
    library.set_keyring(backend)


class Chain(ChainerBackend):
    """Several keyrings, the best first, as the library finds them on a machine."""

    backends: list[KeyringBackend] = []  # type: ignore[assignment]

    def __init__(self, *backends: KeyringBackend) -> None:
        super().__init__()
        self.backends = list(backends)


async def test_a_token_is_stored_and_read_back() -> None:
    backend = Works()
    use(backend)
    assert await keyring.find(URL) is None
    await keyring.store(URL, TOKEN)
    assert await keyring.find(URL) == Found(TOKEN, "from the OS keyring")
    assert backend.stored == {("tts-tui", URL): "NNSXS.KEYID.TOPSECRET"}


async def test_a_token_belongs_to_its_server() -> None:
    use(Works())
    await keyring.store(URL, TOKEN)
    assert await keyring.find("https://other.example.com") is None


@pytest.mark.parametrize(("stored", "found"), [(" Bearer NNSXS.A.B\n", "NNSXS.A.B"), ("", None), ("  ", None)])
async def test_what_somebody_stored_by_hand_is_tidied(stored: str, found: str | None) -> None:
    backend = Works()
    backend.stored["tts-tui", URL] = stored
    use(backend)
    answer = await keyring.find(URL)
    assert (answer.token.get_secret_value() if answer else None) == found


@pytest.mark.parametrize(
    ("backend", "says"),
    [
        (Absent(), NONE),
        (Null(), NONE),
        (Chain(), NONE),
        (Chain(Absent(), Null()), NONE),
        (FromKeyringsAlt(), PLAIN_FILE),
        (MadeFromKeyringsAlt(), PLAIN_FILE),
        (Chain(FromKeyringsAlt()), PLAIN_FILE),
        (Panics(), "The keyring refused (BaseException)."),
        (Raises(), "The keyring refused (KeyringLocked)."),
    ],
    ids=[
        "fail",
        "null",
        "empty chain",
        "chain of none",
        "plain file",
        "made from it",
        "chain of it",
        "panics",
        "raises",
    ],
)
async def test_what_is_no_place_for_a_token_is_refused_in_a_sentence(backend: KeyringBackend, says: str) -> None:
    use(backend)
    with pytest.raises(KeyringFault) as fault:
        await keyring.find(URL)
    assert str(fault.value) == says
    with pytest.raises(KeyringFault):
        await keyring.store(URL, TOKEN)
    assert not getattr(backend, "stored", {})


async def test_of_several_the_first_good_one_is_used_and_never_the_plain_file() -> None:
    good, plain = Works(), FromKeyringsAlt()
    use(Chain(plain, good))
    await keyring.store(URL, TOKEN)
    assert good.stored
    assert not plain.stored


async def test_one_that_takes_and_does_not_give_back_is_found_out() -> None:
    use(Forgets())
    with pytest.raises(KeyringFault, match="did not give it back"):
        await keyring.store(URL, TOKEN)


async def test_one_that_quotes_the_token_is_not_quoted() -> None:
    use(Raises())
    with pytest.raises(KeyringFault, match=r"refused \(RuntimeError\)") as fault:
        await keyring.store(URL, TOKEN)
    told = "".join(traceback.TracebackException.from_exception(fault.value, capture_locals=True).format())
    assert "TOPSECRET" not in told
    assert fault.value.__cause__ is None
    assert fault.value.__context__ is None


async def test_one_that_blocks_is_given_up_in_a_sentence() -> None:
    use(Blocks())
    with pytest.raises(KeyringFault, match=r"did not answer within 0\.05 s; it may be locked"):
        await keyring.find(URL, patience=0.05)
    with pytest.raises(KeyringFault, match="may be locked"):
        await keyring.store(URL, TOKEN, patience=0.05)
    waiting = [thread for thread in threading.enumerate() if thread.name == "keyring"]
    assert waiting
    assert all(thread.daemon for thread in waiting)


@pytest.mark.parametrize("name", ["no.such.Backend", "tests.credentials.backends.Missing"])
def test_a_backend_that_does_not_exist_is_a_sentence(name: str) -> None:
    done = in_a_process("print(await_find())", name)
    assert done.returncode == 0
    assert done.stdout.startswith("The keyring refused (")
    assert done.stderr == ""


def test_one_that_blocks_does_not_keep_the_program_from_ending() -> None:
    done = in_a_process("print(await_find())", "tests.credentials.backends.Blocks", patience=0.05)
    assert done.stdout == (
        "The keyring did not answer within 0.05 s; it may be locked, with a prompt that can't be seen.\n"
    )
    assert done.returncode == 0


def in_a_process(script: str, backend: str, patience: float = 60) -> subprocess.CompletedProcess[str]:
    """Run it with that keyring, in a process that must end by itself."""
    whole = f"""
import asyncio
from tts_tui.credentials import keyring

def await_find():
    try:
        return asyncio.run(keyring.find({URL!r}, patience={patience}))
    except keyring.KeyringFault as fault:
        return fault

{script}
"""
    return subprocess.run(
        [sys.executable, "-c", whole],
        env={**os.environ, "PYTHON_KEYRING_BACKEND": backend},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
