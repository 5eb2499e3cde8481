"""What the server would refuse, said before it is asked: as rules, and held against the sandbox."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts_tui.api.client import Client
from tts_tui.api.errors import ServerError
from tts_tui.api.models import Account, Collaborator
from tts_tui.api.resources.auth_info import AuthInfo
from tts_tui.api.rights import APPLICATION_RIGHTS, EVERY_RIGHT, expand
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.collaborators.rules import Sharing, contact_marks, with_rights, without

ALICE, BOB, CLUB = (
    Account(kind="user", id="alice"),
    Account(kind="user", id="bob"),
    Account(kind="organization", id="club"),
)
ALL, APPLICATION_ALL, LINK = "RIGHT_ALL", "RIGHT_APPLICATION_ALL", "RIGHT_APPLICATION_LINK"
INFO, DELETE = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_DELETE"
SEE = "RIGHT_APPLICATION_SETTINGS_COLLABORATORS"
SINGLE = frozenset(each.name for each in APPLICATION_RIGHTS if each.name != APPLICATION_ALL)


def has(account: Account, *rights: str) -> Collaborator:
    return Collaborator(account=account, rights=frozenset(rights))


def signed_in(*collaborators: Collaborator, rights: frozenset[str] = EVERY_RIGHT, **more) -> Sharing:
    """What alice sees, by a key with those rights."""
    info = AuthInfo("user", "alice", rights=rights)
    direct = next((each.rights for each in collaborators if each.account == ALICE), frozenset())
    held = frozenset(each for each in expand(direct) & rights if each.startswith("RIGHT_APPLICATION"))
    return Sharing(info, collaborators, more.pop("held", held), **more)


def test_the_last_owner_keeps_all_rights() -> None:
    for wildcard in (ALL, APPLICATION_ALL):
        sharing = signed_in(has(ALICE, wildcard), has(BOB, INFO))
        assert sharing.why_not_set(ALICE, frozenset({INFO})).startswith("Nobody but alice has all rights")
        assert sharing.why_not_remove(ALICE).startswith("Nobody but alice has all rights")
        assert sharing.why_not_set(ALICE, frozenset({APPLICATION_ALL})) is None


def test_all_single_rights_are_not_all_rights() -> None:
    sharing = signed_in(has(ALICE, APPLICATION_ALL), has(BOB, *SINGLE))
    assert sharing.is_last_owner(ALICE)
    assert "All single rights don't count" in sharing.why_not_set(ALICE, SINGLE)


def test_an_organization_is_an_owner_as_well() -> None:
    sharing = signed_in(has(ALICE, ALL), has(CLUB, APPLICATION_ALL))
    assert sharing.owners() == (ALICE, CLUB)
    assert sharing.why_not_remove(ALICE) is None


@pytest.mark.parametrize(
    ("contacts", "which"),
    [
        ((BOB, ALICE), "the administrative contact"),
        ((ALICE, BOB), "the technical contact"),
        ((BOB, BOB), "the administrative and technical contact"),
    ],
)
def test_a_contact_stays(contacts, which: str) -> None:
    sharing = signed_in(has(ALICE, ALL), has(BOB, INFO), contacts=contacts)
    assert f"bob is {which}." in sharing.why_not_remove(BOB)
    assert sharing.why_not_set(BOB, frozenset({DELETE})) is None


def test_an_organization_of_the_same_id_as_the_contact_is_another() -> None:
    assert contact_marks(Account(kind="organization", id="bob"), (BOB, None)) == []


def test_rights_that_one_lacks_can_neither_be_given_nor_taken_away() -> None:
    sharing = signed_in(has(ALICE, SEE, INFO), has(BOB, DELETE), has(CLUB, APPLICATION_ALL))
    assert sharing.why_not_set(BOB, frozenset({DELETE, LINK})).startswith("You can't give rights that you lack: ")
    assert "Read up- and downlink traffic" in sharing.why_not_set(BOB, frozenset({DELETE, LINK}))  # after expansion
    assert sharing.why_not_set(BOB, frozenset({INFO})).startswith("You can't take away rights that you lack: Delete")
    assert sharing.why_not_set(BOB, frozenset({DELETE, INFO})) is None


def test_removing_takes_no_right_but_one() -> None:
    sharing = signed_in(has(ALICE, SEE), has(BOB, APPLICATION_ALL), has(CLUB, APPLICATION_ALL))
    assert sharing.why_not_remove(BOB) is None


def test_of_all_rights_rights_of_every_kind_are_taken() -> None:
    sharing = signed_in(has(ALICE, APPLICATION_ALL), has(BOB, ALL))
    assert "rights that you lack: All rights of every kind" in sharing.why_not_set(BOB, frozenset({INFO}))
    assert sharing.why_not_set(BOB, frozenset({ALL, INFO})) is None
    assert signed_in(has(ALICE, ALL), has(BOB, ALL)).why_not_set(BOB, frozenset({INFO})) is None


def test_what_an_organization_may_give_besides_is_not_refused() -> None:
    shared = (has(CLUB, ALL), has(BOB, ALL))
    held = frozenset(each.name for each in APPLICATION_RIGHTS)
    for inside in ({}, {"club": EVERY_RIGHT - {ALL}}):  # not asked about; a member with rights
        assert signed_in(*shared, held=held, in_organizations=inside).why_not_set(BOB, frozenset({INFO})) is None
    outside = signed_in(*shared, held=held, in_organizations={"club": frozenset()})
    assert outside.why_not_set(BOB, frozenset({INFO})) is not None


def test_where_ones_rights_are_not_known_nothing_is_refused_for_them() -> None:
    sharing = Sharing(AuthInfo("user", "alice"), (has(ALICE, SEE), has(BOB, DELETE), has(CLUB, ALL)))
    assert sharing.why_not_set(BOB, frozenset({APPLICATION_ALL})) is None


def test_a_key_of_the_application_has_what_it_was_given() -> None:
    info = AuthInfo("application", "water", rights=frozenset({SEE, INFO}))
    sharing = Sharing(info, (has(ALICE, ALL), has(BOB, INFO)), info.rights)
    assert sharing.why_not_set(BOB, frozenset({SEE})) is None
    assert sharing.why_not_set(BOB, frozenset({DELETE})) is not None


def test_no_rights_are_no_change() -> None:
    assert "Select at least one right" in signed_in(has(ALICE, ALL)).why_not_set(BOB, frozenset())


def test_what_one_loses_oneself() -> None:
    sharing = signed_in(has(ALICE, APPLICATION_ALL), has(BOB, ALL))
    assert sharing.lost(with_rights(sharing.collaborators, has(ALICE, INFO))) == expand([APPLICATION_ALL]) - {INFO}
    assert sharing.lost(without(sharing.collaborators, BOB)) == frozenset()


def test_what_an_organization_still_gives_is_not_lost() -> None:
    sharing = signed_in(
        has(ALICE, APPLICATION_ALL), has(CLUB, LINK), has(BOB, ALL), in_organizations={"club": expand([LINK])}
    )
    assert not expand([LINK]) & sharing.lost(without(sharing.collaborators, ALICE))
    assert sharing.lost(without(sharing.collaborators, CLUB)) == frozenset()


def test_text_of_the_server_is_made_safe() -> None:
    odd = "RIGHT_APPLICATION_\x1b[2J"
    assert "\x1b" not in signed_in(has(ALICE, SEE), has(BOB, INFO)).why_not_set(BOB, frozenset({INFO, odd}))


# Held against the sandbox

some_rights = st.frozensets(st.sampled_from(sorted({INFO, DELETE, SEE, LINK, APPLICATION_ALL, ALL})), max_size=4)
full_of_rights = st.one_of(some_rights.filter(bool), st.just(SINGLE))


@given(
    me=full_of_rights,
    of_key=st.one_of(st.just(frozenset({ALL})), some_rights.filter(bool)),
    bob=st.one_of(st.none(), full_of_rights),
    club=st.one_of(st.none(), full_of_rights),
    in_club=st.one_of(st.none(), some_rights.filter(bool)),
    contact=st.sampled_from([ALICE, BOB, CLUB]),
    whom=st.sampled_from([ALICE, BOB, CLUB]),
    wanted=full_of_rights,
)
def test_it_refuses_what_the_server_refuses(me, of_key, bob, club, in_club, contact, whom, wanted) -> None:
    me = me | {SEE}
    of_key = of_key | {SEE, "RIGHT_USER_INFO"}

    async def compare(*, remove: bool) -> tuple[str | None, str | None]:
        sandbox = Sandbox()
        for user_id in ("alice", "bob", "carol"):
            sandbox.add_user(user_id)
        organization = sandbox.add_organization("club", owner="carol")
        if in_club:
            sandbox.store.set_member(organization, sandbox.store.account("alice"), list(in_club))
        application = sandbox.add_application("water", owner="alice")
        application.fields["administrative_contact"] = application.fields["technical_contact"] = contact.wire()
        for account_id, rights in (("alice", me), ("bob", bob), ("club", club)):
            if rights:
                sandbox.add_collaborator("water", account_id, rights)
        token = SecretStr(sandbox.add_key("user", "alice", rights=of_key))
        transport = httpx.ASGITransport(sandbox.asgi())
        async with Client("http://127.0.0.1:1885", token, transport=transport) as client:
            sharing = Sharing(
                await client.auth.info(),
                await client.collaborators.all("water"),
                await client.applications.rights("water"),
                {"club": await client.organizations.rights("club")},
                (contact, contact),
            )
            try:
                if not remove:
                    mine = sharing.why_not_set(whom, wanted)
                    await client.collaborators.set("water", Collaborator(account=whom, rights=wanted))
                elif sharing.of(whom) is None:
                    return None, None
                else:
                    mine = sharing.why_not_remove(whom)
                    await client.collaborators.remove("water", whom)
            except ServerError as error:
                return mine, error.text
            after = frozenset(await client.applications.rights("water"))
            expected = without(sharing.collaborators, whom)
            if not remove:
                expected = with_rights(sharing.collaborators, Collaborator(account=whom, rights=wanted))
            assert sharing.lost(expected) == sharing.held - after
            return mine, None

    for remove in (False, True):
        said, refused = asyncio.run(compare(remove=remove))
        if in_club and club:
            assert refused or not said  # what is not known is left to the server
        else:
            assert bool(said) == bool(refused), (said, refused)
