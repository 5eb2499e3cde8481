"""The form of an API key: to make one, and to change one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.content import Content
from textual.widgets import Input, Static

from tts_tui import expiry, times
from tts_tui.api.api_keys import changed, create_call, delete_call, update_call
from tts_tui.api.errors import NotFound, OutcomeUnknown, TTSError
from tts_tui.api.fields import name_problem
from tts_tui.api.models import APIKey
from tts_tui.api.rights import Preset
from tts_tui.commands import AS_COMMANDS, CLOSE, SUBMIT, bindings
from tts_tui.lost_key_answers import Unseen, create, update
from tts_tui.rights_selection import RightsSelection
from tts_tui.screens.form import FormScreen
from tts_tui.text import plain, visible
from tts_tui.widgets.choice import Choice
from tts_tui.widgets.confirm import Confirm
from tts_tui.widgets.field import Field
from tts_tui.widgets.inputs import TextInput
from tts_tui.widgets.rights_checklist import RightsChecklist
from tts_tui.wording import Explanation, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tts_tui.api.calls import Call
    from tts_tui.session import Session

__all__ = ["APIKeyFormScreen"]

KEEP: Final = "keep"
ON_DATE: Final = "on a date"
NEVER: Final = "never"
UTF: Final = "utf-8"


class APIKeyFormScreen(FormScreen[None]):
    """Makes a key, or changes `key`.

    `keys` are all keys of the application, None where they could not be read; `rights` the caller's own, None where
    they aren't known yet. `changed` is called when a key was made or changed on the server, wherever the person is by
    then.
    """

    CSS_PATH = "api_key_form.tcss"
    area = "API key"
    CREATE = replace(SUBMIT, word="Create", title="Create", help="Make the key; it is shown once.")
    SAVE = replace(SUBMIT, help="Change the key on the server; only what you changed is sent.")
    offers = (SUBMIT, *RightsChecklist.offers, AS_COMMANDS, CLOSE)
    field_of_error: ClassVar = {"insufficient_application_rights": "rights"}
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(offers)]
