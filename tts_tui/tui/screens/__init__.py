"""A folder for each resource; each screen has its .tcss beside it."""
