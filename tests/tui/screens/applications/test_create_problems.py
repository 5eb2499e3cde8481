"""What keeps an application from being created: rules of its fields, taken IDs, refusals, lost answers."""

from __future__ import annotations

from textual.events import Paste

from tests.tui.screens.applications.create_form import CREATE, fill, focused, sent
from tts_tui.sandbox.faults import Fault


def value(person, name):
    return person.app.screen.field(name).control.value


def complaint(person, name):
    return person.app.screen.field(name).problem


# What is wrong with a field (the rules themselves: tests/api/test_field_rules.py)


async def test_a_wrong_id_is_told_while_typing_and_not_sent(wizard, sandbox):
    wrong = [("ri_ver", "No underscores."), ("a" * 37, "37 characters; the limit is 36."), ("rivière", "Only a–z")]
    async with wizard() as person:
        assert complaint(person, "application_id") is None
        for typed, words in wrong:
            await person.type(typed)
            assert words in complaint(person, "application_id")
            assert value(person, "application_id") == typed  # as typed, not made to fit
            await person.press("ctrl+s")
            assert sent(sandbox) == []
            await person.press("end", "ctrl+u")
            assert value(person, "application_id") == ""
            assert complaint(person, "application_id") is None


async def test_what_the_next_letter_may_solve_is_told_when_the_field_is_left(wizard):
    async with wizard((120, 40)) as person:
        for typed in ("r", "iver-"):  # too short; then a dash at the end
            await person.type(typed)
            assert complaint(person, "application_id") is None
            await person.press("tab")
            assert complaint(person, "application_id") is not None
            await person.press("shift+tab")
        await person.type("1")
        assert complaint(person, "application_id") is None


async def test_a_good_id_is_offered_where_enter_takes_it(wizard, sandbox):
    async with wizard() as person:
        await person.type("My App")
        assert "No capital letters. No spaces. Press Enter to use my-app." in person.words
        await person.press("tab")
        assert complaint(person, "application_id") == "No capital letters. No spaces."
        await person.press("shift+tab")
        assert "Press Enter to use my-app." in person.words
        await person.press("enter")
        assert value(person, "application_id") == "my-app"
        assert complaint(person, "application_id") is None
        assert focused(person) == "application_id"
        await person.press("enter")
        assert focused(person) == "name"
        await person.press("ctrl+s")
    assert sent(sandbox)[0][2]["application"]["ids"] == {"application_id": "my-app"}


async def test_a_paste_of_several_lines_keeps_the_first_and_says_so(wizard):
    async with wizard() as person:
        for pasted, kept in (("\nriver-1\n", "river-1"), ("-a\nb\n", "river-1-a")):
            assert person.notes == []
            person.app.screen.focused.post_message(Paste(pasted))
            await person.settle()
            assert value(person, "application_id") == kept
        assert person.notes == ["Pasted the first of 2 lines: this field takes only one."]


async def test_a_hint_is_seen_only_where_the_cursor_is_and_nothing_moves(wizard):
    async with wizard() as person:
        assert "Can't be changed later." in person.screen
        assert "Up to 50 characters." not in person.screen
        lines = person.screen.splitlines()
        await person.press("tab")
        assert "Can't be changed later." not in person.screen
        assert "Up to 50 characters." in person.screen
        labels = [line[:12].strip() for line in person.screen.splitlines()]
        assert labels == [line[:12].strip() for line in lines]


async def test_each_field_has_its_rule_and_the_first_wrong_one_is_shown(wizard, sandbox):
    async with wizard() as person:
        await person.press("tab")
        await person.type("n" * 51)
        await person.press("tab")
        await person.type("d\n" * 1001)
        await person.press("f7", "K", "tab", "tab")
        await person.type("http://x")
        assert complaint(person, "name") == "51 characters; the limit is 50."
        assert complaint(person, "description") == "2,002 characters; the limit is 2,000."
        assert "without http://" in complaint(person, "network_server_address")
        # One after another, also where it is on another step.
        await person.press("ctrl+s")
        assert focused(person) == "application_id"
        await person.type("river-1")
        await person.press("ctrl+s")
        assert focused(person) == "name"
        await person.press("end", "ctrl+u")
        person.app.screen.field("description").control.text = "One"
        await person.press("ctrl+o")
        assert focused(person) == "attributes"
        assert "▸2" in person.screen
        await person.press("ctrl+delete", "ctrl+s")
        assert focused(person) == "network_server_address"
        assert sent(sandbox) == []
        await person.press("end", "ctrl+u", "ctrl+s")
        assert len(sent(sandbox)) == 1


# IDs that can't be had


async def test_an_id_that_is_reserved_or_taken_is_refused_at_its_field_and_all_is_kept(wizard, sandbox):
    sandbox.add_user("somebody")
    sandbox.add_application("river-1", owner="somebody")
    async with wizard() as person:
        await person.type("demo")
        await person.press("ctrl+s")
        assert "can not be registered" in complaint(person, "application_id")
        assert "The server reserves this ID" in person.screen
        await person.press("end", "ctrl+u")
        await person.type("river-1")
        await person.press("tab")
        await person.type("Kept")
        await person.press("f7", "f7", "ctrl+s")
        assert focused(person) == "application_id"
        assert "taken" in complaint(person, "application_id")
        assert "Kept" in person.screen
        assert "id_taken" in person.screen
        # One's own deleted applications can't be read: then it is just taken.
        await person.press("end", "ctrl+u")
        await person.type("old-trial")
        sandbox.faults.add(Fault("GET", "/applications$", status=500))
        await person.press("ctrl+s")
        assert "taken" in complaint(person, "application_id")
        assert "id_taken" in person.screen
        await person.press("x", "ctrl+s")
    assert sandbox.store.live("application", "old-trialx").fields["name"] == "Kept"


