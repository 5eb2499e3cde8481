"""What every layer needs of text and time: safe text, instants, tmux."""
