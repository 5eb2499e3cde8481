"""The form that creates an application, driven by keys."""

from __future__ import annotations

import pytest

from tests.held import HeldRequest
from tests.tui.screens.applications.create_form import CREATE, fill, focused, sent
from tts_tui.sandbox.faults import Fault
from tts_tui.services.shell_export import curl

ADDRESSES = dict.fromkeys(("network_server_address", "application_server_address", "join_server_address"), "127.0.0.1")


# What is on it


async def test_the_first_step(wizard, size, golden):
    async with wizard(size=size) as person:
        assert focused(person) == "application_id"
        assert person.screen == golden


async def test_enter_goes_from_field_to_field_and_from_step_to_step(wizard):
    async with wizard() as person:
        places = []
        for keys in (["enter"], ["enter"], ["f7"], ["tab", "tab"], ["enter"], ["enter"]):
            await person.press(*keys)
            places.append(focused(person))
            if keys == ["f7"]:
                assert "▸2 Options" in person.screen
                assert "0 of 10" in person.screen
                for server in ("Network", "Application", "Join"):
                    assert person.beside(f"{server} Server") == "127.0.0.1"
        assert places == ["name", "description", "attributes", *ADDRESSES]
        await person.press("enter")
        assert "▸3" in person.screen
        await person.press("enter")  # a habit creates nothing
        assert "▸3" in person.screen


async def test_the_review_says_what_is_wrong(wizard):
    async with wizard((120, 40)) as person:
        await person.press("f7", "f7")
        assert "✗ Enter an ID." in person.words
        await person.press("f8", "f8")
        await person.type("River")
        await person.press("f7", "K", "tab", "tab", "x", "/", "f7")
        assert person.beside("ID").startswith("River ✗ No capital letters.")
        assert "✗ Key “K”: no capital letters." in person.words
        assert person.beside("Network Server").startswith("127.0.0.1x/ ✗ Not a valid address")
        assert "✗" not in person.beside("Application Server")
        assert "Not ready yet:" in person.words
        assert "Ready to create:" not in person.words


async def test_what_was_typed_is_kept_from_step_to_step_reviewed_shown_as_commands_and_sent(wizard, sandbox):
    async with wizard() as person:
        await fill(person)
        # The review has all of it.
        assert "▸3 Review" in person.screen
        assert "Ready to create:" in person.words
        assert person.beside("ID") == "river-1"
        assert person.beside("Owner") == "organization city-parking"
        assert person.beside("Name") == "River [/x]"
        assert "Description One Two Attributes env = live" in person.words
        assert person.beside("Network Server") == "ns.example"
        assert person.beside("Application Server") == "127.0.0.1"
        assert person.beside("Join Server") == "any"
        # Back to the first step, and to the last one again.
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
        # As commands, which send nothing.
        form = person.app.screen
        shown = curl([each.call for each in form.exports()], form.session.client.hosts)
        await person.press("ctrl+o")
        assert "ttn-lw-cli" in person.screen
        assert person.app.screen._curl == shown
        assert sent(sandbox) == []
        # And what is sent is what the commands show.
        await person.press("escape", "f2")
        assert not form.is_attached
    [(method, path, body)] = sent(sandbox)
    assert path == "/api/v3/organizations/city-parking/applications"
    assert body["application"] == {
        "ids": {"application_id": "river-1"},
        "name": "River [/x]",
        "description": "One\nTwo",
        "attributes": {"env": "live"},
        "network_server_address": "ns.example",
        "application_server_address": "127.0.0.1",
    }
    assert f"-X {method} \\\n  http://127.0.0.1:1885{path}" in shown
    assert all(value in shown for value in (body["application"]["name"], "ns.example", '"env": "live"'))
    made = sandbox.store.live("application", "river-1")
    assert made.fields["administrative_contact"] == {"organization_ids": {"organization_id": "city-parking"}}
    assert made.fields["description"] == "One\nTwo"


# Creating


async def test_only_the_id_is_needed_and_every_step_creates(wizard, sandbox):
    async with wizard() as person:
        for number, keys in enumerate((["ctrl+s"], ["f7", "f2"], ["f7", "f7", "ctrl+s"])):
            if number:
                await person.press("n")
            await person.type(f"river-{number}")
            await person.press(*keys)
            body = {"application": {"ids": {"application_id": f"river-{number}"}, **ADDRESSES}}
            assert sent(sandbox)[number:] == [("POST", "/api/v3/users/demo-user/applications", body)]
            assert "✓ Created · next steps" in person.screen
            assert "Add end devices" in person.screen
            await person.press("q")
            assert f"river-{number}" in person.screen  # the list was read again


