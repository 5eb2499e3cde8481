"""What the program's screens and widgets stand on: commands, keys, themes, the clipboard, painting."""
