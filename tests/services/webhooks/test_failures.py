"""Why a delivery failed: in a few words, and whole."""

from __future__ import annotations

import pytest

from tests.api.recordings import alone
from tts_tui.api.errors import ErrorDetails, error_chain
from tts_tui.api.webhook_models import Webhook
from tts_tui.services.webhooks.failures import FailedDelivery, last_failure

RECORDED = {each.name: each for each in alone("25")}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("health after the second failure", "connection refused (127.0.0.1:9)"),
        ("health after an answer of 410", "answered 410 Gone: this sink was closed"),
        ("health set by hand", ""),
    ],
)
def test_as_a_server_has_recorded_it(name: str, why: str) -> None:
    failed = last_failure(Webhook.model_validate(RECORDED[name].json))
    assert failed is not None
    assert failed.why == why


def test_a_healthy_one_has_none() -> None:
    assert last_failure(Webhook.model_validate(RECORDED["health after a success"].json)) is None


def answered(status: int, body: str) -> FailedDelivery:
    attributes = {"status_code": status, "url": "http://me:secret@127.0.0.1/up"}
    return FailedDelivery(chain=(ErrorDetails("sink", "request", "request", attributes, "abc"),), body=body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"code": 5, "message": "no such\\n route", "details": []}', ": no such route"),
        ('{"code": 5}', ': {"code": 5}'),
        ('{"cut": "of', ': {"cut": "of'),
        ("<html><head><title>Not\n here</title></head><body>x</body></html>", ": Not here"),
        ("<p>Not <b>here</b></p>", ": Not here"),
        ("word " * 40, f": {('word ' * 16).strip()}…"),
        ("", ""),
    ],
)
def test_an_answer_is_its_status_and_its_first_words(body: str, words: str) -> None:
    assert answered(404, body).why == f"answered 404 Not Found{words}"


def test_it_is_there_whole_without_passwords() -> None:
    failed = answered(599, '{"a":[1]}')
    assert failed.status == "599"
    assert failed.url == "http://me:***@127.0.0.1/up"
    assert failed.answer == '{\n  "a": [\n    1\n  ]\n}'
    assert list(failed.errors()) == [("sink:request", "request", "abc")]


def test_other_failures_have_the_servers_words() -> None:
    assert FailedDelivery(chain=error_chain({"name": "webhook_disabled"})).why == "held back"
    other = error_chain({"name": "request", "message_format": "request `{url}`", "attributes": {"url": "u"}})
    assert FailedDelivery(chain=other).why == "request `u`"
    assert FailedDelivery(body="body").why == "body"
