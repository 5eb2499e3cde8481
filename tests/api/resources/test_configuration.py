"""What the Application Server says of itself."""

from __future__ import annotations

import pytest

from tests.api.recordings import alone, recorded
from tests.api.seam import Script, ok
from tts_tui.api.errors import NotTheAPI
from tts_tui.api.resources.configuration import ApplicationServerConfiguration

NAME = "configuration of the Application Server"


async def test_a_threshold_is_there_only_where_health_is_tracked() -> None:
    (tracking,) = (each for each in alone("25") if each.name == NAME)
    found = await tracking.client().configuration.application_server()
    assert found == ApplicationServerConfiguration(3, "4s")
    found = await recorded("08", "as configuration").client().configuration.application_server()
    assert found == ApplicationServerConfiguration(0, "0s")


async def test_pubsub_providers_are_read_by_their_name() -> None:
    script = Script(ok({"configuration": {"pubsub": {"providers": {"mqtt": "DISABLED"}}}}))
    assert (await script.client().configuration.application_server()).pubsub == {"mqtt": "DISABLED"}
    assert script.only.url.path == "/api/v3/as/configuration"


@pytest.mark.parametrize(
    "answer", [{"webhooks": {}}, {"configuration": {"webhooks": {"unhealthy_attempts_threshold": "many"}}}]
)
async def test_what_is_no_configuration_is_an_error(answer: dict[str, object]) -> None:
    with pytest.raises(NotTheAPI):
        await Script(ok(answer)).client().configuration.application_server()
