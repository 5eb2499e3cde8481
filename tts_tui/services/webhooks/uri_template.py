"""URI templates, RFC 6570: the server fills them in with each message, and a webhook's template with its fields.

Source: `AS/io/web/request.go` and its parser `jtacoma/uritemplates`. All values are text, so lists and maps of the RFC
have no use here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["VARIABLES", "expanded", "is_malformed", "unknown_variables"]

VARIABLES: Final = ("appID", "applicationID", "appEUI", "joinEUI", "devID", "deviceID", "devEUI", "devAddr")
"""The variables that the server fills in; of others it makes nothing."""

_EXPRESSION: Final = re.compile(r"\{([^{}]*)\}")
_OPERATORS: Final = "+#./;?&"
_TERM: Final = re.compile(r"([A-Za-z0-9_.-]|%[0-9A-Fa-f]{2})+(\*|:[0-9]{1,9})?")
_NAMED: Final = ";?&"
_WHOLE: Final = "+#"
"""Operators whose values keep the reserved characters of URLs (RFC 6570, 3.2.1)."""
_UNRESERVED: Final = "-._~"
_RESERVED: Final = f"{_UNRESERVED}:/?#[]@!$&'()*+,;="
_ENCODED: Final = re.compile(r"(%[0-9A-Fa-f]{2})")
_FIRST: Final = {"": "", "+": ""}
"""What is written before the first value; of operators that are not here, the operator itself."""
_NEXT: Final = {"": ",", "+": ",", "#": ",", "?": "&"}
"""What is written before each other value."""


class _Term(msgspec.Struct, frozen=True):
    """A variable of an expression, as it is `written`; `length` is how many characters of its value are used."""

    written: str
    name: str
    length: int | None = None


def is_malformed(text: str) -> bool:
    """Whether the server can't read a template: it then delivers nothing. Dashes in names are its own restriction."""
    before, *parts = text.split("{")
    scheme, colon, _ = before.partition(":")
    if "}" in before or (colon and "/" in scheme):
        return True
    return any(part.count("}") != 1 or not _is_readable(part.partition("}")[0]) for part in parts)


def unknown_variables(text: str) -> list[str]:
    """The variables that the server knows nothing for, in the order of the template."""
    names = (term.name for found in _EXPRESSION.findall(text) for term in _terms(found) or ())
    return list(dict.fromkeys(name for name in names if name not in VARIABLES))


def expanded(text: str, values: Mapping[str, str]) -> str:
    """The template with these values filled in; empty ones count as none.

    The server's own variables stay, as it fills them in later, unless there is a value of that name. So does an
    expression that can't be read.
    """
    return _EXPRESSION.sub(lambda found: _expanded(found[0], found[1], values), text)


def _expanded(whole: str, expression: str, values: Mapping[str, str]) -> str:
    terms = _terms(expression)
    if terms is None:
        return whole
    operator = _operator(expression)
    return "".join(_pieces(operator, terms, values))


def _pieces(operator: str, terms: list[_Term], values: Mapping[str, str]) -> Iterator[str]:
    """What is written for each variable, with what is before it."""
    is_first = True
    for term in terms:
        value = values.get(term.name, "")
        before = _FIRST.get(operator, operator) if is_first else _NEXT.get(operator, operator)
        if value:
            yield before + _filled(operator, term, value)
        elif term.name in VARIABLES and term.name not in values:
            yield _later(operator, term, before, is_first=is_first)
        else:
            continue
        is_first = False


def _filled(operator: str, term: _Term, value: str) -> str:
    value = value[: term.length]
    if operator and operator in _WHOLE:
        parts = _ENCODED.split(value)  # what is percent-encoded already stays as it is
        encoded = "".join(part if _ENCODED.fullmatch(part) else quote(part, safe=_RESERVED) for part in parts)
    else:
        encoded = quote(value, safe=_UNRESERVED)
    return f"{term.name}={encoded}" if operator and operator in _NAMED else encoded


def _later(operator: str, term: _Term, before: str, *, is_first: bool) -> str:
    """An expression of its own for a variable that the server fills in."""
    if is_first:
        return f"{{{operator}{term.written}}}"
    if operator in ("", "+", "#"):
        return f"{before}{{{'+' if operator else ''}{term.written}}}"
    return f"{{{before}{term.written}}}"


def _is_readable(expression: str) -> bool:
    terms = _terms(expression)
    return terms is not None and not any("-" in term.name for term in terms)


def _operator(expression: str) -> str:
    return expression[0] if expression and expression[0] in _OPERATORS else ""


def _terms(expression: str) -> list[_Term] | None:
    """The variables of what stands between braces; None where that can't be read."""
    found = []
    for written in expression.removeprefix(_operator(expression)).split(","):
        if not _TERM.fullmatch(written):
            return None
        name, _, length = written.removesuffix("*").partition(":")
        found.append(_Term(written, name, int(length) if length else None))
    return found
