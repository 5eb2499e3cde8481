"""The one place that words errors for people: what happened, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tts_tui.api import errors
from tts_tui.services.crash_report import Defect
from tts_tui.services.events.watching import NoLongerAllowed
from tts_tui.services.rights_selection import ordered
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from tts_tui.api.oauth import LandingError
    from tts_tui.session.credentials import UnsuitableToken

__all__ = ["Explanation", "explain", "not_entered", "why_no_code"]


class Explanation(msgspec.Struct, frozen=True):
    """An error in words: safe to show, once made into `Content`.

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


_REPORT = "When tts-tui ends, it prints a report to pass on, without any of your data."

_ADVICE = {
    "id_taken": "IDs are unique for everybody and stay taken after a deletion. If it was yours, look among the deleted "
    "applications; otherwise choose another.",
    "forbidden_id": "The server keeps this ID for itself. Choose another.",
    "application_has_devices": "Delete or move its end devices first.",
    "restore_window_expired": "The time in which it could be restored is over. An administrator can purge it, which "
    "frees the ID.",
    "contact_no_collaborator": "Only a collaborator of the application can be its contact.",
    "contact_info_restricted": "This server lets you name only yourself as contact.",
    "admins_create_applications": "On this server only administrators may create applications. An organization's are "
    "not affected.",
    "api_key_expired": "Sign in with another key.",
    "search_forbidden": "Only a user's or an organization's key may search.",
    "authorization_code_not_found": "The code was used before, or never given. Open the address again for a new one.",
    "invalid_grant": "A code is good for five minutes. Open the address again for a new one.",
    "client_not_found": "This server knows no OAuth client “cli”, which a login needs: its operator can make one. "
    "Sign in with an API key.",
}


def explain(error: errors.TTSError, doing: str = "") -> Explanation:  # noqa: C901, PLR0911, PLR0912 - one for each kind
    """Put an error into words. `doing` says what was tried, such as "create the application"."""
    failed = f"Could not {doing}." if doing else "That did not work."
    match error:
        case errors.Untrusted():
            return Explanation(
                f"{failed} The server's certificate is not trusted.",
                visible(str(error)),
                "Nothing was sent. If the server has a certificate authority of its own, name its PEM file as this "
                "server's CA file. tts-tui doctor shows the certificate."
                if not error.proxy
                else f"Nothing was sent. It was asked through the proxy {error.proxy}, which may show a certificate of "
                "its own: name its authority's PEM file, or the server's, as this server's CA file.",
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
                f"{failed} The server was left meanwhile.",
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
                f"It was sent, and no answer tells whether it was done ({visible(str(error))}).",
                "It may have been done. Look before you try again.",
                *_reference(error.refusal),
            )
        case errors.BadTrust():
            return Explanation(
                f"{failed} The file of certificate authorities can't be used.",
                visible(f"{error.path}: {error}"),
                "Give another file for this server; nothing was sent.",
            )
        case errors.BadProxy():
            return Explanation(
                f"{failed} The address of the proxy can't be used.",
                f"{error.variable}: {error}",
                f"Nothing was sent. Correct or unset {error.variable}. Hosts in NO_PROXY are asked without a proxy.",
            )
        case errors.NotRenewed():
            return Explanation(
                f"{failed} The login could not be renewed.", visible(str(error)), "Nothing was done. Try again."
            )
        case Defect() if error.sent and doing:
            return Explanation(
                f"{doing[:1].upper()}{doing[1:]}: outcome unknown. There is a defect in tts-tui.",
                str(error),
                f"It may have been done. Look before you try again. {_REPORT}",
            )
        case Defect():
            return Explanation(
                f"{failed} There is a defect in tts-tui.", str(error), f"Nothing is lost here. {_REPORT}"
            )
        case errors.NotTheAPI():
            return Explanation(
                f"{failed} What answered is not The Things Stack.",
                visible(str(error)),
                "Are scheme, host and port of the address the server's? A proxy's sign-in page also looks like this.",
            )
        case errors.NoCredential():
            return Explanation(
                failed,
                "The server saw no token.",
                "Something in between may take it out, such as a proxy. Leave the program and sign in again.",
            )
        case NoLongerAllowed():
            return Explanation(
                f"You may no longer watch {visible(str(error))}.",
                "Your rights on it are gone. The server would have gone on showing it, so the stream was closed.",
                "Ask a collaborator of the application who may give you rights.",
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
                "It answered as if none had been sent; a proxy in between may take it out.",
                "Paste the whole key; it starts with NNSXS.",
            )
        case errors.TTSError():
            return explain(error, f"sign in with the token {source}" if source else "sign in")
        case _:
            which = f"The token {source}" if source else "This token"
            return Explanation(f"{which} can't be used here.", str(error))


