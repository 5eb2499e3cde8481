"""Undoing one's last change of an application's settings, unless the same fields have been changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from tts_tui.services.applications.settings import Settings, changed, with_fields

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["LastChange"]


class LastChange(msgspec.Struct, frozen=True):
    """What was saved last: the settings before and after. They differ in what can be undone."""

    before: Settings
    after: Settings

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it changed."""
        return changed(self.before, self.after)

    def only(self, fields: Collection[str]) -> LastChange | None:
        """The part of it that is about these fields, or None where there is none."""
        part = replace(self, after=with_fields(self.before, self.after, fields))
        return part if part.fields else None

    def without(self, fields: Collection[str]) -> LastChange | None:
        """What is left to undo once these fields were put back, or None."""
        return self.only([each for each in self.fields if each not in fields])

    def moved(self, now: Settings) -> tuple[str, ...]:
        """The fields that are neither as saved nor as before: somebody else has changed them."""
        since, undone = changed(self.after, now), changed(self.before, now)
        return tuple(each for each in self.fields if each in since and each in undone)

    def undone(self, now: Settings) -> Settings:
        """The settings of `now` with these fields as they were before."""
        return with_fields(now, self.before, self.fields)
