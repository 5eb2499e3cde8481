"""The program's own calm theme; Textual's are to be had by the palette."""

from typing import Final

from textual.theme import Theme

__all__ = ["THEME"]

THEME: Final = Theme(
    name="tts-tui",
    primary="#4fa3c7",
    secondary="#7f9fb5",
    accent="#63c5da",
    foreground="#d5dde2",
    background="#12181c",
    surface="#182126",
    panel="#202b31",
    success="#7fbf7f",
    warning="#e0b050",
    error="#e07070",
    dark=True,
    variables={
        "foreground-muted": "#8698a3",
        "rule": "#4a5b66",
        "footer-background": "#202b31",
        "footer-key-foreground": "#63c5da",
        "footer-description-foreground": "#b8c4cb",
        "block-cursor-background": "#2b5a6e",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "input-selection-background": "#2b5a6e",
    },
)
