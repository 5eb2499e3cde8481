"""Live data: the event streams of applications and devices, and who changed what."""
