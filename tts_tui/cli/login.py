"""`tts-tui login` and `tts-tui logout`."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import shutil
import sys
import threading
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from tts_tui.cli.arguments import add_server
from tts_tui.servers.token_stores import STORE_KINDS
from tts_tui.text.drawable import is_utf8, terminal_size
from tts_tui.tui.core.ending import unwound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tts_tui.api.oauth import Tokens
    from tts_tui.api.secret import SecretStr
    from tts_tui.servers.model import Server
    from tts_tui.servers.token_stores import StoreKind
    from tts_tui.session.accounts import EntityIdentifiers
    from tts_tui.session.credentials import Credential
    from tts_tui.session.manager import SessionManager
    from tts_tui.session.session import Session
    from tts_tui.session.sign_in import Listener
    from tts_tui.session.store_choices import StoreChoices

__all__ = ["login", "login_parser", "logout", "logout_parser"]

_STORES: Final = tuple(each for each in STORE_KINDS if each != "session")
_PATIENCE: Final = 300.0
"""Seconds for which a browser is waited for: a code is valid no longer."""


class _Failed(Exception):
    """The command failed; the text says why."""


class _NotRemembered(_Failed):
    """The token is stored; the server is not in the file of servers."""


def login(words: Sequence[str]) -> int:
    """Sign in to a server and keep the token. 0, or 1 where that did not work."""
    parser = login_parser()
    options = parser.parse_args(words)
    if options.ttn_lw_config and (options.browser or options.key):
        parser.error("--ttn-lw-config needs --from-ttn-lw-cli")
    if options.from_ttn_lw_cli or options.ttn_lw_config:
        return _reported(parser, partial(_taken_over, options), "sign in")
    return _run(parser, options, _login, "sign in")


def login_parser() -> argparse.ArgumentParser:
    """`tts-tui login`."""
    parser = argparse.ArgumentParser("tts-tui login", description="Sign in to a server and store the token.")
    add_server(parser)
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--browser", action="store_true", help="open a browser on this machine and wait for it")
    ways.add_argument("--key", action="store_true", help="sign in with an API key instead of a browser")
    ways.add_argument(
        "--from-ttn-lw-cli", action="store_true", help="import a login of ttn-lw-cli; without SERVER, choose one"
    )
    parser.add_argument(
        "--ttn-lw-config", metavar="FILE", help="the config file of ttn-lw-cli, if it isn't in a usual place"
    )
    parser.add_argument(
        "--change-account", action="store_true", help="sign in even if somebody else was signed in to this server"
    )
    parser.add_argument("--keep", choices=_STORES, help="where to store the token; asks if left out")
    return parser


def logout(words: Sequence[str]) -> int:
    """End the login of a server there, then forget its token here. 0, or 1 where that did not work."""
    parser = logout_parser()
    return _run(parser, parser.parse_args(words), _logout, "log out")


def logout_parser() -> argparse.ArgumentParser:
    """`tts-tui logout`."""
    parser = argparse.ArgumentParser(
        "tts-tui logout", description="Revoke the login on the server, then remove its token from this machine."
    )
    add_server(parser)
    parser.add_argument("--forget", action="store_true", help="only remove the token here; don't ask the server")
    return parser


def _run(
    parser: argparse.ArgumentParser,
    options: argparse.Namespace,
    act: Callable[[argparse.Namespace, Server, SessionManager], str],
    doing: str,
) -> int:
    from tts_tui.cli.which import server_of
    from tts_tui.session.start import CannotStart

    try:
        server = server_of(options, lambda fault: print(f"{parser.prog}: {fault}", file=sys.stderr))
    except CannotStart as why:
        parser.error(str(why))
    if server is None:
        parser.error(f"which server? Example: {parser.prog} https://thethings.example.com")
    return _reported(parser, partial(act, options, server), doing)


def _reported(parser: argparse.ArgumentParser, act: Callable[[SessionManager], str], doing: str) -> int:
    """Act, and say what came of it."""
    from tts_tui.api.errors import TTSError
    from tts_tui.cli.from_ttn_lw_cli import NotTaken
    from tts_tui.servers.servers_file import ServerFault
    from tts_tui.services.error_text import explain
    from tts_tui.session.credentials import StoreFault, UnsuitableToken
    from tts_tui.session.manager import SessionManager

    try:
        print(act(SessionManager()))
    except (_Failed, NotTaken, StoreFault, ServerFault, UnsuitableToken) as fault:
        print(f"{parser.prog}: {fault}", file=sys.stderr)
        return 1
    except TTSError as error:
        print(f"{parser.prog}: {explain(error, doing).text}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print(f"\n{parser.prog}: stopped", file=sys.stderr)
        return 130
    return 0


# The person is asked between the event loops, never in one: a loop would take ctrl+c as a wish to end later.


def _login(options: argparse.Namespace, server: Server, manager: SessionManager) -> str:
    store_kind = _store_kind(options.keep, server, asyncio.run(manager.store_choices(server)))  # before a code is spent
    change = options.change_account
    if options.key:
        return _kept(server, manager, _key(), store_kind, change=change)
    if options.browser:
        login = asyncio.run(_by_browser(server, manager))
    else:
        code = _code(server, manager)
        login = asyncio.run(manager.exchange(server, code))
    return _kept(server, manager, login, store_kind, change=change, made_here=True)


class _Stranger(Exception):
    """Somebody else was signed in to the server so far."""

    def __init__(self, before: EntityIdentifiers, session: Session) -> None:
        self.before, self.session = before, session


def _kept(
    server: Server,
    manager: SessionManager,
    credential: Credential,
    store_kind: StoreKind,
    *,
    change: bool,
    made_here: bool = False,
) -> str:
    """Open the server with what was given, and keep it; what was done, in words.

    Where somebody else was signed in so far, the person is asked, unless they want that `change`. A login that was
    `made_here` and can't be kept is ended, as nobody would hold it.
    """
    try:
        try:
            return asyncio.run(_opened_and_kept(server, manager, credential, store_kind, change=change))
        except _Stranger as stranger:
            credential = stranger.session.bearer.credential  # it may have been renewed on the way
            _ask_whether_to_change(server, stranger)
            return asyncio.run(_opened_and_kept(server, manager, credential, store_kind, change=True))
    except BaseException as why:
        if made_here and not isinstance(why, _NotRemembered):
            asyncio.run(_given_up(server, manager, credential))
        raise


def _ask_whether_to_change(server: Server, stranger: _Stranger) -> None:
    """Raises _Failed where the person doesn't say yes."""
    from tts_tui.session.accounts import entity_words

    before, now = entity_words(stranger.before), stranger.session.who
    what = f"You signed in as {now}; until now {before} was signed in to {server.name}."
    beside = f"To keep both, add a server: tts-tui servers add NAME {server.identity_server}"
    if not sys.stdin.isatty():
        raise _Failed(f"{what} Nothing was stored. To change the account, add --change-account. {beside}")
    print(f"{what} A token that is stored for {server.name} is replaced.\n{beside}")
    if input(f"Continue as {now}? [y/N] ").strip().lower() not in ("y", "yes"):
        raise _Failed("Nothing was stored.")


