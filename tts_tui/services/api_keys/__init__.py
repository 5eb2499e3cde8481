"""API keys: the list, changes, and expiry."""
