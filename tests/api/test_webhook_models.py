"""Webhooks and templates as they are read, from what was recorded."""

from __future__ import annotations

from tests.api.recordings import alone
from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import MESSAGES, Webhook, WebhookTemplate

HEALTH = {each.name: each for each in alone("25")}
WHOLE = next(each for each in alone("15") if each.name == "get")


def test_every_field_is_read_and_secrets_are_masked() -> None:
    found = Webhook.model_validate(WHOLE.json)
    assert (found.id, found.base_url, found.format) == (
        "everything",
        "https://example.com/lora/{applicationID}",
        "json",
    )
    assert tuple(found.messages) == MESSAGES
    assert (found.messages["uplink_message"], found.messages["service_data"]) == ("/up/{deviceID}", "")
    assert found.field_mask == ("up.uplink_message.decoded_payload", "up.uplink_message.f_port", "end_device_ids")
    assert set(found.headers) == {"Authorization", "X-Team"}
    assert found.headers["X-Team"] == SecretStr("water")
    assert "EXAMPLE" not in repr(found)
    assert "water" not in repr(found)


def test_health_is_none_until_something_was_delivered() -> None:
    def health(name: str) -> Webhook:
        return Webhook.model_validate(HEALTH[name].json)

    before = health("health after activating")
    assert (before.healthy, before.unhealthy) == (False, None)
    assert health("health after a success").healthy
    sick = health("health after an answer of 410").unhealthy
    assert sick is not None
    assert (sick.failed_attempts, sick.details[0].attributes["status_code"], sick.body) == (
        1,
        410,
        "this sink was closed",
    )
    refused = health("health after the third failure").unhealthy
    assert refused is not None
    assert [each.name for each in refused.details] == ["request", "net_operation", "syscall"]
    by_hand = health("health set by hand").unhealthy
    assert by_hand is not None
    assert by_hand.details == ()


def test_a_template_says_what_it_asks_for() -> None:
    found = WebhookTemplate.model_validate(
        {
            "ids": {"template_id": "thing-board"},
            "name": "Thing Board",
            "fields": [{"id": "token", "name": "Token", "secret": True}],
            "uplink_message": {},
            "headers": {"Authorization": "Bearer {token}"},
        }
    )
    assert (found.id, found.fields[0].secret, dict(found.messages)) == ("thing-board", True, {"uplink_message": ""})