async def _given_up(server: Server, manager: SessionManager, credential: Credential) -> None:
    from tts_tui.api.secret import SecretStr

    if not isinstance(credential, SecretStr):
        manager.give_up(server, credential)
    await manager.all_given_up()


async def _opened_and_kept(
    server: Server, manager: SessionManager, credential: Credential, store_kind: StoreKind, *, change: bool
) -> str:
    from tts_tui.session.credentials import FoundToken
    from tts_tui.text.safe_text import visible

    entry = await manager.enter(server, FoundToken(credential, "given"), _unheard())
    session = entry.session
    try:
        before = await manager.other_account(session)
        if before is not None and not change:
            raise _Stranger(before, session)
        kept = await manager.keep(session, store_kind)
        if kept is not None and kept.fault is not None:
            raise _NotRemembered(f"The token is stored, but the server is not in the list. {kept.fault}")
        await manager.opened(session.server)
    finally:
        await entry.close()
        await manager.all_given_up()
    who = visible(session.info.entity_id)
    who = who if session.info.kind == "user" else f"the {session.info.kind} {who}"
    return f"Signed in to {session.server.identity_server} as {who}. tts-tui now uses the token {session.source}."


def _unheard() -> Listener:
    """A listener that prints nothing: pauses are short here."""
    from tts_tui.session.sign_in import Listener
    from tts_tui.text.safe_text import visible

    return Listener(lambda _: None, lambda words: print(f"The server warns: {visible(words)}", file=sys.stderr))


def _key() -> Credential:
    from tts_tui.session.credentials import tidy

    if (key := tidy(_hidden("API key (NNSXS.…): "))) is None:
        raise _Failed("No key given.")
    return key


