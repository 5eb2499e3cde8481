"""The token of a session: when it is renewed, by whom, where the next pair goes, and who is asked when it can't be."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.session.session_tokens import HOUR, NEW, NOW, OLD, REFUSED, URL, Server, Stored, pair
from tts_tui.api import errors
from tts_tui.api.secret import SecretStr
from tts_tui.session.session_token import MARGIN, SessionToken

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def made(server: Server) -> Callable[..., SessionToken]:
    return lambda credential, store=None: SessionToken(
        credential, refresh=server.refresh, entry=URL, store=store, lock=None, clock=lambda: NOW
    )


async def said(bearer: SessionToken) -> str:
    return (await bearer.token()).get_secret_value()


# When


@pytest.mark.parametrize(
    ("left", "renewed"),
    [(-HOUR, True), (timedelta(), True), (MARGIN, True), (MARGIN + timedelta(seconds=1), False), (HOUR, False)],
)
async def test_a_token_is_renewed_a_while_before_it_ends(made, server, left: timedelta, *, renewed: bool) -> None:
    bearer = made(pair(1, NOW + left))
    assert await said(bearer) == f"MFRWG.{2 if renewed else 1}.TOPSECRET"
    assert server.asked_with == (["OJSWM.1.TOPSECRET"] if renewed else [])


async def test_a_key_is_never_renewed(made, server) -> None:
    bearer = made(SecretStr("NNSXS.A.B"))
    assert await said(bearer) == "NNSXS.A.B"
    assert await bearer.renewed(SecretStr("NNSXS.A.B"), REFUSED) is None
    assert not server.asked_with


async def test_a_token_that_the_server_refuses_is_renewed_though_it_should_be_good(made, server) -> None:
    bearer = made(pair(1))
    assert await bearer.renewed(pair(1).access_token, REFUSED) == NEW.access_token


async def test_a_token_that_was_renewed_meanwhile_is_not_renewed_again(made, server) -> None:
    bearer = made(NEW)
    assert await bearer.renewed(OLD.access_token, REFUSED) == NEW.access_token
    assert not server.asked_with


async def test_however_many_wait_it_is_renewed_once(made, server) -> None:
    bearer = made(OLD)
    found = await asyncio.gather(*(bearer.token() for _ in range(20)))
    assert set(found) == {NEW.access_token}
    assert len(server.asked_with) == 1


async def test_all_who_wait_hear_that_it_failed_and_the_next_one_tries_again(made, server) -> None:
    bearer = made(OLD)
    server.answer = errors.Unreachable("refused")
    heard = await asyncio.gather(*(bearer.token() for _ in range(3)), return_exceptions=True)
    assert heard == [server.answer] * 3
    assert len(server.asked_with) == 1
    server.answer = NEW
    assert await said(bearer) == "MFRWG.2.TOPSECRET"


async def test_a_token_that_is_still_good_goes_on_where_the_server_is_away(made, server) -> None:
    server.answer = errors.Unreachable("refused")
    assert await said(made(pair(1, NOW + MARGIN / 2))) == "MFRWG.1.TOPSECRET"


@pytest.mark.parametrize(
    "error",
    [
        errors.Unreachable("refused"),
        errors.NotRenewed("busy"),
        errors.BadTrust("ca.pem", "no PEM"),
        errors.NotTheAPI("a page"),
        errors.ResourceExhausted("error", status=429),
        errors.Unavailable("error", status=503),
        errors.Internal("error", status=500),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_may_go_away_by_itself_is_raised_and_nobody_is_asked(made, server, error) -> None:
    server.answer = error
    bearer = made(OLD)
    bearer.ask = pytest.fail
    with pytest.raises(type(error)):
        await bearer.token()
    with pytest.raises(type(error)):
        await bearer.renewed(OLD.access_token, REFUSED)


async def test_a_renewal_whose_answer_is_lost_is_asked_for_once_more_which_tells_whether_it_was_done(
    made, server
) -> None:
    asked: list[str] = []

    async def refresh(token: SecretStr):
        asked.append(token.get_secret_value())
        if len(asked) < 4:
            raise errors.OutcomeUnknown("cut off")
        return NEW

    bearer = made(OLD)
    bearer._refresh = refresh
    bearer.ask = pytest.fail
    with pytest.raises(errors.NotRenewed, match="cut off"):
        await bearer.token()
    assert len(asked) == 2
    assert await said(bearer) == "MFRWG.2.TOPSECRET"
    assert len(asked) == 4
    assert len(set(asked)) == 1


@pytest.mark.parametrize(
    "error",
    [
        errors.NotFound("error", status=404),
        errors.PermissionDenied("error", status=403),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_ended_a_login_for_good_lets_the_server_say_so_and_the_person_sign_in(made, server, error) -> None:
    server.answer = error
    bearer = made(OLD)
    heard: list[errors.TTSError] = []

    async def ask(why: errors.TTSError) -> bool:
        heard.append(why)
        bearer.take(made(SecretStr("NNSXS.A.B")))
        return True

    bearer.ask = ask
    assert await said(bearer) == "MFRWG.1.TOPSECRET"
    assert await bearer.renewed(OLD.access_token, REFUSED) == SecretStr("NNSXS.A.B")
    assert heard == [REFUSED]


# Where the next pair goes


async def test_the_next_pair_is_stored_with_its_owner_before_it_is_used(made, server) -> None:
    store = Stored(OLD, server.on_warning)
    bearer = made(OLD, store)
    server.on_warning.append(f"used {(await said(bearer))[6]}")
    assert server.on_warning == ["renewed", "stored", "used 2"]
    assert store.now == bearer.credential == NEW


async def test_what_another_terminal_has_renewed_is_taken_and_the_server_not_asked(made, server) -> None:
    assert await said(made(OLD, Stored(pair(7)))) == "MFRWG.7.TOPSECRET"
    assert not server.asked_with


async def test_what_another_terminal_has_renewed_and_let_end_is_what_is_renewed(made, server) -> None:
    store = Stored(pair(7, NOW - HOUR / 2))
    assert await said(made(OLD, store)) == "MFRWG.2.TOPSECRET"
    assert server.asked_with == ["OJSWM.7.TOPSECRET"]
    assert store.now == NEW


async def test_a_pair_that_nobody_knew_the_owner_of_when_it_was_stored_is_renewed_and_stored(made, server) -> None:
    store = Stored(OLD.model_copy(update={"user_id": ""}))
    bearer = made(OLD.model_copy(update={"user_id": ""}), store)
    bearer.belongs_to("alice")
    await bearer.token()
    assert store.now == bearer.credential == NEW


@pytest.mark.parametrize(
    "other",
    [pair(7, user_id="bob"), pair(7, NOW - HOUR / 2, user_id="bob"), SecretStr("NNSXS.A.B"), None],
    ids=["a login", "one that has ended", "a key", "nothing"],
)
async def test_what_is_not_this_login_is_neither_used_nor_overwritten(made, server, other) -> None:
    store = Stored(other)
    bearer = made(OLD, store)
    assert await said(bearer) == "MFRWG.2.TOPSECRET"
    assert server.asked_with == ["OJSWM.1.TOPSECRET"]
    assert store.now == other
    assert store.on_warning == []


async def test_a_pair_that_could_not_be_stored_is_told_once_and_used_and_renewed_and_stored_later(made, server) -> None:
    store = Stored(OLD)
    store.writes = False
    bearer = made(OLD, store)
    on_warning: list[str] = []
    bearer.on_warning = on_warning.append
    assert await said(bearer) == "MFRWG.2.TOPSECRET"
    server.answer = pair(3, NOW + HOUR * 2)
    assert await bearer.renewed(NEW.access_token, REFUSED) == pair(3).access_token
    assert server.asked_with == ["OJSWM.1.TOPSECRET", "OJSWM.2.TOPSECRET"]  # not the stored one, which is dead
    assert len(on_warning) == 1
    assert "The disk is full." in on_warning[0]
    assert "for this session only" in on_warning[0]
    store.writes = True
    server.answer = pair(4, NOW + HOUR * 3)
    await bearer.renewed(pair(3).access_token, REFUSED)
    assert store.now == pair(4, NOW + HOUR * 3)


async def test_a_store_that_cannot_be_read_is_written_all_the_same(made, server) -> None:
    store = Stored(OLD)
    store.reads = False
    assert await said(made(OLD, store)) == "MFRWG.2.TOPSECRET"
    assert store.now == NEW


# Who gives up, and when


async def test_giving_up_in_mid_renewal_does_not_lose_the_next_pair(made, server) -> None:
    server.held = asyncio.Event()
    store = Stored(OLD)
    bearer = made(OLD, store)
    call = asyncio.ensure_future(bearer.token())
    await server.asked.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    server.held.set()
    await bearer.close()
    assert store.now == bearer.credential == NEW


async def test_closing_waits_for_a_renewal_that_is_under_way(made, server) -> None:
    server.held = asyncio.Event()
    store = Stored(OLD)
    bearer = made(OLD, store)
    call = asyncio.ensure_future(bearer.token())
    await server.asked.wait()
    closing = asyncio.ensure_future(bearer.close())
    await asyncio.sleep(0)
    assert not closing.done()
    server.held.set()
    await closing
    assert store.now == NEW
    await call


async def test_a_renewal_that_ends_after_the_person_signed_in_anew_changes_nothing(made, server) -> None:
    server.held = asyncio.Event()
    bearer = made(OLD)
    call = asyncio.ensure_future(bearer.token())
    await server.asked.wait()
    bearer.take(made(SecretStr("NNSXS.A.B")))
    server.held.set()
    assert await call == SecretStr("NNSXS.A.B")


async def test_whose_login_it_is_may_be_heard_while_it_is_renewed(made, server) -> None:
    server.held = asyncio.Event()
    bearer = made(OLD.model_copy(update={"user_id": ""}))
    call = asyncio.ensure_future(bearer.token())
    await server.asked.wait()
    bearer.belongs_to("alice")
    server.held.set()
    await call
    assert bearer.credential == NEW


# The person


class Person:
    """Somebody who is asked, and answers when told to."""

    def __init__(self, bearer: SessionToken) -> None:
        self.bearer = bearer
        self.asked = 0
        self.answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        bearer.ask = self.ask

    async def ask(self, why: errors.TTSError) -> bool:
        self.asked += 1
        return await self.answer


async def both(person: Person, key: SecretStr, *, signs_in: bool, made) -> list[SecretStr | None]:
    calls = [asyncio.ensure_future(person.bearer.renewed(key, REFUSED)) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    if signs_in:
        person.bearer.take(made(SecretStr("NNSXS.NEW.B")))
    person.answer.set_result(signs_in)
    return await asyncio.gather(*calls)


@pytest.mark.parametrize("signs_in", [True, False])
async def test_the_person_is_asked_once_for_many_refused_calls(made, *, signs_in: bool) -> None:
    key = SecretStr("NNSXS.OLD.B")
    person = Person(made(key))
    found = await both(person, key, signs_in=signs_in, made=made)
    assert found == [SecretStr("NNSXS.NEW.B") if signs_in else None] * 20
    assert person.asked == 1


async def test_who_declined_is_asked_again_by_a_later_call(made) -> None:
    key = SecretStr("NNSXS.OLD.B")
    person = Person(made(key))
    person.answer.set_result(False)
    assert await person.bearer.renewed(key, REFUSED) is None
    assert await person.bearer.renewed(key, REFUSED) is None
    assert person.asked == 2


async def test_a_call_that_is_given_up_leaves_the_question_to_the_others(made) -> None:
    key = SecretStr("NNSXS.OLD.B")
    person = Person(made(key))
    one, other = (asyncio.ensure_future(person.bearer.renewed(key, REFUSED)) for _ in range(2))
    await asyncio.sleep(0)
    one.cancel()
    await asyncio.wait([one])
    person.bearer.take(made(SecretStr("NNSXS.NEW.B")))
    person.answer.set_result(True)
    assert await other == SecretStr("NNSXS.NEW.B")


async def test_closing_ends_a_question(made) -> None:
    key = SecretStr("NNSXS.OLD.B")
    person = Person(made(key))
    call = asyncio.ensure_future(person.bearer.renewed(key, REFUSED))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await person.bearer.close()
    await asyncio.wait([call])
    assert person.answer.cancelled()


# What is never shown


async def test_it_shows_no_secret_of_itself(made) -> None:
    for bearer in (made(OLD, Stored(OLD)), made(SecretStr("NNSXS.A.TOPSECRET"))):
        assert "TOPSECRET" not in f"{bearer!r} {vars(bearer)!r}"
