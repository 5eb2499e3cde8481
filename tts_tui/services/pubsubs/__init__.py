"""Pub/subs, without a screen: the list, their rules, and changes checked after a lost answer."""
