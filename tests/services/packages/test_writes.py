"""Changes of package associations whose answer gets lost."""

from __future__ import annotations

import pytest

from tests.services.losing import Losing
from tts_tui.api.client import Client
from tts_tui.api.resources.packages import Association
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.packages.writes import delete, put
from tts_tui.services.verified_writes import NotDone

CLOCK = Association(f_port=202, package_name="alcsync-v1", data=SecretStr('{"threshold": 5}'))
BOTH = ("package_name", "data")


def losing(*, done: bool, there: bool = False) -> Client:
    sandbox = Sandbox()
    sandbox.add_user("alice")
    water = sandbox.add_application("water", owner="alice")
    if there:
        ids = {"application_ids": {"application_id": "water"}, "f_port": 202}
        water.packages.append({"ids": ids, "package_name": "other"})
    token = SecretStr(sandbox.add_key("user", "alice"))
    return Client("http://127.0.0.1:1885", token, transport=Losing(sandbox, done=done))


@pytest.mark.parametrize("device_id", ["", "meter-1"])
async def test_it_was_set(device_id: str) -> None:
    wanted = CLOCK.model_copy(update={"device_id": device_id})
    assert await put(losing(done=True), "water", wanted, BOTH) is True
    with pytest.raises(NotDone, match="FPort 202 has no package"):
        await put(losing(done=False), "water", wanted, BOTH)


async def test_it_is_as_it_was() -> None:
    with pytest.raises(NotDone, match="FPort 202 is as it was"):
        await put(losing(done=False, there=True), "water", CLOCK, ("data",))


async def test_it_was_removed() -> None:
    assert await delete(losing(done=True, there=True), "water", 202) is True
    with pytest.raises(NotDone, match="still has its package"):
        await delete(losing(done=False, there=True), "water", 202)
