"""The program's own themes, dark and light; the palette offers Textual's as well.

Every colour of the program is a variable of a theme. Text has a contrast of at least 4.5 : 1 with all backgrounds that
it can have, muted text 3 : 1, and lines 1.9 : 1; tests/tui/core/test_themes.py measures them, for terminals of 16
colours, too.
"""

from typing import Final, TypeVar

from textual.app import App
from textual.theme import Theme

__all__ = ["DARK", "LIGHT", "HasThemes"]

Result = TypeVar("Result")

_DEFAULTS: Final = {"rule": "ansi_bright_black"}
"""Defaults for variables that only the program's own themes have."""
_CURSOR_OF_ANSI: Final = {
    "block-cursor-background": "ansi_blue",
    "block-cursor-foreground": "ansi_bright_white",
}
"""For themes of the terminal's own colours: on Textual's white cursor, muted text would be invisible."""

DARK: Final = Theme(
    name="tts-tui",
    primary="#4fa3c7",
    secondary="#7f9fb5",
    accent="#63c5da",
    foreground="#d5dde2",
    background="#12181c",
    surface="#182126",
    panel="#202b31",
    success="#70cc70",
    warning="#e8bd66",
    error="#f58585",
    dark=True,
    variables={
        "foreground-muted": "#8fa1ac",
        "text-muted": "#8fa1ac",
        "text-accent": "#63c5da",
        "text-success": "#70cc70",
        "text-warning": "#e8bd66",
        "text-error": "#f58585",
        "rule": "#53656f",
        "border-blurred": "#53656f",
        "footer-background": "#202b31",
        "footer-key-foreground": "#63c5da",
        "footer-description-foreground": "#b8c4cb",
        "block-cursor-background": "#1c3f4e",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#1d2f38",
        "block-cursor-blurred-foreground": "#d5dde2",
        "input-selection-background": "#1c3f4e",
        "scrollbar": "#53656f",
        "scrollbar-hover": "#63c5da",
        "scrollbar-active": "#63c5da",
        "scrollbar-background": "#12181c",
        "scrollbar-background-hover": "#12181c",
        "scrollbar-background-active": "#12181c",
        "scrollbar-corner-color": "#12181c",
    },
)

LIGHT: Final = Theme(
    name="tts-tui-light",
    primary="#1f6f8b",
    secondary="#4b6472",
    accent="#005f78",
    foreground="#1c2529",
    background="#fbfcfc",
    surface="#f0f4f5",
    panel="#e3eaed",
    success="#0a6a1f",
    warning="#7d5200",
    error="#a8211a",
    dark=False,
    variables={
        "foreground-muted": "#56666f",
        "text-muted": "#56666f",
        "text-accent": "#005f78",
        "text-success": "#0a6a1f",
        "text-warning": "#7d5200",
        "text-error": "#a8211a",
        "rule": "#94a5ae",
        "border-blurred": "#94a5ae",
        "footer-background": "#e3eaed",
        "footer-key-foreground": "#005f78",
        "footer-description-foreground": "#33434c",
        "block-cursor-background": "#b8dce8",
        "block-cursor-foreground": "#08252e",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#dbe6ea",
        "block-cursor-blurred-foreground": "#1c2529",
        "input-selection-background": "#b8dce8",
        "scrollbar": "#94a5ae",
        "scrollbar-hover": "#005f78",
        "scrollbar-active": "#005f78",
        "scrollbar-background": "#fbfcfc",
        "scrollbar-background-hover": "#fbfcfc",
        "scrollbar-background-active": "#fbfcfc",
        "scrollbar-corner-color": "#fbfcfc",
    },
)


class HasThemes(App[Result]):
    """An App with these themes: the dark one until somebody chooses another."""

    def begin_with_theme(self, name: str) -> None:
        """Use a theme from the first frame on; the dark one if there is none of that name."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.set_reactive(HasThemes.theme, name if name in self.available_themes else DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, lambda theme: self.theme_chosen(theme.name))

    def theme_chosen(self, name: str) -> None:
        """Called when another theme was chosen."""

    def get_theme(self, theme_name: str) -> Theme | None:
        """The theme of that name. Textual's own collects all themes each time, also with each line that is drawn."""
        own = next((each for each in (DARK, LIGHT) if each.name == theme_name), None)
        return own or super().get_theme(theme_name)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return _DEFAULTS

    def get_css_variables(self) -> dict[str, str]:
        variables = super().get_css_variables()
        return variables | _CURSOR_OF_ANSI if self.current_theme.ansi else variables