async def test_ones_own_deleted_application_is_restored_instead(wizard, sandbox, size):
    async with wizard(size) as person:
        await person.type("old-trial")
        await person.press("ctrl+s")
        assert complaint(person, "application_id") == (
            "A deleted application of yours has this ID. Press Enter to restore it instead."
        )
        assert "Press Enter to restore it instead." in person.words
        await person.press("enter")
        assert "Restore old-trial" in person.screen
        # Esc keeps what was typed, and the offer is for that ID alone.
        await person.press("escape")
        assert person.app.screen.area == "New application"
        await person.press("2", "enter")
        assert focused(person) == "name"
        await person.press("shift+tab", "end", "backspace", "enter")
        assert "Restore old-trial" in person.screen
        await person.press("enter")
        assert [each[0] for each in sent(sandbox)] == ["POST"]  # the refused one
        await person.press("ctrl+s")
        assert sent(sandbox)[-1][:2] == ("POST", "/api/v3/applications/old-trial/restore")
        assert sandbox.store.live("application", "old-trial") is not None
        assert person.screen.startswith(" tts-tui old-trial ")
        assert "Restored old-trial." in person.notes


# What the server refuses


async def test_who_may_not_create_is_told_beside_the_owner(wizard, sandbox, sample):
    async with wizard(token=sample.colleague_key) as person:
        await person.type("river-1")
        for name, words in (
            ("admins_create_applications", "Only administrators can create"),
            ("insufficient_user_rights", "sign in with a key that includes it"),
        ):
            details = {"namespace": "pkg/identityserver", "name": name, "message_format": "may not"}
            sandbox.faults.add(Fault(CREATE, status=403, body={"code": 7, "message": "no", "details": [details]}))
            await person.press("f7", "ctrl+s")
            assert focused(person) == "collaborator"
            assert complaint(person, "collaborator") == "may not"
            assert words in person.screen
        # The server's own word on an organization, until another owner is chosen.
        await person.press("right", "space", "ctrl+s")
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


async def test_a_refused_field_is_shown_on_its_step(wizard, sandbox):
    refused = [
        (("application", "ids", "application_id"), "application_id", 1),
        (("application", "join_server_address"), "join_server_address", 2),
        (("application", "description"), "description", 1),
        (("application", "attributes[env]"), "attributes", 2),
    ]
    async with wizard() as person:
        await person.type("river-1")
        await person.press("f7", "f7")
        for path, field, step in refused:
            sandbox.faults.add(Fault(CREATE, status=400, body=validation(*path)))
            await person.press("ctrl+s")
            assert f"▸{step}" in person.screen
            assert focused(person) == field
            assert "value does not match" in complaint(person, field)
        await person.press("ctrl+s")
        assert "✓ Created" in person.screen


# What goes wrong


async def test_nothing_typed_is_lost_when_it_fails(wizard, sandbox, monkeypatch):
    monkeypatch.setattr("tts_tui.api.call_sender.ATTEMPTS", 1)
    async with wizard() as person:
        await fill(person)
        before = person.app.screen._steps.application
        for fault, words in (
            ({"status": 500}, "The server failed"),
            ({"status": 503}, "the application doesn't exist"),
            ({"status": 429, "times": None}, "rate limit"),
        ):
            sandbox.faults.add(Fault(CREATE, **fault))
            await person.press("ctrl+s")
            assert "Could not create the application." in person.screen
            assert words in person.screen
            assert person.app.screen._steps.application == before
        sandbox.faults.clear()
        await person.press("ctrl+s")
        assert "✓ Created" in person.screen


async def test_a_lost_answer_is_looked_up(wizard, sandbox):
    async with wizard() as person:
        # Not done: it can be created again.
        sandbox.faults.add(Fault(CREATE, cut="before"))
        await person.type("river-1")
        await person.press("ctrl+s")
        assert "Could not create the application." in person.words
        assert "the application doesn't exist. You can create it again." in person.words
        assert person.beside("ID *") == "river-1"
        assert len(sent(sandbox)) == 1
        # Not to be found out.
        sandbox.faults.add(Fault(CREATE, cut="after"))
        sandbox.faults.add(Fault("GET", "river-1", status=500))
        await person.press("ctrl+s")
        assert "Create the application: outcome unknown." in person.screen
        assert "Check before you try again." in person.screen
        assert "river-1" in person.screen
        assert len(sent(sandbox)) == 2
        # Done.
        sandbox.faults.add(Fault(CREATE, cut="after"))
        await person.press("0", "ctrl+s")
        assert person.notes == ["The answer was lost, so tts-tui checked: Created river-10."]
        assert "✓ Created" in person.screen
        assert len(sent(sandbox)) == 3
