"""Every recorded answer of a real server is read as what it is."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.api.recordings import EXCHANGES, Exchange, each_of, instant, some
from tests.api.seam import run
from tts_tui.api import errors
from tts_tui.api.decoding import read
from tts_tui.api.field_rules import ADDRESSES
from tts_tui.api.models import Account, APIKey, Application
from tts_tui.api.row_decoding import DESCRIPTION_IN_A_ROW

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


REFUSED = [each for each in EXCHANGES if each.status >= 400]


def test_nothing_is_left_out() -> None:
    assert len(EXCHANGES) == 284
    assert {each.status for each in REFUSED} == {400, 401, 403, 404, 409, 429, 501}


@each_of(REFUSED)
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


@each_of(REFUSED)
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


@each_of([each for each in EXCHANGES if each.status == 200 and each.chunks is None])
def test_every_success_gives_its_json_and_its_total(exchange: Exchange) -> None:
    answer = run(exchange.client().send(exchange.call))
    assert answer.json == exchange.json
    total = exchange.headers.get("x-total-count")
    assert answer.total == (int(total) if total else None)


@each_of([each for each in EXCHANGES if each.status == 200 and each.chunks])
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
