"""Write docs/faults.md: `make docs`."""

from tests.faults.page import FILE, page

FILE.write_text(page(), encoding="utf-8")
