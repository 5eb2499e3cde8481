"""The fields of each kind of provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.containers import Vertical

from tts_tui.api.pubsub_models import MQTT, NATS, QOS, AccessKey, AssumedRole, AWSIoT, without_password
from tts_tui.api.secret import SecretStr
from tts_tui.services.integrations.headers import header_warning
from tts_tui.services.pubsubs import aws_iot, rules
from tts_tui.services.pubsubs.changes import LABELS
from tts_tui.services.pubsubs.in_words import QOS_WORDS
from tts_tui.tui.screens.pubsubs.pem_field import PEMField
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import PartRule
from tts_tui.tui.widgets.headers import HeadersEditor
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tts_tui.api.pubsub_models import Provider

__all__ = ["HINT_TLS", "AWSIoTFields", "MQTTFields", "ServerFields"]

HINT_TLS: Final = "No: mqtts:// is still encrypted."
_ABOUT_SECRETS: Final = "Shown as dots. Whoever may read traffic can read it from the server."


class ServerFields(Vertical):
    """URL, user and password of an MQTT or NATS server. NATS has all three in its URL."""

    DEFAULT_CSS = "ServerFields { height: auto; }"

    def __init__(self, provider: Provider | None) -> None:
        super().__init__()
        match provider:
            case NATS():
                url, user, password = rules.split_url(provider.server_url)
            case MQTT():
                url, user, password = without_password(provider.server_url), provider.username, provider.password
            case _:
                url, user, password = "", "", SecretStr("")
        self._url = TextInput(url, id="server_url")
        self._user = TextInput(user, id="username")
        self._password = TextInput(password.get_secret_value(), password=True, id="password")

    def compose(self) -> ComposeResult:
        yield Field("server_url", LABELS["server_url"], self._url, required=True)
        yield Field("username", LABELS["username"], self._user, "Empty: none.")
        yield Field("password", LABELS["password"], self._password, _ABOUT_SECRETS)

    @property
    def url(self) -> str:
        """The URL without user and password."""
        return self._url.value.strip()

    def nats(self, before: Provider | None) -> NATS:
        """NATS as typed; where nothing was touched, `before`, in whatever way its URL is written."""
        user, password = self._user.value, SecretStr(self._password.value)
        if isinstance(before, NATS) and rules.split_url(before.server_url) == (self.url, user, password):
            return before
        wrong = rules.url_problem(self.url, "nats")
        return NATS(server_url=SecretStr(self.url) if wrong else rules.join_url(self.url, user, password))

    def mqtt(self, before: MQTT) -> MQTT:
        """`before` with these fields as typed."""
        update: dict[str, Any] = {"username": self._user.value, "password": SecretStr(self._password.value)}
        if self.url != without_password(before.server_url):
            update["server_url"] = SecretStr(self.url)
        return before.model_copy(update=update)

    def problems(self, kind: str) -> dict[str, str | None]:
        """What the server would refuse, by field."""
        found = {"server_url": rules.url_problem(self.url, kind)}
        if kind == "mqtt":
            typed = {"username": self._user.value, "password": self._password.value}
            found |= {name: rules.length_problem(name, value) for name, value in typed.items()}
        return found

    def warnings(self, kind: str) -> dict[str, str | None]:
        """What keeps the server from connecting, by field; it stores that all the same."""
        return {"server_url": None if rules.url_problem(self.url, kind) else rules.url_warning(self.url, kind)}


class MQTTFields(Vertical):
    """The fields of MQTT but its server, user and password."""

    DEFAULT_CSS = "MQTTFields { height: auto; }"

    def __init__(self, provider: Provider | None) -> None:
        super().__init__()
        mqtt = provider if isinstance(provider, MQTT) else MQTT()
        qos = [(each, QOS_WORDS[each]) for each in QOS]
        self._client_id = TextInput(mqtt.client_id, id="client_id")
        self._publish = Choice(qos, mqtt.publish_qos, id="publish_qos")
        self._subscribe = Choice(qos, mqtt.subscribe_qos, id="subscribe_qos")
        self._use_tls = Choice([(False, "no"), (True, "yes")], mqtt.use_tls, id="use_tls")
        self._ca = PEMField("tls_ca", LABELS["tls_ca"], "certificate", mqtt.tls_ca)
        self._certificate = PEMField("tls_client_cert", "Client cert.", "certificate", mqtt.tls_client_cert)
        self._key = PEMField("tls_client_key", LABELS["tls_client_key"], "key", mqtt.tls_client_key)
        headers = {name: value.get_secret_value() for name, value in mqtt.headers.items()}
        self._headers = HeadersEditor(headers, id="headers")

    def compose(self) -> ComposeResult:
        yield Field("client_id", LABELS["client_id"], self._client_id, "Up to 23 characters.")
        yield Field("publish_qos", LABELS["publish_qos"], self._publish)
        yield Field("subscribe_qos", LABELS["subscribe_qos"], self._subscribe)
        yield PartRule("TLS with certificates of your own")
        yield Field("use_tls", "Use them", self._use_tls, HINT_TLS)
        yield from (self._ca, self._certificate, self._key)
        yield PartRule("Over WebSockets")
        yield Field("headers", LABELS["headers"], self._headers, quiet=True)

    def mqtt(self, before: MQTT) -> MQTT:
        """`before` with these fields as typed."""
        update: dict[str, Any] = {
            "client_id": self._client_id.value,
            "publish_qos": self._publish.value,
            "subscribe_qos": self._subscribe.value,
            "use_tls": self._use_tls.value,
            "headers": {name: SecretStr(value) for name, value in self._headers.value.items()},
        }
        update |= {str(each.name): each.value for each in (self._ca, self._certificate, self._key)}
        return before.model_copy(update=update)

    def problems(self) -> dict[str, str | None]:
        """What the server would refuse, by field."""
        files = {str(each.name): each.wrong() for each in (self._ca, self._certificate, self._key)}
        return {
            "client_id": rules.length_problem("client_id", self._client_id.value),
            **files,
            "headers": self._headers.problem(),
        }

    def warnings(self, url: str) -> dict[str, str | None]:
        """What is not used, or keeps the server from connecting, by field; it stores that all the same."""
        files = (bool(self._ca.value), bool(self._certificate.value), bool(self._key.value))
        headers = dict(self._headers.value)
        return {
            "use_tls": rules.tls_warning(*files, use_tls=self._use_tls.value),
            "headers": rules.headers_warning(headers, url) or header_warning(headers),
        }


class AWSIoTFields(Vertical):
    """The fields of AWS IoT: region, endpoint, access key, role, and its default integration."""

    DEFAULT_CSS = "AWSIoTFields { height: auto; }"

    def __init__(self, provider: Provider | None) -> None:
        super().__init__()
        aws = provider if isinstance(provider, AWSIoT) else AWSIoT()
        key, role = aws.access_key or AccessKey(), aws.assume_role or AssumedRole()
        given: dict[str, str | SecretStr] = {
            "region": aws.region,
            "endpoint_address": aws.endpoint_address,
            "access_key_id": key.access_key_id,
            "secret_access_key": key.secret_access_key,
            "session_token": key.session_token,
            "arn": role.arn,
            "external_id": role.external_id,
            "session_duration": role.session_duration,
            "stack_name": aws.deployment or "",
        }
        self._inputs = {
            name: TextInput(value.get_secret_value(), password=True, id=name)
            if isinstance(value, SecretStr)
            else TextInput(value, id=name)
            for name, value in given.items()
        }
        self._default = Choice([(False, "no"), (True, "yes")], aws.deployment is not None, id="default")

    def compose(self) -> ComposeResult:
        yield self._field("region", "Region", "E.g. eu-west-1", required=True)
        yield self._field("endpoint_address", LABELS["endpoint_address"], "Empty: the server tries to find it.")
        yield PartRule("Access key")
        yield self._field("access_key_id", "Key ID", "Empty: no access key.")
        yield self._field("secret_access_key", "Secret key", _ABOUT_SECRETS)
        yield self._field("session_token", "Session token", _ABOUT_SECRETS)
        yield PartRule("Role to assume")
        yield self._field("arn", "ARN", "Empty: no role.")
        yield self._field("external_id", "External ID", "")
        yield self._field("session_duration", "Session", "Seconds with an s, e.g. 3600s")
        yield PartRule("Default integration")
        about = "Its own topics take the place of those below."
        yield Field("default", "Use it", self._default, about)
        yield self._field("stack_name", "Stack name", "Name of its CloudFormation stack.")

    def _field(self, name: str, label: str, hint: str, *, required: bool = False) -> Field:
        return Field(name, label, self._inputs[name], hint, required=required)

    def aws_iot(self) -> AWSIoT:
        """AWS IoT as typed."""
        typed = self._typed
        key = AccessKey(
            access_key_id=typed["access_key_id"],
            secret_access_key=SecretStr(typed["secret_access_key"]),
            session_token=SecretStr(typed["session_token"]),
        )
        role = AssumedRole(**{name: typed[name] for name in ("arn", "external_id", "session_duration")})
        return AWSIoT(
            region=typed["region"],
            endpoint_address=typed["endpoint_address"],
            access_key=key if key != AccessKey() else None,
            assume_role=role if role != AssumedRole() else None,
            deployment=typed["stack_name"] if self._default.value else None,
        )

    @property
    def _typed(self) -> dict[str, str]:
        return {name: control.value.strip() for name, control in self._inputs.items()}

    def problems(self) -> dict[str, str | None]:
        """What the server would refuse, by field."""
        found = aws_iot.problems(self._typed)
        needed = self._default.value and not self._typed["stack_name"]
        return found | ({"stack_name": "Required: a default integration needs its stack."} if needed else {})
