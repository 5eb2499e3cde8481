"""The rights: their names, and what each brings with it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.api.recordings import EXCHANGES
from tts_tui.api import rights
from tts_tui.api.rights import ALL, APPLICATION_ALL, APPLICATION_RIGHTS, EVERY_RIGHT, PRESETS, expand, missing

NAMES = st.frozensets(st.sampled_from([*sorted(EVERY_RIGHT), "RIGHT_APPLICATION_FLY"]), max_size=6)


@given(NAMES)
def test_expanding_twice_is_expanding_once(names: frozenset[str]) -> None:
    assert expand(expand(names)) == expand(names)


@given(NAMES, NAMES)
def test_more_rights_expand_to_more(some: frozenset[str], others: frozenset[str]) -> None:
    assert some <= expand(some) <= expand(some | others)
    assert expand(some | others) == expand(some) | expand(others)


def test_a_right_implies_others_of_its_kind_or_none() -> None:
    for name in EVERY_RIGHT - {ALL, "RIGHT_APPLICATION_LINK"}:
        prefix = name.removesuffix("ALL") if name.endswith("_ALL") else name
        expected = {each for each in EVERY_RIGHT if each.startswith(prefix)} if name.endswith("_ALL") else {name}
        assert expand([name]) == expected


def test_linking_implies_three_more() -> None:
    assert expand(["RIGHT_APPLICATION_LINK"]) - {"RIGHT_APPLICATION_LINK"} == {
        "RIGHT_APPLICATION_INFO",
        "RIGHT_APPLICATION_TRAFFIC_READ",
        "RIGHT_APPLICATION_TRAFFIC_DOWN_WRITE",
    }


def test_all_is_every_right() -> None:
    assert expand([ALL]) == EVERY_RIGHT


def test_a_right_that_is_not_known_is_kept() -> None:
    assert expand(["RIGHT_APPLICATION_FLY"]) == {"RIGHT_APPLICATION_FLY"}
    assert rights.right("RIGHT_APPLICATION_FLY") is None


def test_each_application_right_is_known_once_with_words_of_its_own() -> None:
    for attribute in ("name", "word", "gives"):
        assert len({getattr(each, attribute) for each in APPLICATION_RIGHTS}) == len(APPLICATION_RIGHTS) == 15
    assert all(rights.right(each.name) is each for each in APPLICATION_RIGHTS)
    assert rights.groups() == ("General", "End devices", "Traffic", "Everything")


def test_presets_are_of_application_rights_and_never_the_wildcard() -> None:
    known = {each.name for each in APPLICATION_RIGHTS}
    assert all(preset.rights and preset.rights <= known - {APPLICATION_ALL} for preset in PRESETS)


def test_the_server_compares_literally_so_a_wildcard_takes_a_wildcard() -> None:
    every_single_one = {each.name for each in APPLICATION_RIGHTS} - {APPLICATION_ALL}
    assert missing([APPLICATION_ALL], every_single_one) == {APPLICATION_ALL}
    assert missing([APPLICATION_ALL], expand([APPLICATION_ALL])) == frozenset()
    assert missing(["RIGHT_APPLICATION_LINK"], ["RIGHT_APPLICATION_LINK"]) == frozenset()


def test_all_expands_as_the_server_expanded_it() -> None:
    recorded = next(each for each in EXCHANGES if each.name == "auth_info with token: testuser")
    assert frozenset(recorded.json["api_key"]["api_key"]["rights"]) == EVERY_RIGHT


def test_every_set_of_rights_that_the_server_expanded_is_closed_here_too() -> None:
    held = [
        frozenset(each.json["rights"])
        for each in EXCHANGES
        if each.matches("GET", "/applications/[^/]+/rights") and each.json.get("rights")
    ]
    assert held
    assert all(expand(each) == each for each in held)
