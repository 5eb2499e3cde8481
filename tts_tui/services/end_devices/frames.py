"""The last frames of an end device: what it sent, and what was sent to it."""

from __future__ import annotations

from typing import Final

__all__ = ["FRAME_EVENTS"]

FRAME_EVENTS: Final = (
    "as.up.join.forward",
    "as.up.data.forward",
    "as.down.data.sent.forward",
    "as.down.data.ack.forward",
    "as.down.data.nack.forward",
    "as.down.data.failed.forward",
)
"""The events that tell of a frame, each once. (recordings/self-contained/24_traffic_radio.json)"""
