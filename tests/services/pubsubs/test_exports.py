"""A pub/sub's changes as commands: what is secret is left out, and said."""

from __future__ import annotations

from tts_tui.api.pubsub_models import MQTT, AccessKey, AssumedRole, AWSIoT, PubSub
from tts_tui.api.secret import SecretStr
from tts_tui.services.pubsubs.exports import put

KEY = AccessKey(access_key_id="AKIA567890123456", secret_access_key=SecretStr("hidden"))


def test_aws_iot_without_its_secrets() -> None:
    aws = AWSIoT(region="eu-west-1", access_key=KEY, assume_role=AssumedRole(arn="arn"), deployment="stack")
    shown = put("water", PubSub(id="p", provider=aws), ("provider",))
    assert "hidden" not in str(shown)
    assert shown.cli.flags == (
        ("--aws-iot",),
        ("--aws-iot.region", "eu-west-1"),
        ("--aws-iot.access-key.access-key-id", "AKIA567890123456"),
        ("--aws-iot.access-key.secret-access-key", "SECRET"),
        ("--aws-iot.assume-role.arn", "arn"),
        ("--aws-iot.deployment.default.stack-name", "stack"),
    )
    assert "Secrets are left out" in shown.cli.cannot[0]


def test_what_ttn_lw_cli_cannot_take_away_is_said() -> None:
    shown = put("water", PubSub(id="p", provider=AWSIoT(region="eu-west-1")), ("provider.aws_iot.access_key",))
    assert shown.cli.cannot == (
        "ttn-lw-cli can't take away the access key, the role or the default integration of AWS IoT.",
    )


def test_pem_files_are_named_in_the_place_of_their_content() -> None:
    mqtt = MQTT(server_url=SecretStr("mqtts://host"), tls_client_key=SecretStr("aGlkZGVu"))
    shown = put("water", PubSub(id="p", provider=mqtt), ("provider.mqtt.tls_client_key",))
    assert "aGlkZGVu" not in str(shown)
    assert ("--mqtt.tls-client-key-local-file", "tls_client_key.pem") in shown.cli.flags
    assert "FILE_AS_BASE64" in shown.cli.cannot[0]
