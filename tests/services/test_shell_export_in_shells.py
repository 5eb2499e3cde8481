"""What a shell makes of the commands: a `curl` and a `ttn-lw-cli` that only write down how they were called."""

import csv
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.export_examples.shared import OWNER, RIGHTS
from tts_tui.api.calls import Call
from tts_tui.api.models import APIKey, Application
from tts_tui.api.resources import api_keys, applications, link
from tts_tui.services.applications import exports as application_exports
from tts_tui.services.shell_export import curl, ttn_lw_cli

SERVER: Final = "https://thethings.example.com"

TOKEN: Final = "NNSXS.KEY.`x`$(x)\"'\\ *"
STEERING: Final = "'\"\\$`!*?[]{}()<>|&;#~=,%@- \n\r\t\x1b\x7f\x9b\u202e\u2028é🦊"
HOSTILE: Final = st.text(st.one_of(st.sampled_from(STEERING), st.characters(codec="utf-8")))
WITHOUT_NUL: Final = HOSTILE.map(lambda text: text.replace("\0", ""))
ATTRIBUTES: Final = st.dictionaries(
    st.from_regex(r"[a-z0-9](-?[a-z0-9]){2,8}", fullmatch=True),
    WITHOUT_NUL.map(lambda text: text.replace("\r\n", "\n")),
    max_size=3,
)

Recorder = Callable[[str], list[list[str]]]


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    """Runs a script in `sh` and gives the words of each command that it called."""
    shell = shutil.which("sh") or pytest.skip("there is no sh")
    folder = tmp_path_factory.mktemp("bin")
    for name in ("curl", "ttn-lw-cli"):
        program = folder / name
        program.write_text(f"#!{shell}\nprintf '%s\\0' $# {name} \"$@\"\n")
        program.chmod(0o700)

    def run(script: str) -> list[list[str]]:
        environment = {"PATH": str(folder), "API_KEY": TOKEN}
        done = subprocess.run(
            [shell, "-eu"], input=script.encode(), env=environment, capture_output=True, check=True, timeout=30
        )
        assert not done.stderr
        words = iter(done.stdout.decode().split("\0")[:-1])
        return [[next(words) for _ in range(int(count) + 1)] for count in words]

    return run


@pytest.mark.parametrize(
    "call",
    [
        applications.delete_call("a b/c?d#e[f]{g}%é"),
        Call("GET", "/applications", {"order": "-created_at", "field_mask": "name,description", "query": "a b&c=é"}),
    ],
)
@pytest.mark.parametrize("base_url", [SERVER, f"{SERVER}/", "http://[::1]:1885"])
def test_curl_goes_where_httpx_goes(call, base_url, recorder):
    with httpx.Client(base_url=f"{base_url.rstrip('/')}/api/v3") as client:
        sent = client.build_request(call.method, call.path, params=call.query)
    [(_, *arguments)] = recorder(curl([call], base_url))
    assert arguments[arguments.index("-X") + 2] == str(sent.url)
    assert ("--noproxy" in arguments) == (sent.url.scheme == "http")  # as the adapter's client


@given(HOSTILE, HOSTILE, st.dictionaries(HOSTILE, HOSTILE, max_size=3))
@settings(max_examples=min(60, settings.default.max_examples))
def test_curl_gets_the_very_body_through_a_shell(recorder, name, description, attributes):
    call = applications.update_call(
        Application(id="my-test-app", name=name, description=description, attributes=attributes),
        ["name", "description", "attributes"],
    )
    text = curl([call], SERVER)
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
    [(program, *arguments)] = recorder(text)
    *_, authorization, content_type, body = (value for flag, value in pairwise(arguments) if flag.startswith("-"))
    assert (program, authorization) == ("curl", f"Authorization: Bearer {TOKEN}")
    assert content_type == "Content-Type: application/json"
    assert json.loads(body) == call.body


@given(WITHOUT_NUL, WITHOUT_NUL, ATTRIBUTES)
@settings(max_examples=min(60, settings.default.max_examples))
def test_the_cli_gets_the_very_fields_through_a_shell(recorder, name, description, attributes):
    export = application_exports.update(
        Application(id="my-test-app", name=name, description=description, attributes=attributes),
        ["name", "description", "attributes"],
    )
    commands = ttn_lw_cli([export.cli], SERVER)
    assert commands.lines.replace("\n", "").isprintable()
    use, login, (program, *arguments) = recorder(f"{commands.sign_in}\n{commands.lines}")
    assert use == ["ttn-lw-cli", "use", "thethings.example.com"]
    assert login == ["ttn-lw-cli", "login", "--api-key", TOKEN]
    assert [program, *arguments[:3]] == ["ttn-lw-cli", "applications", "set", "my-test-app"]
    assert as_the_cli_reads(arguments[3:]) == export.call.body


