"""The controls of the settings of an application: what they hold, what is wrong with it, and the hint below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.widgets import Select

from tts_tui.api.field_rules import (
    ADDRESSES,
    MAX_DESCRIPTION,
    MAX_NAME,
    address_problem,
    description_problem,
    is_unfinished,
    name_problem,
)
from tts_tui.services.applications.differences import SKIP_WORDS, account_words
from tts_tui.services.applications.settings import CLOCK, CONTACTS, SKIP
from tts_tui.text.safe_text import hidden_in
from tts_tui.tui.core.safe_widgets import cell
from tts_tui.tui.widgets.attributes import AttributesEditor
from tts_tui.tui.widgets.choice import Choice
from tts_tui.tui.widgets.lines_input import LinesInput
from tts_tui.tui.widgets.text_input import TextInput

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tts_tui.api.models import Account

__all__ = ["controls", "held", "hint_of", "offer", "problem_of", "put"]

_RULES: Final = {"name": name_problem, "description": description_problem, **dict.fromkeys(ADDRESSES, address_problem)}
_LIMITS: Final = {"name": MAX_NAME, "description": MAX_DESCRIPTION}


def controls() -> dict[str, Any]:
    """An empty control for each setting, by the field's name in the API, in the order of the panel."""
    return {
        "name": TextInput(id="name"),
        "description": LinesInput(id="description"),
        "attributes": AttributesEditor({}, id="attributes"),
        **{name: TextInput(id=name, placeholder="any") for name in ADDRESSES},
        **{name: _contact_select(name) for name in CONTACTS},
        SKIP: Choice(list(SKIP_WORDS.items()), None, id=SKIP),
        CLOCK: Choice([(True, "on"), (False, "off")], False, id=CLOCK),
    }


def held(control: Any) -> Any:
    """What a control holds."""
    return control.text if isinstance(control, LinesInput) else control.value


def put(control: Any, value: Any) -> None:
    """Have a control hold a value, which a contact's must have been offered."""
    if isinstance(control, LinesInput):
        control.text = value
    elif isinstance(control, AttributesEditor):
        control.show(value)
    else:
        control.value = value


def offer(select: Select[Account | None], accounts: Iterable[Account | None], chosen: Account | None) -> None:
    """Offer these accounts as a contact, and choose one of them."""
    select.set_options([(cell(account_words(each)), each) for each in accounts])
    select.value = chosen


def problem_of(name: str, value: Any) -> tuple[str | None, bool]:
    """What the server would reject in a field, safe to show, and whether more letters may solve it."""
    rule = _RULES.get(name)
    return (rule(value), is_unfinished(rule, value)) if rule else (None, False)


def hint_of(name: str, value: Any) -> str:
    """The line below a field: how long its text is, what it takes, and characters in it that aren't shown."""
    parts = [f"{len(value):,} of {_LIMITS[name]:,} characters"] if name in _LIMITS else []
    if name in ADDRESSES:
        parts.append("Host or host:port. Empty allows any.")
    if isinstance(value, str) and (hidden := hidden_in(value)):
        parts.append(f"not shown: {hidden}")
    return " · ".join(parts)


def _contact_select(name: str) -> Select[Account | None]:
    nobody = (cell(account_words(None)), None)
    return Select([nobody], value=None, allow_blank=False, compact=True, id=name)
