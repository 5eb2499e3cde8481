"""The list of named servers, the form for one, and the import from ttn-lw-cli."""
