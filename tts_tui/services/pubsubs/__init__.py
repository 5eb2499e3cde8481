"""The pub/subs of an application: what may be sent, what differs, and changes whose answer may get lost."""
