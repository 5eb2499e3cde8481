"""Who shares an application."""

from __future__ import annotations

from tests.api.seam import Script, ok
from tts_tui.api.models import Account


async def test_they_are_seen_without_their_rights_where_one_may_not_see_those() -> None:
    script = Script(ok({"collaborators": [{"ids": {"user_ids": {"user_id": "me"}}}]}, x_total_count="1"))
    page = await script.client().collaborators.page("a", page=2, limit=5)
    assert [(each.account, each.rights) for each in page.items] == [(Account(kind="user", id="me"), frozenset())]
    assert page.total == 1
    assert script.only.url.path == "/api/v3/applications/a/collaborators"
    assert dict(script.only.url.params) == {"order": "id", "limit": "5", "page": "2"}


async def test_rights_are_kept_as_they_were_granted() -> None:
    listed = {"ids": {"organization_ids": {"organization_id": "o"}}, "rights": ["RIGHT_APPLICATION_ALL", "RIGHT_NEW"]}
    (found,) = (await Script(ok({"collaborators": [listed]})).client().collaborators.page("a")).items
    assert found.account == Account(kind="organization", id="o")
    assert found.rights == {"RIGHT_APPLICATION_ALL", "RIGHT_NEW"}
