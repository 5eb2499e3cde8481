"""Collaborators as a list."""

from __future__ import annotations

import pytest

from tts_tui.api.models import Account, Collaborator
from tts_tui.services.collaborators.list_state import ORDERS, matching, sort, summary

INFO, ALL = "RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_ALL"
ALICE = Collaborator(account=Account(kind="user", id="alice"), rights=frozenset({ALL}))
WORKS = Collaborator(account=Account(kind="organization", id="works"), rights=frozenset({INFO}))
BOB = Collaborator(account=Account(kind="user", id="bob"), rights=frozenset({INFO, "RIGHT_APPLICATION_LINK"}))
EVERYBODY = (BOB, WORKS, ALICE)


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("id", ["alice", "bob", "works"]),
        ("-id", ["works", "bob", "alice"]),
        ("-rights", ["alice", "bob", "works"]),
        ("rights", ["works", "bob", "alice"]),
        ("kind", ["works", "alice", "bob"]),
        ("-kind", ["bob", "alice", "works"]),
    ],
)
def test_orders(order, ids) -> None:
    assert [each.account.id for each in sort(EVERYBODY, order)] == ids
    assert order in dict(ORDERS)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ["bob", "works", "alice"]),
        ("WOR", ["works"]),
        ("organization", ["works"]),
        ("bobby", ["bob"]),
        ("all rights", ["alice"]),
        ("application_link", ["bob"]),
        ("bob works", []),
    ],
)
def test_the_filter_looks_into_ids_names_kinds_and_rights(text, ids) -> None:
    assert [each.account.id for each in matching(EVERYBODY, text, {BOB.account: "Bobby"})] == ids


def test_summary() -> None:
    assert summary(EVERYBODY) == ("2 users", "1 organization")
    assert summary((ALICE,)) == ("1 user",)
    assert summary(()) == ("0 users",)
