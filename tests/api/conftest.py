from __future__ import annotations

from hypothesis import settings

# The same examples in every run, no clock, and nothing written to disk.
settings.register_profile("adapter", deadline=None, derandomize=True, database=None)
settings.load_profile("adapter")