def of_the_token(error: errors.TTSError) -> bool:
    """Whether another token might open a server that this error kept shut."""
    for_a_while = (errors.ResourceExhausted, errors.Unavailable, errors.DeadlineExceeded, errors.Internal)
    return isinstance(error, errors.NoCredential | errors.ServerError) and not isinstance(error, for_a_while)


def why_no_code(error: LandingError, *, ended: bool = False) -> str:
    """Why what was pasted is no code of this login, and what to do; it repeats nothing of it but the server's words.

    A login that has `ended` takes no other code: its command has to be run again.
    """
    from tts_tui.api import oauth

    match error:
        case oauth.Refused():
            words = visible(error.description or error.error)
            why, advice = f"The server ended the login: {words.removesuffix('.')}.", "Open the address again."
        case oauth.StateMismatch():
            why = "That address belongs to another login."
            advice = "Open the address above, and paste the one you land on."
        case _:
            why, advice = "That is neither a code (MF2XI.…) nor an address with one.", "Copy it whole."
    return f"{why} {'Run the command again, which begins another login.' if ended else advice}"


_PROXY: Final = {
    "unreachable": ("can't be reached", "Check the network and the proxy's host and port."),
    "credentials": ("wants another user or password", "Write them into its address: http://USER:PASSWORD@HOST:PORT."),
    "forbidden": ("refuses to connect to the server", "Ask its operator to allow it."),
    "server": ("can't reach the server", "Check the server's address, then try again."),
    "no proxy": ("does not answer as a proxy", "Check its kind (http, https, socks5), host and port."),
}


def _of_proxy(error: errors.ProxyFault, failed: str) -> Explanation:
    what, advice = _PROXY[error.trouble]
    why = visible(str(error))
    return Explanation(
        f"{failed} The proxy {error.proxy} {what}.",
        why,
        f"Nothing was sent. {advice} Hosts in NO_PROXY are asked without a proxy.",
    )


def _refusal(error: errors.ServerError, failed: str) -> Explanation:
    why = visible(error.text) or f"HTTP {error.status}, and no words with it."
    advice = next((_ADVICE[each.name] for each in error.chain if each.name in _ADVICE), "")
    match error:
        case errors.InvalidArgument() if error.is_a("token"):
            why, advice = "This is no token: the server can't read it.", "Copy the whole key; it starts with NNSXS."
        case errors.InvalidArgument() | errors.OutOfRange():
            advice = advice or "Change what the server names, then try again."
        case errors.Unauthenticated():
            advice = advice or "The token is unknown, revoked or expired. Sign in with another."
        case errors.PermissionDenied() if error.warning:
            why = f"{why}. The server warns: {visible(error.warning)}"
            advice = advice or "The account has been restricted; signing in again doesn't help."
        case errors.PermissionDenied():
            missing = ", ".join(visible(each) for each in ordered(error.missing_rights))
            why = f"{why}; missing: {missing}" if missing else why
            advice = advice or "Ask somebody who has the right, or sign in with a key that has it."
        case errors.NotFound():
            advice = advice or "It may have been deleted meanwhile. Go back and refresh."
        case errors.AlreadyExists():
            advice = advice or "Choose another, or look whether it was made already."
        case errors.FailedPrecondition():
            advice = advice or "It is not in a state for this. Change what the server names, then try again."
        case errors.Unimplemented():
            advice = "This server can't do that; it may be older than this program expects."
        case errors.ResourceExhausted():
            advice = "The server limits how often it is asked. Wait a little, then try again."
        case errors.Unavailable() | errors.DeadlineExceeded():
            advice = "The server is busy or down. Try again later."
        case _:
            advice = f"This is the server's own failure. If it stays, {_tell_operator(error)}."
    return Explanation(failed, why, advice, *_reference(error))


def _tell_operator(error: errors.ServerError) -> str:
    return "give its operator the correlation ID" if error.correlation_id else "tell its operator, or that of a proxy"


def _reference(error: errors.ServerError | None) -> tuple[str, str]:
    """The error's name and correlation ID, empty where there are none."""
    return (visible(error.name), visible(error.correlation_id)) if error is not None else ("", "")
