"""Changes as commands for a POSIX shell: `curl` with the call that is sent, and `ttn-lw-cli`.

Both are ready to run with the token in `$API_KEY`; no token ever gets here. They hold no character that a terminal
could act on, other than line breaks between quotes: JSON is written in ASCII, and in the words of the CLI what isn't
printable is left to `printf` and octal codes.

What to type for `ttn-lw-cli` stands with each resource, in `exports.py` or `link.py` of the services: as of version
3.32. (`commands/use.go`, `commands/flags.go`)
"""

from __future__ import annotations

import json
import re
import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec

from tts_tui.api.calls import BASE_PATH
from tts_tui.api.hosts import hosts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from tts_tui.api.calls import Call
    from tts_tui.api.hosts import Hosts

__all__ = ["CLICommand", "CLIScript", "Export", "curl", "flag", "masked", "ttn_lw_cli", "word"]

_UNWRAPPED: Final = 74
"""Characters of a line that a screen of 80 columns doesn't wrap."""
_WIDTH: Final = 100
"""JSON that is longer than this is written over several lines."""
_CONTINUED: Final = " \\\n  "
_UNCARRIED: Final = re.compile("[\0\ud800-\udfff]")
"""Characters that no argument of a command can contain: NUL, and half of a character."""

_NO_WORD: Final = "A value holds a character that no command line can carry: ttn-lw-cli can't send it."
_NO_IPV6: Final = "ttn-lw-cli use takes the name of a host or its IPv4 address, not an IPv6 address."
_PORT: Final = 8884
_INSECURE_PORT: Final = 1884
_GRPC: Final = (
    f"ttn-lw-cli speaks gRPC, on port {_PORT}, or {_INSECURE_PORT} with --insecure. Where the server listens on "
    "another, add --grpc-port to ttn-lw-cli use."
)
_ELSEWHERE: Final = (
    "ttn-lw-cli use takes one host for everything. In its configuration, set identity-server-grpc-address to {} and "
    "oauth-server-address to {}/oauth."
)
_CA: Final = "Give ttn-lw-cli the certificate authority, too: ca: {} in its configuration."
_KNOWN_TO_THE_CLI: Final = (".cloud.thethings.network", ".cloud.thethings.industries")
"""Where `use` knows by itself that the Identity Server is at eu1. (`cmd/ttn-lw-cli/commands/use.go` 47-49, 109-128)"""


