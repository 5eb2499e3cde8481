"""The audit of all API keys: what is worth a look, and ending many of them."""
