"""One file for each resource that the sandbox serves."""
