from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from tests.sandbox.conftest import error, ids
from tts_tui.sandbox import Sandbox, fill
from tts_tui.sandbox.sample_devices import add_devices
from tts_tui.sandbox.validation import ID_PATTERN, check_application, check_reserved


@pytest.fixture
def filled(clock):
    sandbox = Sandbox(clock=clock)
    return sandbox, fill(sandbox)


def live(sandbox):
    return [each for each in sandbox.store.every("application") if each.deleted_at is None]


@pytest.mark.parametrize("count", [0, 1, 5, 60, 1000])
def test_there_are_as_many_as_asked_for(clock, count):
    sandbox = Sandbox(clock=clock)
    fill(sandbox, count)
    assert len(live(sandbox)) == count


async def test_the_user_sees_them_all_and_what_was_deleted(filled):
    sandbox, sample = filled
    headers = {"authorization": f"Bearer {sample.key}"}
    transport = httpx.ASGITransport(app=sandbox.asgi())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v3", headers=headers) as client:
        assert (await client.get("/applications")).headers["x-total-count"] == "60"
        deleted = await client.get("/applications?deleted=true")
        assert ids(deleted) == ["old-history", "old-pilot", "old-trial"]
        assert (await client.post("/applications/old-pilot/restore")).status_code == 200
        assert error(await client.post("/applications/old-history/restore")) == "400 restore_window_expired"
        assert error(await client.delete("/applications/water-meters-north")) == "400 application_has_devices"
        link = await client.get("/as/applications/water-meters-north/link?field_mask=skip_payload_crypto")
        assert link.json() == {"skip_payload_crypto": True}


def test_the_server_would_have_taken_every_field(filled):
    sandbox, _ = filled
    for application in sandbox.store.every("application"):
        check_reserved(application.id)
        assert re.fullmatch(ID_PATTERN, application.id)
        check_application("", {"ids": {"application_id": application.id}, **application.fields})
        for key in application.keys.values():
            assert len(key.name) <= 50
            assert re.fullmatch("[A-Z2-7]{39}", key.id)
            assert re.fullmatch("[A-Z2-7]{52}", key.secret)


def test_collaborators_of_every_kind(filled):
    sandbox, sample = filled
    store = sandbox.store
    shared = store.existing("application", "water-meters-north")
    demo_user = store.account(sample.user_id)
    organizations = [each for each in shared.members if each.kind == "organization"]
    own = [each for each in organizations if demo_user in store.existing("organization", each.id).members]
    assert len(own) == 1
    assert len(organizations) == 2  # of the other, nobody's rights are shown to the demo user
    of_own = store.existing("organization", own[0].id).members
    held = [{right for right in store.membership_rights(each, shared) if "APPLICATION" in right} for each in of_own]
    assert any(not rights for rights in held)  # in it, and without rights here
    contacts = [shared.fields["administrative_contact"], shared.fields["technical_contact"]]
    assert contacts[0] == own[0].ids()
    assert contacts[1] != contacts[0]
    assert any("name" not in store.existing(each.kind, each.id).fields for each in of_own)


def test_two_fills_at_the_same_time_are_the_same(clock):
    moment = clock()
    first, second = Sandbox(clock=lambda: moment), Sandbox(clock=lambda: moment)
    assert fill(first) == fill(second)
    for one, other in zip(first.store.every("application"), second.store.every("application"), strict=True):
        assert one == other


def test_keys_of_every_kind(filled, clock):
    sandbox, _ = filled
    keys = [key for application in live(sandbox) for key in application.keys.values()]
    now = clock()
    left = [key.expires_at - now for key in keys if key.expires_at]
    assert any(key.expires_at is None for key in keys)
    assert any(time < timedelta() for time in left)
    assert any(timedelta() < time < timedelta(days=30) for time in left)
    assert any(time > timedelta(days=30) for time in left)
    rights = {right for key in keys for right in key.rights}
    assert {"RIGHT_APPLICATION_ALL", "RIGHT_APPLICATION_FUTURE_THING"} <= rights
    assert len({key.id for key in keys}) == len(keys)


def test_applications_of_every_kind(filled, clock):
    sandbox, _ = filled
    applications = live(sandbox)
    names = "".join(str(each.fields.get("name", "")) for each in applications)
    assert all(sign in names for sign in ("[bold red]", "水", "🌊", "\x1b", "\u202e"))
    assert any("name" not in each.fields for each in applications)
    assert any("\n" in each.fields.get("description", "") for each in applications)
    assert any(each.fields.get("attributes") for each in applications)
    assert any(each.devices for each in applications)
    oldest = timedelta(days=500)
    assert all(timedelta() < clock() - each.created_at < oldest for each in applications)


def test_the_first_page_is_an_operators_and_the_odd_ones_come_last(filled):
    sandbox, _ = filled
    newest = sorted(live(sandbox), key=lambda each: each.created_at, reverse=True)
    names = [each.fields.get("name", "") for each in newest]
    assert names[:3] == ["Pump stations", "Harbour lights", "Greenhouse 2"]
    assert all(name.isascii() and name.isprintable() and name[0].isalpha() for name in names[:9])
    odd = [each.id for each in newest[-15:]]
    assert {"hostile-name", "zurich-lake", "unnamed-one", "abc", "many-keys", "long-words"} <= set(odd)


def test_descriptions_of_many_are_about_forty_long(clock):
    sandbox = Sandbox(clock=clock)
    fill(sandbox, 2000)
    lengths = [len(each.fields.get("description", "")) for each in live(sandbox)[100:]]
    assert 35 <= sum(lengths) / len(lengths) <= 45


def test_a_sample_shows_no_key(filled):
    _, sample = filled
    assert "NNSXS" not in repr(sample)


async def test_devices_are_on_all_four_servers_and_one_in_some_was_never_seen(filled):
    sandbox, sample = filled
    headers = {"authorization": f"Bearer {sample.key}"}
    transport = httpx.ASGITransport(app=sandbox.asgi())
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox/api/v3", headers=headers) as client:
        many = await client.get("/applications/many-devices/devices?order=-last_seen_at&field_mask=last_seen_at")
        assert many.headers["x-total-count"] == "40"
        seen = [each["ids"]["device_id"] for each in many.json()["end_devices"] if "last_seen_at" in each]
        assert len(seen) == 35
        for server in ("", "/ns", "/as", "/js"):
            found = await client.get(f"{server}/applications/many-devices/devices/sensor-1")
            assert found.json()["ids"]["device_id"] == "sensor-1"
        mask = "field_mask=session.dev_addr,lorawan_version"
        never = await client.get(f"/ns/applications/many-devices/devices/sensor-7?{mask}")
        assert "session" not in never.json()
        joined = await client.get(f"/ns/applications/many-devices/devices/sensor-1?{mask}")
        assert joined.json()["session"] == {"dev_addr": joined.json()["ids"]["dev_addr"]}


def test_many_devices_are_made_at_once(filled, clock):
    sandbox, _ = filled
    add_devices(sandbox, "pump-stations", 1_000, now=clock())
    devices = sandbox.store.existing("application", "pump-stations").devices
    assert len({each.ids["dev_eui"] for each in devices.values()}) == 1_000
