"""What keeps an application from being created: rules of its fields, taken IDs, refusals, lost answers."""

from __future__ import annotations

import pytest
from textual.events import Paste

from tests.tui.screens.applications.create_form import CREATE, fill, focused, sent
from tts_tui.sandbox.faults import Fault


def complaint(person, name):
    return person.app.screen.field(name).problem


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


async def test_an_id_is_offered_only_where_enter_takes_it(wizard):
    async with wizard() as person:
        await person.type("My App")
        assert "No capital letters. No spaces. Press Enter to use my-app." in person.words
        await person.press("tab")
        assert complaint(person, "application_id") == "No capital letters. No spaces."
        await person.press("shift+tab")
        assert "Press Enter to use my-app." in person.words
