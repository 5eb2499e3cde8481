"""Creating a pub/sub and changing one."""

from __future__ import annotations

from dataclasses import replace as replace_binding
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msgspec.structs import replace
from textual import on
from textual.containers import VerticalScroll

from tts_tui.api.pubsub_models import MQTT, NATS, PubSub
from tts_tui.api.resources.pubsubs import changed_paths
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.integrations.conflicts import changed_elsewhere, id_taken
from tts_tui.services.integrations.formats import with_given
from tts_tui.services.pubsubs import exports, rules
from tts_tui.services.pubsubs.changes import LABELS, differences, save
from tts_tui.services.pubsubs.in_words import MESSAGE_WORDS
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.checked_form import CheckedForm
from tts_tui.tui.core.commands import AS_COMMANDS, CLOSE, SUBMIT, Command, bindings
from tts_tui.tui.core.editor import EditorFailed, edited
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.screens.pubsubs.pem_field import PEMField
from tts_tui.tui.screens.pubsubs.provider_fields import HINT_TLS, AWSIoTFields, MQTTFields, ServerFields
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area, PartRule
from tts_tui.tui.widgets.id_field import IdField
from tts_tui.tui.widgets.key_bar import KeyBar
from tts_tui.tui.widgets.message_paths import MessagePaths
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.errors import TTSError
    from tts_tui.api.pubsub_models import Provider
    from tts_tui.services.pubsubs.reading import Offered
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["PubSubFormScreen"]

_NEW: Final = PubSub(id="", provider=NATS(), topics={"uplink_message": "uplink/message", "join_accept": "join/accept"})
"""The values that the form of a new pub/sub starts with."""
_KINDS: Final = {"nats": "NATS", "mqtt": "MQTT", "aws_iot": "AWS IoT"}


