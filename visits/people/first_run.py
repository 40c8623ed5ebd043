"""The first run: a fresh installation gets its first site, company and member from whoever reads the console."""

from dataclasses import dataclass, field

from visits import codes
from visits.people import accounts, limits, passwords
from visits.refusals import FirstRunRefused
from visits.store.database import Store
from visits.store.people import Member
from visits.store.places import Company, Site
from visits.words import Limited

GROUPS = (4, 8, 10)
MOST_TRIES = 10
WINDOW = accounts.ADDRESS_WINDOW
READ_AS = str.maketrans("OIL", "011", "- ")


@dataclass(frozen=True, kw_only=True)
class Founding:
    """The first place and the first person, who is host and desk at once."""

    site: Site
    company: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    password: str = field(repr=False)


def first_run_code(store: Store) -> str:
    """The code that the console shows while there is no member: `7K3M-Q2VX-9A`, the same until there is one."""
    symbols = codes.symbols(store.keys.secrets.digest("first run"))
    starts = (0, *GROUPS)
    return "-".join(symbols[start:end] for start, end in zip(starts, GROUPS, strict=False))


def try_code(store: Store) -> None:
    """The try counts. Refuses `TooManyTries`; belongs in a transaction of its own."""
    limits.refuse_beyond(store, Limited.FIRST_RUN, "the code", MOST_TRIES, WINDOW)
    limits.note(store, Limited.FIRST_RUN, "the code")


def first_run(store: Store, code: str, founding: Founding) -> Member:
    """Site, company and first member are there, and the member has a password.

    Refuses `FirstRunRefused` when the code is wrong or any member exists, and `PasswordRefused`.
    """
    if accounts.any_member(store) or not _is_code(store, code):
        raise FirstRunRefused
    passwords.refuse_weak(founding.password, founding.name, founding.email)
    company = Company(name=founding.company)
    store.add_all([founding.site, company])
    store.flush()
    member = _first_member(store, founding, company)
    member.password = passwords.hashed(founding.password)
    return member
