"""The keyring of the operating system: absent, blocked, or not what it seems."""

from __future__ import annotations

import asyncio
import threading
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import keyring as library
import pytest
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as Absent
from keyring.backends.null import Keyring as Null

from tests.session.credentials.backends import (
    Blocks,
    EncryptedKeyring,
    Forgets,
    FromKeyringsAlt,
    Holds,
    Locked,
    MadeFromKeyringsAlt,
    NoBus,
    Panics,
    Quotes,
    Raises,
    Slow,
    Works,
)
from tests.terminal import Terminal
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.session.credentials import StoreFault
from tts_tui.session.credentials.keyring import Backend, Keyring, look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyring.backend import KeyringBackend

URL = "https://thethings.example.com"
TOKEN = SecretStr("NNSXS.KEYID.TOPSECRET")
TOKENS = Tokens(
    access_token=SecretStr("MFRWG.ID.TOPSECRET"),
    refresh_token=SecretStr("OJSWM.ID.TOPSECRET"),
    expires_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
)
PLAIN_FILE = "The keyring of this machine is a plain file, which is no place for a token."
NONE = "This machine has no keyring."
INSECURE_TOO = pytest.mark.parametrize("insecure", [False, True], ids=["secure", "insecure"])


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


async def test_a_key_is_stored_as_it_is_read_back_and_forgotten() -> None:
    backend, store = Works(), Keyring()
    use(backend)
    assert await store.find(URL) is None
    await store.store(URL, TOKEN)
    assert await store.find(URL) == TOKEN
    assert backend.stored == {("tts-tui", URL): "NNSXS.KEYID.TOPSECRET"}
    await store.forget(URL)
    assert await store.find(URL) is None
    await store.forget(URL)


async def test_a_login_is_read_back_whole() -> None:
    use(Works())
    await Keyring().store(URL, TOKENS)
    assert await Keyring().find(URL) == TOKENS


async def test_a_token_belongs_to_its_server() -> None:
    use(Works())
    await Keyring().store(URL, TOKEN)
    assert await Keyring().find("https://other.example.com") is None
    await Keyring().forget("https://other.example.com")
    assert await Keyring().find(URL) == TOKEN


@pytest.mark.parametrize(
    ("stored", "found"), [(" Bearer NNSXS.A.B\n", SecretStr("NNSXS.A.B")), ("", None), (" ", None)]
)
async def test_what_somebody_stored_by_hand_is_tidied(stored: str, found: SecretStr | None) -> None:
    backend = Works()
    backend.stored["tts-tui", URL] = stored
    use(backend)
    assert await Keyring().find(URL) == found