class PubSubFormScreen(CheckedForm[None]):
    """Changes `before`, or creates a pub/sub where that is None; `offered` are the server's formats and providers.

    `done` is called with the ID when it has changed on the server, also after the form was left.
    """

    CSS_PATH = "form.tcss"
    area = "Pub/sub"
    SAVE = replace(SUBMIT, help="Review the pub/sub, then save it.")
    EDITOR = Command(
        "editor",
        ("ctrl+e",),
        "Editor",
        "Open in your editor",
        "Write or paste the selected PEM file in $VISUAL or $EDITOR.",
    )
    offers = (SAVE, AS_COMMANDS, EDITOR, CLOSE)
    BINDINGS: ClassVar[list[BindingType]] = [
        *(replace_binding(each, priority=each.key == "ctrl+e") for each in bindings(offers))
    ]

    def __init__(
        self,
        session: Session,
        application_id: str,
        before: PubSub | None,
        offered: Offered,
        *,
        done: Callable[[str], None],
    ) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._given = given = before or _NEW
        self._before = before
        self._offered = offered
        self._formats = with_given(offered.formats, given.format)
        self._done = done
        self._initial: PubSub | None = None
        self._initial_fields: Mapping[str, Any] = {}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ctrl+E opens the editor in the field of a PEM file only: elsewhere it goes to the end of the line."""
        if action == self.EDITOR.action and (not self.is_mounted or self._selected_file is None):
            return False
        return super().check_action(action, parameters)

    # The fields

    def body(self) -> ComposeResult:
        given = self._given
        kind = given.provider.kind if given.provider is not None else "nats"
        self._provider_choice = Choice(list(_KINDS.items()), kind, id="provider")
        self._server, self._mqtt = ServerFields(given.provider), MQTTFields(given.provider)
        self._aws_iot = AWSIoTFields(given.provider)
        self._base_topic = TextInput(given.base_topic, id="base_topic")
        self._message_paths = MessagePaths(
            given.topics, MESSAGE_WORDS, rules.topic_problem, path="topic", empty="the base topic itself"
        )
        self._format = Choice(list(self._formats.items()), given.format or next(iter(self._formats)), id="format")
        self._id_field = IdField("pub_sub_id", placeholder="my-pubsub") if self._before is None else None
        title = f"Pub/sub {given.id}" if self._before is not None else "New pub/sub"
        with Area(title=plain(f"{title} · {self.application_id}")), VerticalScroll(id="fields", can_focus=False):
            if self._id_field is not None:
                yield self._id_field
            yield Field("provider", LABELS["provider"], self._provider_choice)
            yield from (self._server, self._mqtt, self._aws_iot)
            yield PartRule("Topics")
            yield Field("base_topic", LABELS["base_topic"], self._base_topic, "All topics begin with it.")
            yield Field("messages", "Messages", self._message_paths, quiet=True)
            yield Field("format", LABELS["format"], self._format)

    def on_mount(self) -> None:
        self._show_provider()
        self._initial, self._initial_fields = self._typed(), self._without_secrets()
        self.show_checks()
        if self._id_field is not None:
            self.query_one(KeyBar).rename(self.SAVE.action, "Create")
            self._id_field.control.focus()
        else:
            self.query_one("#region" if self._kind == "aws_iot" else "#server_url").focus()

    def field(self, name: str) -> Field | None:
        return super().field("messages" if name in MESSAGE_WORDS or name == "topic" else name)

    @property
    def _kind(self) -> str:
        return str(self._provider_choice.value)

    @property
    def _selected_file(self) -> PEMField | None:
        return next((each for each in self.query(PEMField) if each.has_focus_within), None)

    @on(Choice.Changed, "#provider")
    def _show_provider(self) -> None:
        """Show the fields of the selected provider."""
        self._server.display = self._kind != "aws_iot"
        self._mqtt.display = self._kind == "mqtt"
        self._aws_iot.display = self._kind == "aws_iot"

    # What is typed

    def _typed(self) -> PubSub:
        """The pub/sub as typed; what was not touched is as the server has it."""
        given = self._before or self._given
        return given.model_copy(
            update={
                "id": self._id_field.value if self._id_field is not None else given.id,
                "format": self._format.value,
                "base_topic": self._base_topic.value,
                "topics": dict(self._message_paths.value),
                "provider": self._provider_typed(given.provider),
            }
        )

    def _provider_typed(self, there: Provider | None) -> Provider:
        match self._kind:
            case "nats":
                return self._server.nats(there)
            case "mqtt":
                return self._mqtt.mqtt(self._server.mqtt(there if isinstance(there, MQTT) else MQTT()))
            case _:
                return self._aws_iot.aws_iot()

    def changed(self) -> bool:
        return self.is_attached and self.is_mounted and self._initial is not None and self._typed() != self._initial

    def action_editor(self) -> None:
        if (field := self._selected_file) is not None:
            self.run_worker(self._edit(field), name="editor", group="editor", description="editor", exclusive=True)

    async def _edit(self, field: PEMField) -> None:
        try:
            text = await edited(self.app, field.for_editor, f"{field.name}.pem")
        except EditorFailed as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        if self.is_attached:
            field.take(text)

    # Drafts, without what is secret

    def blank_draft(self) -> Draft:
        return Draft("pub/sub", {}, self.application_id, self._before.id if self._before is not None else "")

    def typed(self) -> Mapping[str, Any]:
        return {
            name: value for name, value in self._without_secrets().items() if value != self._initial_fields.get(name)
        }

    def _without_secrets(self) -> dict[str, Any]:
        """The values that hold no secret, by the IDs of their widgets, and the topics."""
        fields = {each.id: each.value for each in self.query(TextInput) if each.id and not each.password}
        choices = {str(each.id): each.value for each in self.query(Choice)}
        return {**fields, **choices, "topics": dict(self._message_paths.value)}

    def fill(self, fields: Mapping[str, Any]) -> None:
        for name, value in fields.items():
            if name == "topics":
                self._message_paths.show(value)
            elif name != "format" or value in self._formats:
                for control in self.query(f"#{name}"):
                    if isinstance(control, TextInput | Choice):
                        control.value = value

    # What is wrong

    def problems(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        if self._id_field is not None:
            found["pub_sub_id"] = self._id_field.wrong()
        off = self._kind in self._offered.disabled
        found["provider"] = f"This server has {_KINDS[self._kind]} disabled." if off else None
        if self._kind != "aws_iot":
            found |= self._server.problems(self._kind)
        elif self._before is None or self._aws_iot.aws_iot() != self._before.provider:
            found |= self._aws_iot.problems()
        if self._kind == "mqtt":
            found |= self._mqtt.problems()
        return {
            **found,
            "base_topic": rules.topic_problem(self._base_topic.value),
            "messages": self._message_paths.problem(),
        }

    def warnings(self) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        if self._kind != "aws_iot":
            found |= self._server.warnings(self._kind)
        if self._kind == "mqtt":
            found |= self._mqtt.warnings(self._server.url)
        aws = "The open-source edition stores this, but can't connect." if self._kind == "aws_iot" else None
        off = None if self._message_paths.value else "No message type is on: nothing is sent or received."
        known = self._format.value in self._offered.formats
        unknown = None if known else "This server doesn't know this format: it stores it, but sends nothing."
        return {**found, "provider": aws, "messages": off, "format": unknown}

    def hint_of(self, name: str) -> str:
        match name:
            case "server_url":
                return f"E.g. {rules.EXAMPLES[self._kind]}"
            case "use_tls":
                return HINT_TLS
        return ""

    def wanted(self) -> PubSub | None:
        """The pub/sub as typed; None where a field has a problem, which is then shown, or where nothing differs."""
        if not self.is_valid():
            return None
        typed = self._typed()
        if not changed_paths(self._before, typed):
            self.notify("No changes to save.", markup=False)
            return None
        return typed

    # Sending

    def exports(self) -> list[Export]:
        if (wanted := self.wanted()) is None:
            return []
        return [exports.put(self.application_id, wanted, changed_paths(self._before, wanted))]

    def action_submit(self) -> None:
        if (wanted := self.wanted()) is None:
            return
        found, new = differences(self._before, wanted), self._before is None
        self.review(f"the pub/sub {visible(wanted.id)}", found, lambda: self._send(wanted), new=new)

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
                self.tell_problem(id_taken("pub/sub", wanted.id))
                self.complain_of("pub_sub_id", "This ID is taken.")
            case ChangedElsewhere(now=now):
                theirs = differences(self._before, now) if now is not None else None
                self._before = now
                self._done(wanted.id)
                self.tell_problem(changed_elsewhere("pub/sub", theirs))
            case _:
                self.refuse(error, f"{'create' if new else 'change'} the pub/sub")
