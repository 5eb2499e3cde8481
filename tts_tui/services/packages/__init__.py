"""Application packages: what may be sent, and changes whose answer may get lost."""
