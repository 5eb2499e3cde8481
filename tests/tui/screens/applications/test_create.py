"""The wizard that makes an application, driven by keys."""

from __future__ import annotations

import pytest

from tests.tui.screens.applications.create_form import CREATE, fill, focused, sent
from tts_tui.sandbox.faults import Fault
from tts_tui.services.shell_export import curl

ADDRESSES = dict.fromkeys(("network_server_address", "application_server_address", "join_server_address"), "127.0.0.1")


# What is on it


async def test_the_first_step(wizard, size, golden):
    async with wizard(size=size) as person:
        assert focused(person) == "application_id"
        assert person.screen == golden


async def test_the_second_step(wizard):
    async with wizard() as person:
        await person.type("river-1")
        await person.press("f7")
        assert focused(person) == "attributes"
        assert "▸2 Options" in person.screen
        assert "0 of 10" in person.screen
        for server in ("Network", "Application", "Join"):
            assert person.beside(f"{server} Server") == "127.0.0.1"


async def test_the_review(wizard):
    async with wizard() as person:
        await fill(person)
        assert "▸3 Review" in person.screen
        assert person.beside("ID") == "river-1"
        assert person.beside("Owner") == "organization city-parking"
        assert person.beside("Name") == "River [/x]"
        assert "Description One Two Attributes env = live" in person.words
        assert person.beside("Network Server") == "ns.example"
        assert person.beside("Application Server") == "127.0.0.1"
        assert person.beside("Join Server") == "any"


async def test_the_review_says_what_is_wrong(wizard):
    async with wizard() as person:
        await person.type("River")
        await person.press("f7", "K", "tab", "tab", "x", "/", "f7")
        assert person.beside("ID").startswith("River ✗ No capital letters.")
        assert "✗ Key “K”: no capital letters." in person.words
        assert person.beside("Network Server").startswith("127.0.0.1x/ ✗ Not a valid address")
        assert "✗" not in person.beside("Application Server")


async def test_steps_go_back_and_forth_and_keep_what_was_typed(wizard):
    async with wizard() as person:
        await fill(person)
        before = person.screen
        await person.press("ctrl+pageup", "f8")
        assert "▸1" in person.screen
        assert "river-1" in person.screen
        assert focused(person) == "application_id"
        await person.press("f8")
        assert person.notes[-1] == "This is the first step."
        await person.press("ctrl+pagedown", "f7")
        assert person.screen.splitlines()[:-8] == before.splitlines()[:-8]
        await person.press("f7")
        assert "last step" in person.notes[-1]


async def test_enter_goes_from_field_to_field_and_from_step_to_step(wizard):
    async with wizard() as person:
        places = []
        for keys in (["enter"], ["enter"], ["f7", "tab", "tab"], ["enter"], ["enter"]):
            await person.press(*keys)
            places.append(focused(person))
        assert places == ["name", "description", *ADDRESSES]
        await person.press("enter")
        assert "▸3" in person.screen
        await person.press("enter")  # a habit creates nothing
        assert "▸3" in person.screen


# Creating


@pytest.mark.parametrize(("steps", "submit"), [(0, "ctrl+s"), (1, "f2"), (2, "ctrl+s")])
async def test_only_the_id_is_needed_and_every_step_creates(wizard, sandbox, steps, submit):
    async with wizard() as person:
        await person.type("river-1")
        await person.press(*["f7"] * steps, submit)
        body = {"application": {"ids": {"application_id": "river-1"}, **ADDRESSES}}
        assert sent(sandbox) == [("POST", "/api/v3/users/demo-user/applications", body)]
        assert "✓ Created · next steps" in person.screen
        assert "Add end devices" in person.screen
        await person.press("q")
        assert "river-1" in person.screen  # the list was read again


async def test_everything_that_was_typed_is_sent_and_kept(wizard, sandbox):
    async with wizard() as person:
        await fill(person)
        await person.press("ctrl+s")
    [(_, path, body)] = sent(sandbox)
    assert path == "/api/v3/organizations/city-parking/applications"
    assert body["application"] == {
        "ids": {"application_id": "river-1"},
        "name": "River [/x]",
        "description": "One\nTwo",
        "attributes": {"env": "live"},
        "network_server_address": "ns.example",
        "application_server_address": "127.0.0.1",
    }
    made = sandbox.store.live("application", "river-1")
    assert made.fields["administrative_contact"] == {"organization_ids": {"organization_id": "city-parking"}}
    assert made.fields["description"] == "One\nTwo"


async def test_what_is_shown_as_commands_is_what_is_sent(wizard, sandbox):
    async with wizard() as person:
        await fill(person)
        form = person.app.screen
        shown = curl([each.call for each in form.exports()], form.session.client.hosts)
        await person.press("ctrl+o")
        assert "ttn-lw-cli" in person.screen
        assert person.app.screen._curl == shown
        assert "organizations/city-parking/applications" in shown
        assert sent(sandbox) == []
        await person.press("escape", "f2")
    [(method, path, body)] = sent(sandbox)
    [call] = [each.call for each in form.exports()] if form.is_attached else [None]
    assert call is None  # the form has gone
    assert f"-X {method} \\\n  http://127.0.0.1:1885{path}" in shown
    assert all(value in shown for value in (body["application"]["name"], "ns.example", '"env": "live"'))


