"""Every recorded answer of a real server is read as what it is, and the adapter asks as was asked there."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from tests.api.recordings import EXCHANGES, Exchange, some
from tests.api.seam import Script, body_of, ok, run
from tts_tui.api import errors
from tts_tui.api.decoding import read
from tts_tui.api.field_rules import ADDRESSES
from tts_tui.api.models import Account, APIKey, Application
from tts_tui.api.resources import api_keys, link
from tts_tui.api.row_decoding import DESCRIPTION_IN_A_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tts_tui.api.client import Client

CLASSES = {
    3: errors.InvalidArgument,
    5: errors.NotFound,
    6: errors.AlreadyExists,
    7: errors.PermissionDenied,
    8: errors.ResourceExhausted,
    9: errors.FailedPrecondition,
    12: errors.Unimplemented,
    16: errors.Unauthenticated,
}


def instant(text: str | None) -> datetime | None:
    """An RFC 3339 instant, digit by digit, to the microsecond."""
    if text is None:
        return None
    whole, _, fraction = text.removesuffix("Z").partition(".")
    moment = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return moment + timedelta(microseconds=int((fraction + "000000")[:6]))


def account(ids: dict[str, Any] | None) -> Account | None:
    if ids is None:
        return None
    kind = "user" if "user_ids" in ids else "organization"
    return Account(kind=kind, id=ids[f"{kind}_ids"][f"{kind}_id"])


def application(data: dict[str, Any]) -> dict[str, Any]:
    """What the model must hold, field by field."""
    known = {key: data.get(key, "") for key in ("name", "description", *ADDRESSES)}
    times = {key: instant(data.get(key)) for key in ("created_at", "updated_at", "deleted_at")}
    contacts = {key: account(data.get(key)) for key in ("administrative_contact", "technical_contact")}
    rest = {"attributes": data.get("attributes", {}), "dev_eui_counter": data.get("dev_eui_counter", 0)}
    return {"id": data["ids"]["application_id"], **known, **times, **contacts, **rest}


def key(data: dict[str, Any]) -> dict[str, Any]:
    times = {each: instant(data.get(each)) for each in ("created_at", "updated_at", "expires_at")}
    return {
        "id": data["id"],
        "name": data.get("name", ""),
        "rights": frozenset(data.get("rights", [])),
        "key": data.get("key"),
        **times,
    }


def fields(model: Application | APIKey) -> dict[str, Any]:
    found = {each: getattr(model, each) for each in type(model).model_fields}
    if isinstance(model, APIKey):
        found["key"] = model.key.get_secret_value() if model.key else None
    return found


def causes(details: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [details, *causes(details.get("cause"))] if details else []


# Answers


REFUSED = [each for each in EXCHANGES if each.status >= 400]


def test_nothing_is_left_out() -> None:
    assert len(EXCHANGES) == 284
    assert {each.status for each in REFUSED} == {400, 401, 403, 404, 409, 429, 501}


@pytest.mark.parametrize("exchange", REFUSED, ids=str)
def test_every_refusal_becomes_its_error(exchange: Exchange) -> None:
    body = exchange.json
    if exchange.chunks is not None:  # a stream wraps what it refuses with
        body = json.loads(exchange.chunks[0])["error"]
    details = causes(next(iter(body.get("details", [])), None))

    with pytest.raises(errors.ServerError) as caught:
        run(exchange.client().send(exchange.call))
    error = caught.value

    assert type(error) is CLASSES[body["code"]]
    assert error.status == exchange.status
    assert error.message == body["message"]
    assert error.warning == exchange.headers.get("x-warning", "")
    assert [each.namespace for each in error.chain] == [each["namespace"] for each in details]
    assert [each.name for each in error.chain] == [each["name"] for each in details]
    assert [each.attributes for each in error.chain] == [each.get("attributes", {}) for each in details]
    assert [each.correlation_id for each in error.chain] == [each["correlation_id"] for each in details]
    assert error.name == (f"{details[0]['namespace']}:{details[0]['name']}" if details else "")
    assert error.correlation_id == (details[0]["correlation_id"] if details else "")
    assert all(error.is_a(each["name"]) for each in details)
    if details:
        assert error.missing_rights == tuple(details[0].get("attributes", {}).get("missing", ()))


@pytest.mark.parametrize("exchange", REFUSED, ids=str)
def test_every_refusal_is_put_in_the_servers_words_with_nothing_left_to_fill_in(exchange: Exchange) -> None:
    with pytest.raises(errors.ServerError) as caught:
        run(exchange.client().send(exchange.call))
    error = caught.value

    assert error.text
    assert not error.text.startswith("error:")
    if not error.chain:
        assert error.text == error.message
        return
    for each in error.chain:
        attributes = {name for name in each.attributes if f"{{{name}}}" in each.message_format}
        assert all(f"{{{name}}}" not in each.text for name in attributes)
        assert all(str(each.attributes[name]) in each.text for name in attributes)
    if error.is_a("validation"):
        assert error.text == error.chain[-1].text
        assert error.field_path == tuple(each.attributes["field"] for each in error.chain)
        assert "embedded message" not in error.text
    else:
        assert error.message == f"error:{error.name} ({error.text})"
        assert error.field_path == ()


def test_every_success_gives_its_json_and_its_total() -> None:
    for exchange in EXCHANGES:
        if exchange.status == 200 and exchange.chunks is None:
            answer = run(exchange.client().send(exchange.call))
            assert answer.json == exchange.json, str(exchange)
            total = exchange.headers.get("x-total-count")
            assert answer.total == (int(total) if total else None), str(exchange)


@pytest.mark.parametrize("exchange", [each for each in EXCHANGES if each.status == 200 and each.chunks], ids=str)
def test_a_stream_is_no_answer_to_a_call(exchange: Exchange) -> None:
    with pytest.raises(errors.OutcomeUnknown):  # a POST to the client, which doesn't know the events
        run(exchange.client().send(exchange.call))


@some("GET", "(/(users|organizations)/[^/]+|/search)?/applications")
def test_lists_of_applications_are_read(exchange: Exchange) -> None:
    listed = [application(each) for each in exchange.json.get("applications", [])]
    page = run(exchange.client().applications.page())
    names = ("id", "name", "description", "created_at", "deleted_at")
    assert all(len(each["description"]) <= DESCRIPTION_IN_A_ROW for each in listed)
    assert [msgspec.structs.asdict(row) for row in page.items] == [
        {name: each[name] for name in names} | {"cut": False} for each in listed
    ]
    total = exchange.headers.get("x-total-count")
    assert page.total == (int(total) if total else None)


@some("GET", "/applications/[^/]+")
def test_applications_are_read(exchange: Exchange) -> None:
    assert fields(run(exchange.client().applications.get("x"))) == application(exchange.json)


@some("POST", "/(users|organizations)/[^/]+/applications")
def test_new_applications_are_read(exchange: Exchange) -> None:
    made = run(exchange.client().applications.create(Application(id="x"), Account(kind="user", id="u")))
    assert fields(made) == application(exchange.json)


@some("PUT", "/applications/[^/]+")
def test_changed_applications_are_read(exchange: Exchange) -> None:
    assert fields(read(Application, exchange.json)) == application(exchange.json)


@some("GET", "/applications/[^/]+/rights")
def test_rights_are_read(exchange: Exchange) -> None:
    assert run(exchange.client().applications.rights("x")) == frozenset(exchange.json.get("rights", []))


@some("GET", "/applications/[^/]+/api-keys")
def test_lists_of_keys_are_read(exchange: Exchange) -> None:
    page = run(exchange.client().api_keys.page("x"))
    assert [fields(each) for each in page.items] == [key(each) for each in exchange.json.get("api_keys", [])]
    assert page.total == int(exchange.headers["x-total-count"])


@some("GET", "/applications/[^/]+/api-keys/[^/]+")
def test_keys_are_read(exchange: Exchange) -> None:
    assert fields(run(exchange.client().api_keys.get("x", "y"))) == key(exchange.json)


@some("POST", "/(users|organizations|applications)/[^/]+/api-keys")
def test_new_keys_are_read_with_their_secret(exchange: Exchange) -> None:
    made = run(exchange.client().api_keys.create("x", name="", rights={"R"}, expires_at=None))
    assert fields(made) == key(exchange.json)
    assert made.key is not None
    assert made.key.get_secret_value().startswith(f"NNSXS.{made.id}.")
    assert "EXAMPLESECRET" not in repr(made)


@some("PUT", "/applications/[^/]+/api-keys/[^/]+")
def test_changed_keys_are_read_and_one_that_is_gone_is_noticed(exchange: Exchange) -> None:
    update = exchange.client().api_keys.update("x", APIKey(id="y", name="n"), ["name"])
    if exchange.json:
        assert fields(run(update)) == key(exchange.json)
    else:  # deleted by a body that was not nested: recorded, and never sent by the adapter
        with pytest.raises(errors.OutcomeUnknown):
            run(update)


@some("GET", "/auth_info")
def test_credentials_are_read(exchange: Exchange) -> None:
    if not exchange.json:
        with pytest.raises(errors.NoCredential):
            run(exchange.client().auth.info())
        return
    info = run(exchange.client().auth.info())
    outer = exchange.json.get("api_key")
    held = outer["api_key"] if outer else exchange.json["oauth_access_token"]
    ids = outer["entity_ids"] if outer else {"user_ids": held["user_ids"]}
    ((kind, inner),) = ids.items()
    assert f"{info.kind}_ids" == kind
    assert inner == {f"{info.kind}_id": info.entity_id}
    assert info.account == (None if info.kind == "application" else Account.model_validate(ids))
    assert info.key_id == (held["id"] if outer else "")
    assert info.key_name == (held.get("name", "") if outer else "")
    assert info.rights == frozenset(held.get("rights", []))
    assert info.universal_rights == frozenset(exchange.json.get("universal_rights", {}).get("rights", []))
    assert info.is_admin == (exchange.token == "admin")
    assert info.expires_at == instant(held.get("expires_at"))


@some("GET", "/as/applications/[^/]+/link", status=None)
def test_links_are_read_and_an_absent_one_means_the_default(exchange: Exchange) -> None:
    get = exchange.client().link.get("x")
    if exchange.status == 403:
        with pytest.raises(errors.PermissionDenied):
            run(get)
        return
    assert exchange.status in (200, 404)
    assert run(get).skip_payload_crypto == exchange.json.get("skip_payload_crypto")


@some("GET", "/applications/[^/]+/collaborators")
def test_collaborators_are_read(exchange: Exchange) -> None:
    page = run(exchange.client().collaborators.page("x"))
    assert [(each.account, each.rights) for each in page.items] == [
        (account(each["ids"]), frozenset(each.get("rights", []))) for each in exchange.json["collaborators"]
    ]
    total = exchange.headers.get("x-total-count")
    assert page.total == (int(total) if total else None)


@some("GET", "/organizations")
def test_organizations_are_read(exchange: Exchange) -> None:
    page = run(exchange.client().organizations.page())
    assert [(each.id, each.name) for each in page.items] == [
        (each["ids"]["organization_id"], each["name"]) for each in exchange.json["organizations"]
    ]


@some("GET", "/applications/[^/]+/devices")
def test_devices_are_counted(exchange: Exchange) -> None:
    assert run(exchange.client().devices.count("x")) == int(exchange.headers["x-total-count"])


# Requests: what the adapter asks for the same thing


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


@pytest.mark.parametrize("exchange", LISTS, ids=str)
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
