"""A request as commands: the very `Call` that is sent, for `curl` and in the words of `ttn-lw-cli`.

Both are text for a POSIX shell, ready to run with the token in `$API_KEY`; no token ever gets here. They hold no
character that a terminal could act on, other than line breaks between quotes: JSON is written in ASCII, and in the
CLI's words what isn't printable is left to `printf` and octal codes.

The CLI's words are those of version 3.32. (`cmd/ttn-lw-cli/commands`: `use.go`, `applications.go`,
`applications_access.go`, `applications_link.go`, `flags.go`)
"""

from __future__ import annotations

import json
import re
import shlex
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlencode, urlsplit

import msgspec

from tts_tui.api.calls import BASE_PATH
from tts_tui.api.hosts import hosts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from tts_tui.api.calls import Call
    from tts_tui.api.hosts import Hosts

__all__ = ["CLICommands", "NoWords", "curl", "ttn_lw_cli"]

_WIDTH: Final = 100
"""JSON that is longer than this is written over several lines."""
_CONTINUED: Final = " \\\n  "
_UNCARRIED: Final = re.compile("[\0\ud800-\udfff]")
"""What no argument of a command can hold: NUL, and half a character."""

_TEXTS: Final = frozenset(
    {"name", "description", "network_server_address", "application_server_address", "join_server_address"}
)
_CONTACTS: Final = frozenset({"administrative_contact", "technical_contact"})
_ADDRESSES: Final = frozenset(each for each in _TEXTS if each.endswith("_address"))

_EXPIRY_IGNORED: Final = (
    "ttn-lw-cli can't give a key an expiry: --api-key-expiry has no effect. A key made like this never expires."
)
_NEVER: Final = ("--api-key-expiry", "2100-01-01T00:00:00Z")
_EXPIRY_CLEARED: Final = "With any date, --api-key-expiry clears the expiry: the key will never expire."
_EXPIRY_KEPT: Final = (
    "ttn-lw-cli can't set when a key expires: --api-key-expiry would clear the expiry, whatever date it is given. The "
    "key keeps the one that it has."
)
_ADDRESSES_FILLED: Final = (
    "ttn-lw-cli fills in the server addresses that are left out, with those of its own configuration."
)
_NO_DEFAULT: Final = "ttn-lw-cli has no flag that goes back to the server's default."
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


class NoWords(ValueError):
    """There are no words of `ttn-lw-cli` here for a call, or for a field in one."""


class CLICommands(msgspec.Struct, frozen=True):
    """What to type for `ttn-lw-cli`.

    `sign_in` is needed once for each server, before the rest. `lines` are the requests, in order; empty where the CLI
    can do none of them. `cannot` are sentences about what the CLI can't do, or does otherwise than the form.
    """

    sign_in: str
    lines: str
    cannot: tuple[str, ...] = ()


def curl(calls: Iterable[Call], server: Hosts | str, ca_file: Path | None = None) -> str:
    """The calls as `curl` commands, in order, to the same URLs and with the same JSON as the adapter sends.

    `server` is its address without `/api/v3`, or its two Hosts; `ca_file` is trusted, and with curl nothing else is.
    As in the adapter, plain http uses no proxy, which would see the token. Nothing here needs a curl newer than 7.43
    (2015).
    """
    hosts = hosts_of(server)
    return "\n".join(_curl(call, hosts.of(call.path), ca_file) for call in calls)


def ttn_lw_cli(calls: Sequence[Call], server: Hosts | str, ca_file: Path | None = None) -> CLICommands:
    """The calls in the words of `ttn-lw-cli`.

    Raises NoWords for a call, or a field in one, that there are no words for: new ones must be taught here.
    """
    sign_in, notes = _sign_in(hosts_of(server))
    if ca_file is not None:
        notes.append(_CA.format(ca_file))
    commands = [_command(call) for call in calls]
    notes += [note for command in commands for note in command.cannot]
    lines = [str(command) for command in commands if command.words]
    return CLICommands(sign_in, "\n".join(lines), tuple(dict.fromkeys(notes)))


def _curl(call: Call, base_url: str, ca_file: Path | None) -> str:
    query = f"?{urlencode(call.query)}" if call.query else ""
    url = _word(f"{base_url}{BASE_PATH}{call.path}{query}")
    direct = "--noproxy '*' " if base_url.startswith("http:") else ""
    trust = f"--cacert {_word(str(ca_file))} " if ca_file is not None else ""
    parts = [f"curl -sS {direct}{trust}-X {call.method} {url}", '-H "Authorization: Bearer $API_KEY"']
    if call.body is not None:
        # --data-raw, since --data would read a file where the text begins with @.
        parts += ["-H 'Content-Type: application/json'", f"--data-raw {_word(_json(call.body))}"]
    return _CONTINUED.join(parts)


def _json(value: Mapping[str, Any]) -> str:
    line = json.dumps(value)
    return line if len(line) <= _WIDTH else json.dumps(value, indent=2)


def _word(text: str) -> str:
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


class _Command(msgspec.Struct, frozen=True):
    """One command of the CLI: its words, then its flags with their values, each on a line of its own."""

    words: tuple[str, ...] = ()
    flags: tuple[tuple[str, ...], ...] = ()
    cannot: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = (("ttn-lw-cli", "applications", *self.words), *self.flags)
        return _CONTINUED.join(" ".join(map(_word, part)) for part in parts)


