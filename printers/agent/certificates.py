"""Why a server's certificate is refused, in a sentence that says what to do."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# Numbers of OpenSSL: x509_vfy.h. Python names only some of them.
_NOT_YET_VALID, _EXPIRED = 9, 10
_OTHER_NAME = frozenset({62, 64})
_UNKNOWN_AUTHORITY = frozenset({2, 18, 19, 20, 21, 24})
_IGNORE_DATES = 0x200000
# Of an unknown server's names: enough to see whose it is.
_MOST_NAMES = 3


Content = dict[str, Any]
"""A certificate as Python's TLS tells it: notBefore, notAfter, subjectAltName."""


@dataclass(frozen=True)
class Server:
    """Whom was called, and what helps if this machine does not know who signed for it."""

    owner: str
    host: str
    unknown_authority: str
    other_name: str


class UnverifiedContext(ssl.SSLContext):
    """Keeps the certificate that a trusted authority signed, whatever its dates and names.

    Nothing may be sent over a connection that it made: who is at its other end is not known.
    """

    content: Content | None = None

    def wrap_socket(self, *given: Any, **named: Any) -> ssl.SSLSocket:  # noqa: ANN401 - the base's own
        connection = super().wrap_socket(*given, **named)
        self.content = connection.getpeercert()
        return connection


def unverified_context(authority: Path | None = None) -> UnverifiedContext:
    """Return a context for a second look at a server whose certificate was refused."""
    context = UnverifiedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= _IGNORE_DATES
    if authority is None:
        context.load_default_certs()
    else:
        context.load_verify_locations(authority)
    return context


def reason(
    error: ssl.SSLCertVerificationError,
    server: Server,
    content: Content | None,
    now: datetime,
) -> str:
    """Return why the certificate was refused; `content` is None where nobody can vouch for it."""
    code, content = error.verify_code, content or {}
    if code in _UNKNOWN_AUTHORITY:
        return (
            f"{server.owner} certificate is signed by an authority that this machine does not "
            f"trust: {server.unknown_authority}"
        )
    if code in _OTHER_NAME:
        return (
            f"{server.owner} certificate is for {_names(content)}, not for {server.host}: "
            f"{server.other_name}"
        )
    if code in {_EXPIRED, _NOT_YET_VALID}:
        return _outdated(server, content, now, is_over=code == _EXPIRED)
    return f"{server.owner} certificate is refused: {error.verify_message}"


def _outdated(
    server: Server, certificate: Content, now: datetime, *, is_over: bool
) -> str:
    clock = f"this machine's clock says {_written(now)}"
    if is_over:
        until = _date(certificate, "notAfter")
        return (
            f"{server.owner} certificate has expired{f', on {until}' if until else ''}; {clock}: "
            "if that is right, the certificate must be renewed, else set this machine's clock"
        )
    since = _date(certificate, "notBefore")
    return (
        f"{server.owner} certificate is not valid yet{f', but from {since} on' if since else ''}; "
        f"{clock}: set this machine's clock, if it is wrong"
    )


def _date(certificate: Content, field: str) -> str:
    if field not in certificate:
        return ""
    seconds = ssl.cert_time_to_seconds(certificate[field])
    return _written(datetime.fromtimestamp(seconds, UTC))


def _written(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _names(certificate: Content) -> str:
    names = [str(name) for _, name in certificate.get("subjectAltName", ())]
    shown = ", ".join(names[:_MOST_NAMES]) or "another name"
    return shown if shown.isprintable() else "another name"
