"""Canaries: guests whose names and addresses occur nowhere else, so each one found is a leak."""

from functools import cache

from tests.forensics.scanner import terms
from tests.forensics.scanner.search import Search

PLAIN = "Zyxqulvortkambeh"
LATIN = "Qéxvörtkålmbêthz"
CYRILLIC = "Жвахцышпорлгдемб"
CHINESE = "歐陽靖雯"
PARTNER = "Bwxqoldufmergnaith"
WALK_IN = "Trwxynquaskolphemd"
"""Typed on the tablet's keys, which have small letters only."""
EMAIL = "wqmzkfyvbtrjxhpd@canary.example"
PHONE = "+62 812-9753-8642"
NAMES = (PLAIN, LATIN, CYRILLIC, CHINESE, PARTNER, WALK_IN)
ALL = (PLAIN, LATIN, CYRILLIC, CHINESE, EMAIL, PHONE, PARTNER, WALK_IN)

NUMBERS = {text: number for number, text in enumerate(ALL, start=1)}
"""By which a report knows each."""


@cache
def search() -> Search:
    """Looks for every canary."""
    return Search(terms.read(ALL))
