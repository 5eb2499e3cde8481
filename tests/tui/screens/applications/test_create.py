"""The wizard that makes an application, driven by keys."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from textual.events import Paste

from tts_tui.sandbox.faults import Fault
from tts_tui.services.shell_export import curl

CREATE = "POST"
ADDRESSES = dict.fromkeys(("network_server_address", "application_server_address", "join_server_address"), "127.0.0.1")


@pytest.fixture
def wizard(start, sample):
    """The wizard, opened from the list as the demo user or with another token."""

    @asynccontextmanager
    async def opening(token: str = "", size: tuple[int, int] = (80, 24)):
        async with start(token or sample.key, size) as person:
            await person.press("n")
            assert "New application" in person.screen
            yield person

    return opening


def sent(sandbox):
    """What was sent to change something."""
    return [(each.method, each.path, each.json) for each in sandbox.requests if each.method != "GET"]


def focused(person):
    """The name of the field with the cursor."""
    from tts_tui.tui.widgets.field import Field

    return next((each.name for each in person.app.focused.ancestors_with_self if isinstance(each, Field)), None)


def complaint(person, name):
    return person.app.screen.field(name).problem


async def fill(person):
    """Type something into every field, going on by enter, tab and F7; the wizard then stands at the review."""
    await person.type("river-1")
    await person.press("enter")
    await person.type("River [/x]")
    await person.press("enter")
    await person.type("One")
    await person.press("enter")
    await person.type("Two")
    await person.press("tab", "right", "space", "f7")
    await person.type("env")
    await person.press("enter")
    await person.type("live")
    await person.press("tab", *["backspace"] * 9)
    await person.type("ns.example")
    await person.press("enter", "enter", *["backspace"] * 9, "enter")


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
    assert f"-X {method} http://127.0.0.1:1885{path}" in shown
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


# What is wrong


WRONG_IDS = [
    ("River", "No capital letters. Press Enter to use river."),
    ("ri ver", "No spaces. Press Enter to use ri-ver."),
    ("ri_ver", "No underscores."),
    ("-river", "Can't start or end with a dash. Press Enter to use river."),
    ("ri--ver", "No double dashes."),
    ("a" * 37, "37 characters; the limit is 36."),
    ("rivière", "Only a–z, 0–9 and dashes."),
]


async def test_the_rule_of_the_id_is_checked_while_typing(wizard, sandbox):
    async with wizard() as person:
        control = person.app.screen.field("application_id").control
        assert complaint(person, "application_id") is None
        for typed, words in WRONG_IDS:
            await person.type(typed)
            assert words in complaint(person, "application_id")
            assert control.value == typed  # as typed, not made to fit
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            await person.press("end", "ctrl+u")
            assert control.value == ""
            assert complaint(person, "application_id") is None


@pytest.mark.parametrize("typed", ["r", "ri", "river-"])
async def test_what_the_next_letter_may_solve_is_told_when_the_field_is_left(wizard, typed):
    async with wizard() as person:
        await person.type(typed)
        assert complaint(person, "application_id") is None
        await person.press("tab")
        assert complaint(person, "application_id") is not None
        await person.press("shift+tab")
        await person.type("ver")
        assert complaint(person, "application_id") is None


async def test_a_good_id_is_offered_and_taken_by_enter(wizard, sandbox):
    async with wizard() as person:
        await person.type("My App")
        assert "Press Enter to use my-app." in person.screen
        await person.press("enter")
        assert person.app.screen.field("application_id").control.value == "my-app"
        assert complaint(person, "application_id") is None
        assert focused(person) == "application_id"
        await person.press("enter")
        assert focused(person) == "name"
        await person.press("ctrl+s")
    assert sent(sandbox)[0][2]["application"]["ids"] == {"application_id": "my-app"}


async def test_a_paste_of_several_lines_keeps_the_first_and_says_so(wizard):
    async with wizard() as person:
        person.app.screen.focused.post_message(Paste("\nriver-1\n"))
        await person.settle()
        assert person.app.screen.field("application_id").control.value == "river-1"
        assert person.notes == []
        person.app.screen.focused.post_message(Paste("-a\nb\n"))
        await person.settle()
        assert person.app.screen.field("application_id").control.value == "river-1-a"
        assert person.notes == ["Pasted the first of 2 lines: this field takes only one."]


async def test_a_hint_is_seen_only_where_the_cursor_is(wizard):
    async with wizard() as person:
        assert "Can't be changed later." in person.screen
        assert "Up to 50 characters." not in person.screen
        lines = person.screen.splitlines()
        await person.press("tab")
        assert "Can't be changed later." not in person.screen
        assert "Up to 50 characters." in person.screen
        labels = [line[:12].strip() for line in person.screen.splitlines()]
        assert labels == [line[:12].strip() for line in lines]  # nothing has moved


async def test_the_other_limits_are_the_servers_too(wizard, sandbox):
    async with wizard() as person:
        await person.press("tab")
        await person.type("n" * 51)
        await person.press("tab")
        await person.type("d\n" * 1001)
        await person.press("f7", "tab", "tab")
        await person.type("http://x")
        assert complaint(person, "name") == "51 characters; the limit is 50."
        assert complaint(person, "description") == "2,002 characters; the limit is 2,000."
        assert "without http://" in complaint(person, "network_server_address")
        await person.press("ctrl+s")
        assert (focused(person), sent(sandbox)) == ("application_id", [])
        await person.type("river-1")
        await person.press("ctrl+s")
        assert (focused(person), sent(sandbox)) == ("name", [])


async def test_a_wrong_field_of_another_step_is_shown(wizard, sandbox):
    async with wizard() as person:
        await person.type("river-1")
        await person.press("f7", "K", "f7", "ctrl+o")
        assert focused(person) == "attributes"
        assert "▸2" in person.screen
        await person.press("ctrl+delete", "f8", "ctrl+s")
        assert len(sent(sandbox)) == 1


async def test_a_taken_id(wizard, sandbox):
    sandbox.add_user("somebody")
    sandbox.add_application("river-1", owner="somebody")
    async with wizard() as person:
        await person.type("river-1")
        await person.press("tab")
        await person.type("Kept")
        await person.press("f7", "f7", "ctrl+s")
        assert focused(person) == "application_id"
        assert "taken" in complaint(person, "application_id")
        assert "Kept" in person.screen
        assert "id_taken" in person.screen
        await person.press("x", "ctrl+s")
    assert sandbox.store.live("application", "river-1x").fields["name"] == "Kept"


async def test_an_id_that_is_taken_by_ones_own_deleted_application(wizard):
    async with wizard() as person:
        await person.type("old-trial")
        await person.press("ctrl+s")
        assert complaint(person, "application_id") == (
            "A deleted application of yours has this ID. Press Enter to restore it instead."
        )
        assert "Press Enter to restore it instead." in person.words


async def test_ones_own_deleted_application_is_restored_instead(wizard, sandbox, size):
    async with wizard(size=size) as person:
        await person.type("old-trial")
        await person.press("ctrl+s", "enter")
        assert "Restore old-trial" in person.screen
        await person.press("enter")
        assert [each[0] for each in sent(sandbox)] == ["POST"]  # the refused one
        await person.press("ctrl+s")
        assert sent(sandbox)[-1][:2] == ("POST", "/api/v3/applications/old-trial/restore")
        assert sandbox.store.live("application", "old-trial") is not None
        assert person.screen.startswith(" tts-tui old-trial ")
        assert "Restored old-trial." in person.notes


async def test_enter_offers_it_for_that_id_alone_and_esc_keeps_what_was_typed(wizard, sandbox):
    async with wizard() as person:
        await person.type("old-trial")
        await person.press("ctrl+s", "enter", "escape")
        assert person.app.screen.area == "New application"
        await person.press("2", "enter")
        assert focused(person) == "name"
        await person.press("ctrl+s")
        assert sandbox.store.live("application", "old-trial2") is not None


async def test_where_the_deleted_ones_cannot_be_read_a_taken_id_is_just_taken(wizard, sandbox):
    async with wizard() as person:
        await person.type("old-trial")
        sandbox.faults.add(Fault("GET", "/applications$", status=500))
        await person.press("ctrl+s")
        assert "taken" in complaint(person, "application_id")
        assert "id_taken" in person.screen


async def test_a_reserved_id(wizard):
    async with wizard() as person:
        await person.type("demo")
        await person.press("ctrl+s")
        assert "can not be registered" in complaint(person, "application_id")
        assert "The server reserves this ID" in person.screen


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("admins_create_applications", "Only administrators can create"),
        ("insufficient_user_rights", "sign in with a key that includes it"),
    ],
)
async def test_who_may_not_create_is_told_beside_the_owner(wizard, sandbox, name, words):
    details = {"namespace": "pkg/identityserver", "name": name, "message_format": "may not"}
    sandbox.faults.add(Fault(CREATE, status=403, body={"code": 7, "message": "no", "details": [details]}))
    async with wizard() as person:
        await person.type("river-1")
        await person.press("f7", "ctrl+s")
        assert focused(person) == "collaborator"
        assert complaint(person, "collaborator") == "may not"
        assert words in person.screen


async def test_without_the_right_in_an_organization(wizard, sample):
    async with wizard(sample.colleague_key) as person:
        await person.type("river-1")
        await person.press("tab", "tab", "tab", "right", "space", "ctrl+s")
        assert focused(person) == "collaborator"
        assert "RIGHT_ORGANIZATION_APPLICATIONS_CREATE" in person.screen
        await person.press("left", "space")
        assert complaint(person, "collaborator") is None
        await person.press("ctrl+s")
        assert "✓ Created" in person.screen


def validation(*fields: str) -> dict:
    """The server's refusal of a field, in the innermost of a chain of causes."""
    error: dict = {}
    for field in reversed(fields):
        reason = "value does not match" if not error else "embedded message failed validation"
        error = {
            "namespace": "pkg/errors",
            "name": "validation",
            "message_format": "invalid `{field}`: {reason}",
            "attributes": {"field": field, "reason": reason, "name": "X"},
            **({"cause": error} if error else {}),
        }
    return {"code": 3, "message": "error:pkg/errors:validation (…)", "details": [error]}


