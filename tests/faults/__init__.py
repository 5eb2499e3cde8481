"""Every call of the adapter with every fault: what a person reads, and what was sent. `make docs` writes the page."""
