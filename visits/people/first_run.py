"""The first run: whoever reads the server's console creates the first site, company and member."""

import hmac
import itertools
from dataclasses import dataclass, field

from sqlmodel import col, select

from visits import codes
from visits.people import accounts, memberships
from visits.people.accounts import NewMember
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Company, Site
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import FirstRunRefused

# Where the groups end: 10 symbols are 50 bits, and are typed once. Guesses are not counted, as
# strangers could then refuse the operator: a thousand a second find it in a day with 1e-7.
GROUPS = (4, 8, 10)


@dataclass(frozen=True, kw_only=True)
class FirstRunDetails:
    """The first site and the first member, who is host and desk at once.

    `password_hash` is what `passwords.chosen` returned: hashing takes long, and other writers must
    not wait for it.
    """

    site: Site
    company: str
    name: str = field(repr=False)
    email: str = field(repr=False)
    password_hash: str = field(repr=False)


def first_run_code(store: Store) -> str:
    """Return the code that the console shows until there is a member, such as `7K3M-Q2VX-9A`."""
    # Derived from the root secret: each start shows the same, and nothing is stored.
    symbols = codes.symbols(store.keys.secrets.digest("first run"))
    return "-".join(
        symbols[start:end] for start, end in itertools.pairwise((0, *GROUPS))
    )


def check_code(store: Store, code: str) -> None:
    """Refuse a wrong code, and any code once there is a member (`FirstRunRefused`)."""
    shown = first_run_code(store).replace("-", "")
    is_right = hmac.compare_digest(codes.plain(code).encode(), shown.encode())
    # Any member ends it for good: nobody becomes the first one twice.
    if accounts.any_member(store) or not is_right:
        raise FirstRunRefused


def open_lobby(store: Store, code: str, details: FirstRunDetails) -> Member:
    """Create the site, the company and the first member with their password.

    Refuses `FirstRunRefused` when the code is wrong or any member exists.
    """
    store.lock_names([b"first run"])
    check_code(store, code)
    company = _company(store, details.company)
    store.add_all([details.site, company])
    store.flush()
    member = _first_member(store, details, company)
    memberships.account(store, member.id).password = details.password_hash
    return member


def _company(store: Store, name: str) -> Company:
    """Return the company of this name.

    An operator may have added it on the command line already.
    """
    company = store.exec(select(Company).where(col(Company.name) == name)).first()
    return company or Company(name=name)


def _first_member(store: Store, details: FirstRunDetails, company: Company) -> Member:
    new = NewMember(
        name=details.name,
        email=details.email,
        company_id=company.id,
        site_id=details.site.id,
        roles=frozenset({Role.HOST, Role.DESK}),
        language=details.site.language,
    )
    return accounts.enrol(store, new)
