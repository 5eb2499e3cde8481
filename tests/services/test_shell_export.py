"""Changes as commands: each example to the letter, every call of the adapter among them, and what can't be carried."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

import pytest

import tts_tui.api.resources
from tests.services.export_examples import EXAMPLES
from tests.services.export_examples.shared import (
    ADDRESSES_FILLED,
    BARE,
    EXPIRY,
    NEVER_EXPIRES,
    NO_DEFAULT,
    OWNER,
    RIGHTS,
    WHOLE,
)
from tts_tui.api.models import APIKey, Application
from tts_tui.api.resources import applications
from tts_tui.services import link as link_exports
from tts_tui.services.api_keys import exports as key_exports
from tts_tui.services.applications import exports as application_exports
from tts_tui.services.shell_export import CLIScript, curl, ttn_lw_cli

SERVER: Final = "https://thethings.example.com"
SIGN_IN: Final = """\
ttn-lw-cli use thethings.example.com
ttn-lw-cli login --api-key "$API_KEY\""""
KNOWN_TO_THE_CLI: Final = {
    "name",
    "description",
    "attributes",
    "network_server_address",
    "application_server_address",
    "join_server_address",
    "administrative_contact",
    "technical_contact",
}
UNCARRIED: Final = "A value holds a character that no command line can carry: ttn-lw-cli can't send it."

NO_FORMS: Final = {"link.delete_call", "end_devices.get_call", "events.stream_call", "storage.page_call"}
"""What only reads, or is a step of a plan."""


def every_builder() -> Iterator[str]:
    """The functions of the adapter that make a call that writes: what forms are made of."""
    for module in pkgutil.iter_modules(tts_tui.api.resources.__path__):
        found = importlib.import_module(f"tts_tui.api.resources.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            builder = f"{module.name}.{name}"
            if name.endswith("_call") and function.__module__ == found.__name__ and builder not in NO_FORMS:
                yield builder


@pytest.mark.parametrize("builder", every_builder())
def test_every_call_of_the_adapter_that_writes_has_its_commands(builder):
    assert builder in EXAMPLES, f"{builder} has no `Export` in the services, or no example of it here"


@pytest.mark.parametrize("field", applications.EDITABLE)
def test_every_field_that_can_be_set_has_its_flag(field):
    """The flag is the field with dashes: look `commands/applications.go` up for a new one."""
    assert field in KNOWN_TO_THE_CLI
    ((flag, *_), *_) = application_exports.update(WHOLE, [field]).cli.flags
    assert flag.startswith(f"--{field.replace('_', '-')}")


@pytest.mark.parametrize(
    ("export", "as_curl", "as_cli", "cannot"),
    [
        pytest.param(*example, id=f"{builder} {name}".strip())
        for builder, named in EXAMPLES.items()
        for name, example in named.items()
    ],
)
def test_examples(export, as_curl, as_cli, cannot):
    assert curl([export.call], SERVER) == as_curl
    assert ttn_lw_cli([export.cli], SERVER) == CLIScript(SIGN_IN, as_cli, cannot)


def test_several_are_commands_in_order_and_say_each_thing_once():
    keys = [APIKey(id="", name=name, rights=frozenset(RIGHTS[:1]), expires_at=EXPIRY) for name in ("One", "Two")]
    exports = [
        application_exports.create(BARE, OWNER),
        *(key_exports.create("my-test-app", key) for key in keys),
        link_exports.export("my-test-app", skip_payload_crypto=None),
        link_exports.export("my-test-app", skip_payload_crypto=True),
    ]
    calls, commands = [each.call for each in exports], [each.cli for each in exports]
    assert curl(calls, SERVER) == "\n".join(curl([call], SERVER) for call in calls)
    assert ttn_lw_cli(commands, SERVER) == CLIScript(
        SIGN_IN,
        """\
ttn-lw-cli applications create my-test-app --user-id testuser
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --name One \\
  --right-application-info
ttn-lw-cli applications api-keys create --application-id my-test-app \\
  --name Two \\
  --right-application-info
ttn-lw-cli applications link set my-test-app --skip-payload-crypto""",
        (ADDRESSES_FILLED, NEVER_EXPIRES, NO_DEFAULT),
    )


@pytest.mark.parametrize(
    ("base_url", "sign_in", "notes"),
    [
        (SERVER, "ttn-lw-cli use thethings.example.com", 0),
        (f"{SERVER}/", "ttn-lw-cli use thethings.example.com", 0),
        (f"{SERVER}:8885", "ttn-lw-cli use thethings.example.com", 1),
        ("http://localhost:1885", "ttn-lw-cli use --insecure localhost", 1),
        ("http://127.0.0.1", "ttn-lw-cli use --insecure 127.0.0.1", 0),
        ("https://[2001:db8::1]", "", 1),
    ],
)
def test_signing_in(base_url, sign_in, notes):
    commands = ttn_lw_cli([application_exports.delete("my-test-app").cli], base_url)
    assert commands.sign_in == (f'{sign_in}\nttn-lw-cli login --api-key "$API_KEY"' if sign_in else "")
    assert len(commands.cannot) == notes


def test_a_word_is_safe_for_a_terminal_and_for_zsh():
    def named(name: str) -> str:
        return ttn_lw_cli([application_exports.update(Application(id="a-b", name=name), ["name"]).cli], SERVER).lines

    assert named("=ls").endswith("  --name '=ls'")
    assert named("=\x1b=").endswith("""  --name '='"$(printf '\\033')"'='""")
    assert named("a\x1b[31m\tb").endswith("""  --name a"$(printf '\\033')"'[31m'"$(printf '\\011')"b""")
    assert named("ab\u202ecd").endswith("""  --name ab"$(printf '\\342\\200\\256')"cd""")
    assert named("two\nlines").endswith("  --name 'two\nlines'")


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_what_no_argument_can_hold_is_said_and_not_shown(name):
    commands = ttn_lw_cli([application_exports.update(Application(id="a-b", name=name), ["name"]).cli], SERVER)
    assert (commands.lines, commands.cannot) == ("", (UNCARRIED,))


def test_importing_it_is_cheap():
    code = "import sys, tts_tui.services.shell_export; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not set(done.stdout.split()) & {"httpx", "pydantic", "textual", "keyring", "tts_tui.api.models"}
