"""The errors: told apart by what a caller would do about them, and made from any answer at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.seam import refused
from tts_tui.api import errors
from tts_tui.api.errors import ErrorDetails, ServerError, server_error

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)
NAMES = ("code", "message", "details", "error", "cause", "namespace", "name", "message_format", "attributes", "field")
SHAPED = st.recursive(
    JSON,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=12,
)


def chained(*levels: dict[str, Any], code: int = 3, status: int = 400) -> ServerError:
    """An error whose causes are those levels, outermost first."""
    details: dict[str, Any] | None = None
    for level in reversed(levels):
        details = {**level, **({"cause": details} if details else {})}
    return server_error(status, {"code": code, "message": "error:x:y (z)", "details": [details]})


def invalid(field: str, reason: str = "embedded message failed validation") -> dict[str, Any]:
    return {
        "namespace": "pkg/errors",
        "name": "validation",
        "message_format": "invalid `{field}`: {reason}",
        "attributes": {"field": field, "reason": reason},
    }


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 3, errors.InvalidArgument),
        (504, 4, errors.DeadlineExceeded),
        (404, 5, errors.NotFound),
        (409, 6, errors.AlreadyExists),
        (403, 7, errors.PermissionDenied),
        (429, 8, errors.ResourceExhausted),
        (400, 9, errors.FailedPrecondition),
        (409, 10, errors.Aborted),
        (400, 11, errors.OutOfRange),
        (501, 12, errors.Unimplemented),
        (500, 13, errors.Internal),
        (503, 14, errors.Unavailable),
        (401, 16, errors.Unauthenticated),
        (500, 2, errors.Internal),
        (500, 15, errors.Internal),
        (500, 999, errors.Internal),
    ],
)
def test_each_grpc_status_has_its_class(status: int, code: int, kind: type[ServerError]) -> None:
    error = server_error(status, {"code": code, "message": "m"})
    assert type(error) is kind
    assert (error.status, error.message, str(error)) == (status, "m", "m")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.InvalidArgument),
        (401, errors.Unauthenticated),
        (403, errors.PermissionDenied),
        (404, errors.NotFound),
        (406, errors.FailedPrecondition),
        (409, errors.AlreadyExists),
        (429, errors.ResourceExhausted),
        (500, errors.Internal),
        (501, errors.Unimplemented),
        (503, errors.Unavailable),
        (504, errors.DeadlineExceeded),
        (418, errors.Internal),
    ],
)
@pytest.mark.parametrize("body", [{}, None, [], {"code": "7"}, {"code": None}])
def test_without_a_code_the_status_says_what_it_is(status: int, kind: type[ServerError], body: Any) -> None:
    error = server_error(status, body)
    assert type(error) is kind
    assert error.message == f"HTTP {status}"
    assert (error.name, error.correlation_id, error.chain, error.missing_rights) == ("", "", (), ())


def test_a_wrong_field_and_a_wrong_state_share_400_and_are_told_apart_by_the_code() -> None:
    wrong_field, wrong_state = server_error(400, {"code": 3}), server_error(400, {"code": 9})
    assert not isinstance(wrong_field, errors.FailedPrecondition)
    assert not isinstance(wrong_state, errors.InvalidArgument)


def test_an_unknown_key_that_logs_in_is_not_an_unknown_key_in_a_list() -> None:
    logging_in = server_error(*_sent(refused(401, 16, "api_key_not_found")))
    in_a_list = server_error(*_sent(refused(404, 5, "api_key_not_found", namespace="pkg/identityserver/store")))
    assert isinstance(logging_in, errors.Unauthenticated)
    assert isinstance(in_a_list, errors.NotFound)
    assert logging_in.name == "pkg/identityserver:api_key_not_found"
    assert in_a_list.name == "pkg/identityserver/store:api_key_not_found"


def test_the_refused_field_is_found_at_the_innermost_cause() -> None:
    error = chained(invalid("application"), invalid("ids"), invalid("application_id", "does not match"))
    assert error.field_path == ("application", "ids", "application_id")
    assert error.text == "invalid `application_id`: does not match"
    assert error.details.attributes["field"] == "application"


def test_the_field_path_ends_where_the_causes_are_no_longer_about_fields() -> None:
    error = chained(invalid("link", "bad"), {"namespace": "x", "name": "formatter_script_too_large"})
    assert error.field_path == ("link",)
    assert error.text == "invalid `link`: bad"
    assert error.is_a("formatter_script_too_large")


def test_a_validation_without_a_field_points_nowhere() -> None:
    error = chained({"name": "validation", "message_format": "bad"})
    assert error.field_path == ()
    assert error.text == "bad"


def test_missing_rights_are_listed() -> None:
    error = server_error(*_sent(refused(403, 7, "x", {"missing": ["RIGHT_A", "RIGHT_B"]})))
    assert error.missing_rights == ("RIGHT_A", "RIGHT_B")


@pytest.mark.parametrize("missing", [None, "RIGHT_A", {"RIGHT_A": 1}, [1, None]])
def test_missing_rights_of_another_kind_are_none(missing: Any) -> None:
    assert server_error(*_sent(refused(403, 7, "x", {"missing": missing}))).missing_rights == ()


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("error:pkg/auth:token (invalid token)", "invalid token"),
        ("error:pkg/x:y (a (b) c)", "a (b) c"),
        ("error:pkg/x:y (two\nlines)", "two\nlines"),
        ("Method Not Allowed", "Method Not Allowed"),
        ("unmarshal error: (unknown)", "unmarshal error: (unknown)"),
    ],
)
def test_without_details_the_message_is_shown_without_its_name(message: str, text: str) -> None:
    assert server_error(400, {"code": 3, "message": message}).text == text


@pytest.mark.parametrize(
    ("form", "attributes", "text"),
    [
        ("`{count}` devices", {"count": 3}, "`3` devices"),
        ("{a} and {b}", {"a": "{b}", "b": "x"}, "{b} and x"),  # one pass: an attribute can't name another
        ("rights {missing}", {"missing": ["R1", "R2"]}, "rights R1, R2"),
        ("not {here}", {}, "not {here}"),
        ("{x.__class__} {0} {}", {"x": 1}, "{x.__class__} {0} {}"),
        ("{deep}", {"deep": {"a": 1}}, "…"),
    ],
)
def test_words_are_filled_in_once_and_nothing_in_them_is_run(form: str, attributes: dict[str, Any], text: str) -> None:
    assert ErrorDetails(message_format=form, attributes=attributes).text == text


def test_what_a_stream_wraps_is_unwrapped() -> None:
    error = server_error(403, {"error": {"code": 7, "message": "m"}})
    assert isinstance(error, errors.PermissionDenied)
    assert error.message == "m"


def test_a_chain_without_an_end_is_cut() -> None:
    error = chained(*[invalid(f"f{number}") for number in range(100)])
    assert len(error.chain) == 16


def test_nothing_that_is_no_text_becomes_text() -> None:
    error = server_error(400, {"code": 3, "message": 7, "details": [{"name": ["x"], "namespace": 1, "attributes": 5}]})
    assert error.chain == (ErrorDetails(),)
    assert error.message == "HTTP 400"


@given(st.integers(100, 599), SHAPED)
def test_any_answer_at_all_makes_an_error_that_can_be_read(status: int, data: Any) -> None:
    error = server_error(status, data)
    for text in (error.text, error.name, error.correlation_id, str(error), *error.missing_rights, *error.field_path):
        assert isinstance(text, str)
    assert error.status == status


def test_deep_answers_make_errors_too() -> None:
    deep = json.loads("[" * 400 + "]" * 400)
    error = server_error(
        400, {"code": 3, "message": deep, "details": [{"message_format": "{x}", "attributes": {"x": deep}}]}
    )
    assert error.text == "…"


def test_every_error_is_a_tts_error_so_that_one_handler_sees_them_all() -> None:
    others = ("NOT_IN_REGISTRY", "ErrorDetails", "ProxyTrouble", "error_chain", "is_the_stacks", "server_error")
    kinds = [getattr(errors, name) for name in errors.__all__ if name not in others]
    assert all(issubclass(kind, errors.TTSError) for kind in kinds)
    assert {kind.__name__ for kind in ServerError.__subclasses__()} <= set(errors.__all__)


def _sent(answer: Any) -> tuple[int, Any]:
    status, rest = answer
    return status, rest["json"]