def _code(server: Server, manager: SessionManager) -> SecretStr:
    """The code of a login in any browser."""
    from tts_tui.api.oauth import LandingError, new_state, read_landing
    from tts_tui.services.error_text import why_no_code

    state = new_state()
    address = manager.authorize_url(server, state)
    print(f"Open this address in a browser on any machine and sign in:\n\n{address}\n", flush=True)
    if sys.stdout.isatty():
        _draw(address)
    while True:
        try:
            return read_landing(_hidden("Paste the code, or the address you land on: "), state)
        except LandingError as error:
            if not sys.stdin.isatty():  # there is nobody to paste another one
                raise _Failed(why_no_code(error, ended=True)) from None
            print(f"{why_no_code(error)}\n", file=sys.stderr, flush=True)


async def _by_browser(server: Server, manager: SessionManager) -> Tokens:
    from tts_tui.api.oauth import LoginRefused, new_state
    from tts_tui.services.error_text import why_no_code
    from tts_tui.session.browser_callback import listening

    state = new_state()
    with listening(state) as callback:
        address = manager.authorize_url(server, state, redirect="local-callback", port=callback.port)
        print(f"Waiting for the browser on this machine, up to 5 minutes. If none opens:\n\n{address}\n", flush=True)
        # In a thread that nobody waits for: a browser that the library doesn't know is run to its end.
        threading.Thread(target=_open, args=(address,), name="browser", daemon=True).start()
        try:
            code = await asyncio.wait_for(callback.code(), _PATIENCE)
        except LoginRefused as error:
            raise _Failed(why_no_code(error, ended=True)) from None
        except TimeoutError:
            raise _Failed("The browser didn't answer. Without --browser you can paste the code instead.") from None
    return await manager.exchange(server, code, redirect="local-callback", port=callback.port)


def _open(address: str) -> None:
    import webbrowser

    with suppress(webbrowser.Error, OSError, ValueError):  # the address is printed for whom none opens
        webbrowser.open(address)


def _taken_over(options: argparse.Namespace, manager: SessionManager) -> str:
    from tts_tui.cli.from_ttn_lw_cli import chosen

    server, credential = chosen(options, manager)
    store_kind = _store_kind(options.keep, server, asyncio.run(manager.store_choices(server)))
    return _kept(server, manager, credential, store_kind, change=options.change_account)


def _store_kind(chosen: StoreKind | None, server: Server, offers: StoreChoices) -> StoreKind:
    """Where the token is to live: as the command line says, as before, or where the person says."""
    there = {each.store_kind: each for each in offers.all if each.store_kind != "session"}
    if chosen is not None:
        if chosen not in there:
            raise _Failed(f"{offers.no_keyring or 'Not available here.'} --keep accepts here: {', '.join(there)}")
        return chosen
    if server.token in there:
        return server.token
    if not sys.stdin.isatty():
        if offers.preset == "keyring":
            return "keyring"
        raise _Failed(f"{offers.no_keyring} Choose where to store the token: --keep file")
    store_kinds = list(there.values())
    print("Store the token in")
    for number, each in enumerate(store_kinds, 1):
        print(f"  {number}  {each.words}")
    while True:
        answer = input(f"1 to {len(store_kinds)}: ").strip()
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(store_kinds):
            return store_kinds[int(answer) - 1].store_kind


def _hidden(question: str) -> str:
    """What a person types or pastes, which isn't shown; or a line from a pipe."""
    if not sys.stdin.isatty():
        try:
            return sys.stdin.readline()
        except (OSError, UnicodeDecodeError):
            raise _Failed("The piped input is not text.") from None
    with unwound():
        return getpass.getpass(question)


def _draw(address: str) -> None:
    """The QR code of an address, where the terminal has room for it."""
    import segno

    if not is_utf8(sys.stdout.encoding):
        return  # it is drawn with half blocks; the address above does as well
    code = segno.make(address, error="l", micro=False)
    columns, rows = terminal_size() or shutil.get_terminal_size()
    width = code.symbol_size(border=1)[0]
    if width < columns and width // 2 + 8 < rows:
        code.terminal(sys.stdout, compact=True, border=1)
        print()


def _logout(options: argparse.Namespace, server: Server, manager: SessionManager) -> str:
    if options.forget:
        if not asyncio.run(manager.forget(server)):
            return asyncio.run(manager.nothing_stored(server))
        return f"The token for {server.identity_server} is removed here. The server was not asked to revoke it."
    return asyncio.run(manager.log_out(server))
