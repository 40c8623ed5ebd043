"""Inquiries: somebody types their address to see what is kept of them, and shows that they read its mail."""

import hmac
import unicodedata
from datetime import UTC, date, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from visits import codes, outbox, visit_state
from visits.keys.keyring import KeyDestroyedError
from visits.people import rate_limits
from visits.policy.register import register
from visits.store.database import Store
from visits.store.rights import Inquiry
from visits.store.visits import BlindIndex, Envelope, Visit
from visits.vault import blind_index
from visits.vault.personal import Personal
from visits.vault.sealing import seal, unseal
from visits.visit_state import VisitState
from visits.vocabulary.policy import Period, RetentionClass
from visits.vocabulary.refusals import (
    ClockIsBehind,
    LinkExpired,
    TooManyTries,
    WrongCode,
)
from visits.vocabulary.visits import CODE_DIGITS, Lookup, RateLimited

TRIES = 5
CODE_LASTS = timedelta(minutes=30)
LASTS = register().retention_classes[Period.INQUIRY].keeps
PER_ADDRESS = ((3, timedelta(minutes=15)), (6, timedelta(days=1)))
PER_NETWORK = (20, timedelta(minutes=10))


def ask(store: Store, email: str, language: str, network: str) -> Inquiry:
    """If anything is kept under this address, digits are on their way to it. Nobody can tell.

    A stranger's inquiry asks and writes what a guest's does: whose it is is looked up only when the letter
    is written. Refuses `TooManyTries` and `ClockIsBehind`.
    """
    digest = blind_index.digest(store.keys.secrets, Lookup.EMAIL, email)
    # To the very spelling that the digest is of: one that only looks the same must not be written to.
    sent_to = blind_index.normal(Lookup.EMAIL, email)
    rate_limits.refuse_above(store, RateLimited.INQUIRY_ADDRESS, network, *PER_NETWORK)
    for most in PER_ADDRESS:
        rate_limits.refuse_above(store, RateLimited.INQUIRY, digest.hex(), *most)
    rate_limits.count(store, RateLimited.INQUIRY_ADDRESS, network)
    rate_limits.count(store, RateLimited.INQUIRY, digest.hex())
    expires_at = store.now + LASTS
    day = expires_at.astimezone(UTC).date()
    inquiry = Inquiry(
        public_id=codes.public_id(),
        contact_digest=digest,
        key_day=day,
        language=language,
        started_at=store.now,
        expires_at=expires_at,
    )
    inquiry.address = seal(
        _key(store, day), _belongs_to(inquiry), {Lookup.EMAIL.value: sent_to}
    )
    store.add(inquiry)
    store.flush()
    outbox.rights_code(store, inquiry, store.now + CODE_LASTS)
    return inquiry


def of(store: Store, public_id: str) -> Inquiry:
    """The inquiry that goes on under this name (`LinkExpired`)."""
    going_on = (
        col(Inquiry.public_id) == public_id,
        col(Inquiry.expires_at) > store.now,
    )
    inquiry = store.exec(select(Inquiry).where(*going_on)).first()
    if inquiry is None:
        raise LinkExpired
    return inquiry


def count_attempt(store: Store, public_id: str) -> None:
    """The try counts, before anybody knows whether it is a good one. Refuses `TooManyTries` after five.

    So does `LinkExpired` an inquiry that is over. Belongs in a transaction of its own: tries side by side
    count too.
    """
    names = (public_id, _own_name(store, public_id))
    there = (col(Inquiry.public_id).in_(names), col(Inquiry.tries) < TRIES)
    counted: Any = store.execute(
        update(Inquiry).where(*there).values(tries=Inquiry.tries + 1)
    )
    if counted.rowcount != 1:
        _begun_as(store, public_id)
        raise TooManyTries


def confirm(store: Store, public_id: str, typed: str) -> str:
    """Whoever asks reads the mail of the address they typed; the inquiry goes on under this other name alone.

    Only who typed the digits hears it: who began the inquiry may be somebody else, who kept its first name.
    Again changes nothing. Refuses `WrongCode`, and `LinkExpired` for an inquiry that is over or another's.
    """
    inquiry = _begun_as(store, public_id)
    is_late = inquiry.started_at + CODE_LASTS <= store.now and not inquiry.confirmed
    if is_late or not hmac.compare_digest(
        _digits(store, public_id).encode(), _decimals(typed).encode()
    ):
        raise LinkExpired if inquiry.confirmed else WrongCode
    # The address lies sealed under the first name, and the digits went to it.
    inquiry.confirmed, inquiry.address, inquiry.public_id = (
        True,
        None,
        _own_name(store, public_id),
    )
    return inquiry.public_id


def visits(store: Store, public_id: str) -> list[VisitState]:
    """Every visit of the person that is still remembered, in the order of their times (`LinkExpired`).

    Refuses `WrongCode` while nobody has shown that the address is theirs.
    """
    inquiry = of(store, public_id)
    if not inquiry.confirmed:
        raise WrongCode
    return visit_state.every(store, col(Visit.id).in_(_remembered(store, inquiry)))


def is_of_somebody(store: Store, inquiry: Inquiry) -> bool:
    """Whether anything is kept under the address."""
    return store.exec(_remembered(store, inquiry).limit(1)).first() is not None


def digits(store: Store, inquiry: Inquiry) -> str:
    """The six digits that the letter says, derived anew each time they are needed."""
    return _digits(store, inquiry.public_id)


def address(store: Store, inquiry: Inquiry) -> Personal:
    """Where the digits go; empty once they went, or are of no use any more."""
    if inquiry.address is None or inquiry.confirmed:
        return Personal(Lookup.EMAIL, "")
    try:
        key = store.keys.keyring.living_day_key(inquiry.key_day)
    except KeyDestroyedError:
        return Personal(Lookup.EMAIL, "")
    return Personal(
        Lookup.EMAIL, unseal(key, _belongs_to(inquiry), inquiry.address)[Lookup.EMAIL]
    )


def _begun_as(store: Store, public_id: str) -> Inquiry:
    """The inquiry whose first name this is, whichever it goes on under (`LinkExpired`)."""
    try:
        return of(store, public_id)
    except LinkExpired:
        return of(store, _own_name(store, public_id))


def _own_name(store: Store, public_id: str) -> str:
    """The same each time: who sends the digits twice is led to the same place."""
    return codes.link(store.keys.secrets, "inquiry", public_id)


def _digits(store: Store, public_id: str) -> str:
    return codes.digits(store.keys.secrets, "rights code", CODE_DIGITS, public_id)


def _key(store: Store, day: date) -> bytes:
    try:
        return store.keys.keyring.day_key(day)
    except KeyDestroyedError:
        raise ClockIsBehind from None


def _remembered(store: Store, inquiry: Inquiry) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    kept = (
        col(Envelope.visit_id) == col(BlindIndex.visit_id),
        col(Envelope.retention_class) == RetentionClass.LOG,
    )
    living = (
        col(BlindIndex.digest) == inquiry.contact_digest,
        col(Envelope.expires_at) > store.now,
    )
    return select(BlindIndex.visit_id).join(Envelope, kept[0] & kept[1]).where(*living)


def _decimals(typed: str) -> str:
    """What was typed as the digits 0 to 9, in whichever script; blanks are no matter."""
    plain = (
        str(unicodedata.decimal(sign, sign)) for sign in typed if not sign.isspace()
    )
    return "".join(plain)


def _belongs_to(inquiry: Inquiry) -> str:
    return f"inquiry {inquiry.public_id}"
