"""TLS of a host: its certificates, until when they are valid, and why they aren't trusted.

The chain is read by the functions of CPython's `_ssl` that truststore reads it by; without them only the host's own
certificate is known.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from tts_tui.api.errors import BadTrust
from tts_tui.api.http import trusting
from tts_tui.doctor.findings import Finding
from tts_tui.services.api_keys.expiry import SOON
from tts_tui.text.instants import date
from tts_tui.text.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["Certificate", "check"]

_HTTPS: Final = 443

# OpenSSL's X509_V_ERR_…
_NOT_YET_VALID: Final = 9
_EXPIRED: Final = 10
_SELF_SIGNED: Final = 18
_UNKNOWN_AUTHORITY: Final = (19, 20, 21)
_OTHER_HOST: Final = (62, 64)


class Certificate(msgspec.Struct, frozen=True):
    """A certificate. `issuer` is None if it is self-signed.

    `hosts` are the names and addresses that it is for.
    """

    subject: str
    issuer: str | None
    begins: datetime
    ends: datetime
    hosts: tuple[str, ...]


async def check(url: str, ca_file: Path | None, *, patience: float, now: datetime) -> tuple[Finding, ...]:
    """What can be said of the TLS of a base URL with https; nothing where the CA file can't be read.

    `patience` is in seconds, for each of two connections.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _HTTPS
    try:
        trust = await asyncio.to_thread(trusting, ca_file)
    except BadTrust:
        return ()
    try:
        chain = await asyncio.to_thread(_connect, host, port, trust, patience)
    except ssl.SSLCertVerificationError as error:
        with contextlib.suppress(OSError):
            shown = await asyncio.to_thread(_connect, host, port, _indifferent(), patience)
            return (_untrusted(error, host, shown, ca_file), *_chain(shown, now))
        return (_untrusted(error, host, (), ca_file),)
    except ssl.SSLError as error:
        return (
            Finding(
                "broken",
                "TLS failed.",
                error.reason or "",
                f"Port {port} may use plain http, or an outdated TLS. Check the address.",
            ),
        )
    except OSError as error:
        advice = "Check the network and the address (host and port), and whether the server runs."
        return (Finding("broken", "The server can't be reached.", error.strerror or str(error), advice),)
    return (Finding("ok", "TLS is trusted.", f"by {ca_file}" if ca_file else "by this machine"), *_chain(chain, now))


def _indifferent() -> ssl.SSLContext:
    """A context that accepts any certificate, to look at untrusted ones. Nothing is sent over it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _connect(host: str, port: int, context: ssl.SSLContext, timeout: float) -> tuple[Certificate, ...]:
    with (
        socket.create_connection((host, port), timeout=timeout) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        found = _shown(wrapped, verified=context.verify_mode != ssl.CERT_NONE)
    return tuple(_certificate(each) for each in found)


def _shown(wrapped: ssl.SSLSocket, *, verified: bool) -> Sequence[Mapping[str, Any]]:
    """The certificates, the host's own first."""
    inner: Any = getattr(wrapped, "_sslobj", None)
    for name in ("get_verified_chain", "get_unverified_chain")[not verified :]:
        with contextlib.suppress(AttributeError, ssl.SSLError):
            if chain := getattr(inner, name)():
                return [each.get_info() for each in chain]
    own = wrapped.getpeercert()
    return [own] if own else []


def _certificate(info: Mapping[str, Any]) -> Certificate:
    subject, issuer = info.get("subject", ()), info.get("issuer", ())
    return Certificate(
        subject=_name(subject),
        issuer=_name(issuer) if issuer != subject else None,
        begins=_moment(info["notBefore"]),
        ends=_moment(info["notAfter"]),
        hosts=tuple(value for kind, value in info.get("subjectAltName", ()) if kind in ("DNS", "IP Address")),
    )


def _name(parts: Sequence[Sequence[tuple[str, str]]]) -> str:
    fields = {key: value for part in parts for key, value in part}
    group = [fields[key] for key in ("organizationName", "organizationalUnitName") if fields.get(key)]
    return visible(fields.get("commonName") or ", ".join(group) or "no name")


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _chain(chain: Sequence[Certificate], now: datetime) -> tuple[Finding, ...]:
    return tuple(_in_words(each, now) for each in chain)


def _in_words(certificate: Certificate, now: datetime) -> Finding:
    who = f"{certificate.subject}, issued by {certificate.issuer or 'itself'}"
    if certificate.ends <= now:
        return Finding("broken", f"Certificate expired on {date(certificate.ends)}.", who, _RENEW)
    if certificate.begins > now + timedelta(minutes=1):
        return Finding("broken", f"Certificate valid only from {date(certificate.begins)}.", who, _CLOCK)
    # A root is renewed with the operating system, and never at the last moment.
    if certificate.ends - now <= SOON:
        days = (certificate.ends - now).days
        return Finding("warn", f"Certificate expires on {date(certificate.ends)}, in {days} days.", who, _RENEW)
    return Finding("ok", f"Certificate valid until {date(certificate.ends)}.", who)


def _untrusted(
    error: ssl.SSLCertVerificationError, host: str, chain: Sequence[Certificate], ca_file: Path | None
) -> Finding:
    code = error.verify_code
    if code == _EXPIRED:
        return Finding("broken", "A certificate has expired.", error.verify_message, _RENEW)
    if code == _NOT_YET_VALID:
        return Finding("broken", "A certificate is not valid yet.", error.verify_message, _CLOCK)
    if code in _OTHER_HOST:
        hosts = visible(", ".join(chain[0].hosts)) if chain and chain[0].hosts else "another host"
        return Finding(
            "broken",
            f"The certificate is not for {host}.",
            f"It is for {hosts}.",
            "Use the address that it is for, or ask the server's operator for a certificate that names this one.",
        )
    if code == _SELF_SIGNED or (len(chain) == 1 and chain[0].issuer is None):
        what = "The certificate is self-signed."
    elif code in _UNKNOWN_AUTHORITY:
        what = "This machine doesn't know the certificate's authority."
    else:
        what = "The certificate is not trusted."
    advice = (
        f"{ca_file} doesn't contain that authority; ask the server's operator for the right file."
        if ca_file
        else "Ask the server's operator for its CA certificate and set it: tts-tui servers edit NAME --ca-file FILE. "
        "If a known authority issued it, the server may not send its intermediate certificate."
    )
    return Finding("broken", what, error.verify_message, advice)


_RENEW: Final = "Ask the server's operator to renew it, or check this machine's clock."
_CLOCK: Final = "Check this machine's clock."
