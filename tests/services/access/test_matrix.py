"""Who may do what, as rows."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.recordings import alone
from tts_tui.api.client import Client
from tts_tui.api.models import Account, APIKey, Collaborator
from tts_tui.api.rights import APPLICATION_RIGHTS, EVERY_RIGHT, expand
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.access import reading
from tts_tui.services.access.export import as_csv
from tts_tui.services.access.matrix import AccessRow, Held, HolderKind, columns, in_group, matching, rows
from tts_tui.services.collaborators.reading import names
from tts_tui.services.missing_rights import NotAllowed

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ALICE, WORKS, BOB = (
    Account(kind="user", id="alice"),
    Account(kind="organization", id="works"),
    Account(kind="user", id="bob"),
)
INFO, READ, DOWN = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ", "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE"
LINK, ALL = "RIGHT_APPLICATION_LINK", "RIGHT_APPLICATION_ALL"
KNOWN = {each.name for each in APPLICATION_RIGHTS}


def has(account: Account, *rights: str) -> Collaborator:
    return Collaborator(account=account, rights=frozenset(rights))


def test_pseudo_rights_and_link_are_expanded() -> None:
    alice, works, key = rows(
        [has(ALICE, "RIGHT_ALL"), has(WORKS, ALL)], [(APIKey(id="K", rights=frozenset({LINK})), False)]
    )
    assert alice.rights == works.rights == KNOWN
    assert key.rights == {LINK, INFO, READ, DOWN}


def test_a_member_has_what_both_have() -> None:
    _, bob = rows([has(WORKS, INFO, DOWN)], members={"works": [has(BOB, LINK, "RIGHT_ORGANIZATION_INFO")]})
    assert (bob.kind, bob.id, bob.through, bob.rights) == (HolderKind.MEMBER, "bob", "works", {INFO, DOWN})
    assert bob.holds(INFO) is Held.YES


def test_of_a_member_whose_rights_can_not_be_read_the_organizations_are_the_most() -> None:
    _, bob = rows([has(WORKS, INFO)], members={"works": [has(BOB)]})
    assert (bob.holds(INFO), bob.holds(DOWN)) == (Held.AT_MOST, Held.NO)


def test_where_nothing_can_be_read_nothing_is_said() -> None:
    works, bob = rows([has(WORKS)], members={"works": [has(BOB, INFO)]})
    assert works.holds(INFO) is bob.holds(INFO) is Held.UNKNOWN


def test_the_recorded_member_has_what_the_server_says() -> None:
    """The cut of what find-org has in find-water and what find-member has in find-org."""
    sent = {each.name: each.sent for each in alone("21")}
    organization = Collaborator.model_validate(sent["the organization becomes a collaborator"]["collaborator"])
    member = Collaborator.model_validate(sent["find-member joins the organization"]["collaborator"])
    _, row = rows([organization], members={"find-org": [member]})
    (recorded,) = [each.json for each in alone("21") if each.name == "rights in find-water: find-member"]
    assert row.rights == set(recorded["rights"])


def test_the_widest_first_what_has_expired_later_what_can_not_be_read_last() -> None:
    key = APIKey(id="OLD", rights=frozenset({ALL}))
    found = rows([has(BOB), has(ALICE, INFO, READ), has(WORKS, ALL)], [(key, True)])
    assert [each.id for each in found] == ["works", "alice", "OLD", "bob"]


def test_groups_are_counted() -> None:
    (row,) = rows([has(ALICE, LINK)])
    assert in_group(row, "Traffic") == (3, 4)
    assert in_group(row, "General") == (1, 6)
    assert in_group(row, "Everything") == (0, 1)


def test_rights_without_words_get_a_column() -> None:
    found = rows([has(ALICE, "RIGHT_APPLICATION_FLY", "RIGHT_GATEWAY_INFO")])
    assert columns(found)[-1] == "RIGHT_APPLICATION_FLY"
    assert len(columns(found)) == len(APPLICATION_RIGHTS) + 1


def test_all_rights_are_also_those_that_only_a_newer_server_knows() -> None:
    owner, works, member = rows([has(ALICE, ALL), has(WORKS, LINK)], members={"works": [has(BOB, ALL)]})
    assert owner.holds("RIGHT_APPLICATION_FLY") is Held.YES
    assert works.holds("RIGHT_APPLICATION_FLY") is member.holds("RIGHT_APPLICATION_FLY") is Held.NO


def test_who_can() -> None:
    found = rows([has(ALICE, ALL), has(WORKS, INFO, DOWN), has(BOB, INFO)], members={"works": [has(BOB, DOWN)]})

    def who(text: str) -> list[str]:
        return [
            f"{each.through}/{each.id}"
            for each in matching(found, text, lambda each: {"bob": "Bobby"}.get(each.id, ""))
        ]

    assert who("") == ["/alice", "/works", "works/bob", "/bob"]
    assert who("downlink write") == ["/alice", "/works", "works/bob"]
    assert who("delete") == ["/alice"]
    assert who("bobby") == ["/works", "works/bob", "/bob"]  # a member stays below its organization
    assert who("works") == ["/works", "works/bob"]  # and those of one that is looked for below it
    assert who("delete info") == []  # in one right, not in two


rights = st.frozensets(st.sampled_from(sorted(EVERY_RIGHT)), min_size=1)


@given(rights, rights)
def test_nobody_gets_more_through_an_organization_than_either_has(organization, member) -> None:
    top, row = rows(
        [Collaborator(account=WORKS, rights=organization)],
        members={"works": [Collaborator(account=BOB, rights=member)]},
    )
    assert row.rights == top.rights & expand(member)
    assert row.rights <= KNOWN


@given(st.lists(st.tuples(st.sampled_from("abcdef"), rights), unique_by=lambda each: each[0]))
def test_each_row_is_at_least_as_wide_as_the_next(listed) -> None:
    found = rows([Collaborator(account=Account(kind="user", id=f"user-{who}"), rights=held) for who, held in listed])
    widths = [len(each.rights) for each in found]
    assert widths == sorted(widths, reverse=True)


def test_csv_has_a_line_for_each_row_and_runs_no_formula() -> None:
    found = [
        AccessRow(HolderKind.KEY, "K", frozenset({INFO}), name='=HYPERLINK("x")'),
        AccessRow(HolderKind.MEMBER, "bob", frozenset({INFO}), through="works", at_most=True),
        AccessRow(HolderKind.USER, "alice", None, name="-1+1"),
    ]
    lines = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert [each["kind"] for each in lines] == ["API key", "member", "user"]
    assert [each["name"] for each in lines] == ['\'=HYPERLINK("x")', "", "'-1+1"]
    assert [each[INFO] for each in lines] == ["yes", "at most", "unknown"]
    assert lines[1]["through organization"] == "works"
    assert [each[DOWN] for each in lines] == ["no", "no", "unknown"]


@pytest.fixture
def sandbox() -> Sandbox:
    made = Sandbox(clock=lambda: NOW)
    made.add_user("admin", admin=True)
    for user_id in ("alice", "bob", "carol"):
        made.add_user(user_id, name=user_id.title())
    made.add_organization("works", owner="carol")
    made.add_application("water", owner="alice")
    made.add_collaborator("water", "works", [INFO])
    made.add_collaborator("water", "bob", [INFO])
    made.add_key("application", "water", name="k", rights=[READ])
    return made


def client(sandbox: Sandbox, user_id: str) -> Client:
    token = SecretStr(sandbox.add_key("user", user_id))
    return Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi()))


async def reads(sandbox: Sandbox, user_id: str) -> reading.Access:
    async with client(sandbox, user_id) as tts:
        return await reading.read(tts, await tts.auth.info(), "water")


async def test_an_owner_reads_it_all(sandbox: Sandbox) -> None:
    found = await reads(sandbox, "alice")
    assert found.unread == ()
    assert found.organizations == ("works",)
    assert found.rows(NOW)[0].id == "alice"
    assert len(found.rows(NOW)) == 4


async def test_who_may_not_see_reads_which_right_is_missing(sandbox: Sandbox) -> None:
    found = await reads(sandbox, "bob")
    assert isinstance(found.keys, NotAllowed)
    collaborators, keys = found.unread
    assert collaborators == "Collaborators' rights: you lack the right “See and change collaborators”."
    assert "API keys: you lack" in keys
    assert {each.rights for each in found.rows(NOW)} == {None}


async def test_an_administrator_reads_all_but_the_keys(sandbox: Sandbox) -> None:
    found = await reads(sandbox, "admin")
    assert [each.partition(":")[0] for each in found.unread] == ["API keys"]


async def test_members_and_names(sandbox: Sandbox) -> None:
    bob = client(sandbox, "bob")
    members = await reading.read_members(bob, ["works"])
    assert [(each.account.id, each.rights) for each in members["works"]] == [("carol", frozenset())]
    gone = Account(kind="user", id="nobody")
    assert await names(bob, [BOB, gone, WORKS, BOB]) == {BOB: "Bob"}
