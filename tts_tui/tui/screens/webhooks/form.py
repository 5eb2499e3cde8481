"""The form of a webhook: what creating one and changing one share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.containers import VerticalScroll

from tts_tui.api.secret import SecretStr
from tts_tui.api.webhook_models import MESSAGES, Webhook
from tts_tui.services.api_keys import exports as key_exports
from tts_tui.services.api_keys.writes import UnseenKey
from tts_tui.services.concurrent_changes import ChangedElsewhere, IdTaken
from tts_tui.services.differences import Difference, Line
from tts_tui.services.error_text import Explanation
from tts_tui.services.integrations.conflicts import changed_elsewhere, id_taken
from tts_tui.services.integrations.formats import with_given
from tts_tui.services.rights_selection import named
from tts_tui.services.webhooks import exports, rules
from tts_tui.services.webhooks.changes import LABELS, differences, paths_of, save
from tts_tui.services.webhooks.downlink_key import NEEDS, KeyMade, key_for, save_with_key
from tts_tui.session.drafts import Draft
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.checked_form import CheckedForm
from tts_tui.tui.screens.webhooks.downlink_key_fields import DownlinkKeyFields
from tts_tui.tui.screens.webhooks.header_fields import HeaderFields
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.field import Field
from tts_tui.tui.widgets.frame import Area, PartRule
from tts_tui.tui.widgets.message_paths import MessagePaths
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.app import ComposeResult
    from textual.content import Content

    from tts_tui.api.errors import TTSError
    from tts_tui.services.shell_export import Export
    from tts_tui.session.session import Session

__all__ = ["WebhookFormScreen"]

_VARIABLES: Final = "Can contain {appID}, {deviceID}, {devEUI}, {joinEUI} and {devAddr}."
_KEY_TO_COME: Final = SecretStr("SECRET")
"""In the review, the key that will be created."""


class WebhookFormScreen(CheckedForm[None]):
    """The fields of a webhook, its review, and sending it.

    `given` has the values that the form starts with, `before` those that the server has, None for a new webhook.
    `formats` are the server's, with their names; `rights` are the caller's, None where they aren't known. `make_key`
    preselects that an API key for downlinks is created. `done` is called with the webhook's ID when it has changed on
    the server, also after the form was left.
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
        self._formats = with_given(formats, given.format)
        self._known_formats = formats
        self._done = done
        self._initial: tuple[Webhook, bool] | None = None
        self._may_make_key = rights is None or rights >= NEEDS
        self._make_key = make_key

    def heading(self) -> Content:
        """The line above the form."""
        raise NotImplementedError

    def fields_above(self) -> ComposeResult:
        """The fields above the base URL."""
        yield from ()

    # The fields

    def body(self) -> ComposeResult:
        given = self._given
        self._base_url_input = TextInput(given.base_url, id="base_url", placeholder="https://example.com/lorawan")
        self._format_choice = Choice(
            list(self._formats.items()), given.format or next(iter(self._formats)), id="format"
        )
        self._paused_choice = Choice([(False, "deliver"), (True, "paused")], given.paused, id="paused")
        self._message_paths = MessagePaths(given.messages)
        self._headers = HeaderFields(given.headers)
        self._key = DownlinkKeyFields(given.downlink_api_key, may_be_made=self._may_make_key, make=self._make_key)
        self._mask_input = TextInput(", ".join(given.field_mask), id="field_mask", placeholder="whole messages")
        with Area(title=self.heading()), VerticalScroll(id="fields", can_focus=False):
            yield from self.fields_above()
            yield Field("base_url", LABELS["base_url"], self._base_url_input, _VARIABLES, required=True)
            yield Field("format", LABELS["format"], self._format_choice)
            yield Field("paused", "Delivery", self._paused_choice, "Paused: messages are lost, not delivered later.")
            yield Field("messages", "Messages", self._message_paths, quiet=True)
            yield self._headers
            yield PartRule("More")
            yield self._key
            yield Field(
                "field_mask",
                LABELS["field_mask"],
                self._mask_input,
                "Comma-separated, e.g. end_device_ids, up.uplink_message.decoded_payload",
            )

    def on_mount(self) -> None:
        self._initial = self._typed(), self._key.makes_key
        self.show_checks()

    def field(self, name: str) -> Field | None:
        return super().field("messages" if name in MESSAGES or name == "path" else name)

    @property
    def webhook_id(self) -> str:
        """The ID of the webhook, as it is typed."""
        return self._given.id

    def _typed(self) -> Webhook:
        """The webhook as typed; what the form has no field for is as it was given."""
        mask = tuple(each.strip() for each in self._mask_input.value.split(",") if each.strip())
        return self._given.model_copy(
            update={
                "id": self.webhook_id,
                "base_url": self._base_url_input.value.strip(),
                "format": self._format_choice.value,
                "paused": self._paused_choice.value,
                "messages": dict(self._message_paths.value),
                "headers": self._headers.value,
                "downlink_api_key": self._key.value,
                "field_mask": mask,
            }
        )

    def changed(self) -> bool:
        return self.is_mounted and self._initial is not None and (self._typed(), self._key.makes_key) != self._initial

    # Drafts, without what is secret

    def blank_draft(self) -> Draft:
        return Draft("webhook", {}, self.application_id, webhook_id=self._before.id if self._before else "")

    def typed(self) -> Mapping[str, Any]:
        return self._without_secrets() if self.changed() else {}

    def _without_secrets(self) -> dict[str, Any]:
        """The fields that hold no secret, as plain JSON values."""
        return {
            "base_url": self._base_url_input.value,
            "format": self._format_choice.value,
            "paused": self._paused_choice.value,
            "messages": dict(self._message_paths.value),
            "user": self._headers.user_input.value,
            "field_mask": self._mask_input.value,
        }

    def fill(self, fields: Mapping[str, Any]) -> None:
        inputs = {"base_url": self._base_url_input, "user": self._headers.user_input, "field_mask": self._mask_input}
        for name, control in inputs.items():
            control.value = fields.get(name, control.value)
        if fields.get("format") in self._formats:
            self._format_choice.value = fields["format"]
        self._paused_choice.value = fields.get("paused", self._paused_choice.value)
        if "messages" in fields:
            self._message_paths.show(fields["messages"])

    # What is wrong

    def problems(self) -> dict[str, str | None]:
        return {
            "base_url": rules.address_problem(self._base_url_input.value.strip()),
            "messages": self._message_paths.problem(),
            **self._headers.problems(),
            "downlink_api_key": self._key.problem(),
            "field_mask": rules.mask_problem(self._typed().field_mask),
        }

    def warnings(self) -> dict[str, str | None]:
        address = self._base_url_input.value.strip()
        return {
            "base_url": None if rules.address_problem(address) else rules.address_warning(address),
            "format": None
            if self._format_choice.value in self._known_formats
            else "This server doesn't know this format: it stores it, but delivers nothing.",
            **self._headers.warnings(),
            "messages": rules.messages_warning(self._message_paths.value),
        }

    def hint_of(self, name: str) -> str:
        return _VARIABLES if name == "base_url" else ""

    def wanted(self) -> Webhook | None:
        """The webhook as typed; None where a field has a problem, which is then shown, or where nothing differs."""
        if not self.is_valid():
            return None
        typed = self._typed()
        if self._key.makes_key:
            typed = typed.model_copy(update={"downlink_api_key": _KEY_TO_COME})
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
        return [key_exports.create(self.application_id, key_for(wanted.id)), put] if self._key.makes_key else [put]

    def action_submit(self) -> None:
        if (wanted := self.wanted()) is None:
            return
        found = [*self._new_key(wanted), *differences(self._before, wanted)]
        new = self._before is None
        self.review(f"the webhook {visible(wanted.id)}", found, lambda: self._send(wanted), new=new)

    def _new_key(self, wanted: Webhook) -> list[Difference]:
        if not self._key.makes_key:
            return []
        key = key_for(wanted.id)
        words = f"{visible(key.name)}: {named(key.rights)}; never expires"
        return [Difference("New API key", (Line("+", words),))]

    def _send(self, wanted: Webhook) -> None:
        new = self._before is None
        client, application_id, now = self.session.client, self.application_id, self.session.clock()
        self.write(
            save_with_key(client, application_id, self._before, wanted, now)
            if self._key.makes_key
            else save(client, application_id, self._before, wanted),
            lambda looked: self._saved(wanted, new=new, looked=looked),
            doing=f"{'create' if new else 'change'} the webhook {visible(wanted.id)}",
            failed=lambda error: self._not_saved(error, wanted, new=new),
        )

    def _saved(self, wanted: Webhook, *, new: bool, looked: bool) -> None:
        sentence = f"{'Created' if new else 'Changed'} {visible(wanted.id)}."
        if not new and wanted.unhealthy is not None:
            sentence += " It was failing: press a to try it again at once."
        if looked:
            sentence = f"The answer was lost, but the server has it. {sentence}"
        self._done(wanted.id)
        self.end_with(sentence)

    def _not_saved(self, error: TTSError, wanted: Webhook, *, new: bool) -> None:
        match error:
            case KeyMade():
                if self.is_attached:
                    self._key.keep(error.key)
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
                self.tell_problem(id_taken("webhook", wanted.id))
                self.complain_of("webhook_id", "This ID is taken.")
            case ChangedElsewhere(now=now):
                theirs = differences(self._before, now) if now is not None else None
                self._before = now
                self._done(wanted.id)
                self.tell_problem(changed_elsewhere("webhook", theirs))
            case _:
                self.refuse(error, f"{'create' if new else 'change'} the webhook")
