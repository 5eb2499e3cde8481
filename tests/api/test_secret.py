"""Secrets: had by name alone."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tts_tui.api.secret import SecretStr

TEXT = "NNSXS.KEYID.TOPSECRET"


class Holder(BaseModel):
    """A model with a secret."""

    model_config = ConfigDict(hide_input_in_errors=True)

    key: SecretStr = Field(min_length=1)


@given(st.text(min_size=11))
def test_whatever_prints_it_prints_stars(text):
    secret = SecretStr(text)
    assert secret.get_secret_value() == text
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!r:>40}", repr([secret]), repr({"a": secret})):
        assert shown.strip().strip("[]{}'a: ").startswith(("***", "SecretStr('***"))


def test_an_empty_one_can_be_told_from_one_that_is_not():
    assert (str(SecretStr("")), repr(SecretStr("")), len(SecretStr(""))) == ("", "SecretStr('')", 0)
    assert (bool(SecretStr("")), bool(SecretStr("x"))) == (False, True)


@given(st.text(), st.text())
def test_two_are_the_same_where_their_texts_are_and_never_the_same_as_a_text(one, other):
    assert (SecretStr(one) == SecretStr(other)) == (one == other)
    assert SecretStr(one) != one
    assert len({SecretStr(one), SecretStr(one)}) == 1


def test_it_has_no_attributes_that_a_dump_of_variables_would_show():
    with pytest.raises(TypeError):
        vars(SecretStr(TEXT))


def test_copies_are_secrets_too():
    for each in (
        copy.copy(SecretStr(TEXT)),
        copy.deepcopy(SecretStr(TEXT)),
        pickle.loads(pickle.dumps(SecretStr(TEXT))),
    ):
        assert each == SecretStr(TEXT)


@pytest.mark.parametrize("taken", [TEXT, SecretStr(TEXT)], ids=["a text", "a secret"])
def test_a_model_takes_it_and_shows_it_to_nobody(taken):
    holder = Holder(key=taken)
    assert holder.key == SecretStr(TEXT)
    assert holder == Holder.model_validate_json(f'{{"key": "{TEXT}"}}')
    for shown in (repr(holder), str(holder), str(holder.model_dump()), holder.model_dump_json()):
        assert "***" in shown
        assert TEXT not in shown


@pytest.mark.parametrize("wrong", ["", SecretStr(""), [TEXT], {TEXT: 1}, None, 5])
def test_a_model_refuses_what_is_none_without_repeating_it(wrong):
    with pytest.raises(ValidationError) as refused:
        Holder(key=wrong)
    assert TEXT not in str(refused.value)
