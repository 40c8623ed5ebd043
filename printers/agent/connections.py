"""An agent's connections with its server: by a proxy if need be, and why there is none."""

import os
import re
import ssl
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, ProxyError

from printers.agent import certificates
from printers.agent.certificates import Server
from printers.agent.configuration import ConfigurationWrong
from printers.agent.queue import QueueAway, QueueRefuses
from printers.host_names import ascii_host

CONNECT, READ = 5.0, 10.0
NEW_AUTHORITY = "if it is your own, name its certificate's file as ca in [agent]"
OTHER_NAME = "call the server by a name that its certificate has"
LOGIN_WANTED, CANNOT_NOW = 407, 500
_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")
LIKE = "write it like http://proxy.example.org:3128"


class Connections:
    """Connections with one server, whose authority this machine or `authority` trusts.

    Raises ConfigurationWrong if the environment names a proxy that is none.
    """

    def __init__(self, server: str, authority: Path | None = None) -> None:
        self._server = server
        self._authority = authority
        self._proxy = proxy_for(server, os.environ)
        self.pool = self._pool(ca_certs=str(authority) if authority else None)

    def silence(self, problem: Exception) -> QueueAway:
        """Return why there is no answer: a refusal where only a person can help."""
        causes = list(_causes(problem))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return QueueRefuses(
                    self._bad_certificate(cause, by_proxy=_is_proxys(problem))
                )
            if refusal := _TUNNEL_REFUSED.search(str(cause)):
                return _refused_by_proxy(int(refusal[1]))
        if _is_proxys(problem):
            return QueueAway("the proxy that HTTPS_PROXY names does not answer")
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return QueueAway("what answers there does not speak TLS as it should")
        return QueueAway(f"the server does not answer ({type(problem).__name__})")

    def _pool(self, **tls: Any) -> urllib3.PoolManager:  # noqa: ANN401 - urllib3's own
        usual: dict[str, Any] = {
            "maxsize": 8,
            # Who asks decides: urllib3 would repeat a long poll.
            "retries": False,
            "cert_reqs": "CERT_REQUIRED",
        }
        if self._proxy is None:
            return urllib3.PoolManager(**usual, **tls)
        headers = self._proxy.headers
        return urllib3.ProxyManager(
            self._proxy.url, proxy_headers=headers, **usual, **tls
        )

    def _bad_certificate(
        self, error: ssl.SSLCertVerificationError, *, by_proxy: bool
    ) -> str:
        url = self._proxy.url if by_proxy and self._proxy else self._server
        called_server = Server(
            "the proxy's" if by_proxy else "the server's",
            urlsplit(url).hostname or "",
            NEW_AUTHORITY,
            OTHER_NAME,
        )
        content = None if by_proxy else self._certificate()
        return certificates.reason(error, called_server, content, datetime.now(UTC))

    def _certificate(self) -> certificates.Content | None:
        """Return what the certificate says that was refused, if a trusted authority signed it."""
        context = certificates.unverified_context(self._authority)
        with (
            self._pool(ssl_context=context, assert_hostname=False) as pool,
            suppress(HTTPError),
        ):
            # Without the token: who answers is not known.
            pool.request("HEAD", self._server, redirect=False, timeout=CONNECT)
        return context.content


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    """Yield the problem, and the ones that urllib3 wrapped in it."""
    if problem is None:
        return
    yield problem
    for inner in problem.args:
        if isinstance(inner, BaseException):
            yield from _causes(inner)


def _is_proxys(problem: Exception) -> bool:
    return isinstance(problem, ProxyError)


def _refused_by_proxy(status: int) -> QueueAway:
    if status == LOGIN_WANTED:
        return QueueRefuses(
            "the proxy wants a user and a password: write HTTPS_PROXY like "
            "http://user:password@proxy.example.org:3128"
        )
    if status < CANNOT_NOW:
        return QueueRefuses(
            f"the proxy does not let this agent through to the server ({status}): have it "
            "allowed there, or name the server in NO_PROXY"
        )
    return QueueAway(f"the proxy does not reach the server ({status})")


@dataclass(frozen=True)
class Proxy:
    """A proxy's URL, without the user and password that the headers hold."""

    url: str
    headers: dict[str, str] = field(repr=False)


def proxy_for(server: str, environment: Mapping[str, str]) -> Proxy | None:
    """Return the proxy by which to call the server; raises ConfigurationWrong.

    This machine itself, which is all that may be called without TLS, is called directly.
    """
    parts = urlsplit(server)
    name, text = _first(environment, "https_proxy", "all_proxy")
    _, exceptions = _first(environment, "no_proxy")
    is_direct = any(
        _matches(parts.hostname or "", parts.port or 443, entry)
        for entry in re.split(r"[\s,]+", exceptions.lower())
    )
    if parts.scheme != "https" or not text or is_direct:
        return None
    return _parsed(name, text)


def _first(environment: Mapping[str, str], *names: str) -> tuple[str, str]:
    """Return the first variable that is set, in small letters before capitals."""
    spelt = [spelling for name in names for spelling in (name, name.upper())]
    return next(
        ((name, environment[name].strip()) for name in spelt if environment.get(name)),
        ("", ""),
    )


def _parsed(name: str, text: str) -> Proxy:
    # Never quoted: it may hold a password.
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        host = ascii_host(parts.hostname or "")
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        raise ConfigurationWrong(f"{name} names no proxy: {LIKE}") from None
    if parts.scheme not in {"http", "https"}:
        raise ConfigurationWrong(
            f"{name}: only a proxy of http:// or https:// can be used, {LIKE}"
        )
    place = f"[{host}]" if ":" in host else host
    return Proxy(f"{parts.scheme}://{place}{port}", _login(parts))


def _login(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(login.encode()).decode()}"}


def _matches(host: str, port: int, entry: str) -> bool:
    """Return whether an entry of NO_PROXY means the host: a name, its domain, an IP network."""
    if entry in {"", "*"}:
        return entry == "*"
    bracketed = re.fullmatch(r"\[(.+)\](?::(\d+))?|([^:]+)(?::(\d+))?", entry)
    place, wanted_port = entry, None
    if bracketed:
        place = bracketed[1] or bracketed[3]
        wanted_port = bracketed[2] or bracketed[4]
    if wanted_port is not None and int(wanted_port) != port:
        return False
    try:
        return ip_address(host) in ip_network(place, strict=False)
    except ValueError:
        name = place.removeprefix("*").strip(".")
        return bool(name) and f".{host.rstrip('.')}".endswith(f".{name}")
