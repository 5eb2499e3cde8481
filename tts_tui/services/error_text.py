"""The one place that words errors for people: what happened, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api import errors
from tts_tui.api.token_prefixes import API_KEY
from tts_tui.services.crash_report import Defect
from tts_tui.services.events.watching import NoLongerAllowed
from tts_tui.services.formatters.positions import as_written
from tts_tui.services.rights_selection import ordered
from tts_tui.session.credentials import COPY_WHOLE_KEY
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tts_tui.api.oauth import LandingError
    from tts_tui.session.credentials import UnsuitableToken

__all__ = ["Explanation", "explain", "not_entered", "why_no_code"]


class Explanation(msgspec.Struct, frozen=True):
    """An error in words, safe to show as `Content`.

    `what` is one short sentence, `why` the server's own words, `advice` what to do; `name` and `correlation_id` are for
    whoever looks into it, empty where there are none.
    """

    what: str
    why: str = ""
    advice: str = ""
    name: str = ""
    correlation_id: str = ""

    @property
    def reference(self) -> str:
        """The error's name and correlation ID, in one line."""
        correlation = f"correlation ID {self.correlation_id}" if self.correlation_id else ""
        return " · ".join(part for part in (self.name, correlation) if part)

    @property
    def text(self) -> str:
        """All of it, for the clipboard."""
        return "\n".join(part for part in (self.what, self.why, self.advice, self.reference) if part)


_NOT_ACCEPTABLE: Final = 406
_NAMED: Final = 3
"""Rights that are named in a sentence."""
_REPORT = "When you quit, tts-tui prints a report to send in, with none of your data."

_ADVICE = {
    "id_taken": "A deleted application keeps its ID until an administrator purges it: restore it, or choose another "
    "ID.",
    "forbidden_id": "The server reserves this ID. Choose another.",
    "application_has_devices": "Delete or move its end devices first.",
    "restore_window_expired": "It is too late to restore it. An administrator can purge it, which frees the ID.",
    "contact_no_collaborator": "A contact must be a collaborator of the application.",
    "contact_info_restricted": "On this server you can name only yourself as contact.",
    "admins_create_applications": "Only administrators can create applications on this server. You can still create "
    "one for an organization.",
    "api_key_expired": "Sign in with another key.",
    "search_forbidden": "Searching needs a user's or an organization's key.",
    "authorization_code_not_found": "The code was used already, or never issued. Open the address again for a new one.",
    "invalid_grant": "A code is valid for 5 minutes. Open the address again for a new one.",
    "no_device_session": "The device has not joined yet. Queue the downlink once it has.",
    "application_downlink_too_long": "Shorten the payload. How long it may be depends on the data rate.",
    "script": "Fix the script, then try again.",
    "output_errors": "The script itself returned this as an error.",
    "pkg/messageprocessors/javascript:output": "A formatter returns an object with data, an encoder one with bytes.",
    "pkg/messageprocessors/cayennelpp:output": "The payload is not CayenneLPP.",
    "output_encoding": "The script returned values that JSON doesn't have. Replace them, then try again.",
    "script_timeout": "The script ran longer than 100 ms, or called itself without end.",
    "formatter_script_too_large": "Shorten the script.",
    "formatter_not_configured": "The server can't try this kind of formatter out. Choose another.",
    "no_version_identifiers": "The repository's formatter depends on a device's brand and model, which are not known "
    "here.",
    "runs_no_scripts": "This is a demo server. A real one runs scripts; here, try those of greenhouse-1 and "
    "greenhouse-2 unchanged, or CayenneLPP.",
    "rpc_recovered": "The server crashed while it handled this. Send its operator the correlation ID.",
    "client_not_found": "This server has no OAuth client “cli”, which signing in with a browser needs; its "
    "operator can create it. Sign in with an API key.",
}


