"""Integrations: where an application's messages go."""
