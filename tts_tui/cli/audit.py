"""`tts-tui audit`: the API keys of all applications, with findings."""

from __future__ import annotations

import argparse
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from tts_tui.cli.exit_codes import DONE, FOUND, INTERRUPTED, NOT_ALLOWED, UNKNOWN, exit_code
from tts_tui.cli.output import document, say, table, warn
from tts_tui.cli.scripting import Parser, Usage, add_common, add_yes, confirm, need_consent, run
from tts_tui.cli.stopping import stopping
from tts_tui.text.quantity import quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tts_tui.services.api_keys.end_key import EndedKey
    from tts_tui.services.audit.end_keys import Change, EndKeysPlan
    from tts_tui.services.audit.findings import AuditedKey
    from tts_tui.services.audit.survey import Report
    from tts_tui.services.batch import ItemResult, Outcome
    from tts_tui.session.sign_in import Connection

__all__ = ["audit", "parser"]

_FINDINGS: Final = ("expired", "expiring", "never", "wildcard", "admin-and-traffic", "unnamed")
_EVERY: Final = 0.2
"""Seconds between two lines of progress."""


def audit(words: Sequence[str]) -> int:
    """Run the command. Returns its exit code, see `exit_codes`."""
    return run(parser().parse_args(words))


def parser() -> Parser:
    """`tts-tui audit`."""
    word = Parser(
        "tts-tui audit",
        description="Read the API keys of all applications that you may see, and list those worth a look. Exit code 1 "
        "means that there are some.",
    )
    word.set_defaults(act=_audit, doing="audit the API keys", parser=word)
    word.add_argument(
        "--expires-within", type=_days, default=30, metavar="DAYS", help="what is soon, such as 30d (30d)"
    )
    word.add_argument(
        "--only", action="append", default=[], choices=_FINDINGS, metavar="FINDING", help=", ".join(_FINDINGS)
    )
    word.add_argument("--app", action="append", default=[], metavar="APP", help="only this application; again for more")
    word.add_argument(
        "--mine", action="store_true", help="for an administrator: your own applications, not everybody's"
    )
    word.add_argument("--csv", action="store_true", help="print a table as CSV")
    ending = word.add_argument_group("ending what is found", "The key that tts-tui is signed in with is left out.")
    how = ending.add_mutually_exclusive_group()
    how.add_argument("--revoke", action="store_true", help="revoke what --only finds")
    how.add_argument(
        "--expire-in", type=_days, metavar="DAYS", help="set to expire, such as in 7d; never later than now"
    )
    ending.add_argument("--dry-run", action="store_true", help="only list what would be sent")
    add_yes(word)
    add_common(word)
    return word


def _days(text: str) -> int:
    from tts_tui.services.api_keys.expiry import days_in

    if (days := days_in(text)) is None:
        raise argparse.ArgumentTypeError("days are written such as 30d")
    return days


async def _audit(options: argparse.Namespace, connection: Connection) -> int:
    ends = options.revoke or options.expire_in is not None
    if options.csv and (options.json or ends):
        raise Usage("--csv excludes --json, --revoke and --expire-in. Nothing was sent.")
    if ends and not options.only:
        raise Usage("Say which keys: --only FINDING, again for another. Nothing was sent.")
    if options.dry_run and not ends:
        raise Usage("--dry-run needs --revoke or --expire-in. Nothing was sent.")
    if ends and not options.dry_run:
        need_consent(options)
    report = await _read(options, connection)
    found = [each for each in report.found if not options.only or not set(options.only).isdisjoint(each.findings)]
    for reason, ids in report.refused.items():
        warn(f"{quantity(len(ids), 'application')} can't be audited: {reason}.")
    if report.halted is not None:
        warn(f"{report.left:,} applications have not been read.")
    if ends and report.halted is None:
        return await _end(options, connection, found)
    if options.json:
        from tts_tui.services.audit.export import as_document

        document(as_document(report, found))
    elif options.csv:
        from tts_tui.services.audit.export import as_csv

        print(as_csv(found), end="")
    else:
        _people(report, found, connection)
    if report.halted is not None:
        raise report.halted
    if options.app and report.refused and not report.keys:
        return NOT_ALLOWED
    return FOUND if found else DONE


async def _read(options: argparse.Namespace, connection: Connection) -> Report:
    from datetime import timedelta

    from tts_tui.services.audit.survey import Survey, beforehand

    info = await connection.info()
    if before := beforehand(info, mine=options.mine):
        warn(before)
    survey = Survey(
        connection.client,
        info,
        within=timedelta(days=options.expires_within),
        now=connection.clock,
        only=tuple(dict.fromkeys(options.app)),
        mine=options.mine,
        on_progress=_Progress(lambda: (survey.progress, survey.seconds_left(monotonic())), "applications"),
    )
    return await survey.run()


