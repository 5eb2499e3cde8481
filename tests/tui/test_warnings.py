"""What an account or a token can't do, said once in words; driven by keys."""

from __future__ import annotations

import pytest
from textual.events import Paste

from tests.session.credentials.backends import Works
from tests.tui.screens.sign_in.opening import area, environment, opened, paste

LIST = "RIGHT_USER_APPLICATIONS_LIST"
INFO = "RIGHT_APPLICATION_INFO"
SAID = {
    LIST: (
        f"This token lacks {LIST}: your applications can't be listed. Press a to search instead, which needs no right."
    ),
    INFO: f"This token lacks {INFO}: applications are listed but can't be opened.",
}


@pytest.mark.parametrize(
    ("state", "warning"),
    [
        ("STATE_SUSPENDED", "Restricted rights after account suspension"),
        ("STATE_REQUESTED", "Restricted rights while account pending"),
    ],
)
async def test_an_account_that_may_do_little_is_told_so_and_asked_for_no_other_token(
    sandbox, server, narrow, use, state, warning
):
    use(Works())
    sandbox.add_user("newcomer", state=state)
    key = sandbox.add_key("user", "newcomer")
    async with opened(server, environment(key), size=(120, 40)) as person:
        assert area(person) == "Applications"
        assert f"The server warns: {warning}" in person.words
        assert "signing in again doesn't help" in person.words
        said = list(person.notes)
        await person.press("r")
        assert area(person) == "Applications"
        assert person.notes == said


@pytest.mark.parametrize("right", [LIST, INFO])
async def test_a_right_that_is_lacking_is_said_once_and_a_searches(sandbox, server, narrow, use, right):
    use(Works())
    rights = {"RIGHT_USER_INFO", "RIGHT_USER_APPLICATIONS_LIST", "RIGHT_APPLICATION_INFO"} - {right}
    key = sandbox.add_key("user", narrow.user_id, rights=sorted(rights))
    async with opened(server, environment(key)) as person:
        assert person.notes == [SAID[right]]
        if right == INFO:
            assert all(row.name for row in person.app.screen.state.rows)
        await person.press("r", "a")
        assert "water-leaks" in person.screen
        assert person.notes == [SAID[right]]


async def test_who_has_been_approved_meanwhile_can_create_after_a_refresh(sandbox, server, narrow, use):
    use(Works())
    newcomer = sandbox.add_user("newcomer", state="STATE_REQUESTED")
    async with opened(server, environment(sandbox.add_key("user", "newcomer"))) as person:
        await person.press("n")
        assert area(person) == "Applications"
        assert person.notes[-1] == "This token lacks RIGHT_USER_APPLICATIONS_CREATE. Press r to check again."
        newcomer.fields["state"] = "STATE_APPROVED"
        sandbox.store.changed()
        await person.press("r", "n")
        assert area(person) == "New application"


async def test_who_has_been_suspended_meanwhile_sees_it_after_a_refresh(sandbox, server, narrow, use):
    use(Works())
    user = sandbox.add_user("somebody")
    async with opened(server, environment(sandbox.add_key("user", "somebody"))) as person:
        user.fields["state"] = "STATE_SUSPENDED"
        sandbox.store.changed()
        await person.press("r", "n")
        assert area(person) == "Applications"


async def test_what_the_server_warns_of_is_said_again_when_the_server_is_opened_again(sandbox, server, narrow, use):
    use(Works())
    sandbox.add_user("newcomer", state="STATE_SUSPENDED")
    async with opened(server) as person:
        await paste(person, sandbox.add_key("user", "newcomer"))
        await person.press("enter")
        warnings = [note for note in person.notes if "suspension" in note]
        assert len(warnings) == 1
        await person.press("o")
        await person.press("x", "y")
        await person.press("enter")
        await paste(person, sandbox.add_key("user", "newcomer"))
        await person.press("enter")
        assert area(person) == "Applications"
        assert len([note for note in person.notes if "suspension" in note]) == 2


async def test_signing_in_again_repeats_no_warning(sandbox, server, narrow, use):
    use(Works())
    user = sandbox.add_user("newcomer", state="STATE_SUSPENDED")
    ends = sandbox.add_key("user", "newcomer", key_id="ENDS")
    async with opened(server, environment(ends)) as person:
        assert len(person.notes) == 1
        sandbox.store.remove_key(user, user.keys["ENDS"])
        await person.touch("r")
        await person.until_on("Sign in")
        person.app.screen.post_message(Paste(sandbox.add_key("user", "newcomer")))
        await person.touch("enter")
        await person.until_on("Applications")
        await person.settle()
        assert [note for note in person.notes if "suspension" in note] == person.notes[:1]
