"""An agent's connections with its server: by a proxy if need be, and why there is none."""

import os
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, ProxyError

from printers.agent import certificates
from printers.agent.certificates import Server
from printers.agent.proxies import proxy_for
from printers.agent.queue import QueueAway, QueueRefuses

CONNECT, READ = 5.0, 10.0
NEW_AUTHORITY = "if it is your own, name its certificate's file as ca in [agent]"
OTHER_NAME = "call the server by a name that its certificate has"
LOGIN_WANTED, CANNOT_NOW = 407, 500
_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")


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
