"""What may be sent as a package association."""

from __future__ import annotations

import pytest

from tts_tui.api.secret import SecretStr
from tts_tui.services.packages.rules import data_problem, hidden, port_problem, read_data


@pytest.mark.parametrize("value", ["1", "202", "255"])
def test_ports(value: str) -> None:
    assert port_problem(value) is None


@pytest.mark.parametrize("value", ["", "0", "256", "abc", "-1", "²", "1.5"])
def test_no_ports(value: str) -> None:
    assert port_problem(value) is not None


def test_data_is_nothing_or_an_object() -> None:
    assert data_problem(" ") is None
    assert data_problem('{"a": [1, null]}') is None
    assert data_problem('{"a": 1,\n}') == "Not JSON: line 2, column 1."
    assert data_problem("[1]") == "A JSON object: { … }."


def test_what_is_typed_is_kept_in_one_form() -> None:
    assert read_data('{"b": 1, "a": "ü"}') == SecretStr('{"a": "ü", "b": 1}')
    assert read_data("{}") == read_data("") == SecretStr("")
    assert read_data(hidden(read_data('{"a": {"b": 1}}'))) == SecretStr('{"a": {"b": 1}}')


def test_what_is_still_hidden_is_as_it_was() -> None:
    before = SecretStr('{"more": [{"token": "A"}], "token": "B"}')
    assert read_data(hidden(before), before) == before
    assert read_data(hidden(before).replace("token", "secret"), before) != before
    assert read_data('{"token": "C"}', before) == SecretStr('{"token": "C"}')


def test_what_a_terminal_could_act_on_is_escaped_and_read_back() -> None:
    data = read_data('{"note": "\\u001b[2J \\u202e ü \\u2028"}')
    shown = hidden(data)
    assert "\\u202e ü" in shown
    assert not {"\x1b", "\u202e", "\u2028"} & set(shown)
    assert read_data(shown) == data


def test_secrets_are_hidden_by_their_names_however_deep() -> None:
    data = SecretStr('{"token": "AQEA", "f_port_set": [199], "more": [{"api_key": "x", "note": "y"}], "Password": ""}')
    shown = hidden(data)
    assert "AQEA" not in shown
    assert '"x"' not in shown
    assert '"note": "y"' in shown
    assert "199" in shown
    assert hidden(SecretStr("")) == ""