def explain(error: errors.TTSError, doing: str = "") -> Explanation:  # noqa: C901, PLR0911, PLR0912 - one for each kind
    """Put an error into words. `doing` says what was tried, such as "create the application"."""
    failed = f"Could not {doing}." if doing else "That did not work."
    match error:
        case errors.Untrusted():
            return Explanation(
                f"{failed} The server's certificate is not trusted.",
                visible(str(error)),
                "Nothing was sent. If the server uses its own certificate authority, set its PEM file as this server's "
                "CA file. tts-tui doctor shows the certificate."
                if not error.proxy
                else f"Nothing was sent. The connection goes through the proxy {error.proxy}, which may present a "
                "certificate of its own: set the PEM file of its authority, or the server's, as this server's CA file.",
            )
        case errors.ProxyFault():
            return _of_proxy(error, failed)
        case errors.Unreachable():
            through = f" through the proxy {error.proxy}" if error.proxy else ""
            return Explanation(
                f"{failed} The server can't be reached{through}.",
                visible(str(error)),
                "Nothing was sent. Check the network and the address, then try again.",
            )
        case errors.Closed():
            return Explanation(
                f"{failed} The connection to the server was closed.",
                visible(str(error)),
                "Nothing was changed. Open the server again.",
            )
        case errors.AnswerLost():
            return Explanation(
                f"{failed} The answer did not arrive.",
                visible(str(error)),
                "Nothing was changed. Try again.",
            )
        case errors.OutcomeUnknown():
            return Explanation(
                f"{doing[:1].upper()}{doing[1:]}: outcome unknown." if doing else "Outcome unknown.",
                f"It was sent, but no answer says whether it was done ({visible(str(error))}).",
                "It may have been done. Check before you try again.",
                *_reference(error.refusal),
            )
        case errors.BadTrust():
            return Explanation(
                f"{failed} The file of certificate authorities can't be used.",
                visible(f"{error.path}: {error}"),
                "Nothing was sent. Set another CA file for this server.",
            )
        case errors.BadProxy():
            return Explanation(
                f"{failed} The address of the proxy can't be used.",
                f"{error.variable}: {error}",
                f"Nothing was sent. Correct or unset {error.variable}. Hosts in NO_PROXY are reached without a proxy.",
            )
        case errors.NotRenewed():
            return Explanation(
                f"{failed} The login couldn't be renewed.", visible(str(error)), "Nothing was changed. Try again."
            )
        case Defect() if error.sent and doing:
            return Explanation(
                f"{doing[:1].upper()}{doing[1:]}: outcome unknown. tts-tui has a bug.",
                str(error),
                f"It may have been done. Check before you try again. {_REPORT}",
            )
        case Defect():
            return Explanation(f"{failed} tts-tui has a bug.", str(error), f"You can continue. {_REPORT}")
        case errors.NotTheAPI():
            return Explanation(
                f"{failed} This is not a The Things Stack server.",
                visible(str(error)),
                "Check the scheme, host and port of the address. A proxy's sign-in page also looks like this.",
            )
        case errors.NoCredential():
            return Explanation(
                failed,
                "The server saw no token.",
                "Something in between, such as a proxy, may remove it. Quit and sign in again.",
            )
        case NoLongerAllowed() if error.lost:
            return Explanation(
                f"Your rights on {visible(error.application_id)} were reduced.",
                f"You lost {_a_few(ordered(error.lost))}. The server would still show what that was needed for, so "
                "tts-tui closed the stream.",
                "Reconnect to see what you may still see.",
            )
        case NoLongerAllowed():
            return Explanation(
                f"You may no longer watch {visible(error.application_id)}.",
                "You lost your rights on it. The server would still show it, so tts-tui closed the stream.",
                "Ask a collaborator who can give you rights.",
            )
        case errors.ServerError():
            return _refusal(error, failed)
        case _:
            return Explanation(failed, visible(str(error)))  # of another module, which says what to do, too


def not_entered(error: errors.TTSError | UnsuitableToken, source: str = "") -> Explanation:
    """Why a token opens no server. `source` is where it came from, unless the person has just given it."""
    match error:
        case errors.NoCredential():
            return Explanation(
                "The server saw no token.",
                "It answered as if none had been sent; a proxy in between may remove it.",
                f"Paste the whole key; it starts with {API_KEY}.",
            )
        case errors.TTSError():
            return explain(error, f"sign in with the token {source}" if source else "sign in")
        case _:
            which = f"The token {source}" if source else "This token"
            return Explanation(f"{which} can't be used here.", str(error))


def of_the_token(error: errors.TTSError) -> bool:
    """Whether signing in with another token may help after this error."""
    for_a_while = (errors.ResourceExhausted, errors.Unavailable, errors.DeadlineExceeded, errors.Internal)
    return isinstance(error, errors.NoCredential | errors.ServerError) and not isinstance(error, for_a_while)


