"""How often e-mails go out that anybody may ask for: to one address, from one network, in all."""

from dataclasses import dataclass
from datetime import timedelta

from visits.people import rate_limits
from visits.people.rate_limits import Pace
from visits.store.database import Store
from visits.vocabulary.people import RateLimited

# By address and network: a stranger elsewhere cannot keep somebody from what is theirs.
OWN_PACE = Pace(free=3, first=timedelta(minutes=1), longest=timedelta(minutes=15))
# Everybody in a building may share one address: it is slowed down, and never shut out.
NETWORK_PACE = Pace(
    free=100,
    first=timedelta(seconds=5),
    longest=timedelta(seconds=5),
    within=timedelta(minutes=10),
)
# Of all networks together: while a flood lasts, one a second is sent, of whoever asks first.
PACE_IN_ALL = Pace(
    free=600,
    first=timedelta(seconds=1),
    longest=timedelta(seconds=1),
    within=timedelta(minutes=10),
)
EVERYBODY = "everybody"


@dataclass(frozen=True)
class AskedEmail:
    """One kind of e-mail that anybody may ask for, and what is counted of it."""

    own: RateLimited
    address: RateLimited
    network: RateLimited
    in_all: RateLimited | None
    most: int
    """To one address in a day, so that nobody's mailbox is filled."""


INQUIRY = AskedEmail(
    own=RateLimited.INQUIRY,
    address=RateLimited.INQUIRY_CONTACT,
    network=RateLimited.INQUIRY_NETWORK,
    in_all=None,
    most=20,
)
PASSWORD_RESET = AskedEmail(
    own=RateLimited.RESET,
    address=RateLimited.RESET_ADDRESS,
    network=RateLimited.RESET_NETWORK,
    in_all=RateLimited.RESET_IN_ALL,
    most=10,
)


def count(store: Store, asked: AskedEmail, address: str, network: str) -> None:
    """Count an e-mail to the address of this digest. Refuses `TooManyTries`."""
    own = f"{address} {network}"
    if asked.in_all is not None:
        rate_limits.refuse_hurry(store, asked.in_all, EVERYBODY, PACE_IN_ALL)
    rate_limits.refuse_hurry(store, asked.network, network, NETWORK_PACE)
    rate_limits.refuse_hurry(store, asked.own, own, OWN_PACE)
    rate_limits.refuse_above(
        store, asked.address, address, asked.most, rate_limits.LONGEST
    )
    if asked.in_all is not None:
        rate_limits.count(store, asked.in_all, EVERYBODY)
    rate_limits.count(store, asked.network, network)
    rate_limits.count(store, asked.own, own)
    rate_limits.count(store, asked.address, address)
