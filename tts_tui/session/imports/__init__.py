"""What can be imported from other programs on this machine."""