@INSECURE_TOO
@pytest.mark.parametrize(
    ("backend", "says"),
    [
        (Absent(), NONE),
        (Null(), NONE),
        (Chain(), NONE),
        (Chain(Absent(), Null()), NONE),
        (EncryptedKeyring(), NONE),
        (Panics(), "The keyring refused (BaseException)."),
        (Raises(), "The keyring refused (KeyringError)."),
        (Locked(), "The keyring is locked, and was not unlocked. Unlock it"),
        (NoBus(), "The keyring refused (SecretServiceNotAvailableException)."),
    ],
    ids=["fail", "null", "empty chain", "chain of none", "asks", "panics", "raises", "locked", "no bus"],
)
async def test_what_is_no_place_for_a_token_is_refused_in_a_sentence(
    backend: KeyringBackend, says: str, monkeypatch: pytest.MonkeyPatch, *, insecure: bool
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    use(backend)
    store = Keyring(insecure=insecure)
    with pytest.raises(StoreFault) as fault:
        await store.find(URL)
    assert str(fault.value).startswith(says)
    for change in (store.store(URL, TOKEN), store.forget(URL)):
        with pytest.raises(StoreFault):
            await change


@pytest.mark.parametrize(
    "backend",
    [FromKeyringsAlt(), MadeFromKeyringsAlt(), Chain(FromKeyringsAlt(), Null())],
    ids=["plain file", "made from it", "chain of it"],
)
async def test_a_plain_file_is_refused_unless_it_was_chosen(backend: KeyringBackend) -> None:
    use(backend)
    with pytest.raises(StoreFault) as fault:
        await Keyring().store(URL, TOKEN)
    assert str(fault.value) == PLAIN_FILE
    with pytest.raises(StoreFault):
        await Keyring().find(URL)
    assert await Keyring(insecure=True).find(URL) is None
    await Keyring(insecure=True).store(URL, TOKEN)
    assert await Keyring(insecure=True).find(URL) == TOKEN


async def test_of_several_the_first_good_one_is_used_and_never_the_plain_file() -> None:
    good, plain = Works(), FromKeyringsAlt()
    use(Chain(plain, good))
    await Keyring().store(URL, TOKEN)
    assert good.stored
    assert not plain.stored


async def test_a_plain_file_that_was_chosen_is_kept_to_when_a_better_keyring_appears() -> None:
    good, plain = Works(), FromKeyringsAlt()
    use(Chain(good, plain))
    await Keyring(insecure=True).store(URL, TOKEN)
    assert plain.stored
    assert not good.stored


def test_each_says_where_its_tokens_come_from() -> None:
    assert Keyring().source == "from the OS keyring"
    assert Keyring(insecure=True).source == "from the keyring that is a plain file"


async def test_one_that_takes_and_does_not_give_back_is_found_out() -> None:
    use(Forgets())
    with pytest.raises(StoreFault, match="does not return it"):
        await Keyring().store(URL, TOKEN)


async def test_one_that_does_not_let_go_is_found_out() -> None:
    use(Holds())
    await Keyring().store(URL, TOKEN)
    with pytest.raises(StoreFault, match="did not remove the token"):
        await Keyring().forget(URL)


@pytest.mark.parametrize("credential", [TOKEN, TOKENS], ids=["key", "login"])
async def test_one_that_quotes_the_token_is_not_quoted(credential: SecretStr | Tokens) -> None:
    use(Quotes())
    with pytest.raises(StoreFault, match=r"refused \(RuntimeError\)") as fault:
        await Keyring().store(URL, credential)
    _tells_nothing(fault.value)


@pytest.mark.parametrize("before", [None, "NNSXS.OLD.KEY"], ids=["nothing before", "another before"])
async def test_what_is_stored_after_the_time_out_is_taken_back(before: str | None) -> None:
    backend = Slow()
    use(backend)
    if before is not None:
        backend.stored["tts-tui", URL] = before
    with pytest.raises(StoreFault, match="did not answer"):
        await Keyring(patience=0.01).store(URL, TOKEN)
    backend.go_on.set()
    assert await asyncio.to_thread(backend.done.wait, 30)
    backend.done.clear()
    async with asyncio.timeout(30):
        while backend.stored.get(("tts-tui", URL)) != before:
            await asyncio.sleep(0.001)


async def test_what_is_stored_and_broken_is_not_quoted() -> None:
    backend = Works()
    backend.stored["tts-tui", URL] = '{"access_token": "MFRWG.ID.TOPSECRET"}'
    use(backend)
    with pytest.raises(StoreFault, match="can't be read") as fault:
        await Keyring().find(URL)
    backend.stored.clear()
    _tells_nothing(fault.value)


def _tells_nothing(fault: StoreFault) -> None:
    listener = "".join(traceback.TracebackException.from_exception(fault, capture_locals=True).format())
    assert "TOPSECRET" not in listener
    assert fault.__cause__ is None
    assert fault.__context__ is None


async def test_one_that_blocks_is_given_up_in_a_sentence_that_says_what_to_do() -> None:
    use(Blocks())
    store = Keyring(patience=0.05)
    with pytest.raises(StoreFault, match=r"did not answer within 0\.05 s; it may be locked.* keep the token in a file"):
        await store.find(URL)
    for change in (store.store(URL, TOKEN), store.forget(URL)):
        with pytest.raises(StoreFault, match="may be locked"):
            await change
    waiting = [thread for thread in threading.enumerate() if thread.name == "may-never-return"]
    assert waiting
    assert all(thread.daemon for thread in waiting)


@pytest.mark.parametrize(
    ("backend", "found"),
    [
        (Absent(), Backend("", usable=False, secure=False, why=NONE)),
        (Works(), Backend("tests.session.credentials.backends.Works", usable=True, secure=True)),
        (FromKeyringsAlt(), Backend("keyrings.alt.file.FromKeyringsAlt", usable=True, secure=False, why=PLAIN_FILE)),
        (
            Chain(FromKeyringsAlt(), Works()),
            Backend("tests.session.credentials.backends.Works", usable=True, secure=True),
        ),
        (
            NoBus(),
            Backend("", usable=False, secure=False, why="The keyring refused (SecretServiceNotAvailableException)."),
        ),
    ],
    ids=["none", "works", "plain file", "chain", "no bus"],
)
async def test_a_look_tells_what_there_is(
    backend: KeyringBackend, found: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    use(backend)
    assert await look() == found


@pytest.mark.parametrize("name", ["no.such.Backend", "tests.session.credentials.backends.Missing"])
def test_a_backend_that_does_not_exist_is_a_sentence(name: str) -> None:
    assert in_a_process(name).startswith("The keyring refused (")


def test_one_that_blocks_does_not_keep_the_program_from_ending() -> None:
    said = in_a_process("tests.session.credentials.backends.Blocks", patience=0.05)
    assert said.startswith("The keyring did not answer within 0.05 s; it may be locked")


def in_a_process(backend: str, patience: float = 60) -> str:
    """What a look for a token with that keyring says, in a process that must end by itself."""
    script = f"""
import asyncio
from tts_tui.session.credentials import StoreFault
from tts_tui.session.credentials.keyring import Keyring

try:
    print(asyncio.run(Keyring(patience={patience}).find({URL!r})))
except StoreFault as fault:
    print(fault)
"""
    with Terminal("-c", script, environment={"PYTHON_KEYRING_BACKEND": backend}) as terminal:
        assert terminal.end() == 0
    assert terminal.text.count("\n") == 1
    return terminal.text
