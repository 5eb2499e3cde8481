"""The adapter: a small async client for The Things Stack's HTTP API, usable alone.

It imports neither Textual nor keyring nor anything else of this program.
"""

import sys

# What httpx and httpcore look for wherever they are imported, are written to do without, and nobody needs here: a
# command line (with click, rich and pygments), HTTP/2 (with h2), and a library that tells trio from asyncio.
for _unwanted in ("httpx._main", "httpcore._async.http2", "httpcore._sync.http2", "sniffio"):
    sys.modules.setdefault(_unwanted, None)  # type: ignore[arg-type]
