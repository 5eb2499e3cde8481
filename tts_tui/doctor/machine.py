"""The program itself and its files on this machine."""

from __future__ import annotations

import os
import platform
import stat
from importlib import metadata
from typing import TYPE_CHECKING

from tts_tui import __version__
from tts_tui.doctor.findings import Finding
from tts_tui.servers.folders import NoHome, state_folder
from tts_tui.servers.model import why_reserved
from tts_tui.servers.servers_file import BrokenFile, ServerFault, ServerFile, Servers
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ca_file", "keyring", "named_servers", "private_file", "program", "remembering"]


def program() -> Finding:
    """Which version runs on what."""
    textual = metadata.version("textual")
    system = f"{platform.system()} {platform.release()}"
    return Finding("ok", f"tts-tui {__version__}.", f"Python {platform.python_version()}, Textual {textual}, {system}")


def named_servers(file: ServerFile) -> tuple[Servers, Finding]:
    """The servers that have a name, none where the file can't be read."""
    try:
        servers = file.read()
    except BrokenFile as error:
        advice = "Fix it in an editor. Until then server names don't work."
        return Servers(), Finding("broken", "The list of servers can't be read.", _broken(error), advice)
    except ServerFault as error:
        advice = "Check that folder. Until then server names don't work."
        return Servers(), Finding("broken", "The list of servers can't be read.", visible(str(error)), advice)
    if not file.path.exists():
        return servers, Finding("ok", "No named servers.", f"There is no {file.path}; none is needed.")
    default = f"; {servers.default} is the default" if servers.default else ""
    count = len(servers.servers)
    words = f"{count} named server" if count == 1 else f"{count} named servers"
    if reserved := [each.name for each in servers.servers if why_reserved(each.name)]:
        why = " ".join(map(why_reserved, reserved))
        advice = f"Rename it: tts-tui servers edit {reserved[0]} --name NEW"
        return servers, Finding("warn", f"{words}{default}.", why, advice)
    return servers, Finding("ok", f"{words}{default}.", str(file.path))


def _broken(error: BrokenFile) -> str:
    return f"{error.path}, line {error.line}: {visible(error.why)}"


def remembering() -> Finding:
    """Whether the program can write to its state folder."""
    try:
        folder = state_folder()
    except NoHome as error:
        why = f"{error.strerror}."
        return Finding("warn", "The last used server can't be remembered.", why, "Everything else works.")
    there = next(each for each in (folder, *folder.parents) if os.path.exists(each))  # noqa: PTH110 - raises nothing
    if os.path.isdir(there) and os.access(there, os.W_OK | os.X_OK):  # noqa: PTH112
        return Finding("ok", "The last used server can be remembered.", str(folder))
    advice = f"Make {there} a folder that you can write to. Everything else works."
    return Finding("warn", "The last used server can't be remembered.", f"{folder} can't be written.", advice)


def private_file(file: Path, what: str) -> Finding:
    """Whether a file with a secret, or its folder, is its owner's alone. `what` names it, to begin a sentence."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return Finding("ok", f"{what}: there is none.", str(file))
    except OSError as error:
        return Finding("broken", f"{what} can't be checked.", f"{file}: {error.strerror}.", "Check its permissions.")
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        advice = f"chmod {700 if stat.S_ISDIR(found.st_mode) else 600} {file}"
        return Finding("warn", f"{what} can be read by others: mode {mode:04o}.", str(file), advice)
    if found.st_uid != os.geteuid():
        return Finding("warn", f"{what} belongs to somebody else.", str(file), f"chown it to you, or remove it: {file}")
    return Finding("ok", f"{what} is yours alone: mode {mode:04o}.", str(file))


def ca_file(file: Path) -> Finding:
    """Whether a server's own certificate authority can be read."""
    from tts_tui.servers.model import BadServer
    from tts_tui.servers.model import ca_file as read

    try:
        read(str(file))
    except BadServer as error:
        return Finding("broken", "The server's CA file can't be used.", visible(str(error)), "Fix ca_file.")
    return Finding("ok", "The server's CA file can be read.", str(file))


async def keyring(patience: float, *, needed: bool) -> Finding:
    """The back end of the OS keyring. `needed` says whether the token of the server lives there."""
    from tts_tui.session.credentials.keyring import look

    found = await look(patience)
    name = visible(found.name)
    why = visible(found.why)
    if found.usable and found.secure:
        return Finding(
            "ok", f"Keyring: {name}.", "It is locked and will ask for its password." if found.locked else why
        )
    if found.usable:
        return Finding(
            "warn",
            f"Keyring: {name}, which stores tokens unencrypted.",
            why,
            "Use a 0600 file or this session only, or set up a keyring that encrypts.",
        )
    return Finding(
        "broken" if needed else "note",
        f"Keyring: {name}, which can't be used now." if name else "No keyring can be used.",
        why,
        "A token can be stored in a 0600 file or for this session only. TTS_TUI_TOKEN and --token-file work, too.",
    )
