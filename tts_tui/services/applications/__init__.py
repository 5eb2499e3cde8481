"""Applications: the list, changes, settings, and what becomes of deleted ones."""
