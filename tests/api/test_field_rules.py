"""The rules for fields agree with the server's own, neither stricter nor laxer."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.api.recordings import recorded
from tts_tui.api import field_rules
from tts_tui.api.field_rules import (
    address_problem,
    attributes_problem,
    description_problem,
    id_problem,
    is_unfinished,
    name_problem,
    suggested_id,
)

ID = re.compile(r"^[a-z0-9](?:[-]?[a-z0-9]){2,}$")
ADDRESS = re.compile(
    r"^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]*[a-zA-Z0-9])\.)*"
    r"(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9\-]*[A-Za-z0-9])(?::[0-9]{1,5})?$|^$"
)


def server_takes_id(value: str) -> bool:
    return ID.fullmatch(value) is not None and len(value) <= 36


@given(st.text("abz09-", max_size=40) | st.text("a-", max_size=8) | st.text("aZ_. \n-é\u0662", max_size=8) | st.text())
@example("abc\n")
@example("a" * 36)
@example("a" * 37)
@example("-".join("a" * 18))
@example("-".join("a" * 19))
@example("a-b")
@example("a-b-c")
@example("٣٣٣")
@example("ａｂｃ")
def test_an_id_is_one_exactly_where_the_server_takes_it(value: str) -> None:
    assert (id_problem(value) is None) == server_takes_id(value)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("", "Enter an ID"),
        ("My-app", "No capital letters."),
        ("my app", "No spaces."),
        ("my_app", "No underscores."),
        ("my.app", "No dots."),
        ("my#app", "Only a–z, 0–9 and dashes."),
        ("-app", "start or end"),
        ("app-", "start or end"),
        ("a--b", "No double dashes."),
        ("ab", "At least 3"),
        ("a-b", "At least 3"),
        ("My first app", "No capital letters. No spaces."),
        ("My_#", "Only a–z, 0–9 and dashes."),
        ("-A--b", "No capital letters. Can't start or end with a dash. No double dashes."),
        ("a" * 40, "40 characters; the limit is 36."),
    ],
)
def test_what_is_wrong_with_an_id_is_said(value: str, word: str) -> None:
    assert word in (id_problem(value) or "")


@given(st.text("aZ0-.:", max_size=12) | st.text("aé.:/\n ", max_size=8) | st.text(max_size=20))
@example("example.com:8884")
@example("example.com:123456")
@example("example.com\n")
@example("https://example.com")
@example("a" * 5000 + "!")
@example("a." * 2000 + "!")
@example("example.com:٣")
@example("[::1]:8884")
def test_an_address_is_one_exactly_where_the_server_takes_it(value: str) -> None:
    assert (address_problem(value) is None) == (ADDRESS.fullmatch(value) is not None)


def test_a_url_is_told_from_a_host() -> None:
    assert "without http://" in (address_problem("https://example.com") or "")


def reason(name: str) -> str:
    attributes = recorded("02", name).json["details"][0]
    while "cause" in attributes:
        attributes = attributes["cause"]
    pattern = re.search(r'"(.*)"', attributes["attributes"]["reason"])
    assert pattern is not None
    return pattern[1].replace("\\\\", "\\")  # quoted as Go does


def test_these_are_the_rules_that_the_server_was_recorded_with() -> None:
    assert reason("create bad id") == ID.pattern
    assert reason("create bad attribute key") == ID.pattern
    assert reason("create bad address") == ADDRESS.pattern


@pytest.mark.parametrize("name", ["create bad id", "create short id", "create long id", "create double dash"])
def test_the_ids_that_were_refused_are_refused_here(name: str) -> None:
    assert id_problem(recorded("02", name).sent["application"]["ids"]["application_id"])


def test_what_else_was_refused_is_refused_here() -> None:
    def sent(name: str) -> dict[str, object]:
        found: dict[str, object] = recorded("02", f"create {name}").sent["application"]
        return found

    assert name_problem(str(sent("long name")["name"]))
    assert description_problem(str(sent("long description")["description"]))
    assert address_problem(str(sent("bad address")["network_server_address"]))
    for name in ("bad attribute key", "eleven attributes", "long attribute value"):
        assert attributes_problem(sent(name)["attributes"])  # type: ignore[arg-type]


@pytest.mark.parametrize("letter", ["n", "é", "😀", "\n"])
@pytest.mark.parametrize(("problem", "limit"), [(name_problem, 50), (description_problem, 2000)])
def test_text_is_counted_in_characters_not_bytes(problem: object, limit: int, letter: str) -> None:
    assert callable(problem)
    assert problem("") is None
    assert problem(letter * limit) is None
    assert problem(letter * (limit + 1)) == f"{limit + 1:,} characters; the limit is {limit:,}."


@pytest.mark.parametrize(
    ("rule", "value", "unfinished"),
    [
        (id_problem, "", True),
        (id_problem, "a", True),
        (id_problem, "ab", True),
        (id_problem, "river-", True),
        (id_problem, "a" * 35 + "-", False),  # any letter makes it too long
        (id_problem, "a" * 34 + "-", True),
        (id_problem, "-river", False),
        (id_problem, "ri--", False),
        (id_problem, "River", False),
        (id_problem, "river", False),  # nothing is wrong
        (address_problem, "example.", True),
        (address_problem, "example.com:", True),
        (address_problem, "https://", False),
        (name_problem, "n" * 51, False),
    ],
)
def test_what_the_next_letter_may_solve_is_unfinished(rule: object, value: str, unfinished: bool) -> None:
    assert callable(rule)
    assert is_unfinished(rule, value) is unfinished


@pytest.mark.parametrize(
    ("value", "suggested"),
    [
        ("My App", "my-app"),
        ("  River_1 (new) ", "river-1-new"),
        ("Zähler", "zahler"),
        ("a--b-c", "a-b-c"),
        ("A", None),
        ("河流", None),
        ("my-app", None),
        ("", None),
    ],
)
def test_the_nearest_id_is_suggested(value: str, suggested: str | None) -> None:
    assert suggested_id(value) == suggested


@given(st.text())
def test_whatever_is_suggested_is_an_id(value: str) -> None:
    suggested = suggested_id(value)
    assert suggested is None or id_problem(suggested) is None


PAIRS = st.dictionaries(st.text("ab-", max_size=5), st.integers(0, 205).map("é".__mul__), max_size=12)


@given(PAIRS)
def test_attributes_are_right_exactly_where_the_server_takes_them(pairs: dict[str, str]) -> None:
    taken = len(pairs) <= 10 and all(server_takes_id(key) and len(value) <= 200 for key, value in pairs.items())
    assert (attributes_problem(pairs) is None) == taken


def test_an_attributes_value_may_be_empty_and_a_problem_names_its_key() -> None:
    assert attributes_problem({"env": "", "site": "x" * 200}) is None
    assert attributes_problem({"env": "x" * 201}) == "Value of “env”: 201 characters; the limit is 200."
    assert attributes_problem({"Bad": ""}) == "Key “Bad”: no capital letters."
    assert attributes_problem({f"key{n}": "" for n in range(11)}) == "11 attributes; the limit is 10."


def test_the_limits_are_the_servers() -> None:
    limits = (
        field_rules.MAX_ID,
        field_rules.MAX_NAME,
        field_rules.MAX_DESCRIPTION,
        field_rules.MAX_ATTRIBUTES,
        field_rules.MAX_ATTRIBUTE_VALUE,
    )
    assert limits == (36, 50, 2000, 10, 200)