async def test_it_is_sent_once_and_esc_hides_it(wizard, sandbox):
    async with wizard((120, 40)) as person:
        held = HeldRequest(sandbox, CREATE)
        await person.type("river-1")
        await person.touch("ctrl+s", "escape")
        assert "Applications" in person.screen
        held.release()
        await person.settle()
        assert "Created river-1." in person.notes  # wherever one is by then
        assert sandbox.store.live("application", "river-1") is not None
        held = HeldRequest(sandbox, CREATE)
        await person.press("n")
        await person.type("river-2")
        await person.touch("ctrl+s", "f2", "ctrl+s")
        held.release()
        await person.settle()
        assert len(sent(sandbox)) == 2
        assert "It is being sent." in person.notes
        assert "✓ Created" in person.screen


# The owner


@pytest.mark.usefixtures("sample")
async def test_an_organizations_key_creates_it_for_the_organization(wizard, sandbox):
    async with wizard(token=sandbox.add_key("organization", "water-works")) as person:
        assert "Owner" not in person.screen
        await person.type("river-1")
        await person.press("ctrl+s")
    assert [path for _, path, _ in sent(sandbox)] == ["/api/v3/organizations/water-works/applications"]
    assert not [each for each in sandbox.requests if each.path.endswith("/organizations")]


async def test_without_an_organization_there_is_no_choice_of_owner(wizard, sandbox, sample):
    async with wizard(token=sample.admin_key) as person:
        assert "Owner" not in person.screen
        await person.type("river-1")
        await person.press("f7", "f7")
        assert person.beside("Owner") == "admin"
        await person.press("ctrl+s")
    assert [path for _, path, _ in sent(sandbox)] == ["/api/v3/users/admin/applications"]


async def test_without_its_organizations_an_account_can_create_for_itself(start, sandbox, sample):
    async with start(sample.key) as person:
        sandbox.faults.add(Fault("GET", "/organizations$", latency=5))
        await person.touch("n", "a", "escape")
        await person.settle()
        assert "Could not read your organizations (you stopped it)" in person.screen
        assert person.app.screen.field("application_id").control.value == "a"
        await person.press("escape", "y")
        sandbox.faults.add(Fault("GET", "/organizations$", status=500))
        await person.press("n")
        assert "Could not read your organizations (fault 500). You will own the application." in person.words
        await person.type("river-1")
        await person.press("ctrl+s")
    assert [path for _, path, _ in sent(sandbox)] == ["/api/v3/users/demo-user/applications"]


async def test_typing_does_not_wait_for_the_organizations_whose_names_are_text(start, sandbox, sample):
    name = "\x1b]52;c;SGFja2Vk\x07[/x][@click=app.quit]go[/] \u202eevil"  # of recordings/12_hostile_text.json
    sandbox.add_organization("hostile", owner="demo-user", name=name)
    async with start(sample.key) as person:
        held = HeldRequest(sandbox, "GET", "/organizations$")
        await person.touch("n", "a", "b")
        assert person.app.screen.field("collaborator") is None
        assert person.app.screen.field("application_id").control.value == "ab"
        held.release()
        await person.settle()
        assert person.app.screen.field("collaborator") is not None
        assert person.app.screen.field("application_id").control.value == "ab"
        assert focused(person) == "application_id"
        assert "␛]52;c;SGFja2Vk␇[/x][@click=app.quit]go[/] ‹U+202E›evil" in person.words


# Leaving


async def test_leaving_asks_where_something_was_typed_or_chosen(wizard):
    async with wizard() as person:
        await person.press("escape")
        assert "New application" not in person.screen
        await person.press("n", "x", "escape")
        assert "Leave this form?" in person.screen
        await person.press("n")
        assert person.app.screen.field("application_id").control.value == "x"
        await person.press("backspace", "escape")
        assert person.app.screen.area == "Applications"
        # An owner, and an attribute.
        await person.press("n", "tab", "tab", "tab", "right", "space", "escape")
        assert "Leave this form?" in person.screen
        await person.press("y", "n", "f7", "k", "escape")
        assert "Leave this form?" in person.screen
