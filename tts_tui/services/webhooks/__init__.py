"""Webhooks without a screen: the list, what may be sent, what failed, and changes whose answer may be lost."""