async def test_pressed_twice_it_is_sent_once(wizard, sandbox):
    sandbox.faults.add(Fault(CREATE, latency=1))
    async with wizard() as person:
        await person.type("river-1")
        await person.press("ctrl+s", "f2", "ctrl+s")
        assert len(sent(sandbox)) == 1
        assert "It is being sent." in person.notes
        assert "✓ Created" in person.screen


async def test_esc_hides_what_is_being_sent_and_the_outcome_is_told(wizard, sandbox):
    sandbox.faults.add(Fault(CREATE, latency=1))
    async with wizard() as person:
        await person.type("river-1")
        await person.touch("ctrl+s", "escape")
        assert "Applications" in person.screen
        await person.settle()
        assert "Created river-1." in person.notes
        assert sandbox.store.live("application", "river-1") is not None


# The owner


@pytest.mark.usefixtures("sample")
async def test_an_organizations_key_makes_it_for_the_organization(wizard, sandbox):
    async with wizard(sandbox.add_key("organization", "water-works")) as person:
        assert "Owner" not in person.screen
        await person.type("river-1")
        await person.press("ctrl+s")
    assert [path for _, path, _ in sent(sandbox)] == ["/api/v3/organizations/water-works/applications"]
    assert not [each for each in sandbox.requests if each.path.endswith("/organizations")]


async def test_without_a_choice_no_owner_is_asked_for(wizard, sandbox, sample):
    async with wizard(sample.admin_key) as person:
        assert "Owner" not in person.screen
        await person.type("river-1")
        await person.press("f7", "f7")
        assert "admin" in person.screen
        await person.press("ctrl+s")
    assert [path for _, path, _ in sent(sandbox)] == ["/api/v3/users/admin/applications"]


async def test_organizations_that_cannot_be_read_keep_nothing_up(wizard, sandbox):
    sandbox.faults.add(Fault("GET", "/organizations$", status=500))
    async with wizard() as person:
        assert "Could not read your organizations (fault 500). You will own the application." in person.words
        await person.type("river-1")
        await person.press("ctrl+s")
    assert [path for _, path, _ in sent(sandbox)] == ["/api/v3/users/demo-user/applications"]


async def test_reading_the_organizations_can_be_stopped(start, sandbox, sample):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", "/organizations$", latency=5))
        await person.touch("n", "a", "escape")
        await person.settle()
        assert "Could not read your organizations (you stopped it)" in person.screen
        assert person.app.screen.field("application_id").control.value == "a"


async def test_an_organizations_hostile_name_is_text(wizard, sandbox):
    name = "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil"  # of recordings/12_hostile_text.json
    sandbox.add_organization("hostile", owner="demo-user", name=name)
    async with wizard() as person:
        assert "␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/] ‹U+202E›evil" in " ".join(person.screen.split())


async def test_typing_does_not_wait_for_the_organizations(start, sandbox, sample):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", "/organizations$", latency=1.5))
        await person.touch("n", "a", "b")
        assert person.app.screen.field("collaborator") is None
        assert person.app.screen.field("application_id").control.value == "ab"
        await person.settle()
        assert person.app.screen.field("collaborator") is not None
        assert person.app.screen.field("application_id").control.value == "ab"
        assert focused(person) == "application_id"


# Leaving


async def test_leaving_asks_only_where_something_was_typed(wizard):
    async with wizard() as person:
        await person.press("escape")
        assert "New application" not in person.screen
        await person.press("n", "x", "escape")
        assert "Leave this form?" in person.screen
        await person.press("n")
        assert person.app.screen.field("application_id").control.value == "x"
        await person.press("backspace", "escape")
        assert "Applications" in person.screen


async def test_a_choice_and_an_attribute_count_as_typed(wizard):
    async with wizard() as person:
        await person.press("tab", "tab", "tab", "right", "space", "escape")
        assert "Leave this form?" in person.screen
        await person.press("y", "n", "f7", "k", "escape")
        assert "Leave this form?" in person.screen


async def test_a_terminal_that_is_too_small_says_so(wizard):
    async with wizard() as person:
        await person.type("abc")
        await person.pilot.resize_terminal(50, 12)
        await person.settle()
        assert "make it larger" in person.screen
        assert "abc" not in person.screen
        await person.pilot.resize_terminal(80, 24)
        await person.settle()
        assert "abc" in person.screen


async def test_what_is_not_ready_is_not_called_ready(wizard):
    async with wizard() as person:
        await person.press("f7", "f7")
        assert "Ready to create:" not in person.words
        assert "✗ Enter an ID." in person.words
        await person.press("f8", "f8")
        await person.type("river-1")
        await person.press("f7", "f7")
        assert "Ready to create:" in person.words