class _Progress:
    """A line on the terminal, drawn over itself a few times a second; nothing where stderr is none."""

    def __init__(self, state: Callable[[], tuple[tuple[int, int] | None, float | None]], what: str) -> None:
        self._state = state
        self._what = what
        self._told_at = 0.0
        self._shown = sys.stderr.isatty()

    def __call__(self) -> None:
        progress, left = self._state() if self._shown else (None, None)
        if progress is None:
            return
        ended, total = progress
        now = monotonic()
        if ended < total and now - self._told_at < _EVERY:
            return
        self._told_at = now
        time = f", about {left:,.0f} s left" if left is not None and ended < total else ""
        end = "\n" if ended == total else ""
        print(f"\r\x1b[K{ended:,} of {total:,} {self._what}{time}", end=end, file=sys.stderr, flush=True)


def _people(report: Report, found: Sequence[AuditedKey], connection: Connection) -> None:
    from tts_tui.services.api_keys.expiry import in_words
    from tts_tui.services.audit.findings import WORDS

    now = connection.clock()
    if found:
        table(
            ("APPLICATION", "ID", "NAME", "EXPIRES", "FOUND"),
            (
                (
                    each.application_id,
                    each.key.id,
                    each.key.name,
                    in_words(each.key.expires_at, now).strip(),
                    ", ".join(WORDS[finding] for finding in each.findings) + (" (your own)" if each.own else ""),
                )
                for each in found
            ),
        )
    warn(
        f"{len(found):,} of {len(report.keys):,} keys of "
        f"{quantity(report.applications, 'application')} are worth a look."
    )


async def _end(options: argparse.Namespace, connection: Connection, found: Sequence[AuditedKey]) -> int:
    from tts_tui.services.api_keys.end_key import STREAMS_STAY_OPEN
    from tts_tui.services.api_keys.expiry import in_days
    from tts_tui.services.audit.end_keys import batch, plan

    expires_at = None if options.revoke else in_days(options.expire_in, connection.clock())
    planned = plan(found, expires_at)
    if options.dry_run:
        _tell(options, planned, [None] * len(planned.changes))
        return FOUND if planned.changes else DONE
    if planned.changes:
        many = quantity(len(planned.changes), "key")
        question = (
            f"Revoke {many}? Anything that uses them loses access at once."
            if options.revoke
            else f"Set {many} to expire in {options.expire_in} days?"
        )
        confirm(options, f"{STREAMS_STAY_OPEN}\n{question}")
    work = batch(
        connection.client,
        planned,
        _Progress(lambda: ((work.ended, work.total), work.seconds_left(monotonic())), "keys"),
    )
    with stopping(work.stop):
        outcome = await work.run()
    _tell(options, planned, outcome.results)
    return _code(outcome)


def _tell(options: argparse.Namespace, planned: EndKeysPlan, results: Sequence[ItemResult[EndedKey] | None]) -> None:
    told = [_change(change, result) for change, result in zip(planned.changes, results, strict=True)]
    if options.json:
        left_out = [
            {"application": each.application_id, "id": each.key.id, "why": why} for each, why in planned.left_out
        ]
        document({"dry_run": options.dry_run, "changes": told, "left_out": left_out})
        return
    if not told:
        warn("There is no key to end.")
    for each in told:
        sent = f"{each['method']} {each['path']}"
        say(f"{each['application']} {each['id']} {each['outcome'] or sent}")
        if each["error"]:
            warn(f"{each['application']} {each['id']}: {each['error']}")
    for key, why in planned.left_out:
        warn(f"{key.application_id} {key.key.id} is left out. {why}")


def _change(change: Change, result: ItemResult[EndedKey] | None) -> dict[str, Any]:
    from tts_tui.services.error_text import explain

    call = change.call
    error = result.error if result is not None else None
    return {
        "application": change.application_id,
        "id": change.key.id,
        "method": call.method,
        "path": call.path,
        "body": call.body,
        "outcome": None if result is None else result.value.fate if result.value is not None else result.state,
        "error": explain(error, "end the API key").text if error is not None else None,
    }


def _code(outcome: Outcome[Change, EndedKey]) -> int:
    if outcome.of("unknown"):
        return UNKNOWN
    if outcome.halted is not None:
        return exit_code(outcome.halted)
    errors = [result.error for _, result in outcome.of("failed") if result.error is not None]
    if errors:
        return exit_code(errors[0])
    return INTERRUPTED if outcome.of("waiting") else DONE
