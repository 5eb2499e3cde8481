"""Webhooks of the sample that have a story, and the templates that its server offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tts_tui.sandbox.wire import time_to

if TYPE_CHECKING:
    from datetime import datetime

    from tts_tui.sandbox.wire import JSON

__all__ = ["TEMPLATES", "fields_of"]


def _field(field_id: str, name: str, description: str, **more: Any) -> JSON:
    return {"id": field_id, "name": name, "description": description, **more}


TEMPLATES: Final[list[JSON]] = [
    {
        "ids": {"template_id": "time-series"},
        "name": "Time series",
        "description": "Uplinks and joins to a time series database, with its write token",
        "info_url": "https://example.com/time-series",
        "documentation_url": "https://example.com/time-series/docs",
        "base_url": "https://{host}/ttn{?bucket}",
        "headers": {"Authorization": "Token {token}"},
        "format": "json",
        "fields": [
            _field("host", "Host", "Name of your database server", default_value="series.example.com"),
            _field("bucket", "Bucket", "Where points are stored", optional=True),
            _field("token", "Write token", "A token that may write", secret=True),
        ],
        "uplink_message": {},
        "join_accept": {"path": "/join"},
        "field_mask": {"paths": ["end_device_ids", "received_at", "up.uplink_message.decoded_payload"]},
    },
    {
        "ids": {"template_id": "valve-control"},
        "name": "Valve control",
        "description": "Opens and closes valves by downlinks: creates an API key for them",
        "base_url": "https://valves.example.com/{site}",
        "format": "json",
        "fields": [_field("site", "Site", "Short name of the site")],
        "create_downlink_api_key": True,
        "uplink_message": {"path": "/up/{deviceID}"},
        "downlink_failed": {"path": "/failed"},
    },
]


def fields_of(webhook_id: str, now: datetime) -> JSON:
    """What a webhook of the sample has besides its base URL."""
    match webhook_id:
        case "dashboard":
            return {
                "uplink_message": {"path": "/up"},
                "join_accept": {"path": "/join"},
                "headers": {"Authorization": "Basic ZGVtbzpub3QtYS1zZWNyZXQ="},
                "health_status": {"unhealthy": _answered_503(webhook_id, now)},
            }
        case "billing":
            return {"uplink_message": {}, "health_status": {"healthy": {}}}
        case _:
            return {"uplink_message": {}}


def _answered_503(webhook_id: str, now: datetime) -> JSON:
    attributes = {
        "status_code": 503,
        "url": f"https://{webhook_id}.example.com/ttn/up",
        "webhook_id": webhook_id,
    }
    return {
        "failed_attempts": "2",
        "last_failed_attempt_at": time_to(now),
        "last_failed_attempt_details": {
            "namespace": "pkg/applicationserver/io/web/sink",
            "name": "request",
            "message_format": "request",
            "attributes": attributes,
            "correlation_id": "5d1f0b6c0c8a4b0c9d1f3a7e2b6c4d88",
            "code": 14,
            "details": [
                {"@type": "type.googleapis.com/google.protobuf.Struct", "value": {"body": "Down for maintenance"}}
            ],
        },
    }