@pytest.mark.parametrize(
    ("path", "field", "step"),
    [
        (("application", "ids", "application_id"), "application_id", 1),
        (("application", "description"), "description", 1),
        (("application", "join_server_address"), "join_server_address", 2),
        (("application", "attributes[env]"), "attributes", 2),
    ],
)
async def test_a_refused_field_is_shown_on_its_step(wizard, sandbox, path, field, step):
    sandbox.faults.add(Fault(CREATE, status=400, body=validation(*path)))
    async with wizard() as person:
        await person.type("river-1")
        await person.press("f7", "f7", "ctrl+s")
        assert f"▸{step}" in person.screen
        assert focused(person) == field
        assert "value does not match" in complaint(person, field)
        await person.press("ctrl+s")
        assert "✓ Created" in person.screen


# What goes wrong


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 500}, "The server failed"),
        ({"status": 503}, "the application doesn't exist"),
        ({"status": 429, "times": None}, "rate limit"),
    ],
)
async def test_nothing_typed_is_lost_when_it_fails(wizard, sandbox, monkeypatch, fault, words):
    monkeypatch.setattr("tts_tui.api.call_sender.ATTEMPTS", 1)
    sandbox.faults.add(Fault(CREATE, **fault))
    async with wizard() as person:
        await fill(person)
        before = person.app.screen._application()
        await person.press("ctrl+s")
        assert "Could not create the application." in person.screen
        assert words in person.screen
        assert person.app.screen._application() == before
        sandbox.faults.clear()
        await person.press("ctrl+s")
        assert "✓ Created" in person.screen


