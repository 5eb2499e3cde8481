"""What a message holds, in one column."""

from __future__ import annotations

from tts_tui.services.events.in_words import Message
from tts_tui.tui.screens.events.data_column import data_heading, data_text

VALUES = (("temperature_1", "28.8"), ("relative_humidity_2", "37.5"))
MESSAGE = Message("temperature_1 28.8, relative_humidity_2 37.5", VALUES, "", 1, -103.0, -9.25, "SF12BW125")


def test_short_facts_are_in_their_places_as_far_as_there_is_room_beside_the_values() -> None:
    assert data_text(MESSAGE, 72).plain == f"{MESSAGE.payload}      1 -103 -9.25 SF12BW125"
    assert data_heading("Data", 70).plain.endswith(" Port RSSI   SNR      Rate")
    assert data_text(MESSAGE, 36).plain == "tem… 28.8, rel… 37.5    1 -103 -9.25"
    assert data_heading("Data", 36).plain == "Data                 Port RSSI   SNR"
    assert data_text(MESSAGE, 22).plain == "tem… 28.8, rel… 37.5  "
    assert data_heading("Data", 22).plain.rstrip() == "Data"


def test_what_is_absurdly_long_or_odd_moves_nothing() -> None:
    odd = Message("\x1b[31m" + "界" * 40, (), "", 10**9, -1e300, 1e300, "SF" + "9" * 20)
    assert data_text(odd, 70).cell_len == 70
    assert "\x1b" not in data_text(odd, 70).plain
    assert data_text(odd, 70).plain.endswith("    …    …     …         …")
    assert data_text(Message("", (), "", None, None, None, ""), 0).plain == ""
