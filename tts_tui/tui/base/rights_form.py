"""A form with a checklist of rights: the person's own presets, and the rights of any key or collaborator."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.content import Content

from tts_tui.api.rights import Preset
from tts_tui.services import rights_sources
from tts_tui.services.application_finder import ApplicationFinder
from tts_tui.services.rights_selection import in_words
from tts_tui.text.safe_text import visible
from tts_tui.tui.base.form import FormScreen
from tts_tui.tui.base.reading import Reading
from tts_tui.tui.core.safe_widgets import plain
from tts_tui.tui.widgets.ask_line import AskLine
from tts_tui.tui.widgets.menu import Menu
from tts_tui.tui.widgets.picker import Picker, PickerItem
from tts_tui.tui.widgets.rights_checklist import RightsChecklist

if TYPE_CHECKING:
    from tts_tui.api.rows import ApplicationRow

__all__ = ["RightsForm"]

Result = TypeVar("Result")


class RightsForm(FormScreen[Result]):
    """The commands of the checklist. A subclass sets `application_id`, which it is about."""

    application_id: str

    @property
    def _checklist(self) -> RightsChecklist:
        return self.query_one(RightsChecklist)

    def action_toggle_right(self) -> None:
        self._checklist.toggle()

    def action_filter_rights(self) -> None:
        self._checklist.begin_filter()

    def action_preset(self) -> None:
        own = [Preset(name, rights) for name, rights in self.session.preferences.presets.items()]
        others = [("Copy from …", self._copy_from)]
        if self._checklist.selection.rights:
            others.append(("Save this selection as …", self._save_preset))
        if own:
            others.append(("Remove a preset of your own …", partial(self._remove_preset, own)))
        self._checklist.choose_preset(own, others)

    def _copy_from(self) -> None:
        finder = ApplicationFinder(self.session.client, first=self.application_id)

        def choices(letters: str) -> list[PickerItem] | None:
            found = finder.known(letters)
            return None if found is None else [PickerItem(each.id, _application(each)) for each in found]

        def answered(application_id: str | None) -> None:
            if application_id is not None:
                self.show_problem(None)
                call = rights_sources.read(self.session.client, application_id)
                self.read(call, partial(self._choose_source, application_id), waiting=Reading.ACCESS, group="sources")

        nothing = "No application has that in its ID or name."
        self.app.push_screen(
            Picker("Copy rights from which application?", choices, ask=finder.ask, nothing=nothing), answered
        )

    def _choose_source(self, application_id: str, read: tuple[list[Preset], list[str]]) -> None:
        found, unread = read
        if unread:
            self.notify(f"Can't be read: {'; '.join(unread)}.", title=visible(application_id), markup=False)
        if not found:
            return

        def picked(index: str | None) -> None:
            if index is not None:
                self._checklist.take(found[int(index)])

        lines = [
            Content.assemble(plain(f"{each.word}  "), plain(in_words(each.rights), "$foreground-muted"))
            for each in found
        ]

        def choices(letters: str) -> list[PickerItem]:
            words = letters.casefold().split()
            shown = [index for index, line in enumerate(lines) if all(word in line.plain.casefold() for word in words)]
            return [PickerItem(str(index), lines[index]) for index in shown]

        self.app.push_screen(Picker(plain(f"Copy whose rights, in {application_id}?"), choices), picked)

    def _save_preset(self) -> None:
        def answered(name: str | None) -> None:
            if name is not None:
                self.session.preferences.save_preset(name, self._checklist.selection.rights)
                self.notify(f"Saved the preset {visible(name)}. Press p to select its rights.", markup=False)

        self.app.push_screen(
            AskLine("Save the selected rights as", "a name; one of the same name is replaced"), answered
        )

    def _remove_preset(self, own: list[Preset]) -> None:
        def picked(index: int | None) -> None:
            if index is not None:
                self.session.preferences.remove_preset(own[index].word)

        self.app.push_screen(Menu("Remove which preset?", [plain(each.word) for each in own]), picked)


def _application(row: ApplicationRow) -> Content:
    return Content.assemble(plain(f"{row.id}  "), plain(row.name, "$foreground-muted"))
