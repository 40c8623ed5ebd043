"""The network that a request comes from, against which attempts are counted."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from flask import request

IPV6_PREFIX = 64
"""Every IPv6 line gets at least a /64 network: counting single addresses would limit nobody."""

UNKNOWN = "unknown"
"""One network for all whose address cannot be read: its spellings would be no limit."""
_WITH_PORT = re.compile(r"(?:\[(?P<v6>.+)\]|(?P<v4>[0-9.]+)):\d+")


def client_network() -> str:
    """The IPv4 address, or the /64 network of the IPv6 address; empty when it has none."""
    text = request.remote_addr or ""
    # Behind a proxy this is whatever the proxy has written there; some add the port.
    if match := _WITH_PORT.fullmatch(text):
        text = match["v6"] or match["v4"]
    try:
        return _network(ip_address(text))
    except ValueError:
        return UNKNOWN if text else ""


def _network(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    # A socket for both protocols shows IPv4 clients as ::ffff:192.0.2.1.
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
