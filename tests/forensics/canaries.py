"""Canaries: guests whose names and addresses occur nowhere else, so each one found is a leak."""

from functools import cache

from tests.forensics.scanner import terms
from tests.forensics.scanner.search import Search

PLAIN = "Zyxqulvortkambeh"
LATIN = "Qéxvörtkålmbêthz"
CYRILLIC = "Жвахцышпорлгдемб"
CHINESE = "歐陽靖雯"
EMAIL = "wqmzkfyvbtrjxhpd@canary.example"
PHONE = "+62 812-9753-8642"
ALL = (PLAIN, LATIN, CYRILLIC, CHINESE, EMAIL, PHONE)

NUMBERS = {text: number for number, text in enumerate(ALL, start=1)}
"""By which a report knows each."""


@cache
def search() -> Search:
    """Looks for every canary."""
    return Search(terms.read(ALL))
