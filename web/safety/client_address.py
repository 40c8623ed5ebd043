"""Networks: where a request comes from, as far as tries are counted against it."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from flask import request

ONE_LINE = 64
"""Whoever has one IPv6 address has the 2^64 that share these bits with it."""


def client_network() -> str:
    """An IPv4 address as it is, of an IPv6 address the network of its line; empty where there is none."""
    said = request.remote_addr or ""
    try:
        address = ip_address(said)
    except ValueError:
        return said
    return _network(address)


def _network(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), ONE_LINE), strict=False))
