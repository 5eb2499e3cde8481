"""Webhooks, without a screen: the list, their rules, what failed, and changes checked after a lost answer."""
