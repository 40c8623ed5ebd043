"""Links to a map of a place: nothing of them is fetched unless somebody follows one."""

from urllib.parse import urlencode

SEARCH = "https://www.openstreetmap.org/search"
"""https://wiki.openstreetmap.org/wiki/Browsing#Sending_a_link_to_a_search"""


def search(address: str) -> str:
    """Return the link to a map that shows this postal address; empty for none."""
    return f"{SEARCH}?{urlencode({'query': address})}" if address else ""
