"""Host names as resolvers and browsers take them.

Python's sockets and TLS turn other letters into ASCII by IDNA 2003, which takes faß.example
for fass.example, another owner's host. So no name with other letters reaches them.
"""

import re
from ipaddress import ip_address

import idna

# RFC 1035, 2.3.4: a label has 63 octets at most, a name 253 in this notation.
_HOST = re.compile(r"(?=.{1,253}\.?$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")


def ascii_host(name: str) -> str:
    """Return the host in lower case and ASCII (IDNA 2008), IPv6 as it is; raises ValueError."""
    if ":" in name:
        ip_address(name)
        return name
    plain = name.lower() if name.isascii() else idna.encode(name, uts46=True).decode()
    if not _HOST.fullmatch(plain):
        raise ValueError("no host has this name")
    return plain
