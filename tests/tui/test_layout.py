"""Layout and colour of the screens that matter most, as SVG."""

from __future__ import annotations

import httpx
import pytest

from tests.tui.conftest import URL, Person
from tts_tui.api.secret import SecretStr
from tts_tui.servers.model import by_address
from tts_tui.session.credentials import FoundToken
from tts_tui.session.manager import SessionManager
from tts_tui.session.sign_in import Outside
from tts_tui.session.start import Start
from tts_tui.tui.app import TTSApp


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((), id="list"),
        pytest.param(("end", "enter"), id="overview"),
        pytest.param(("n", "A"), id="wizard with a problem"),
        pytest.param(("d",), id="delete"),
    ],
)
def test_it_looks_as_before(snap_compare, sandbox, sample, keys):
    outside = Outside(httpx.ASGITransport(sandbox.asgi()), sandbox.clock)
    manager = SessionManager(keeps=False, outside=outside)
    app = TTSApp(Start(by_address(URL), manager, FoundToken(SecretStr(sample.key), "of the test")).ready)

    async def run_before(pilot):
        person = Person(app, pilot)
        await person.settle()
        await person.press(*keys)

    assert snap_compare(app, terminal_size=(120, 40), run_before=run_before)
