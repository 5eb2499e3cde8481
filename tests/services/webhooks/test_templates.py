"""Filling in a template."""

from __future__ import annotations

from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import WebhookTemplate
from tts_tui.services.webhooks.templates import by_hand, filled


def template(**fields: object) -> WebhookTemplate:
    return WebhookTemplate.model_validate({"id": "board", "format": "json", **fields})


def test_values_go_where_the_template_has_their_names() -> None:
    made = filled(
        template(
            base_url="https://{host}/in{?bucket,site}",
            headers={"Authorization": "Token {token}", "X-Empty": "{none}", "X-{site}": "{site} {token}"},
            messages={"uplink_message": "/{site}/up", "join_accept": ""},
            field_mask=("up",),
        ),
        "my-board",
        {
            "host": SecretStr("h.example.com"),
            "token": SecretStr("to/ken"),
            "site": SecretStr("a b"),
            "bucket": SecretStr(""),
        },
    )
    assert made.base_url == "https://h.example.com/in?site=a%20b"
    assert made.headers == {"Authorization": SecretStr("Token to/ken"), "X-a b": SecretStr("a b to/ken")}
    assert made.messages == {"uplink_message": "/a%20b/up", "join_accept": ""}
    assert (made.id, made.template_id, made.field_mask) == ("my-board", "board", ("up",))
    assert set(made.template_fields) == {"host", "token", "site"}


def test_what_the_server_fills_in_with_each_message_stays() -> None:
    made = filled(template(base_url="https://example.com/{deviceID}/{site}"), "hook", {"site": SecretStr("s")})
    assert made.base_url == "https://example.com/{deviceID}/s"


def test_one_by_hand_begins_with_uplinks() -> None:
    made = by_hand({"protobuf": "Protocol Buffers", "json": "JSON"})
    assert (made.format, made.messages) == ("protobuf", {"uplink_message": ""})