async def test_a_lost_answer_is_looked_up_and_found_done(wizard, sandbox):
    sandbox.faults.add(Fault(CREATE, cut="after"))
    async with wizard() as person:
        await person.type("river-1")
        await person.press("ctrl+s")
        assert person.notes == ["The answer was lost, so tts-tui checked: Created river-1."]
        assert "✓ Created" in person.screen
    assert len(sent(sandbox)) == 1


async def test_a_lost_answer_is_looked_up_and_found_not_done(wizard, sandbox):
    sandbox.faults.add(Fault(CREATE, cut="before"))
    async with wizard() as person:
        await person.type("river-1")
        await person.press("ctrl+s")
        assert "Could not create the application." in person.words
        assert "the application doesn't exist. You can create it again." in person.words
        assert person.beside("ID *") == "river-1"
        assert len(sent(sandbox)) == 1
        await person.press("ctrl+s")
        assert "✓ Created" in person.screen


async def test_where_looking_fails_too_the_outcome_is_unknown(wizard, sandbox):
    sandbox.faults.add(Fault(CREATE, cut="after"))
    sandbox.faults.add(Fault("GET", "river-1", status=500))
    async with wizard() as person:
        await person.type("river-1")
        await person.press("ctrl+s")
        assert "Create the application: outcome unknown." in person.screen
        assert "Check before you try again." in person.screen
        assert "river-1" in person.screen


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


async def test_an_id_is_offered_only_where_enter_takes_it(wizard):
    async with wizard() as person:
        await person.type("My App")
        assert "No capital letters. No spaces. Press Enter to use my-app." in person.words
        await person.press("tab")
        assert complaint(person, "application_id") == "No capital letters. No spaces."
        await person.press("shift+tab")
        assert "Press Enter to use my-app." in person.words


async def test_what_is_not_ready_is_not_called_ready(wizard):
    async with wizard() as person:
        await person.press("f7", "f7")
        assert "Ready to create:" not in person.words
        assert "✗ Enter an ID." in person.words
        await person.press("f8", "f8")
        await person.type("river-1")
        await person.press("f7", "f7")
        assert "Ready to create:" in person.words
