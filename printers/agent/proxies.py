"""The HTTP proxy that the environment names: HTTPS_PROXY, ALL_PROXY, and NO_PROXY.

As curl reads them: https://curl.se/docs/manpage.html#ENVIRONMENT
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, unquote, urlsplit

from printers.agent.configuration import ConfigurationWrong
from printers.host_names import ascii_host

LIKE = "write it like http://proxy.example.org:3128"


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
    is_direct = _is_exempt(parts.hostname or "", parts.port or 443, exceptions)
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


def _is_exempt(host: str, port: int, exceptions: str) -> bool:
    return any(
        _matches(host, port, entry.lower()) for entry in re.split(r"[\s,]+", exceptions)
    )


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
