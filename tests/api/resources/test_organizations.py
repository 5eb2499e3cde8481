"""The organizations of the caller, and who is in one."""

from __future__ import annotations

import pytest

from tests.api.recordings import Exchange, alone
from tests.api.seam import Script, ok
from tts_tui.api.models import Organization


async def test_organizations_are_listed_with_their_names() -> None:
    listed = [{"ids": {"organization_id": "works"}, "name": "Water works"}, {"ids": {"organization_id": "bare"}}]
    script = Script(ok({"organizations": listed}, x_total_count="2"))
    page = await script.client().organizations.page(page=2, limit=7)
    assert page.items == (Organization(id="works", name="Water works"), Organization(id="bare"))
    assert page.total == 2
    assert script.only.url.path == "/api/v3/organizations"
    assert dict(script.only.url.params) == {"order": "organization_id", "limit": "7", "page": "2", "field_mask": "name"}


async def test_no_organizations_is_an_absent_list() -> None:
    assert (await Script(ok()).client().organizations.page()).items == ()


MEMBERS = [each for each in alone("21") if each.path == "/api/v3/organizations/find-org/collaborators"]
RIGHTS = [each for each in alone("21") if each.path == "/api/v3/organizations/find-org/rights"]


@pytest.mark.parametrize("exchange", [each for each in MEMBERS if each.method == "GET"], ids=str)
async def test_members_are_read_as_recorded_with_their_rights_where_those_may_be_seen(exchange: Exchange) -> None:
    found = await exchange.client().organizations.members("find-org")
    assert [(each.account.wire(), sorted(each.rights)) for each in found] == [
        (each["ids"], sorted(each.get("rights", []))) for each in exchange.json["collaborators"]
    ]


async def test_members_are_asked_for_page_by_page() -> None:
    script = Script(ok())
    await script.client().organizations.members("works")
    assert script.only.url.path == "/api/v3/organizations/works/collaborators"
    assert dict(script.only.url.params) == {"order": "id", "limit": "1000", "page": "1"}


@pytest.mark.parametrize("exchange", RIGHTS, ids=str)
async def test_ones_own_rights_in_an_organization_are_read_as_recorded(exchange: Exchange) -> None:
    found = await exchange.client().organizations.rights("find-org")
    assert found == frozenset(exchange.json.get("rights", []))
