"""The adapter, end to end: what the guide teaches, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tts_tui.api.client import Client
from tts_tui.api.errors import AlreadyExists, InvalidArgument, NotFound, PermissionDenied, Unauthenticated
from tts_tui.api.models import APIKey, Application
from tts_tui.api.secret import SecretStr

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.live.conftest import Server


@pytest.fixture
async def tts(server: Server) -> AsyncIterator[Client]:
    async with Client(server.url, server.token) as client:
        yield client


@pytest.fixture
async def application(tts: Client, fresh_id: str) -> AsyncIterator[Application]:
    account = (await tts.auth.info()).account
    assert account is not None
    yield await tts.applications.create(Application(id=fresh_id, name="Made by a test"), account)
    await tts.applications.delete(fresh_id)


async def test_an_application_is_made_found_changed_deleted_and_restored(tts: Client, application: Application) -> None:
    page = await tts.applications.page(order="-created_at", limit=5)
    assert application.id in {row.id for row in page.items}
    wanted = application.model_copy(update={"name": "", "description": "two\nlines", "attributes": {"env": "test"}})
    await tts.applications.update(wanted, ("name", "description", "attributes"))
    now = await tts.applications.get(application.id)
    assert (now.name, now.description, dict(now.attributes)) == ("", "two\nlines", {"env": "test"})
    await tts.applications.delete(application.id)
    deleted = await tts.applications.page(order="-created_at", deleted=True)
    assert application.id in {row.id for row in deleted.items}
    await tts.applications.restore(application.id)
    assert (await tts.applications.get(application.id)).description == "two\nlines"


async def test_an_id_is_taken_once(tts: Client, application: Application) -> None:
    account = (await tts.auth.info()).account
    assert account is not None
    with pytest.raises(AlreadyExists) as caught:
        await tts.applications.create(Application(id=application.id), account)
    assert caught.value.is_a("id_taken")


async def test_a_bad_id_is_refused_where_the_field_is(tts: Client) -> None:
    account = (await tts.auth.info()).account
    assert account is not None
    with pytest.raises(InvalidArgument) as caught:
        await tts.applications.create(Application(id="Bad ID"), account)
    assert caught.value.field_path == ("application", "ids", "application_id")


async def test_a_key_lives_and_dies(tts: Client, application: Application, server: Server) -> None:
    soon = datetime.now(UTC) + timedelta(days=90)
    rights = {"RIGHT_APPLICATION_INFO", "RIGHT_APPLICATION_TRAFFIC_READ"}
    made = await tts.api_keys.create(application.id, name="Reader", rights=rights, expires_at=soon)
    assert made.key is not None
    async with Client(server.url, made.key) as reader:
        assert (await reader.auth.info()).entity_id == application.id
        with pytest.raises(PermissionDenied):
            await reader.applications.delete(application.id)
    renamed = APIKey(id=made.id, name="Renamed", rights=made.rights, expires_at=None)
    await tts.api_keys.update(application.id, renamed, ("name", "expires_at"))
    (listed,) = await tts.api_keys.all(application.id)
    assert (listed.name, listed.rights, listed.expires_at, listed.key) == ("Renamed", rights, None, None)
    await tts.api_keys.delete(application.id, made.id)
    with pytest.raises(NotFound):
        await tts.api_keys.get(application.id, made.id)
    async with Client(server.url, made.key) as gone:
        with pytest.raises(Unauthenticated):
            await gone.auth.info()


@pytest.mark.parametrize("skip", [True, False, None])
async def test_skipping_payload_crypto_has_three_states(
    tts: Client, application: Application, skip: bool | None
) -> None:
    assert (await tts.link.get(application.id)).skip_payload_crypto is None
    await tts.link.set(application.id, skip_payload_crypto=True)
    await tts.link.set(application.id, skip_payload_crypto=skip)
    assert (await tts.link.get(application.id)).skip_payload_crypto is skip


async def test_three_kinds_of_bad_token_are_told_apart(server: Server) -> None:
    async with Client(server.url, SecretStr("not-a-token")) as tts:
        with pytest.raises(InvalidArgument):
            await tts.auth.info()
    async with Client(server.url, SecretStr(f"NNSXS.{'A' * 39}.{'A' * 52}")) as tts:
        with pytest.raises(Unauthenticated):
            await tts.auth.info()
