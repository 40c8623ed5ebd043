"""Host names as resolvers and browsers take them.

Python's sockets and TLS turn other letters into ASCII by IDNA 2003, which takes faß.example
for fass.example, another owner's host. So no name with other letters reaches them.
"""

import re

import idna


def ascii_host(name: str) -> str:
    """Return the host in lower case and ASCII (IDNA 2008), IPv6 as it is; raises ValueError."""
    if ":" in name:
        return name
    if not name.isascii():
        return idna.encode(name, uts46=True).decode()
    plain = name.lower()
    if not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", plain):
        raise ValueError("no host has this name")
    return plain
