"""No token in what the doctor says."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.doctor.conftest import NOW
from tests.doctor.seam import HTML, URL, answering, asked, named_server, of, report, written
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session.credentials.file import TokenFile

TOKENS = ("NNSXS.KEYID.TOPSECRET", "a-word-of-another-kind-TOPSECRET", "MFRWG.ID.TOPSECRET-AND-MORE")


def _echoes(token: str) -> list[httpx.Response | Exception]:
    said = f"it was {token}"
    error = {"message": said, "details": [{"name": said, "namespace": said, "correlation_id": said}]}
    more = {"message_format": said, "attributes": {"missing": [said]}}
    error["details"][0].update(more)
    return [
        *(
            httpx.Response(status, json={"code": code, **error}, headers={"x-warning": said})
            for status, code in ((400, 3), (400, 9), (401, 16), (403, 7), (404, 5), (429, 8), (500, 13), (503, 14))
        ),
        httpx.Response(200, text=said, headers={"content-type": said, "location": said}),
        httpx.Response(302, headers={"location": said}),
        httpx.Response(
            200, json={"api_key": {"api_key": {"id": token}, "entity_ids": {"user_ids": {"user_id": token}}}}
        ),
        httpx.Response(200, json={"api_key": {"api_key": {"name": said, "rights": [said]}, "entity_ids": {}}}),
        httpx.Response(200, json={}, headers={"date": said, "x-rate-limit-limit": said, "x-warning": said}),
        *(kind(said) for kind in (httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout, httpx.LocalProtocolError)),
    ]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("number", range(len(_echoes(""))))
@pytest.mark.parametrize("place", ["environment", "file", "login"])
async def test_no_token_is_in_what_is_said_whatever_the_server_says(token: str, number: int, place: str) -> None:
    given = of(token) if place == "environment" else None
    if place != "environment":
        named_server()
        tokens = Tokens(access_token=SecretStr(token), refresh_token=SecretStr(token), expires_at=NOW + timedelta(1))
        await TokenFile().store(URL, tokens if place == "login" else SecretStr(token))
    for transport in (
        answering(_echoes(token)[number]),
        answering(httpx.Response(200, json={}), _echoes(token)[number]),
    ):
        sections = await report(asked(URL, given), transport)
        assert sections["Token"]
        assert "TOPSECRET" not in written(sections)


async def test_no_token_is_in_what_is_said_of_words_in_the_wrong_place() -> None:
    token = "NNSXS.KEYID.TOPSECRET"
    for wrong in (
        token,
        f"https://{token}",
        f"https://user:{token}@a.example",
        f"https://a.example/{token}",
        f"x {token}",
    ):
        assert "TOPSECRET" not in written(await report(asked(wrong), answering(HTML))).upper()
    ServerFile().path.parent.mkdir(parents=True)
    ServerFile().path.write_text(f'[servers."{token}"]\nidentity_server = "{token}"\ntoken = "{token}"\n')
    assert "TOPSECRET" not in written(await report(asked(None), answering(HTML)))
