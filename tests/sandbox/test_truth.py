"""Where the sandbox was seen to answer otherwise than a real server of 3.32: each row says what that one does."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from tests.sandbox.rows import (
    ALWAYS,
    DEVICE,
    Row,
    always,
    application,
    changed,
    device,
    fields,
    found,
    nested,
    outcome,
    plain,
    refused,
    user,
)
from tests.sandbox.town import EUIS

RESERVED = files("tts_tui.api").joinpath("reserved-ids.txt").read_text().split()
NEW_KEY = {"name": "new", "rights": ["RIGHT_APPLICATION_INFO"]}


def search(query: str) -> str:
    return f"GET /search/applications?query={query}"


CREATE, SETTINGS = "POST /users/alice/applications", "PUT /applications/water"
LINK, DEVICES = "PUT /as/applications/water/link", "POST /applications/water/devices"
ACCOUNTS, IN_WATER = "GET /search/accounts", "GET /search/applications/water/devices"
FILTER = "GET /search/applications?attributes_contain"
VALIDATION = "400 validation"
KEYS = ["code", "message"]

ROWS: dict[str, Row] = {
    # descriptions, as English full text
    "search: a stem": Row("alice", search("measure"), "200", shows=found, value=["water"]),
    "search: another form of a word": Row("alice", search("measuring"), "200", shows=found, value=["water"]),
    "search: part of a word": Row("alice", search("distri"), "200", shows=found, value=[]),
    "search: a stop word": Row("alice", search("the"), "200", shows=found, value=[]),
    "search: a stop word beside another": Row("alice", search("the%20levels"), "200", shows=found, value=["water"]),
    "search: without a word": Row("alice", search("district%20-north"), "200", shows=found, value=["gas", "water"]),
    "search: without a stem": Row("alice", search("district%20-measured"), "200", shows=found, value=["gas"]),
    "search: or": Row("alice", search("levels%20or%20meter"), "200", shows=found, value=["gas", "water"]),
    "search: in quotes": Row(
        "alice", search("%22levels%20of%20the%20northern%22"), "200", shows=found, value=["water"]
    ),
    "search: in quotes, the other way round": Row(
        "alice", search("%22northern%20levels%22"), "200", shows=found, value=[]
    ),
    "search: a device's description": Row("alice", f"{IN_WATER}?query=meter", "200", shows=found, value=["cellar"]),
    "search: description_contains of devices": Row(
        "alice", f"{IN_WATER}?description_contains=metering", "200", shows=found, value=["cellar"]
    ),
    "search: description_contains of no device": Row(
        "alice", f"{IN_WATER}?description_contains=roof", "200", shows=found, value=[]
    ),
    # times
    "a key that expires at no time": Row(
        "alice", "POST /applications/water/api-keys", "400", NEW_KEY | {"expires_at": ""}, shows=plain, value=KEYS
    ),
    "a change to no time": Row(
        "alice",
        f"PUT /applications/water/api-keys/{'K' * 39}",
        "400",
        changed("api_key", expires_at=""),
        shows=plain,
        value=KEYS,
    ),
    "an application made yesterday": Row(
        "alice", CREATE, "400", application(created_at="yesterday"), shows=plain, value=KEYS
    ),
    "a user made yesterday": Row("admin", "POST /users", "400", user(created_at="yesterday"), shows=plain, value=KEYS),
    "a device made yesterday": Row("alice", DEVICES, "400", device(created_at="yesterday"), shows=plain, value=KEYS),
    "a key made yesterday": Row(
        "alice",
        f"PUT /applications/water/api-keys/{'K' * 39}",
        "400",
        {"api_key": {"name": "x", "created_at": "yesterday"}, "field_mask": "name"},
        shows=plain,
        value=KEYS,
    ),
    # filters by attributes
    "a filter without a key": Row("alice", f"{FILTER}=live", "400", shows=plain, value=KEYS),
    "a filter with a dot": Row("alice", f"{FILTER}.env=live", "400", shows=plain, value=KEYS),
    "a filter twice": Row("alice", f"{FILTER}[env]=live&attributes_contain[env]=x", "400", shows=plain, value=KEYS),
    "a filter's key with _": Row(
        "alice", f"{FILTER}[my_env]=x", VALIDATION, shows=refused, value=["attributes_contain[my_env]"]
    ),
    "a filter's key of 37 letters": Row(
        "alice", f"{FILTER}[{'k' * 37}]=x", VALIDATION, shows=refused, value=[f"attributes_contain[{'k' * 37}]"]
    ),
    "devices by an attribute": Row(
        "alice", f"{IN_WATER}?attributes_contain[floor]=base", "200", shows=found, value=["cellar"]
    ),
    "devices by another attribute": Row(
        "alice", f"{IN_WATER}?attributes_contain[floor]=roof", "200", shows=found, value=[]
    ),
    "devices by a filter without a key": Row(
        "alice", f"{IN_WATER}?attributes_contain=base", "400", shows=plain, value=KEYS
    ),
    "devices by a key with _": Row("alice", f"{IN_WATER}?attributes_contain[my_floor]=x", VALIDATION),
    "accounts by a query of 51": Row(
        "alice", f"{ACCOUNTS}?query={'q' * 51}", VALIDATION, shows=refused, value=["query"]
    ),
    "devices by a query of 51": Row(
        "alice", f"{IN_WATER}?query={'q' * 51}", VALIDATION, shows=refused, value=["query"]
    ),
    "devices by a name of 51": Row("alice", f"{IN_WATER}?name_contains={'q' * 51}", VALIDATION),
    "devices by an EUI of 17": Row("alice", f"{IN_WATER}?dev_eui_contains={'0' * 17}", VALIDATION),
    # the link
    "a link without a body": Row("alice", LINK, VALIDATION, shows=refused, value=["link"]),
    "a link of nothing": Row("alice", LINK, VALIDATION, {}, shows=refused, value=["link"]),
    "a link that is null": Row("alice", LINK, VALIDATION, {"link": None}, shows=refused, value=["link"]),
    "a link with the old flat fields": Row(
        "alice",
        LINK,
        VALIDATION,
        {"network_server_address": "localhost", "api_key": "x"},
        shows=refused,
        value=["link"],
    ),
    "an empty link": Row("alice", LINK, "200", {"link": {}, "field_mask": "skip_payload_crypto"}),
    "a formatter by its number": Row(
        "alice",
        LINK,
        "200",
        changed("link", default_formatters={"up_formatter": 4}),
        shows=fields("default_formatters"),
        value=[{"up_formatter": "FORMATTER_CAYENNELPP"}],
    ),
    "a script of too many characters": Row(
        "alice",
        LINK,
        VALIDATION,
        changed("link", default_formatters={"up_formatter_parameter": "x" * 40961}),
        shows=refused,
        value=["link", "default_formatters", "up_formatter_parameter"],
    ),
    "a script of too many bytes": Row(
        "alice", LINK, "400 field_value", changed("link", default_formatters={"up_formatter_parameter": "ü" * 20481})
    ),
    # IDs in paths
    "a bad user ID: get": Row("alice", "GET /users/Bad_ID", VALIDATION, shows=refused, value=["user_ids", "user_id"]),
    "a bad user ID: rights": Row("alice", "GET /users/Bad_ID/rights", VALIDATION, shows=refused, value=["user_id"]),
    "a bad user ID: change": Row(
        "admin",
        "PUT /users/Bad_ID",
        VALIDATION,
        changed("user", name="x"),
        shows=refused,
        value=["user", "ids", "user_id"],
    ),
    "a bad user ID: create": Row("alice", "POST /users/Bad_ID/applications", VALIDATION, application()),
    "a bad user ID: list": Row(
        "alice",
        "GET /users/Bad_ID/applications",
        VALIDATION,
        shows=refused,
        value=["collaborator", "user_ids", "user_id"],
    ),
    "a bad user ID: keys": Row("alice", "GET /users/Bad_ID/api-keys", VALIDATION),
    "a bad user ID: collaborator": Row("alice", "GET /applications/water/collaborator/user/Bad_ID", VALIDATION),
    "a bad organization ID": Row("alice", "GET /organizations/Bad_ID", VALIDATION),
    # reserved IDs
    "the reserved ID www": Row("alice", CREATE, "400 forbidden_id", application(ids={"application_id": "www"})),
    "the reserved ID blog": Row("alice", CREATE, "400 forbidden_id", application(ids={"application_id": "blog"})),
    "the reserved ID ftp of a user": Row("admin", "POST /users", "400 forbidden_id", user(ids={"user_id": "ftp"})),
    "the reserved ID web of a device": Row("alice", DEVICES, "400 forbidden_id", device(ids={"device_id": "web"})),
    # devices
    "a DevEUI of seven bytes": Row(
        "alice", DEVICES, "400", device(ids=DEVICE["ids"] | {"dev_eui": "70B3D57ED00000"}), shows=plain, value=KEYS
    ),
    "a DevEUI that is no number": Row(
        "alice", DEVICES, "400", device(ids=DEVICE["ids"] | {"dev_eui": "XXB3D57ED0000009"}), shows=plain, value=KEYS
    ),
    "a DevEUI in base64": Row(
        "alice",
        DEVICES,
        "200",
        device(ids=DEVICE["ids"] | {"dev_eui": "cLPVftAAAAk="}),
        shows=lambda response: response.json()["ids"]["dev_eui"],
        value="70B3D57ED0000009",
    ),
    "a taken pair of EUIs": Row("alice", DEVICES, "409 end_device_euis_taken", device(ids=DEVICE["ids"] | EUIS)),
    "a taken pair of EUIs, another's": Row(
        "bob", "POST /applications/other/devices", "409 end_device_euis_taken", device(ids=DEVICE["ids"] | EUIS)
    ),
    "a taken DevEUI with another JoinEUI": Row(
        "alice", DEVICES, "200", device(ids=DEVICE["ids"] | EUIS | {"join_eui": "70B3D57ED0000009"})
    ),
    "a device's name without a mask": Row(
        "alice", DEVICES, "200", device(name="Kept"), shows=fields("name"), value=["Kept"]
    ),
    # HTTP
    "HEAD": Row("alice", "HEAD /applications", "501"),
    "OPTIONS": Row(
        "",
        "OPTIONS /applications",
        "200",
        headers={"origin": "https://console.example.com", "access-control-request-method": "GET"},
        shows=lambda response: response.headers.get("access-control-allow-origin"),
        value="*",
    ),
    "a page of another origin": Row(
        "alice",
        "GET /applications",
        "200",
        headers={"origin": "https://console.example.com"},
        shows=lambda response: response.headers.get("access-control-allow-origin"),
        value="*",
    ),
    "Bearer and two blanks": Row(
        "", "GET /auth_info", "400 token", headers={"authorization": f"Bearer  NNSXS.{'A' * 39}.{'A' * 52}"}
    ),
    "two slashes": Row(
        "alice",
        "GET //applications//water?field_mask=name",
        "301",
        shows=lambda response: response.headers["location"],
        value="/api/v3/applications/water?field_mask=name",
    ),
    "two slashes at the end": Row(
        "alice",
        "GET /applications//",
        "301",
        shows=lambda response: response.headers["location"],
        value="/api/v3/applications/",
    ),
    "JSON 2,000 deep": Row("alice", CREATE, "400", raw=nested(2000), shows=plain, value=KEYS),
    "JSON deep enough to be read, but not to be walked through": Row(
        "alice", CREATE, "400", raw=nested(990), shows=lambda response: response.json()["code"], value=3
    ),
    "JSON with a number of 5,000 digits": Row(
        "alice", CREATE, "400", raw=b'{"a":' + b"1" * 5000 + b"}", shows=plain, value=KEYS
    ),
    "another's list": Row("alice", "GET /applications?collaborator.user_ids.user_id=bob", "403 no_user_rights"),
    "another's list, as administrator": Row(
        "admin", "GET /applications?collaborator.user_ids.user_id=bob", "200", shows=found, value=["other"]
    ),
    "one's own list": Row(
        "alice", "GET /applications?collaborator.userIds.userId=alice", "200", shows=found, value=["gas", "water"]
    ),
    "another's organizations": Row(
        "alice", "GET /organizations?collaborator.user_ids.user_id=bob", "403 no_user_rights"
    ),
    "a list of both kinds": Row(
        "alice",
        "GET /applications?collaborator.user_ids.user_id=alice&collaborator.organization_ids.organization_id=club",
        "400",
        shows=plain,
        value=KEYS,
    ),
    "a change with an empty mask in braces": Row(
        "alice", SETTINGS, "400", changed("application", {}, name="x"), shows=plain, value=KEYS
    ),
    "a change with a mask of no paths": Row("alice", SETTINGS, "200", changed("application", {"paths": []}, name="x")),
    "headers of an answer": Row("alice", "GET /applications", "200", shows=always, value=ALWAYS),
    "headers of a large answer": Row("alice", "GET /auth_info", "200", shows=always, value=ALWAYS),
    "headers of a refusal": Row("", "GET /applications/water", "401 unauthenticated", shows=always, value=ALWAYS),
    "headers of an unknown path": Row("", "GET /nowhere", "404", shows=always, value=ALWAYS),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_answers_as_the_real_server(ask, row: Row) -> None:
    response = await ask(row)
    assert outcome(response) == row.answer, response.text
    assert row.shows(response) == row.value


async def test_reserved_ids(alice) -> None:
    """All that have the form of an ID are refused by name; the others because they haven't."""
    taken = {}
    for reserved in RESERVED:
        response = await alice.post("/users/alice/applications", json=application(ids={"application_id": reserved}))
        if outcome(response) != "400 forbidden_id":
            taken[reserved] = outcome(response)
    assert set(taken.values()) <= {VALIDATION}
    assert all(len(reserved) < 3 or not re.fullmatch("[a-z0-9-]*", reserved) for reserved in taken)


def test_there_are_as_many_reserved_ids_as_on_the_server() -> None:
    assert len(set(RESERVED)) == len(RESERVED) == 731
    assert {"www", "blog", "ftp", "test"} <= set(RESERVED)
