"""The adapter asks as was asked when the recordings were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.recordings import EXCHANGES, Exchange, each_of, instant, some
from tests.api.seam import Script, body_of, ok, run
from tts_tui.api.decoding import read
from tts_tui.api.models import Account, APIKey, Application
from tts_tui.api.resources import api_keys, link

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tts_tui.api.client import Client


def rights_as_sets(body: Any) -> Any:
    """The body with each list of rights as a set and each expiry as an instant."""
    if not isinstance(body, dict):
        return body
    found = {name: rights_as_sets(value) for name, value in body.items()}
    if "rights" in found:
        assert len(found["rights"]) == len(set(found["rights"]))
        found["rights"] = frozenset(found["rights"])
    if "expires_at" in found:
        found["expires_at"] = instant(found["expires_at"])
    return found


def same(sent: Script, exchange: Exchange) -> None:
    """The one request that was sent is the recorded one."""
    request = sent.only
    assert request.method == exchange.method
    assert request.url.raw_path.partition(b"?")[0].decode() == exchange.path
    assert rights_as_sets(body_of(request)) == rights_as_sets(exchange.sent)


def owner(exchange: Exchange, pattern: str) -> Account:
    match = exchange.matches("POST", pattern)
    assert match is not None
    return Account(kind=match[1], id=match[2])


@some("POST", "/(user|organization)s/([^/]+)/applications")
def test_applications_are_created_as_recorded(exchange: Exchange) -> None:
    wanted = read(Application, exchange.sent["application"])
    sent = Script(ok(exchange.json))
    run(sent.client().applications.create(wanted, owner(exchange, "/(user|organization)s/([^/]+)/applications")))
    same(sent, exchange)


@some("PUT", "/applications/[^/]+")
def test_applications_are_changed_as_recorded(exchange: Exchange) -> None:
    identity = exchange.path.rpartition("/")[2]
    wanted = Application.model_validate({"id": identity, **exchange.sent["application"]})
    sent = Script(ok(exchange.json))
    run(sent.client().applications.update(wanted, exchange.sent["field_mask"]["paths"]))
    same(sent, exchange)


@some("DELETE", "/applications/[^/]+", status=None)
def test_applications_are_deleted_as_recorded(exchange: Exchange) -> None:
    sent = Script(ok())
    run(sent.client().applications.delete(exchange.path.rpartition("/")[2]))
    same(sent, exchange)


@some("POST", "/applications/[^/]+/restore", status=None)
def test_applications_are_restored_as_recorded(exchange: Exchange) -> None:
    sent = Script(ok())
    run(sent.client().applications.restore(exchange.path.split("/")[-2]))
    same(sent, exchange)


@some("POST", "/applications/[^/]+/api-keys")
def test_keys_are_created_as_recorded(exchange: Exchange) -> None:
    wanted = exchange.sent
    sent = Script(ok(exchange.json))
    run(
        sent.client().api_keys.create(
            exchange.path.split("/")[-2],
            name=wanted.get("name", ""),
            rights=wanted["rights"],
            expires_at=instant(wanted.get("expires_at")),
        )
    )
    same(sent, exchange)


@some("PUT", "/applications/([^/]+)/api-keys/([^/]+)")
def test_keys_are_changed_as_recorded_and_never_by_a_body_that_is_not_nested(exchange: Exchange) -> None:
    nested = exchange.sent.get("api_key", {})
    wanted = APIKey(
        id=exchange.path.rpartition("/")[2],
        name=nested.get("name", ""),
        rights=nested.get("rights", exchange.sent.get("rights", ())),
        expires_at=instant(nested.get("expires_at")),
    )
    call = api_keys.update_call(exchange.path.split("/")[-3], wanted, exchange.sent["field_mask"]["paths"])
    assert call.method == "PUT"
    assert f"/api/v3{call.path}" == exchange.path
    assert call.body is not None
    assert set(call.body) == {"api_key", "field_mask"}
    if "api_key" in exchange.sent:
        assert rights_as_sets(call.body) == rights_as_sets(exchange.sent)


@some("DELETE", "/applications/([^/]+)/api-keys/([^/]+)", status=None)
def test_keys_are_deleted_as_recorded(exchange: Exchange) -> None:
    sent = Script(ok())
    run(sent.client().api_keys.delete(exchange.path.split("/")[-3], exchange.path.rpartition("/")[2]))
    same(sent, exchange)


@some("PUT", "/as/applications/([^/]+)/link", status=None)
def test_links_are_set_as_recorded(exchange: Exchange) -> None:
    if exchange.sent["field_mask"]["paths"] != ["skip_payload_crypto"]:
        assert exchange.name == "set formatters"
        return
    sent = Script(ok())
    skip = exchange.sent["link"].get("skip_payload_crypto")
    run(sent.client().link.set(exchange.path.split("/")[-2], skip_payload_crypto=skip))
    same(sent, exchange)
    assert link.set_call("a", skip_payload_crypto=skip).body == exchange.sent


def asked(sent: Script, exchange: Exchange) -> dict[str, str]:
    """The query that was sent to the recorded path; all that was recorded is in it, but for its mask."""
    same(sent, exchange)
    query = dict(sent.only.url.params.multi_items())
    recorded = {name: value for name, value in exchange.query.items() if name != "field_mask"}
    assert recorded.items() <= query.items()
    return query


LISTS = [
    each
    for each in EXCHANGES
    if each.matches("GET", "(/search)?/applications")
    and each.status == 200
    and set(each.query) <= {"limit", "page", "order", "deleted", "field_mask"}
]


@each_of(LISTS)
def test_applications_are_listed_as_recorded(exchange: Exchange) -> None:
    query = exchange.query
    sent = Script(ok())
    run(
        sent.client().applications.page(
            order=query.get("order", "application_id"),  # type: ignore[arg-type]
            page=int(query.get("page", 1)),
            limit=int(query.get("limit", 100)),
            deleted="deleted" in query,
            search="/search/" in exchange.path,
        )
    )
    found = asked(sent, exchange)
    assert found["field_mask"] == "name,description"
    assert set(found) - {"deleted"} == {"field_mask", "limit", "page", "order"}
    assert ("deleted" in found) == ("deleted" in query)


@some("GET", "/applications/([^/]+)/api-keys")
def test_keys_are_listed_as_recorded(exchange: Exchange) -> None:
    query = exchange.query
    sent = Script(ok())
    run(
        sent.client().api_keys.page(
            exchange.path.split("/")[-2],
            order=query.get("order", "-created_at"),  # type: ignore[arg-type]
            page=int(query.get("page", 1)),
            limit=int(query.get("limit", 100)),
        )
    )
    assert set(asked(sent, exchange)) == {"limit", "page", "order"}


def test_an_application_is_asked_for_with_every_field_that_was_recorded() -> None:
    masks = {each.query.get("field_mask", "") for each in EXCHANGES if each.matches("GET", "/applications/[^/]+")}
    sent = Script(ok({"ids": {"application_id": "x"}}))
    run(sent.client().applications.get("x"))
    assert set(sent.only.url.params["field_mask"].split(",")) == set(max(masks, key=len).split(","))


SIMPLE: dict[str, Callable[[Client, list[str]], Coroutine[Any, Any, Any]]] = {
    "/auth_info": lambda client, _: client.auth.info(),
    "/applications/[^/]+/rights": lambda client, parts: client.applications.rights(parts[-2]),
    "/applications/[^/]+/api-keys/[^/]+": lambda client, parts: client.api_keys.get(parts[-3], parts[-1]),
    "/applications/[^/]+/collaborators": lambda client, parts: client.collaborators.page(parts[-2]),
    "/applications/[^/]+/devices": lambda client, parts: client.devices.count(parts[-2]),
    "/as/applications/[^/]+/link": lambda client, parts: client.link.get(parts[-2]),
    "/organizations": lambda client, _: client.organizations.page(),
}


@pytest.mark.parametrize("pattern", SIMPLE)
def test_the_rest_is_asked_for_at_the_recorded_paths(pattern: str) -> None:
    matching = [each for each in EXCHANGES if each.matches("GET", pattern) and each.status == 200 and each.json]
    for exchange in matching:
        sent = Script(ok(exchange.json, **exchange.headers))
        run(SIMPLE[pattern](sent.client(), exchange.path.split("/")))
        same(sent, exchange)
    assert matching