def _sign_in(hosts: Hosts) -> tuple[str, list[str]]:
    server = urlsplit(hosts.cluster)
    host = server.hostname or ""
    if ":" in host:
        return "", [_NO_IPV6]
    insecure = "--insecure " if server.scheme == "http" else ""
    lines = f'ttn-lw-cli use {insecure}{_word(host)}\nttn-lw-cli login --api-key "$API_KEY"'
    notes = [_GRPC] if server.port else []
    if hosts.cluster != hosts.identity_server and not host.endswith(_KNOWN_TO_THE_CLI):
        identity = urlsplit(hosts.identity_server)
        port = _INSECURE_PORT if identity.scheme == "http" else _PORT
        notes.append(_ELSEWHERE.format(f"{identity.hostname}:{port}", hosts.identity_server))
    return lines, notes


def _command(call: Call) -> _Command:
    command = _in_words(call)
    if any(_UNCARRIED.search(word) for part in (command.words, *command.flags) for word in part):
        return _Command(cannot=(_NO_WORD,))
    return command


def _in_words(call: Call) -> _Command:
    body = call.body or {}
    match call.method, *(unquote(part) for part in call.path.split("/")[1:]):
        case "POST", ("users" | "organizations") as owners, owner, "applications":
            return _create(owners.removesuffix("s"), owner, body)
        case "PUT", "applications", application_id:
            return _update(application_id, body)
        case "DELETE", "applications", application_id:
            return _Command(("delete", application_id))
        case "POST", "applications", application_id, "restore":
            return _Command(("restore", application_id))
        case "POST", "applications", application_id, "api-keys":
            return _create_key(application_id, body)
        case "PUT", "applications", application_id, "api-keys", key_id:
            return _update_key(application_id, key_id, body)
        case "DELETE", "applications", application_id, "api-keys", key_id:
            return _Command(("api-keys", "delete", "--application-id", application_id, "--api-key-id", key_id))
        case "PUT", "as", "applications", application_id, "link":
            return _set_link(application_id, body)
    raise NoWords(f"ttn-lw-cli has no words for {call.method} {call.path}")


def _create(kind: str, owner: str, body: Mapping[str, Any]) -> _Command:
    fields = dict(body["application"])
    application_id = fields.pop("ids")["application_id"]
    return _Command(
        ("create", application_id, f"--{kind}-id", owner),
        tuple(_application_flags(fields)),
        () if fields.keys() >= _ADDRESSES else (_ADDRESSES_FILLED,),
    )


def _update(application_id: str, body: Mapping[str, Any]) -> _Command:
    fields = _masked(body, "application")
    cleared = [field for field, value in fields.items() if not value]
    unset = (("--unset", ",".join(cleared)),) if cleared else ()
    return _Command(("set", application_id), (*_application_flags(fields), *unset))


def _masked(body: Mapping[str, Any], entity: str) -> dict[str, Any]:
    """The fields that an update names in its mask, None where it has none and so clears the field."""
    return {path: body[entity].get(path) for path in body["field_mask"]["paths"]}


def _application_flags(fields: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    _known(fields, {*_TEXTS, *_CONTACTS, "attributes"})
    for field, value in fields.items():
        if not value:
            continue
        if field == "attributes":
            yield from (("--attributes", _pair(*each)) for each in value.items())
        elif field in _CONTACTS:
            ((kind, ids),) = value.items()  # {"user_ids": {"user_id": "…"}}
            ((name, account),) = ids.items()
            yield _flag(f"{field}.ids.{kind}.{name}"), account
        else:
            yield _flag(field), value


def _pair(key: str, value: str) -> str:
    """`key=value` as the CLI reads it: to the letter, but as CSV where there is a further `=`.

    CSV keeps all but a line break of CR and LF, which becomes LF.
    (`splitStringMapElements` of TheThingsIndustries/protoc-gen-go-flags)
    """
    pair = f"{key}={value}"
    return '"{}"'.format(pair.replace('"', '""')) if "=" in value else pair


def _create_key(application_id: str, body: Mapping[str, Any]) -> _Command:
    return _Command(
        ("api-keys", "create", "--application-id", application_id),
        tuple(_key_flags(body)),
        (_EXPIRY_IGNORED,) if "expires_at" in body else (),
    )


def _update_key(application_id: str, key_id: str, body: Mapping[str, Any]) -> _Command:
    fields = _masked(body, "api_key")
    flags, cannot = tuple(_key_flags(fields)), tuple[str, ...]()
    match fields:
        case {"expires_at": None}:
            flags, cannot = (*flags, _NEVER), (_EXPIRY_CLEARED,)
        case {"expires_at": _}:
            cannot = (_EXPIRY_KEPT,)
    words = ("api-keys", "set", "--application-id", application_id, "--api-key-id", key_id) if flags else ()
    return _Command(words, flags, cannot)


def _key_flags(fields: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    _known(fields, {"name", "rights", "expires_at"})
    if "name" in fields:
        yield "--name", fields["name"] or ""
    for right in fields.get("rights", ()):
        yield (_flag(right.lower()),)


def _set_link(application_id: str, body: Mapping[str, Any]) -> _Command:
    _known({*body["link"], *body["field_mask"]["paths"]}, {"skip_payload_crypto"})
    match body["link"].get("skip_payload_crypto"):
        case None:
            return _Command(cannot=(_NO_DEFAULT,))
        case skip:
            flag = "--skip-payload-crypto" if skip else "--skip-payload-crypto=false"
            return _Command(("link", "set", application_id, flag))


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


def _known(fields: Iterable[str], known: set[str]) -> None:
    if unknown := set(fields) - known:
        raise NoWords(f"ttn-lw-cli has no words for {sorted(unknown)}")