class CLICommand(msgspec.Struct, frozen=True):
    """One command of `ttn-lw-cli`: its words, then its flags with their values.

    Without words the CLI can't do it. `cannot` are sentences about what it can't do, or does otherwise than the form.
    """

    words: tuple[str, ...] = ()
    flags: tuple[tuple[str, ...], ...] = ()
    cannot: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The command, each flag on a line of its own."""
        parts = (("ttn-lw-cli", *self.words), *self.flags)
        return _CONTINUED.join(" ".join(map(word, part)) for part in parts)


class Export(msgspec.Struct, frozen=True):
    """A change: the call that is sent, and the command of `ttn-lw-cli` that does the same."""

    call: Call
    cli: CLICommand


class CLIScript(msgspec.Struct, frozen=True):
    """What to type for `ttn-lw-cli`.

    `sign_in` is needed once for each server, before the rest. `lines` are the commands, in order; empty where the CLI
    can do none of them. `cannot` are sentences about what the CLI can't do, or does otherwise than the form.
    """

    sign_in: str
    lines: str
    cannot: tuple[str, ...] = ()


def curl(calls: Iterable[Call], server: Hosts | str, ca_file: Path | None = None) -> str:
    """The calls as `curl` commands, in order, to the same URLs and with the same JSON as the adapter sends.

    `server` is its address without `/api/v3`, or its two Hosts; `ca_file` is trusted, and with curl nothing else is.
    As in the adapter, plain http uses no proxy, which would see the token. Works with curl 7.43 (2015) and newer.
    """
    hosts = hosts_of(server)
    return "\n".join(_curl(call, hosts.of(call.path), ca_file) for call in calls)


def ttn_lw_cli(commands: Sequence[CLICommand], server: Hosts | str, ca_file: Path | None = None) -> CLIScript:
    """The commands as text for a shell, in order, with the sign-in and each sentence once."""
    sign_in, notes = _sign_in(hosts_of(server))
    if ca_file is not None:
        notes.append(_CA.format(ca_file))
    carried = [_carried(command) for command in commands]
    notes += [note for command in carried for note in command.cannot]
    lines = [str(command) for command in carried if command.words]
    return CLIScript(sign_in, "\n".join(lines), tuple(dict.fromkeys(notes)))


def flag(name: str) -> str:
    """The flag of a field or right: `skip_payload_crypto` is `--skip-payload-crypto`."""
    return "--" + name.replace("_", "-")


def masked(call: Call, entity: str) -> dict[str, Any]:
    """The fields that an update names in its mask, None where it has none and so clears the field."""
    body: Mapping[str, Any] = call.body or {}
    return {path: body[entity].get(path) for path in body["field_mask"]["paths"]}


def _curl(call: Call, base_url: str, ca_file: Path | None) -> str:
    query = f"?{urlencode(call.query, doseq=True)}" if call.query else ""
    url = word(f"{base_url}{BASE_PATH}{call.path}{query}")
    direct = "--noproxy '*' " if base_url.startswith("http:") else ""
    trust = f"--cacert {word(str(ca_file))} " if ca_file is not None else ""
    begins = f"curl -sS {direct}{trust}-X {call.method}"
    # Wrapped by the screen, the line would break where a terminal copies it.
    parts = [f"{begins} {url}"] if len(begins) + len(url) < _UNWRAPPED else [begins, url]
    parts.append('-H "Authorization: Bearer $API_KEY"')
    if call.body is not None:
        # --data-raw, since --data would read a file where the text begins with @.
        parts += ["-H 'Content-Type: application/json'", f"--data-raw {word(_json(call.body))}"]
    return _CONTINUED.join(parts)


def _json(value: Mapping[str, Any]) -> str:
    line = json.dumps(value)
    return line if len(line) <= _WIDTH else json.dumps(value, indent=2)


def word(text: str) -> str:
    """`text` as one word of a POSIX shell, printable but for line breaks, which stand between quotes."""
    if not text:
        return "''"
    runs = ((plain, "".join(run)) for plain, run in groupby(text, lambda c: c.isprintable() or c == "\n"))
    return "".join(_quoted(run) if plain else _octal(run) for plain, run in runs)


def _quoted(text: str) -> str:
    quoted = shlex.quote(text)
    return f"'{quoted}'" if quoted.startswith("=") else quoted  # zsh reads =ls as the path of that command


def _octal(text: str) -> str:
    return '''"$(printf '{}')"'''.format("".join(f"\\{byte:03o}" for byte in text.encode()))


def _sign_in(hosts: Hosts) -> tuple[str, list[str]]:
    server = urlsplit(hosts.cluster)
    host = server.hostname or ""
    if ":" in host:
        return "", [_NO_IPV6]
    insecure = "--insecure " if server.scheme == "http" else ""
    lines = f'ttn-lw-cli use {insecure}{word(host)}\nttn-lw-cli login --api-key "$API_KEY"'
    notes = [_GRPC] if server.port else []
    if hosts.cluster != hosts.identity_server and not host.endswith(_KNOWN_TO_THE_CLI):
        identity = urlsplit(hosts.identity_server)
        port = _INSECURE_PORT if identity.scheme == "http" else _PORT
        notes.append(_ELSEWHERE.format(f"{identity.hostname}:{port}", hosts.identity_server))
    return lines, notes


def _carried(command: CLICommand) -> CLICommand:
    if any(_UNCARRIED.search(word) for part in (command.words, *command.flags) for word in part):
        return CLICommand(cannot=(_NO_WORD,))
    return command
