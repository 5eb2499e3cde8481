"""The adapter: a small async client for The Things Stack's HTTP API, usable alone.

It imports neither Textual nor keyring, and nothing else of this program.
"""
