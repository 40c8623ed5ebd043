"""A printer's address as people type it: an IP address or a host name alone is one of the network."""

import re
from ipaddress import ip_address

BARE = re.compile(r"([\w-]+(\.[\w-]+)*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


def spelled_out(typed: str) -> str:
    """The address with `tcp://` before what is a host and no more; anything else as it was typed."""
    text = typed.strip()
    if text.startswith("cups:"):
        return text
    if _is_ipv6(text):
        return f"tcp://[{text}]"
    return f"tcp://{text}" if BARE.fullmatch(text) else text


def _is_ipv6(text: str) -> bool:
    try:
        return ip_address(text).version == 6  # noqa: PLR2004 - the protocol's own number
    except ValueError:
        return False
