"""Who shares an application: what may be changed, and changes whose answer may get lost."""
