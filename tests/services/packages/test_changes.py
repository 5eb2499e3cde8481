"""Saving a package association that others may change as well."""

from __future__ import annotations

import httpx
import pytest

from tts_tui.api.client import Client
from tts_tui.api.resources.packages import Association
from tts_tui.api.secret import SecretStr
from tts_tui.sandbox import Sandbox
from tts_tui.services.concurrent_changes import ChangedElsewhere
from tts_tui.services.differences import Line
from tts_tui.services.packages.changes import PortTaken, differences, save

CLOUD = Association(f_port=199, package_name="lora-cloud-device-management-v1", data=SecretStr('{"token": "AQEA"}'))


@pytest.fixture
def client() -> Client:
    sandbox = Sandbox()
    sandbox.add_user("alice")
    sandbox.add_application("water", owner="alice")
    token = SecretStr(sandbox.add_key("user", "alice"))
    return Client("http://127.0.0.1:1885", token, transport=httpx.ASGITransport(sandbox.asgi()))


async def test_one_is_put_changed_and_never_replaced_by_a_new_one(client: Client) -> None:
    await save(client, "water", None, CLOUD)
    before = await client.packages.get("water", 199)
    with pytest.raises(PortTaken, match="lora-cloud-device-management-v1"):
        await save(client, "water", None, Association(f_port=199, package_name="alcsync-v1"))
    await save(client, "water", before, before.model_copy(update={"data": SecretStr("")}))
    assert (await client.packages.get("water", 199)).data == SecretStr("")
    with pytest.raises(ChangedElsewhere):
        await save(client, "water", before, before.model_copy(update={"data": SecretStr('{"token": "B"}')}))
    await client.packages.delete("water", 199)
    with pytest.raises(ChangedElsewhere):
        await save(client, "water", before, before.model_copy(update={"package_name": "alcsync-v1"}))


def test_a_review_shows_no_secret() -> None:
    after = CLOUD.model_copy(update={"data": SecretStr('{"token": "NEW", "more": 1}'), "package_name": "alcsync-v1"})
    package, data = differences(CLOUD, after)
    assert package.lines == (Line("-", "lora-cloud-device-management-v1"), Line("+", "alcsync-v1"))
    assert Line("+", '  "more": 1') in data.lines
    assert "AQEA" not in str(data)
    assert "NEW" not in str(data)
    (only,) = differences(CLOUD, CLOUD.model_copy(update={"data": SecretStr('{"token": "NEW"}')}))
    assert only.lines[0].text.startswith("another secret")
