"""Accounts, contacts and keys, where the sandbox was seen to answer otherwise than a real server of 3.32."""

from __future__ import annotations

import pytest

from tests.sandbox.rows import (
    Row,
    accounts,
    application,
    changed,
    fields,
    outcome,
    plain,
    refused,
    user,
    warning,
)

CREATE, SETTINGS = "POST /users/alice/applications", "PUT /applications/water"
ACCOUNTS = "GET /search/accounts"
VALIDATION = "400 validation"
KEYS = ["code", "message"]

ROWS: dict[str, Row] = {
    # keys of what is deleted
    "a deleted application's key: auth_info": Row("gone key", "GET /auth_info", "401 api_key_not_found"),
    "a deleted application's key: get": Row("gone key", "GET /applications/gone", "401 api_key_not_found"),
    "a deleted application's key: list": Row("gone key", "GET /applications", "401 api_key_not_found"),
    "a deleted application's key: restore": Row("gone key", "POST /applications/gone/restore", "200"),
    # users whose account is restricted
    "a pending user is not told why": Row(
        "pending", "GET /auth_info", "200", shows=warning, value="Restricted rights while account pending"
    ),
    "a rejected user is told why": Row(
        "rejected",
        "GET /auth_info",
        "200",
        shows=warning,
        value="Restricted rights after account rejection: No invoices",
    ),
    "a rejected user without a reason": Row(
        "turned down", "GET /auth_info", "200", shows=warning, value="Restricted rights after account rejection"
    ),
    "a pending user reads itself": Row(
        "pending",
        "GET /users/pending?field_mask=state,state_description",
        "200",
        shows=fields("state", "state_description"),
        value=[None, "We call back"],
    ),
    "a rejected user reads itself": Row(
        "rejected",
        "GET /users/rejected?field_mask=state,state_description",
        "200",
        shows=fields("state", "state_description"),
        value=["STATE_REJECTED", "No invoices"],
    ),
    "a suspended user reads itself": Row(
        "suspended",
        "GET /users/suspended?field_mask=state",
        "200",
        shows=fields("state"),
        value=["STATE_SUSPENDED"],
    ),
    "a pending user reads another": Row("pending", "GET /users/alice?field_mask=name", "403 user_requested"),
    "a pending user searches accounts": Row(
        "pending", f"{ACCOUNTS}?query=ali", "200", shows=accounts, value=[{"user_ids": {"user_id": "alice"}}]
    ),
    "nobody searches accounts": Row(
        "", f"{ACCOUNTS}?query=ali", "200", shows=accounts, value=[{"user_ids": {"user_id": "alice"}}]
    ),
    # organizations
    "an organization's key lists organizations": Row("club key", "GET /organizations", "400 nested_organizations"),
    # contacts
    "a contact of nothing": Row(
        "alice",
        SETTINGS,
        VALIDATION,
        changed("application", technical_contact={}),
        shows=refused,
        value=["application", "technical_contact", "ids"],
    ),
    "a contact of both kinds": Row(
        "alice",
        SETTINGS,
        "400",
        changed(
            "application",
            technical_contact={"user_ids": {"user_id": "alice"}, "organization_ids": {"organization_id": "club"}},
        ),
        shows=plain,
        value=KEYS,
    ),
    "a contact with a bad ID": Row(
        "alice",
        SETTINGS,
        VALIDATION,
        changed("application", technical_contact={"user_ids": {"user_id": "Not An ID"}}),
        shows=refused,
        value=["application", "technical_contact", "user_ids", "user_id"],
    ),
    "a new application's contact of nothing": Row("alice", CREATE, VALIDATION, application(technical_contact={})),
    "a new organization's contact of nothing": Row(
        "alice",
        "POST /users/alice/organizations",
        VALIDATION,
        {"organization": {"ids": {"organization_id": "new-club"}, "technical_contact": {}}},
    ),
    "a collaborator of both kinds": Row(
        "alice",
        "PUT /applications/water/collaborators",
        "400",
        {
            "collaborator": {
                "ids": {"user_ids": {"user_id": "bob"}, "organization_ids": {"organization_id": "club"}},
                "rights": ["RIGHT_APPLICATION_INFO"],
            }
        },
        shows=plain,
        value=KEYS,
    ),
    "a collaborator with a bad ID": Row(
        "alice",
        "PUT /applications/water/collaborators",
        VALIDATION,
        {"collaborator": {"ids": {"user_ids": {"user_id": "Not An ID"}}, "rights": ["RIGHT_APPLICATION_INFO"]}},
    ),
    # users
    "a user without a password": Row("admin", "POST /users", "400 password_strength_min_length", user(password=None)),
    "a user with a short password": Row(
        "admin", "POST /users", "400 password_strength_min_length", user(password="Short-1")
    ),
    "a user with a password without a digit": Row(
        "admin", "POST /users", "400 password_strength_digits", user(password="Long-Enough")
    ),
    "a user without an address": Row(
        "admin",
        "POST /users",
        VALIDATION,
        user(primary_email_address=None),
        shows=refused,
        value=["user", "primary_email_address"],
    ),
    "a user with all that": Row("admin", "POST /users", "200", user()),
    "a user approves itself": Row(
        "pending", "PUT /users/pending", "403 update_admin_field", changed("user", state="STATE_APPROVED")
    ),
    "a user makes itself administrator": Row(
        "alice", "PUT /users/alice", "403 update_admin_field", changed("user", admin=True)
    ),
    "a user validates its own address": Row(
        "alice",
        "PUT /users/alice",
        "403 update_admin_field",
        changed("user", primary_email_address_validated_at="2026-01-01T00:00:00Z"),
    ),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_answers_as_the_real_server(ask, row: Row) -> None:
    response = await ask(row)
    assert outcome(response) == row.answer, response.text
    assert row.shows(response) == row.value