def as_the_cli_reads(arguments: Sequence[str]) -> dict[str, Any]:
    """The update that those flags of `applications set` are."""
    application: dict[str, Any] = {}
    unset: list[str] = []
    for flag, value in zip(arguments[::2], arguments[1::2], strict=True):
        match flag:
            case "--unset":
                unset = value.split(",")
            case "--attributes":
                application.setdefault("attributes", {}).update(as_the_cli_reads_pairs(value))
            case _:
                application[flag.removeprefix("--").replace("-", "_")] = value
    paths = sorted((*application, *unset), key=applications.EDITABLE.index)
    return {"application": application, "field_mask": {"paths": paths}}


def as_the_cli_reads_pairs(text: str) -> dict[str, str]:
    """`splitStringMapElements` of TheThingsIndustries/protoc-gen-go-flags, in Python."""
    if text.count("=") == 1:
        return dict([text.split("=", 1)])
    row = next(csv.reader(io.StringIO(text, newline=""), strict=True))
    return dict(pair.split("=", 1) for pair in row)


# The real curl against the sandbox.


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_curl_lines_do_what_the_forms_do(tmp_path):
    from tts_tui.sandbox.app import Sandbox
    from tts_tui.sandbox.server import in_thread

    sandbox = Sandbox()
    sandbox.add_user("testuser", name="It's me")
    token = sandbox.add_key("user", "testuser", name="tests", rights=["RIGHT_ALL"])
    expires_at = datetime(2099, 3, 1, 12, tzinfo=UTC)
    application = Application(
        id="my-shell-app",
        name="`id` $(id) 'é' \"🦊\"",
        description="@first\n[line] {with} \\n, a\ttab and\r\n!! %s",
        attributes={"floor": "3=c, d", "wing": "$HOME"},
    )
    with (
        in_thread(sandbox) as base_url,
        httpx.Client(
            base_url=f"{base_url}/api/v3", headers={"Authorization": f"Bearer {token}"}, trust_env=False
        ) as reader,
    ):

        def run(*calls: Call) -> list[dict[str, Any]]:
            """What curl printed for each of the calls, after the same requests as httpx would have made."""
            before = len(sandbox.requests)
            environment = {**os.environ, "API_KEY": token, "HOME": str(tmp_path), "http_proxy": "http://127.0.0.1:9"}
            script = curl(calls, base_url)
            done = subprocess.run(
                ["sh"], input=script.encode(), env=environment, capture_output=True, check=True, timeout=30
            )
            assert not done.stderr
            got = [(each.method, each.path, each.json) for each in sandbox.requests[before:]]
            assert got == [(call.method, f"/api/v3{call.path}", call.body) for call in calls]
            return list(json_values(done.stdout.decode()))

        def read(path: str, mask: str = "") -> tuple[int, dict[str, Any]]:
            answer = reader.get(path, params={"field_mask": mask} if mask else None)
            return answer.status_code, answer.json()

        def has(**fields: Any) -> bool:
            mask = "name,description,attributes"
            status, found = read("/applications/my-shell-app", mask)
            return status == 200 and {each: found.get(each) for each in mask.split(",")} == fields

        # Create it, with a key and the link, in one go.
        made, key, _ = run(
            applications.create_call(application, OWNER),
            api_keys.create_call("my-shell-app", name="It's a key", rights=RIGHTS, expires_at=expires_at),
            link.set_call("my-shell-app", skip_payload_crypto=True),
        )
        assert made["ids"] == {"application_id": "my-shell-app"}
        assert has(name=application.name, description=application.description, attributes=application.attributes)
        assert read("/as/applications/my-shell-app/link", "skip_payload_crypto")[1] == {"skip_payload_crypto": True}
        of_key = f"/applications/my-shell-app/api-keys/{key['id']}"
        assert APIKey.model_validate(read(of_key)[1]).expires_at == expires_at

        # Change it.
        narrower = APIKey(id=key["id"], name="N", rights=frozenset(RIGHTS[:1]))
        run(
            applications.update_call(Application(id="my-shell-app", name="New"), ["name", "attributes"]),
            link.set_call("my-shell-app", skip_payload_crypto=None),
            api_keys.update_call("my-shell-app", narrower, ["name", "rights"]),
        )
        assert has(name="New", description=application.description, attributes=None)
        assert read("/as/applications/my-shell-app/link", "skip_payload_crypto")[1] == {}
        changed = APIKey.model_validate(read(of_key)[1])
        assert (changed.name, changed.rights, changed.expires_at) == ("N", frozenset(RIGHTS[:1]), expires_at)
        run(api_keys.update_call("my-shell-app", APIKey(id=key["id"]), ["expires_at"]))
        assert APIKey.model_validate(read(of_key)[1]).expires_at is None

        # Delete it, and bring it back.
        run(api_keys.delete_call("my-shell-app", key["id"]), applications.delete_call("my-shell-app"))
        assert read("/applications/my-shell-app", "name")[0] != 200
        run(applications.restore_call("my-shell-app"))
        assert has(name="New", description=application.description, attributes=None)
        assert read(of_key)[0] == 404


def json_values(text: str) -> Iterator[dict[str, Any]]:
    """The JSON values that stand one after another in `text`."""
    decoder = json.JSONDecoder()
    position = 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        yield value
