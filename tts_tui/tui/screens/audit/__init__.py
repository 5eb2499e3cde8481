"""The audit of the API keys of all applications: its findings, and ending many keys at once."""
