"""Whatever a server answers, a call gives its value or one of the adapter's errors, and nothing else."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.api.seam import Script, ok, run
from tts_tui.api import errors
from tts_tui.api.client import Client
from tts_tui.api.decoding import read_list
from tts_tui.api.models import Account, APIKey, Application

Ask = Callable[[Client], Awaitable[Any]]

READS: dict[str, Ask] = {
    "applications.page": lambda tts: tts.applications.page(),
    "applications.get": lambda tts: tts.applications.get("a"),
    "applications.rights": lambda tts: tts.applications.rights("a"),
    "api_keys.page": lambda tts: tts.api_keys.page("a"),
    "api_keys.all": lambda tts: tts.api_keys.all("a"),
    "api_keys.get": lambda tts: tts.api_keys.get("a", "K"),
    "auth.info": lambda tts: tts.auth.info(),
    "collaborators.page": lambda tts: tts.collaborators.page("a"),
    "devices.count": lambda tts: tts.devices.count("a"),
    "link.get": lambda tts: tts.link.get("a"),
    "organizations.page": lambda tts: tts.organizations.page(),
}
WRITES: dict[str, Ask] = {
    "applications.create": lambda tts: tts.applications.create(Application(id="a"), Account(kind="user", id="u")),
    "api_keys.create": lambda tts: tts.api_keys.create("a", name="", rights={"R"}, expires_at=None),
    "api_keys.update": lambda tts: tts.api_keys.update("a", APIKey(id="K", name="n"), ["name"]),
}
ENTITY = {"ids": {"application_id": "a", "organization_id": "o", "user_ids": {"user_id": "u"}}}
KEY = {"id": "K", "rights": ["RIGHT_NEW"]}
LISTS = ("applications", "api_keys", "collaborators", "organizations", "end_devices", "rights")

WRONG_ITEMS: list[Any] = [None, 5, "x", [], True, {}, {"ids": None}, {"ids": []}, {"ids": "a"}, {"ids": {}}]
WRONG_FIELDS: list[tuple[str, Any]] = [
    ("id", 5),
    ("id", None),
    ("id", ""),
    ("id", ".."),
    ("ids", {"application_id": 5, "organization_id": ["o"], "user_ids": {"user_id": None}}),
    ("ids", {"application_id": "", "organization_id": ".", "user_ids": []}),
    ("name", 5),
    ("name", None),
    ("name", ["x"]),
    ("description", {"a": 1}),
    ("attributes", ["x"]),
    ("attributes", {"x": 1}),
    ("technical_contact", "me"),
    ("technical_contact", {"user_ids": {"user_id": 7}}),
    ("dev_eui_counter", "many"),
    ("created_at", "yesterday"),
    ("created_at", ["2026-01-01T00:00:00Z"]),
    ("created_at", "2026-01-01T00:00:00"),
    ("created_at", "2026-01-01"),
    ("deleted_at", 1e300),
    ("expires_at", {}),
    ("rights", "RIGHT_ALL"),
    ("rights", [1]),
    ("rights", {"RIGHT_ALL": True}),
    ("key", 5),
    ("skip_payload_crypto", "true"),
    ("skip_payload_crypto", 1),
    ("end_devices", "x"),
]
FIELDS_OF = {
    "applications.page": {"ids", "name", "description", "created_at", "deleted_at"},
    "applications.get": {
        "ids",
        "name",
        "description",
        "attributes",
        "technical_contact",
        "dev_eui_counter",
        "created_at",
        "deleted_at",
    },
    "applications.rights": {"rights"},
    "api_keys.get": {"id", "name", "created_at", "expires_at", "rights", "key"},
    "collaborators.page": {"ids", "rights"},
    "organizations.page": {"ids", "name"},
    "devices.count": {"end_devices"},
    "link.get": {"skip_payload_crypto"},
}
FIELD_ALONE = {name for name, known in FIELDS_OF.items() if len(known) == 1}
FIELDS_OF["api_keys.page"] = FIELDS_OF["api_keys.all"] = FIELDS_OF["api_keys.get"]
FIELDS_OF["applications.create"] = FIELDS_OF["applications.get"]
FIELDS_OF["api_keys.create"] = FIELDS_OF["api_keys.update"] = FIELDS_OF["api_keys.get"]


def answer_to(name: str, thing: dict[str, Any]) -> dict[str, Any]:
    """The thing, in a list where the call asks for one."""
    listed = name.partition(".")[0] if name.endswith((".page", ".all")) else ""
    return {listed: [thing]} if listed else thing


@pytest.mark.parametrize(("field", "value"), WRONG_FIELDS)
async def test_a_field_of_another_type_is_not_the_api_and_after_a_write_an_unknown_outcome(
    field: str, value: Any
) -> None:
    concerned = [name for name, known in FIELDS_OF.items() if field in known]
    assert concerned
    for name in concerned:
        thing = KEY if name.startswith("api_keys") else {} if name in FIELD_ALONE else ENTITY
        good = Script(ok(answer_to(name, thing)))
        bad = Script(ok(answer_to(name, thing | {field: value})))
        ask = READS.get(name) or WRITES[name]
        await ask(good.client())
        with pytest.raises(errors.NotTheAPI if name in READS else errors.OutcomeUnknown):
            await ask(bad.client())
        assert len(bad.requests) == 1


@pytest.mark.parametrize("item", WRONG_ITEMS, ids=str)
@pytest.mark.parametrize("name", [name for name in READS if name.endswith((".page", ".all"))])
async def test_an_item_of_another_kind_is_not_the_api(name: str, item: Any) -> None:
    with pytest.raises(errors.NotTheAPI):
        await READS[name](Script(ok({name.partition(".")[0]: [item]})).client())


@pytest.mark.parametrize("kind", [AttributeError, KeyError, TypeError, ValueError])
def test_whatever_a_reader_stumbles_over_is_not_the_api(kind: type[Exception]) -> None:
    def reader(_: Any) -> None:
        raise kind

    with pytest.raises(errors.NotTheAPI, match=kind.__name__):
        list(read_list({"things": [1]}, "things", reader))


@pytest.mark.parametrize("listed", [None, {}, "x", 5, False])
@pytest.mark.parametrize("name", ["applications.page", "applications.rights", "api_keys.all", "devices.count"])
async def test_a_list_that_is_none_is_not_the_api(name: str, listed: Any) -> None:
    with pytest.raises(errors.NotTheAPI):
        await READS[name](Script(ok(dict.fromkeys(LISTS, listed))).client())


@pytest.mark.parametrize("name", WRITES)
async def test_an_empty_answer_to_a_write_leaves_its_outcome_unknown(name: str) -> None:
    with pytest.raises(errors.OutcomeUnknown):
        await WRITES[name](Script(ok()).client())


NAMES = st.sampled_from(
    [
        *(*LISTS, "ids", "id", "name", "created_at", "api_key", "entity_ids", "user_ids", "user_id", "application_ids"),
        *("application_id", "universal_rights", "is_admin", "oauth_access_token", "user_session", "key", "attributes"),
        *("organization_ids", "organization_id", "skip_payload_crypto", "technical_contact", "expires_at"),
    ]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "x", "..", "2026-01-01T00:00:00Z"])
)
ANSWERS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=10
)


@settings(max_examples=min(60, settings.default.max_examples))
@given(st.dictionaries(NAMES, ANSWERS, max_size=4))
def test_any_object_at_all_is_a_value_or_an_error_of_the_adapter(data: dict[str, Any]) -> None:
    async def main() -> None:
        script = Script((200, {"content": json.dumps(data).encode()}))
        for ask in (*READS.values(), *WRITES.values()):
            with contextlib.suppress(errors.NotTheAPI, errors.NoCredential, errors.OutcomeUnknown):
                await ask(script.client())

    run(main())
