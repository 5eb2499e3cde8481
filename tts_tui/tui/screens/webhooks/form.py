"""What creating a webhook and changing one have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import MESSAGES, Webhook
from tts_tui.services.api_keys import exports as key_exports
from tts_tui.services.api_keys.writes import UnseenKey
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.differences import Difference, Line
from tts_tui.services.error_text import Explanation
from tts_tui.services.rights_selection import named
from tts_tui.services.webhooks import exports, rules
from tts_tui.services.webhooks.changes import differences, paths_of, save
from tts_tui.services.webhooks.downlink_key import NEEDS, KeyMade, key_for, save_with_key
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area
from tts_tui.tui.widgets.headers import HeadersEditor
from tts_tui.tui.widgets.message_paths import MessagePaths
from tts_tui.tui.widgets.text_input import TextInput
from tts_tui.tui.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult

    from tts_tui.api.errors import TTSError
    from tts_tui.api.models import APIKey
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["WebhookFormScreen"]

_VARIABLES: Final = "May hold {appID}, {deviceID}, {devEUI}, {joinEUI} and {devAddr}."
_TO_COME: Final = SecretStr("SECRET")
"""Stands for a key that will be created."""
_ABOUT_SECRETS: Final = "Shown as dots. Whoever may read traffic can read them from the server."


class WebhookFormScreen(FormScreen[None]):
    """What creating and changing have in common.

    `given` is what the form begins with, `before` what the server has by now, None for a new one. `formats` are those
    that the server knows, by their names; `rights` are the caller's, None where they aren't known. With `make_key` it
    begins with an API key to be created, for downlinks. `done` is called with the webhook's ID once something has
    changed on the server, even after the person has left.
    """

    CSS_PATH = "form.tcss"
    area = "Webhook"

    def __init__(
        self,
        session: Session,
        application_id: str,
        given: Webhook,
        *,
        before: Webhook | None,
        formats: Mapping[str, str],
        rights: frozenset[str] | None,
        make_key: bool = False,
        done: Callable[[str], None],
    ) -> None:
        super().__init__(session)
        self.application_id = application_id
        self._given = given
        self._before = before
        kept = {given.format: f"{visible(given.format)} (unknown here)"} if given.format else {}
        self._formats = {**kept, **formats}
        self._known_formats = formats
        self._done = done
        self._started: tuple[Webhook, bool] | None = None
        self._may_make_key = rights is None or rights >= NEEDS
        self._makes_key = make_key and self._may_make_key

    def top_bar(self) -> TopBar:
        return TopBar(self.session, application_id=self.application_id)

    def heading(self) -> Content:
        """The line above the form."""
        raise NotImplementedError

    def first(self) -> ComposeResult:
        """What is above the address."""
        yield from ()

    # The fields

    def body(self) -> ComposeResult:
        given = self._given
        signed_in = rules.credentials(given.headers)
        user, password = signed_in or ("", SecretStr(""))
        others = {
            name: value.get_secret_value()
            for name, value in given.headers.items()
            if signed_in is None or name != rules.AUTHORIZATION
        }
        self._base_url_input = TextInput(given.base_url, id="base_url", placeholder="https://example.com/lorawan")
        self._format_choice = Choice(
            list(self._formats.items()), given.format or next(iter(self._formats)), id="format"
        )
        self._paused_choice = Choice([(False, "deliver"), (True, "paused")], given.paused, id="paused")
        self._message_paths = MessagePaths(given.messages)
        self._user_input = TextInput(user, id="user")
        self._password_input = TextInput(password.get_secret_value(), password=True, id="password")
        self._headers_editor = HeadersEditor(others, id="headers")
        self._key_input = TextInput(given.downlink_api_key.get_secret_value(), password=True, id="downlink_api_key")
        self._mask_input = TextInput(", ".join(given.field_mask), id="field_mask", placeholder="whole messages")
        with Area(title=self.heading()), VerticalScroll(id="fields", can_focus=False):
            yield from self.first()
            yield Field("base_url", "Base URL", self._base_url_input, _VARIABLES, required=True)
            yield Field("format", "Format", self._format_choice)
            yield Field("paused", "Delivery", self._paused_choice, "Paused: messages are lost, not delivered later.")
            yield Field("messages", "Messages", self._message_paths, quiet=True)
            yield Static("Signing in at your server", classes="group")
            yield Field("user", "User", self._user_input, "For HTTP basic authentication; empty: none.")
            yield Field("password", "Password", self._password_input, _ABOUT_SECRETS)
            yield Field("headers", "Other headers", self._headers_editor, quiet=True)
            yield Static("More", classes="group")
            yield Field(
                "downlink_api_key", "Downlink key", self._key_input,
                "API key that your server gets to queue downlinks with. Give it no other right.",
            )  # fmt: skip
            if self._may_make_key:
                yield Field(
                    "make_key", "Create that key",
                    Choice([(False, "no"), (True, "yes")], self._makes_key, id="make_key"),
                    "Named after the webhook, with the right to write downlinks alone; never expires.",
                )  # fmt: skip
            yield Field(
                "field_mask", "Only these fields", self._mask_input,
                "Comma-separated, e.g. end_device_ids, up.uplink_message.decoded_payload",
            )  # fmt: skip

    def on_mount(self) -> None:
        self._started = self._typed(), self._makes_key
        self._show_warnings()

    def field(self, name: str) -> Field | None:
        return super().field("messages" if name in MESSAGES or name == "path" else name)

    @property
    def webhook_id(self) -> str:
        """The ID of the webhook, as far as it is typed."""
        return self._given.id

    def _typed(self) -> Webhook:
        """The webhook as the form has it. What nobody touched is what it was given."""
        given = self._given
        mask = tuple(each.strip() for each in self._mask_input.value.split(",") if each.strip())
        return given.model_copy(
            update={
                "id": self.webhook_id,
                "base_url": self._base_url_input.value.strip(),
                "format": self._format_choice.value,
                "paused": self._paused_choice.value,
                "messages": dict(self._message_paths.value),
                "headers": self._headers_typed(),
                "downlink_api_key": SecretStr(self._key_input.value),
                "field_mask": mask,
            }
        )

    def _headers_typed(self) -> dict[str, SecretStr]:
        headers = {name: SecretStr(value) for name, value in self._headers_editor.value.items()}
        if self._user_input.value or self._password_input.value:
            headers[rules.AUTHORIZATION] = rules.basic(self._user_input.value, self._password_input.value)
        return headers

    def changed(self) -> bool:
        return self.is_mounted and self._started is not None and (self._typed(), self._makes_key) != self._started

    # Drafts, without what is secret

    def blank_draft(self) -> Draft:
        return Draft("webhook", {}, self.application_id, webhook_id=self._before.id if self._before else "")

    def typed(self) -> Mapping[str, Any]:
        return self._open_values() if self.changed() else {}

    def _open_values(self) -> dict[str, Any]:
        """What is no secret, as plain JSON values."""
        return {
            "base_url": self._base_url_input.value,
            "format": self._format_choice.value,
            "paused": self._paused_choice.value,
            "messages": dict(self._message_paths.value),
            "user": self._user_input.value,
            "field_mask": self._mask_input.value,
        }

    def fill(self, fields: Mapping[str, Any]) -> None:
        inputs = {"base_url": self._base_url_input, "user": self._user_input, "field_mask": self._mask_input}
        for name, control in inputs.items():
            control.value = fields.get(name, control.value)
        if fields.get("format") in self._formats:
            self._format_choice.value = fields["format"]
        self._paused_choice.value = fields.get("paused", self._paused_choice.value)
        if "messages" in fields:
            self._message_paths.show(fields["messages"])

    # What is wrong

    @on(Input.Changed)
    @on(HeadersEditor.Changed)
    @on(MessagePaths.Changed)
    @on(Choice.Changed)
    def _show_warnings(self) -> None:
        """Show at its field what the server would refuse, and what it would store and never deliver."""
        if self._started is None:
            return
        for name, problem in self.problems().items():
            field = self.field(name)
            if field is not None and (field.problem is not None or problem is None):
                field.complain(problem)  # what is being typed may be right yet: only what was told is taken away
        for name, warning in self._warnings().items():
            if (field := self.field(name)) is not None:
                hint = Content.styled(f"! {visible(warning)}", "$text-warning") if warning else self._hint_of(name)
                field.advise(hint, always=warning is not None)

    @staticmethod
    def _hint_of(name: str) -> str:
        return {"base_url": _VARIABLES}.get(name, "")

    def problems(self) -> dict[str, str | None]:
        """What the server would refuse, by field, in the order of the form; None where a field is fine."""
        typed = self._typed()
        signs_in = bool(self._user_input.value or self._password_input.value)
        twice = signs_in and rules.AUTHORIZATION.lower() in {name.lower() for name in self._headers_editor.value}
        return {
            "base_url": rules.address_problem(typed.base_url),
            "messages": self._message_paths.problem(),
            "user": "No colons." if ":" in self._user_input.value else None,
            "headers": "User and password above make the Authorization header: remove one of the two."
            if twice
            else self._headers_editor.problem(),
            "downlink_api_key": "Have a key created, or type one: not both."
            if self._makes_key and typed.downlink_api_key not in (self._given.downlink_api_key, SecretStr(""))
            else rules.key_problem(self._key_input.value),
            "field_mask": rules.mask_problem(typed.field_mask),
        }

    def _warnings(self) -> dict[str, str | None]:
        typed = self._typed()
        address = typed.base_url
        return {
            "base_url": None if rules.address_problem(address) else rules.address_warning(address),
            "format": None
            if typed.format in self._known_formats
            else "This server doesn't have this format: it stores it and delivers nothing.",
            "headers": rules.header_warning({name: value.get_secret_value() for name, value in typed.headers.items()}),
            "messages": rules.messages_warning(typed.messages),
        }

    def wanted(self) -> Webhook | None:
        """The webhook as the form has it. Where something is wrong, show it, focus it and give None."""
        wrong = [(self.field(name), problem) for name, problem in self.problems().items() if problem]
        for field, problem in wrong:
            if field is not None:
                field.complain(visible(problem))
        first = next((field for field, _ in wrong if field is not None), None)
        if first is not None:
            self.show_field(first)
            return None
        typed = self._typed()
        if self._makes_key:
            typed = typed.model_copy(update={"downlink_api_key": _TO_COME})
        if not paths_of(self._before, typed):
            self.notify("No changes to save.", markup=False)
            return None
        return typed

    # Sending

    def exports(self) -> list[Export]:
        wanted = self.wanted()
        if wanted is None:
            return []
        put = exports.put(self.application_id, wanted, paths_of(self._before, wanted))
        return [key_exports.create(self.application_id, key_for(wanted.id)), put] if self._makes_key else [put]

    def action_submit(self) -> None:
        if (wanted := self.wanted()) is None:
            return
        from tts_tui.tui.base.review import ReviewScreen

        def answered(yes: bool | None) -> None:
            if yes:
                self._send(wanted)

        warned = [warning for warning in self._warnings().values() if warning]
        self.app.push_screen(
            ReviewScreen(
                self.session,
                f"the {'new ' if self._before is None else ''}webhook {visible(wanted.id)}",
                [*self._new_key(wanted), *differences(self._before, wanted)],
                self.exports(),
                "Only what is listed is sent."
                if self._before is not None
                else "tts-tui first checks that the ID is free.",
                warning=visible(" ".join(warned)),
            ),
            answered,
        )

    def _new_key(self, wanted: Webhook) -> list[Difference]:
        if not self._makes_key:
            return []
        key = key_for(wanted.id)
        words = f"{visible(key.name)}: {named(key.rights)}; never expires"
        return [Difference("New API key", (Line("+", words),))]

    def _send(self, wanted: Webhook) -> None:
        new = self._before is None
        client, application_id, now = self.session.client, self.application_id, self.session.clock()
        self.write(
            save_with_key(client, application_id, self._before, wanted, now)
            if self._makes_key
            else save(client, application_id, self._before, wanted),
            lambda looked: self._saved(wanted, new=new, looked=looked),
            doing=f"{'create' if new else 'change'} the webhook {visible(wanted.id)}",
            failed=lambda error: self._not_saved(error, wanted, new=new),
        )

    def _saved(self, wanted: Webhook, *, new: bool, looked: bool) -> None:
        sentence = f"{'Created' if new else 'Changed'} {visible(wanted.id)}."
        if not new and wanted.unhealthy is not None:
            sentence += " It was failing: press a to have it tried again at once."
        if looked:
            sentence = f"The answer was lost, but the server has it. {sentence}"
        self._done(wanted.id)
        self.end_with(sentence)

    def _not_saved(self, error: TTSError, wanted: Webhook, *, new: bool) -> None:
        match error:
            case KeyMade():
                self._keep_key(error.key)
                self._not_saved(error.why, wanted, new=new)
                self.notify("The API key was created, and is in the form: save again.", markup=False)
            case UnseenKey():
                ids = ", ".join(visible(each.id) for each in error.keys)
                self.tell_problem(
                    Explanation(
                        "The webhook was NOT saved: the answer with its new API key was lost.",
                        f"The key is there, and its secret can't be shown any more: {ids}.",
                        "Revoke it in the list of API keys, then save again.",
                    )
                )
            case IdTaken():
                self.tell_problem(
                    Explanation(
                        f"NOT created: there is a webhook {visible(wanted.id)} already.",
                        "The server would have changed that one.",
                        "Choose another ID, or leave this form and edit that webhook.",
                    )
                )
                if self.is_attached and (field := self.field("webhook_id")) is not None:
                    field.complain("This ID is taken.")
                    self.show_field(field)
            case ChangedElsewhere():
                self._go_on_from(error.now, wanted)
            case _:
                self.refuse(error, f"{'create' if new else 'change'} the webhook")

    def _keep_key(self, key: APIKey) -> None:
        """Put a key that was created into its field: the server shows it no more."""
        if self.is_attached and key.key is not None:
            self._key_input.value = key.key.get_secret_value()
            self.query_one("#make_key", Choice).value = False

    @on(Choice.Changed, "#make_key")
    def _key_choice(self, event: Choice.Changed) -> None:
        self._makes_key = event.choice.value
        if (field := self.field("downlink_api_key")) is not None:
            field.complain(self.problems()["downlink_api_key"])

    def _go_on_from(self, now: Webhook | None, wanted: Webhook) -> None:
        """Take this for what the server has; what was typed stays."""
        before, self._before = self._before, now
        self._done(wanted.id)
        if now is None:
            what, why = "somebody deleted this webhook since you opened it.", "Saving again creates it."
        else:
            names = [each.label for each in differences(before, now)]
            what = "somebody else has changed this webhook since you opened it."
            why = f"Changed by them: {', '.join(names)}."
        self.tell_problem(
            Explanation(f"NOT changed: {what}", why, "Your values are still in the form. Check them, then save again.")
        )
