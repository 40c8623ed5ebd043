"""How often digits are mailed: to one address, and from one network."""

from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from visits.people import rate_limits
from visits.people.rate_limits import Pace
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.rights import Inquiry
from visits.vocabulary.people import RateLimited

# By address and network: a stranger elsewhere cannot keep a guest from their own page.
OWN_PACE = Pace(free=3, first=timedelta(minutes=1), longest=timedelta(minutes=15))
# All networks together, so that nobody's mailbox is filled.
MOST_E_MAILS = 20
# Everybody in a building may share one address: it is slowed down, and never shut out.
NETWORK_PACE = Pace(
    free=100,
    first=timedelta(seconds=5),
    longest=timedelta(seconds=5),
    within=timedelta(minutes=10),
)


def count(store: Store, contact: str, network: str) -> None:
    """Count an e-mail with digits to the address of this digest. Refuses `TooManyTries`."""
    own = f"{contact} {network}"
    rate_limits.refuse_hurry(store, RateLimited.INQUIRY_NETWORK, network, NETWORK_PACE)
    rate_limits.refuse_hurry(store, RateLimited.INQUIRY, own, OWN_PACE)
    rate_limits.refuse_above(
        store, RateLimited.INQUIRY_CONTACT, contact, MOST_E_MAILS, rate_limits.LONGEST
    )
    rate_limits.count(store, RateLimited.INQUIRY_NETWORK, network)
    rate_limits.count(store, RateLimited.INQUIRY, own)
    rate_limits.count(store, RateLimited.INQUIRY_CONTACT, contact)


def sent(store: Store, inquiry: Inquiry) -> int:
    """Return how many e-mails with the inquiry's digits were queued."""
    about = select(func.count()).where(col(Email.inquiry_id) == inquiry.id)
    return store.exec(about).one()
