"""The base of screens and widgets: commands, keys, themes, messages, the clipboard, painting, the terminal."""
