"""The adapter: a small async client for The Things Stack's HTTP API, usable alone.

It imports neither Textual nor keyring nor anything else of this program.
"""

import sys

# httpx imports its own command line, and click, rich and pygments with it, wherever click is installed: a fifth
# of a second that no start-up of ours needs. It is written to do without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
