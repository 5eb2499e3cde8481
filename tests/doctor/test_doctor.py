"""The doctor on a server that is well: what it says of server and token, and which of them it takes."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from tests.doctor.conftest import NOW
from tests.doctor.seam import ENVIRON, URL, answering, asked, broken, named_server, of, one, report, written
from tts_tui.api.oauth import Tokens
from tts_tui.api.secret import SecretStr
from tts_tui.doctor import Finding, Inquiry
from tts_tui.sandbox.faults import Fault
from tts_tui.sandbox.rate_limit import RateLimit
from tts_tui.servers.model import make
from tts_tui.servers.servers_file import ServerFile
from tts_tui.session import accounts
from tts_tui.session.credentials.file import TokenFile


async def test_all_is_well_on_a_server_that_is(sandbox) -> None:
    key = sandbox.add_key("user", "alice", name="laptop", expires_at=NOW + timedelta(days=90))
    sections = await report(asked(given=of(key)), sandbox)
    assert list(sections) == ["Program", "Files", "Keyring", "Server", "Token", "Terminal"]
    assert broken(sections) == []
    assert one(sections["Server"], "The Things Stack answers.").level == "ok"
    assert one(sections["Server"], "clock agrees").level == "ok"
    assert one(sections["Token"], "from TTS_TUI_TOKEN").level == "ok"
    assert "“laptop”" in one(sections["Token"], "Signed in as user alice.").detail
    assert "all that tts-tui uses" in one(sections["Token"], "rights").what
    assert one(sections["Token"], "The key expires at 2027-02-21").level == "ok"
    assert key not in written(sections)


async def test_every_finding_that_is_not_ok_says_what_to_do(sandbox) -> None:
    for question in (asked(given=of("NNSXS.A.B")), asked(None), asked("nonsense"), asked()):
        sections = await report(question, sandbox)
        for findings in sections.values():
            assert all(each.advice for each in findings if each.level != "ok")


@pytest.mark.parametrize(
    ("expires", "level", "says"),
    [
        (None, "note", "never expires"),
        (NOW + timedelta(days=30), "warn", "expires at 2026-12-23 10:00"),
        (NOW + timedelta(days=31), "ok", "expires at 2026-12-24 10:00"),
    ],
)
async def test_a_key_that_expires_soon_or_never_is_said(sandbox, expires, level: str, says: str) -> None:
    key = sandbox.add_key("user", "alice", expires_at=expires)
    assert one((await report(asked(given=of(key)), sandbox))["Token"], says).level == level


async def test_an_administrator_and_an_organization_are_called_so(sandbox) -> None:
    sandbox.add_user("root", admin=True)
    sandbox.add_organization("acme", owner="alice")
    for kind, entity, says in (
        ("user", "root", "Signed in as user root, an administrator."),
        ("organization", "acme", "Signed in as organization acme."),
    ):
        key = sandbox.add_key(kind, entity)
        assert one((await report(asked(given=of(key)), sandbox))["Token"], says).level == "ok"


async def test_rights_that_are_missing_are_named_in_words(sandbox) -> None:
    key = sandbox.add_key("user", "alice", rights=["RIGHT_USER_APPLICATIONS_LIST", "RIGHT_APPLICATION_INFO"])
    finding = one((await report(asked(given=of(key)), sandbox))["Token"], "2 rights")
    assert finding.level == "note"
    assert "Create applications" in finding.detail
    assert "Delete the application" in finding.detail
    assert "See the list of applications" not in finding.detail


async def test_the_key_of_a_gateway_is_of_no_use(sandbox) -> None:
    key = sandbox.add_key("gateway", "gtw", rights=["RIGHT_GATEWAY_INFO"])
    assert "Signed in as gateway gtw, which has no applications." in broken(await report(asked(given=of(key)), sandbox))


async def test_a_restricted_account_is_told_with_the_servers_words(sandbox) -> None:
    sandbox.add_user("bob", state="STATE_SUSPENDED", state_description="unpaid")
    key = sandbox.add_key("user", "bob")
    finding = one((await report(asked(given=of(key)), sandbox))["Token"], "The server warns about this account.")
    assert finding.level == "warn"
    assert finding.detail


async def test_limits_are_told_where_the_server_tells_them(sandbox) -> None:
    sandbox.rate_limit = RateLimit(per_minute=60, burst=60)
    assert one((await report(asked(), sandbox))["Server"], "59 of 60 requests left").level == "ok"


# Where the token comes from


async def test_a_token_of_the_0600_file_is_found_and_its_file_looked_at(sandbox) -> None:
    named_server()
    key = sandbox.add_key("user", "alice")
    await TokenFile().store(URL, SecretStr(key))
    sections = await report(asked("prod"), sandbox)
    assert one(sections["Token"], "from a file").level == "ok"
    assert one(sections["Token"], "Signed in as user alice.").level == "ok"
    assert "0600" in one(sections["Files"], "The file with the token is yours alone").what
    TokenFile().path(URL).chmod(0o644)
    sections = await report(asked("prod"), sandbox)
    assert one(sections["Files"], "can be read by others").level == "warn"
    assert one(sections["Token"], "can't be read").level == "broken"


async def test_a_stored_token_of_somebody_else_than_before_is_told(sandbox) -> None:
    named_server()
    await TokenFile().store(f"prod {URL}", SecretStr(sandbox.add_key("user", "alice")))
    sections = await report(asked("prod"), sandbox)
    assert "You were signed in as" not in written(sections)
    accounts.remember("prod", ("user", "bob"))
    sections = await report(asked("prod"), sandbox)
    assert one(sections["Token"], "You were signed in as bob").level == "warn"


async def test_a_token_of_version_0_1_that_may_be_another_servers_is_told_and_not_used(sandbox) -> None:
    named_server()
    ServerFile().add(make(name="other", identity_server=URL))
    await TokenFile().store(URL, SecretStr(sandbox.add_key("user", "alice")))
    sections = await report(asked("prod"), sandbox)
    assert one(sections["Token"], "may be this server's or another's").level == "note"
    assert "Signed in as" not in written(sections)


async def test_a_name_that_has_become_a_command_is_told(sandbox) -> None:
    file = ServerFile().path
    file.parent.mkdir(parents=True)
    file.write_text(f'[servers.keys]\nidentity_server = "{URL}"\n')
    sections = await report(asked("keys"), sandbox)
    found = one(sections["Files"], "1 named server")
    assert (found.level, found.detail) == ("warn", "keys is reserved for a command of tts-tui.")


async def test_a_login_is_told_with_its_end_and_used(sandbox) -> None:
    named_server()
    key = sandbox.add_key("user", "alice")
    tokens = Tokens(
        access_token=SecretStr(key), refresh_token=SecretStr("OJSWM.A.B"), expires_at=NOW + timedelta(hours=1)
    )
    await TokenFile().store(URL, tokens)
    sections = await report(asked("prod"), sandbox)
    assert "expires at 2026-11-23 11:00 and is renewed" in one(sections["Token"], "A login from").detail
    assert one(sections["Token"], "Signed in as user alice.").level == "ok"


async def test_a_login_that_has_to_be_renewed_is_left_to_the_program(sandbox) -> None:
    named_server()
    tokens = Tokens(access_token=SecretStr("MFRWG.A.B"), refresh_token=SecretStr("OJSWM.A.B"), expires_at=NOW)
    await TokenFile().store(URL, tokens)
    sections = await report(asked("prod"), sandbox)
    (finding,) = sections["Token"]
    assert "at the next start" in finding.detail
    assert [each.path for each in sandbox.requests] == ["/api/v3/auth_info"]  # the one without a token


async def test_a_keyring_that_is_needed_and_not_there_is_broken(sandbox) -> None:
    named_server("keyring")
    sections = await report(asked("prod"), sandbox)
    assert sections["Keyring"][0].level == "broken"
    assert one(sections["Token"], "can't be read").level == "broken"


async def test_without_a_token_that_is_no_defect(sandbox) -> None:
    sections = await report(asked(), sandbox)
    (finding,) = sections["Token"]
    assert (finding.level, "tts-tui login" in finding.advice) == ("note", True)
    assert broken(sections) == []


async def test_a_token_whose_server_is_not_named_is_not_sent(sandbox) -> None:
    key = sandbox.add_key("user", "alice")
    sections = await report(asked(None, of(key), known=URL), sandbox)
    assert one(sections["Token"], "but no server").level == "broken"
    assert len(sandbox.requests) == 1


async def test_a_token_that_can_not_be_sent_is_not(sandbox) -> None:
    sections = await report(asked(given=of("NNSXS.Ä.B")), sandbox)
    (finding,) = sections["Token"]
    assert (finding.level, "characters" in finding.what) == ("broken", True)


async def test_why_there_is_no_token_is_passed_on(sandbox) -> None:
    why = Finding("broken", "No token in the file.", advice="Name another.")
    assert (await report(asked(given=why), sandbox))["Token"] == (why,)


# Which server


async def test_without_any_server_it_says_how_to_name_one() -> None:
    sections = await report(asked(None))
    (finding,) = sections["Server"]
    assert finding.level == "note"
    assert "https://" in finding.advice
    assert broken(sections) == []
    assert "Token" not in sections


async def test_the_default_and_then_the_last_server_are_taken(sandbox) -> None:
    sections = await report(asked(None, known="https://last.example"), sandbox)
    assert "Server last.example." in sections["Server"][0].what
    named_server()
    ServerFile().set_default("prod")
    sections = await report(asked(None, known="https://last.example"), sandbox)
    assert sections["Server"][0].what == "Server prod."


@pytest.mark.parametrize("known", ["removed", "http://10.0.0.7:1885"])
async def test_a_last_server_that_is_none_any_more_is_a_remark_as_a_start_shows_the_list(known: str) -> None:
    named_server()
    question = Inquiry(None, known, None, insecure=True, environ=ENVIRON, size=(80, 24), encoding="utf-8")
    sections = await report(question)
    (finding,) = sections["Server"]
    assert finding.level == "note"
    assert finding.what == f"{known}, the last used server, can't be opened; tts-tui shows the list of servers."
    assert broken(sections) == []
    assert "Token" not in sections


async def test_an_address_of_a_named_server_is_that_server(sandbox) -> None:
    named_server()
    assert (await report(asked(URL), sandbox))["Server"][0].what == "Server prod."


async def test_a_broken_file_of_servers_is_said_and_the_rest_is_looked_at(sandbox) -> None:
    named_server()
    ServerFile().path.write_text("[servers.prod\n")
    sections = await report(asked(), sandbox)
    assert "line 1" in sections["Files"][0].detail
    assert one(sections["Server"], "The Things Stack answers.").level == "ok"
    assert broken(await report(asked("prod"), sandbox)) == [
        "The list of servers can't be read.",
        "There is no such server.",
    ]


async def test_a_name_that_is_none_is_answered_with_those_there_are(sandbox) -> None:
    named_server()
    finding = (await report(asked("production"), sandbox))["Server"][0]
    assert finding.level == "broken"
    assert "prod" in finding.advice


async def test_a_cluster_is_asked_too(sandbox) -> None:
    named_server()
    file = ServerFile().path
    file.write_text(file.read_text() + 'cluster = "https://cluster.example"\n')
    assert one((await report(asked("prod"), sandbox))["Server"], "cluster.example answers").level == "ok"
    sandbox.faults.add(Fault(times=1, path="never"))
    transport = answering(httpx.Response(200, json={}), httpx.Response(404, json={"code": 5, "message": "x"}))
    assert one((await report(asked("prod"), transport))["Server"], "cluster.example answers").level == "ok"
    transport = answering(httpx.Response(200, json={}), httpx.Response(200, text="<html>"))
    assert "Could not ask the cluster cluster.example" in broken(await report(asked("prod"), transport))[0]


async def test_plain_http_is_marked_unless_it_stays_here(sandbox) -> None:
    question = Inquiry("http://a.example", None, None, insecure=True, environ=ENVIRON, size=(80, 24), encoding="utf-8")
    assert one((await report(question, sandbox))["Server"], "others on the network").level == "warn"
    assert one((await report(asked("http://127.0.0.1:1885"), sandbox))["Server"], "Plain http").level == "ok"
    assert broken(await report(asked("http://a.example"), sandbox)) == ["There is no such server."]
