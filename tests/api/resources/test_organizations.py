"""The organizations of the caller."""

from __future__ import annotations

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
