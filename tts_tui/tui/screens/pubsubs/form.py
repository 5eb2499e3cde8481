"""Creating a pub/sub and changing one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from tts_tui.api.field_rules import id_problem, is_unfinished
from tts_tui.api.resources.pubsubs import MQTT, NATS, QOS, AWSIoT, PubSub, changed_paths, without_password
from tts_tui.api.secret import SecretStr
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.error_text import Explanation
from tts_tui.services.pubsubs import exports, rules
from tts_tui.services.pubsubs.changes import differences, save
from tts_tui.services.pubsubs.in_words import MESSAGE_WORDS, QOS_WORDS
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.message_paths import MessagePaths
from tts_tui.tui.widgets.text_input import TextInput
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.resources.pubsubs import Provider
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["PubSubFormScreen"]

_NEW: Final = PubSub(id="", provider=NATS(), topics={"uplink_message": "uplink/message", "join_accept": "join/accept"})
"""What a new one begins with."""
_ABOUT_SECRETS: Final = "Shown as dots. Whoever may read traffic can read it from the server."
_KEPT: Final = "PEM files and headers, which are changed with ttn-lw-cli, are kept as they are."
_OF_MQTT: Final = ("client_id", "subscribe_qos", "publish_qos", "use_tls")


class PubSubFormScreen(FormScreen[None]):
    """Changes `before`, or makes a new pub/sub where that is None. What it doesn't show stays as it is.

    `done` is called with the ID once something has changed on the server, even after the person has left.
    """

    CSS_PATH = "form.tcss"
    area = "Pub/sub"
    SAVE = replace(SUBMIT, help="Review the pub/sub, then save it.")
    offers = (SAVE, AS_COMMANDS, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]

    def __init__(
        self, session: Session, application_id: str, before: PubSub | None, *, done: Callable[[str], None]
    ) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._given = before or _NEW
        self._before = before
        self._done = done
        self._started: PubSub | None = None
        self._fields_given: Mapping[str, Any] = {}

    def top_bar(self) -> TopBar:
        return TopBar(self.session, application_id=self.application_id)

    # The fields

    def body(self) -> ComposeResult:
        given, provider = self._given, self._given.provider
        mqtt = provider if isinstance(provider, MQTT) else MQTT()
        url, user, password = self._signed_in(provider)
        self._provider_choice = Choice([("nats", "NATS"), ("mqtt", "MQTT")], self._kind_given, id="provider")
        self._message_paths = MessagePaths(
            given.topics, MESSAGE_WORDS, rules.topic_problem, path="topic", empty="the base topic itself"
        )
        qos = [(each, QOS_WORDS[each]) for each in QOS]
        title = f"Pub/sub {given.id}" if self._before is not None else "New pub/sub"
        with Area(title=plain(f"{title} · {self.application_id}")), VerticalScroll(id="fields", can_focus=False):
            if self._before is None:
                yield Field("id", "ID", TextInput(id="id"), "3–36 characters: a–z, 0–9, single dashes.", required=True)
            yield Field("provider", "Provider", self._provider_choice)
            yield Field("server_url", "Server URL", TextInput(url, id="server_url"), required=True)
            yield Field("username", "User name", TextInput(user, id="username"), "Empty: none.")
            yield Field(
                "password",
                "Password",
                TextInput(password.get_secret_value(), password=True, id="password"),
                _ABOUT_SECRETS,
            )
            yield Field("client_id", "Client ID", TextInput(mqtt.client_id, id="client_id"), "Up to 23 characters.")
            yield Field("publish_qos", "QoS to publish", Choice(qos, mqtt.publish_qos, id="publish_qos"))
            yield Field("subscribe_qos", "QoS to subscribe", Choice(qos, mqtt.subscribe_qos, id="subscribe_qos"))
            use_tls = Choice([(False, "no"), (True, "yes")], mqtt.use_tls, id="use_tls")
            yield Field("use_tls", "Use TLS", use_tls, _KEPT if _more(mqtt) else "")
            base_topic = TextInput(given.base_topic, id="base_topic")
            yield Field("base_topic", "Base topic", base_topic, "What all topics begin with.")
            yield Field("messages", "Messages", self._message_paths, quiet=True)
            yield Field("format", "Format", TextInput(given.format, id="format"), "The open source has json alone.")

    def on_mount(self) -> None:
        self._show_provider()
        self._started, self._fields_given = self._typed(), self._kept_fields()
        self._show_warnings()
        if self._before is None:
            self.query_one("#id").focus()
        else:
            self.query_one("#base_topic" if isinstance(self._given.provider, AWSIoT) else "#server_url").focus()

    def field(self, name: str) -> Field | None:
        return super().field(
            "messages" if name in MESSAGE_WORDS or name == "topic" else name.replace("pub_sub_id", "id")
        )

    @property
    def _kind_given(self) -> str:
        return "mqtt" if isinstance(self._given.provider, MQTT) else "nats"

    @staticmethod
    def _signed_in(provider: Provider | None) -> tuple[str, str, SecretStr]:
        """Where the provider is, and the user and password for it: of NATS both are in the URL."""
        match provider:
            case NATS():
                return rules.split_url(provider.server_url)
            case MQTT():
                return without_password(provider.server_url), provider.username, provider.password
        return "", "", SecretStr("")

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", TextInput).value

    @on(Choice.Changed, "#provider")
    def _show_provider(self) -> None:
        """Show the fields that the provider has; AWS IoT, which only ttn-lw-cli changes, has none."""
        aws, mqtt = isinstance(self._given.provider, AWSIoT), self._provider_choice.value == "mqtt"
        for name in ("provider", "server_url", "username", "password", *_OF_MQTT):
            if (field := self.field(name)) is not None:
                field.display = not aws and (mqtt or name not in _OF_MQTT)

    # What is typed

    def _typed(self) -> PubSub:
        """The pub/sub as the form has it. What nobody touched is what the server has."""
        given = self._before or self._given
        return given.model_copy(
            update={
                "id": self._text("id").strip() if self._before is None else given.id,
                "format": self._text("format").strip(),
                "base_topic": self._text("base_topic"),
                "topics": self._topics_typed,
                "provider": self._provider_typed(given.provider),
            }
        )

    def _provider_typed(self, there: Provider | None) -> Provider | None:
        if isinstance(there, AWSIoT):
            return there
        url, user, password = (
            self._text("server_url").strip(),
            self._text("username"),
            SecretStr(self._text("password")),
        )
        if self._provider_choice.value == "nats":
            if isinstance(there, NATS) and rules.split_url(there.server_url) == (url, user, password):
                return there  # however it is written
            problem = rules.url_problem(url, "nats")
            return NATS(server_url=SecretStr(url) if problem else rules.join_url(url, user, password))
        base = there if isinstance(there, MQTT) else MQTT()
        update: dict[str, Any] = {name: self.query_one(f"#{name}", Choice).value for name in _OF_MQTT[1:]}
        if url != without_password(base.server_url):
            update["server_url"] = SecretStr(url)
        update |= {"client_id": self._text("client_id"), "username": user, "password": password}
        return base.model_copy(update=update)

    def changed(self) -> bool:
        return self.is_attached and self.is_mounted and self._started is not None and self._typed() != self._started

    # Drafts

    def blank_draft(self) -> Draft:
        return Draft("pub/sub", {}, self.application_id, self._before.id if self._before is not None else "")

    def typed(self) -> Mapping[str, Any]:
        return {name: value for name, value in self._kept_fields().items() if value != self._fields_given.get(name)}

    def _kept_fields(self) -> dict[str, Any]:
        """What the widgets hold, by their IDs, but for the password."""
        fields = {each.id: each.value for each in self.query(TextInput) if each.id and each.id != "password"}
        return {**fields, **{str(each.id): each.value for each in self.query(Choice)}, "topics": self._topics_typed}

    @property
    def _topics_typed(self) -> dict[str, str]:
        return dict(self._message_paths.value)

    def fill(self, fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            if name == "topics":
                self._message_paths.show(value)
            else:
                for control in self.query(f"#{name}"):
                    if isinstance(control, TextInput | Choice):
                        control.value = value

    # What is wrong

    def problems(self) -> dict[str, str | None]:
        """What the server would refuse, by field, in the order of the form; None where a field is fine."""
        aws, kind = isinstance(self._given.provider, AWSIoT), self._provider_choice.value
        found: dict[str, str | None] = {"id": id_problem(self._text("id").strip())} if self._before is None else {}
        if not aws:
            found["server_url"] = rules.url_problem(self._text("server_url").strip(), kind)
        of_mqtt = ("client_id", "username", "password") if kind == "mqtt" and not aws else ()
        for name in (*of_mqtt, "base_topic", "format"):
            found[name] = rules.PROBLEMS[name](self._text(name))
        return {**found, "messages": self._message_paths.problem()}

    def _warnings(self) -> dict[str, str | None]:
        """What the server would store and could never use, by field."""
        url, kind = self._text("server_url").strip(), self._provider_choice.value
        known = isinstance(self._given.provider, AWSIoT) or rules.url_problem(url, kind)
        off = not self._message_paths.value
        return {
            "server_url": None if known else rules.url_warning(url, kind),
            "messages": "No message type is on: nothing is sent or taken." if off else None,
        }

    @on(Input.Changed)
    @on(MessagePaths.Changed)
    @on(Choice.Changed)
    def _show_warnings(self) -> None:
        """Take away what was told and is right now; show what the server would store and never use."""
        if self._started is None:
            return
        for name, problem in self.problems().items():
            field = self.field(name)
            if field is not None and name == "id":
                typed = self._text("id")
                field.complain(problem if typed else None, unfinished=is_unfinished(id_problem, typed))
            elif field is not None and (field.problem is not None or problem is None):
                field.complain(problem)
        for name, warning in self._warnings().items():
            if (field := self.field(name)) is not None:
                hint = Content.styled(f"! {visible(warning)}", "$text-warning") if warning else self._hint(name)
                field.advise(hint, always=warning is not None)

    def _hint(self, name: str) -> str:
        return f"E.g. {rules.EXAMPLES[self._provider_choice.value]}" if name == "server_url" else ""

    def wanted(self) -> PubSub | None:
        """The pub/sub as the form has it. Where something is wrong, show it, focus it and give None."""
        wrong = [(self.field(name), problem) for name, problem in self.problems().items() if problem]
        for field, problem in wrong:
            if field is not None:
                field.complain(problem)
        first = next((field for field, _ in wrong if field is not None), None)
        if first is not None:
            self.show_field(first)
            return None
        typed = self._typed()
        if not changed_paths(self._before, typed):
            self.notify("No changes to save.", markup=False)
            return None
        return typed

    # Sending

    def exports(self) -> list[Export]:
        wanted = self.wanted()
        return [self._export(wanted)] if wanted is not None else []

    def _export(self, wanted: PubSub) -> Export:
        return exports.put(self.application_id, wanted, changed_paths(self._before, wanted))

    def action_submit(self) -> None:
        if (wanted := self.wanted()) is None:
            return
        from tts_tui.tui.base.review import ReviewScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._send(wanted)

        self.app.push_screen(
            ReviewScreen(
                self.session,
                f"the pub/sub {visible(wanted.id)}",
                differences(self._before, wanted),
                [self._export(wanted)],
                "Only what is listed is sent."
                if self._before is not None
                else "tts-tui first checks that the ID is free.",
                warning=" ".join(warning for warning in self._warnings().values() if warning),
            ),
            answered,
        )

    def _send(self, wanted: PubSub) -> None:
        new = self._before is None
        self.write(
            save(self.session.client, self.application_id, self._before, wanted),
            lambda looked: self._saved(wanted, new=new, looked=looked),
            doing=f"{'create' if new else 'change'} the pub/sub {visible(wanted.id)}",
            failed=lambda error: self._not_saved(error, wanted, new=new),
        )

    def _saved(self, wanted: PubSub, *, new: bool, looked: bool) -> None:
        lost = "The answer was lost, but the server has it. " if looked else ""
        outcome = f"{lost}{'Created' if new else 'Changed'} {visible(wanted.id)}."
        self._done(wanted.id)
        self.end_with(outcome)

    def _not_saved(self, error: TTSError, wanted: PubSub, *, new: bool) -> None:
        match error:
            case IdTaken():
                self.tell_problem(
                    Explanation(
                        f"NOT created: there is a pub/sub {visible(wanted.id)} already.",
                        "The server would have changed that one.",
                        "Choose another ID, or leave this form and edit that pub/sub.",
                    )
                )
                if self.is_attached and (field := self.field("id")) is not None:
                    field.complain("This ID is taken.")
                    self.show_field(field)
            case ChangedElsewhere(now=None):
                self._done("")
                self.tell_problem(
                    Explanation(
                        "NOT changed: somebody deleted this pub/sub since you opened it.", "", "Leave the form."
                    )
                )
            case ChangedElsewhere(now=PubSub() as now):
                theirs = ", ".join(each.label for each in differences(self._before, now))
                self._before = now
                self._done(wanted.id)
                self.tell_problem(
                    Explanation(
                        "NOT changed: somebody else has changed this pub/sub since you opened it.",
                        f"Changed by them: {theirs}.",
                        "Your values are still in the form. Check them, then save again.",
                    )
                )
            case _:
                self.refuse(error, f"{'create' if new else 'change'} the pub/sub")


def _more(provider: MQTT) -> bool:
    """Whether it has something that the form doesn't show."""
    return bool(provider.tls_ca or provider.tls_client_cert or provider.tls_client_key or provider.headers)
