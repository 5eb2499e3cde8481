"""An embedded The Things Stack: the same HTTP API on loopback, in memory."""

from tts_tui.sandbox.app import Sandbox
from tts_tui.sandbox.faults import Fault, Faults
from tts_tui.sandbox.middleware import Received
from tts_tui.sandbox.rate_limit import RateLimit
from tts_tui.sandbox.sample import Sample, fill
from tts_tui.sandbox.server import in_thread, running, serve

__all__ = [
    "Fault",
    "Faults",
    "RateLimit",
    "Received",
    "Sample",
    "Sandbox",
    "fill",
    "in_thread",
    "running",
    "serve",
]
