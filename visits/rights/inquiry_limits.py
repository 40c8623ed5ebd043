"""How often digits are mailed: to one address, and from one network."""

from sqlalchemy import func
from sqlmodel import col, select

from visits.people import asked_email_limits
from visits.store.database import Store
from visits.store.outbox import Email
from visits.store.rights import Inquiry


def count(store: Store, contact: str, network: str) -> None:
    """Count an e-mail with digits to the address of this digest. Refuses `TooManyTries`."""
    asked_email_limits.count(store, asked_email_limits.INQUIRY, contact, network)


def sent(store: Store, inquiry: Inquiry) -> int:
    """Return how many e-mails with the inquiry's digits were queued."""
    about = select(func.count()).where(col(Email.inquiry_id) == inquiry.id)
    return store.exec(about).one()
