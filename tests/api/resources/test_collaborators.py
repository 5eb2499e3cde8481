"""Who shares an application."""

from __future__ import annotations

import pytest

from tests.api.recordings import alone, recorded
from tests.api.seam import Script, body_of, ok, refused
from tts_tui.api import errors
from tts_tui.api.models import Account, Collaborator
from tts_tui.api.resources.collaborators import remove_call, set_call

ME = Account(kind="user", id="me")
WORKS = Account(kind="organization", id="water-works")
FIND = "21"


async def test_they_are_seen_without_their_rights_where_one_may_not_see_those() -> None:
    script = Script(ok({"collaborators": [{"ids": {"user_ids": {"user_id": "me"}}}]}, x_total_count="1"))
    page = await script.client().collaborators.page("a", page=2, limit=5)
    assert [(each.account, each.rights) for each in page.items] == [(ME, frozenset())]
    assert page.total == 1
    assert script.only.url.path == "/api/v3/applications/a/collaborators"
    assert dict(script.only.url.params) == {"order": "id", "limit": "5", "page": "2"}


async def test_rights_are_kept_as_they_were_granted() -> None:
    listed = {"ids": {"organization_ids": {"organization_id": "o"}}, "rights": ["RIGHT_APPLICATION_ALL", "RIGHT_NEW"]}
    (found,) = (await Script(ok({"collaborators": [listed]})).client().collaborators.page("a")).items
    assert found.account == Account(kind="organization", id="o")
    assert found.rights == {"RIGHT_APPLICATION_ALL", "RIGHT_NEW"}


async def test_all_reads_on_to_the_last_page() -> None:
    full = [{"ids": {"user_ids": {"user_id": f"user-{number}"}}} for number in range(1000)]
    script = Script(ok({"collaborators": full}), ok({"collaborators": [{"ids": {"user_ids": {"user_id": "last"}}}]}))
    found = await script.client().collaborators.all("a")
    assert (len(found), found[-1].account.id) == (1001, "last")
    assert [each.url.params["page"] for each in script.requests] == ["1", "2"]


async def test_adding_is_sent_as_it_was_recorded() -> None:
    for name in ("add", "add an organization"):
        exchange = recorded("06", name)
        wanted = Collaborator.model_validate(exchange.sent["collaborator"])
        script = Script(ok(exchange.json))
        await script.client().collaborators.set("my-test-app", wanted)
        assert (script.only.method, script.only.url.path) == (exchange.method, exchange.path)
        assert body_of(script.only) == exchange.sent


async def test_removing_is_sent_as_it_was_recorded() -> None:
    for name, account in (
        ("remove colleague", Account(kind="user", id="colleague")),
        ("remove the organization", WORKS),
    ):
        exchange = recorded("06", name)
        script = Script(ok(exchange.json))
        await script.client().collaborators.remove("my-test-app", account)
        assert (script.only.method, script.only.url.path) == (exchange.method, exchange.path)


async def test_one_is_read_as_recorded() -> None:
    exchange = recorded("06", "get")
    found = await exchange.client().collaborators.get("my-test-app", Account(kind="user", id="testuser"))
    assert found == Collaborator(account=Account(kind="user", id="testuser"), rights=frozenset({"RIGHT_ALL"}))


async def test_who_is_none_is_not_found() -> None:
    exchange = recorded("06", "get missing")
    with pytest.raises(errors.NotFound) as caught:
        await exchange.client().collaborators.get("my-test-app", Account(kind="user", id="colleague"))
    assert caught.value.is_a("membership_not_found")


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("remove one who is a contact", "collaborator_is_contact"),
        ("reduce the last full one", "application_needs_collaborator"),
        ("add someone who does not exist", "account_not_found"),
    ],
)
async def test_what_the_server_refuses(name: str, refusal: str) -> None:
    client = recorded("06", name).client()
    with pytest.raises(errors.ServerError) as caught:
        await client.collaborators.remove("my-test-app", ME)
    assert caught.value.is_a(refusal)


def test_no_rights_would_remove_past_the_look_at_contacts_and_are_not_sent() -> None:
    with pytest.raises(ValueError, match="would be removed"):
        set_call("a", Collaborator(account=ME))


def test_no_id_turns_a_removal_into_another_call() -> None:
    with pytest.raises(ValueError, match="another path"):
        remove_call("a", Account(kind="user", id=".."))


async def test_other_json_after_a_change_tells_nothing_of_it() -> None:
    client = Script(ok({"status": "ok"})).client()
    with pytest.raises(errors.OutcomeUnknown):
        await client.collaborators.set("a", Collaborator(account=ME, rights=frozenset({"R"})))
    with pytest.raises(errors.OutcomeUnknown):
        await client.collaborators.remove("a", ME)


async def test_what_is_missing_is_listed() -> None:
    answer = refused(403, 7, "insufficient_application_rights", {"missing": ["RIGHT_APPLICATION_DELETE"]})
    with pytest.raises(errors.PermissionDenied) as caught:
        await Script(answer).client().collaborators.set("a", Collaborator(account=ME, rights=frozenset({"R"})))
    assert caught.value.missing_rights == ("RIGHT_APPLICATION_DELETE",)


def test_an_organization_that_joins_was_recorded_in_the_same_form() -> None:
    (exchange,) = [each for each in alone(FIND) if each.name == "the organization becomes a collaborator"]
    wanted = Collaborator.model_validate(exchange.sent["collaborator"])
    call = set_call("find-water", wanted)
    assert call.body == {
        "collaborator": exchange.sent["collaborator"] | {"rights": sorted(exchange.sent["collaborator"]["rights"])}
    }
