"""`python -m tts_tui`."""

import sys

from tts_tui.cli import main

sys.exit(main())
