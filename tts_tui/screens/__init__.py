"""One file per screen, with its .tcss beside it."""
