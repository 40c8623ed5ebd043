"""The network that a request comes from, against which attempts are counted."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from flask import request

IPV6_PREFIX = 64
"""Every IPv6 line gets at least a /64 network: counting single addresses would limit nobody."""


def client_network() -> str:
    """The IPv4 address, or the /64 network of the IPv6 address; empty when the request has none."""
    text = request.remote_addr or ""
    try:
        address = ip_address(text)
    # Behind a proxy this is whatever the proxy has written there.
    except ValueError:
        return text
    return _network(address)


def _network(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    # A socket for both protocols shows IPv4 clients as ::ffff:192.0.2.1.
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
