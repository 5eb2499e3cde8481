"""The link: on, off, and the server's default, which is neither."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.seam import Script, body_of, ok, refused
from tts_tui.api import errors
from tts_tui.api.models import Link
from tts_tui.api.resources.link import delete_call, set_call


@pytest.mark.parametrize(
    ("sent", "read"), [({"skip_payload_crypto": True}, True), ({"skip_payload_crypto": False}, False), ({}, None)]
)
async def test_an_explicit_false_is_not_the_default(sent: dict[str, bool], *, read: bool | None) -> None:
    assert (await Script(ok(sent)).client().link.get("a")).skip_payload_crypto is read


@pytest.mark.parametrize(
    ("namespace", "name"), [("pkg/redis", "not_found"), ("pkg/applicationserver", "link_not_found")]
)
async def test_no_link_yet_is_the_usual_case_and_means_the_default(namespace: str, name: str) -> None:
    assert await Script(refused(404, 5, name, namespace=namespace)).client().link.get("a") == Link()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refused(404, 5, "application_not_found", namespace="pkg/identityserver/store"), errors.NotFound),
        (refused(404, 5, "not_found", namespace="pkg/elsewhere"), errors.NotFound),
        (refused(404, 5), errors.NotFound),
        (refused(403, 7, "no_application_rights", namespace="pkg/auth/rights"), errors.PermissionDenied),
        (refused(403, 7, "not_found", namespace="pkg/redis"), errors.PermissionDenied),
        (refused(401, 16, "api_key_expired"), errors.Unauthenticated),
    ],
)
async def test_every_other_refusal_is_one(answer: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        await Script(answer).client().link.get("a")


@pytest.mark.parametrize(
    ("skip", "link"),
    [(True, {"skip_payload_crypto": True}), (False, {"skip_payload_crypto": False}), (None, {})],
)
async def test_setting_is_a_put_nested_and_masked_even_back_to_the_default(
    *, skip: bool | None, link: dict[str, bool]
) -> None:
    script = Script(ok())
    await script.client().link.set("a", skip_payload_crypto=skip)
    assert (script.only.method, script.only.url.path) == ("PUT", "/api/v3/as/applications/a/link")
    assert body_of(script.only) == {"link": link, "field_mask": {"paths": ["skip_payload_crypto"]}}


@pytest.mark.parametrize("skip", [True, False, None])
def test_setting_never_deletes_the_link_since_that_clears_formatters_and_packages_too(*, skip: bool | None) -> None:
    assert set_call("a", skip_payload_crypto=skip).method == "PUT"


async def test_the_field_is_asked_for_by_name_since_without_a_mask_nothing_comes() -> None:
    script = Script(ok())
    await script.client().link.get("a")
    assert dict(script.only.url.params) == {"field_mask": "skip_payload_crypto"}


@pytest.mark.parametrize(
    ("answer", "there"),
    [
        (ok({"skip_payload_crypto": False}), True),
        (ok({"default_formatters": {}}), True),
        (ok(), False),
        (refused(404, 5, "not_found", namespace="pkg/redis"), False),
        (refused(404, 5, "link_not_found", namespace="pkg/applicationserver"), False),
    ],
)
async def test_whether_there_is_anything_in_a_link(answer: Any, *, there: bool) -> None:
    assert await Script(answer).client().link.exists("a") is there


async def test_deleting_is_a_call_of_its_own() -> None:
    script = Script(ok())
    await script.client().link.delete("a")
    assert (script.only.method, script.only.url.path) == ("DELETE", "/api/v3/as/applications/a/link")
    assert delete_call("a").writes
