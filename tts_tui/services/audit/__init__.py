"""Key hygiene over every application: reading all API keys, what is found, and ending many of them."""