def why_no_code(error: LandingError, *, ended: bool = False) -> str:
    """Why what was pasted is no code of this login, and what to do; it repeats nothing of it but the server's words.

    A login that has `ended` takes no other code: its command has to be run again.
    """
    from tts_tui.api import oauth

    match error:
        case oauth.LoginRefused():
            words = visible(error.description or error.error)
            why, advice = f"The server refused the login: {words.removesuffix('.')}.", "Open the address again."
        case oauth.StateMismatch():
            why = "That address belongs to another login."
            advice = "Open the address above, and paste the one you land on."
        case _:
            why, advice = "Not a code (MF2XI.…), and no address with one.", "Copy all of it."
    return f"{why} {'Run the command again to start another login.' if ended else advice}"


def _a_few(names: Sequence[str]) -> str:
    """The first names, and how many others there are."""
    more = len(names) - _NAMED
    return ", ".join(map(visible, names[:_NAMED])) + (f" and {more} more" if more > 0 else "")


_PROXY: Final = {
    "unreachable": ("can't be reached", "Check the network and the proxy's host and port."),
    "credentials": ("needs another user or password", "Put them into its address: http://USER:PASSWORD@HOST:PORT."),
    "forbidden": ("refuses to connect to the server", "Ask its operator to allow the connection."),
    "server": ("can't reach the server", "Check the server's address, then try again."),
    "no proxy": ("does not answer like a proxy", "Check its kind (http, https, socks5), host and port."),
}


def _of_proxy(error: errors.ProxyFault, failed: str) -> Explanation:
    what, advice = _PROXY[error.trouble]
    why = visible(str(error))
    return Explanation(
        f"{failed} The proxy {error.proxy} {what}.",
        why,
        f"Nothing was sent. {advice} Hosts in NO_PROXY are reached without a proxy.",
    )


_BUSY: Final = "The server is busy or down. Try again later."
_FIX: Final = "Fix what the server reports, then try again."
_ADVICE_BY_KIND: Final[dict[type[errors.ServerError], str]] = {
    errors.InvalidArgument: _FIX,
    errors.OutOfRange: _FIX,
    errors.Unauthenticated: "The token is unknown, revoked or expired. Sign in with another.",
    errors.PermissionDenied: "Ask somebody who has the right, or sign in with a key that includes it.",
    errors.NotFound: "It may have been deleted. Go back and refresh.",
    errors.AlreadyExists: "Choose another, or check whether it exists already.",
    errors.Aborted: "Something else was changed at the same time. Refresh, then try again.",
    errors.FailedPrecondition: "The server can't do this right now. Fix what it reports, then try again.",
    errors.Unimplemented: "This server doesn't support that; it may be too old.",
    errors.ResourceExhausted: "The server's rate limit is reached. Wait a moment, then try again.",
    errors.Unavailable: _BUSY,
    errors.DeadlineExceeded: _BUSY,
}
"""What to do where the server's name for the error says no more."""


def _refusal(error: errors.ServerError, failed: str) -> Explanation:
    why = visible(error.text) or f"HTTP {error.status}, without a message."
    names = (name for each in error.chain for name in (f"{each.namespace}:{each.name}", each.name))
    advice = next((_ADVICE[name] for name in names if name in _ADVICE), "")
    match error:
        case errors.InvalidArgument() if error.is_a("token"):
            why, advice = "Not a valid API key.", COPY_WHOLE_KEY
        case errors.PermissionDenied() if error.warning:
            why = f"{why}. The server warns: {visible(error.warning)}"
            advice = advice or "The account is restricted; signing in again doesn't help."
        case errors.PermissionDenied():
            missing = ", ".join(visible(each) for each in ordered(error.missing_rights))
            why = f"{why}; missing: {missing}" if missing else why
        case errors.FailedPrecondition() if error.status == _NOT_ACCEPTABLE:
            why, advice = "The webhook is paused.", "Resume it, then try again."
        case errors.Aborted():
            why = as_written(why)
        case _:
            pass
    advice = (
        advice
        or _ADVICE_BY_KIND.get(type(error))
        or f"The server failed. If it keeps failing, {_tell_operator(error)}."
    )
    return Explanation(failed, why, advice, *_reference(error))


def _tell_operator(error: errors.ServerError) -> str:
    return "send its operator the correlation ID" if error.correlation_id else "tell its operator, or the proxy's"


def _reference(error: errors.ServerError | None) -> tuple[str, str]:
    """The error's name and correlation ID, empty where there are none."""
    return (visible(error.name), visible(error.correlation_id)) if error is not None else ("", "")
