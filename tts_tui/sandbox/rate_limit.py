"""Limits on how often a method may be called, and the headers that tell.

Source: `pkg/ratelimit` of the open-source server; recordings/14_rate_limit.json.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tts_tui.sandbox.errors import RESOURCE_EXHAUSTED, ApiError

__all__ = ["RateLimit"]

_MINUTE: Final = timedelta(minutes=1)
_SECOND: Final = timedelta(seconds=1)


@dataclass
class RateLimit:
    """At most `per_minute` calls a minute, `burst` of them at once, for each method, entity and token.

    Each call moves the time at which all is forgotten (`_full_at`) one interval on; a call that would move it further
    than a whole burst from now is refused. (GCRA, as in `throttled`)
    """

    per_minute: int
    burst: int
    _full_at: dict[str, datetime] = field(default_factory=dict)

    def count(self, key: str, now: datetime) -> tuple[dict[str, str], ApiError | None]:
        """Count one call: the headers that tell the state, and the refusal if it is one too many."""
        interval = _MINUTE / self.per_minute
        room = interval * self.burst
        held = max(self._full_at.get(key, now), now)
        refused = held + interval - now > room
        full_at = self._full_at[key] = held if refused else held + interval
        left = timedelta() if refused else room - (full_at - now)
        retry = full_at + interval - room - now if refused else timedelta()
        headers = {
            "x-rate-limit-limit": str(self.burst),
            "x-rate-limit-available": str(left // interval),
            "x-rate-limit-reset": str((full_at - now) // _SECOND),
            "x-rate-limit-retry": str(retry // _SECOND),
        }
        if not refused:
            return headers, None
        return headers, ApiError(
            RESOURCE_EXHAUSTED,
            "pkg/ratelimit",
            "rate_limit_exceeded",
            "rate limit of `{rate}` accesses per minute exceeded for resource `{key}`",
            key=key,
            rate=self.burst,
        )
