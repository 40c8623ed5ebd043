"""Inquiries: somebody types their e-mail address and, with a code sent there, sees what is kept.

The link of an inquiry changes when its code is confirmed, so that whoever merely began it
for another person's address cannot go on.
"""

from datetime import UTC, date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import and_, update
from sqlmodel import col, select

from visits import codes, outbox, visit_state, watch_list
from visits.keys.keyring import KeyDestroyedError
from visits.policy.register import register
from visits.rights import inquiry_limits
from visits.store.database import Store
from visits.store.rights import Inquiry
from visits.store.visits import BlindIndex, Envelope, Visit
from visits.vault import blind_index, sealing_keys
from visits.vault.personal import Personal
from visits.vault.sealing import seal, unseal
from visits.visit_state import VisitState
from visits.vocabulary.policy import Period, RetentionClass
from visits.vocabulary.refusals import (
    ClockIsBehind,
    LinkExpired,
    NotFound,
    TooManyTries,
    WrongCode,
)
from visits.vocabulary.visits import CODE_DIGITS, Lookup

TRIES = 5  # of a million digits: a guess is right once in 200,000 inquiries
# Greylisting alone may hold a mail back for a quarter of an hour.
CODE_LASTS = timedelta(minutes=30)
LASTS = register().retention_classes[Period.INQUIRY].keeps


def ask(
    store: Store, email: str, language: str, network: str, nonce: str = ""
) -> Inquiry:
    """Begin an inquiry and send a code if anything is kept under this address; nobody can tell.

    A stranger's inquiry makes the same queries and writes as a guest's: whose address
    it is, is looked up only when the e-mail is written. A second call with the same
    address and the same random nonce returns the same inquiry. Refuses `TooManyTries` and
    `ClockIsBehind`.
    """
    digest = blind_index.digest(store.keys.secrets, Lookup.EMAIL, email)
    # Send to the very spelling behind the digest: one that only looks the same is another mailbox.
    sent_to = blind_index.normal(Lookup.EMAIL, email)
    public_id, before = _begun_by(store, digest, nonce)
    if before:
        return before
    inquiry_limits.count(store, digest.hex(), network)
    inquiry = _new(store, public_id, digest, language)
    inquiry.address = _sealed(store, inquiry, sent_to)
    store.add(inquiry)
    store.flush()
    _send(store, inquiry)
    return inquiry


def about(store: Store, visit: VisitState, network: str, nonce: str = "") -> Inquiry:
    """Begin an inquiry by which the visit's guest confirms their address; the digits are mailed.

    A second call with the same random nonce returns the same inquiry. Refuses `TooManyTries`, and
    `NotFound` without an e-mail address.
    """
    digest = blind_index.stored(store, visit.id, Lookup.EMAIL)
    if digest is None:
        raise NotFound
    public_id, before = _begun_by(store, digest, f"{nonce} {visit.id}" if nonce else "")
    if before:
        return before
    inquiry_limits.count(store, digest.hex(), network)
    inquiry = _new(store, public_id, digest, visit.visit.language)
    store.add(inquiry)
    store.flush()
    _send(store, inquiry, visit.id)
    return inquiry


def sendings(store: Store, public_id: str) -> int:
    """Return how many e-mails with the digits were queued (`LinkExpired`)."""
    return inquiry_limits.sent(store, _begun_as(store, public_id))


def send_again(
    store: Store, public_id: str, network: str, after: int, visit_id: int | None = None
) -> None:
    """Queue the same digits again, after so many e-mails with them; a second tap queues none.

    Refuses `TooManyTries`, and `LinkExpired` for an inquiry that takes no digits any more.
    """
    inquiry = _begun_as(store, public_id)
    if not _takes_digits(store, inquiry):
        raise LinkExpired
    if inquiry_limits.sent(store, inquiry) == after:
        inquiry_limits.count(store, inquiry.contact_digest.hex(), network)
        _send(store, inquiry, visit_id)


def of(store: Store, public_id: str) -> Inquiry:
    """Return the open inquiry with this public id (`LinkExpired`)."""
    same = (col(Inquiry.public_id) == public_id, col(Inquiry.expires_at) > store.now)
    inquiry = store.exec(select(Inquiry).where(*same)).first()
    if inquiry is None:
        raise LinkExpired
    return inquiry


def count_attempt(store: Store, public_id: str) -> None:
    """Count an attempt before it is known to be right. Refuses `TooManyTries` after five.

    Refuses `LinkExpired` when the inquiry is over. Call it in a transaction of its own,
    so that concurrent attempts are counted too.
    """
    ids = (public_id, _own_name(store, public_id))
    # Compared and counted in one statement: two attempts at once cannot both be the last.
    open_to_tries = (col(Inquiry.public_id).in_(ids), col(Inquiry.tries) < TRIES)
    one_more = update(Inquiry).where(*open_to_tries).values(tries=Inquiry.tries + 1)
    counted: Any = store.execute(one_more)
    if counted.rowcount != 1:
        _begun_as(store, public_id)
        raise TooManyTries


def confirm(store: Store, public_id: str, typed: str) -> str:
    """Confirm the address and return the new public id under which alone the inquiry goes on.

    Only whoever typed the code learns the new id: another person may have begun the
    inquiry and know its first one. A second call changes nothing. Refuses `WrongCode`,
    and `LinkExpired` for an inquiry or digits that are over, and for another's.
    """
    inquiry = _begun_as(store, public_id)
    # A confirmed one goes on: the same digits, sent again, lead to the same page.
    if store.now - inquiry.started_at >= CODE_LASTS and not inquiry.confirmed:
        raise LinkExpired
    if not codes.is_same(_digits(store, public_id), typed):
        raise LinkExpired if inquiry.confirmed else WrongCode
    # The address lies sealed under the first name, and the digits went to it.
    inquiry.confirmed, inquiry.address = True, None
    inquiry.public_id = _own_name(store, public_id)
    return inquiry.public_id


def refuse_over(store: Store, public_id: str) -> None:
    """Refuse an inquiry that is over, or that takes no digits any more (`LinkExpired`)."""
    inquiry = _begun_as(store, public_id)
    if not (inquiry.confirmed or _takes_digits(store, inquiry)):
        raise LinkExpired


def visits(store: Store, public_id: str) -> list[VisitState]:
    """Return every visit of the person that is still kept, by time (`LinkExpired`).

    Refuses `WrongCode` while nobody has confirmed the address.
    """
    inquiry = of(store, public_id)
    if not inquiry.confirmed:
        raise WrongCode
    return visit_state.every(store, col(Visit.id).in_(_remembered(store, inquiry)))


def proves(store: Store, public_id: str, visit_id: int) -> bool:
    """True if the digits of this open inquiry went to the visit's address and were typed."""
    confirmed = (
        col(Inquiry.public_id) == public_id,
        col(Inquiry.confirmed),
        col(Inquiry.expires_at) > store.now,
    )
    inquiry = store.exec(select(Inquiry).where(*confirmed)).first()
    if inquiry is None:
        return False
    about = _remembered(store, inquiry).where(col(BlindIndex.visit_id) == visit_id)
    return store.exec(about).first() is not None


def is_of_somebody(store: Store, inquiry: Inquiry) -> bool:
    """True if anything is kept under the address."""
    visit_id = store.exec(_remembered(store, inquiry).limit(1)).first()
    return visit_id is not None or watch_list.knows(store, inquiry.contact_digest)


def digits(store: Store, inquiry: Inquiry) -> str:
    """Return the one-time code; it is derived each time and never stored."""
    return _digits(store, inquiry.public_id)


def digits_about(store: Store, inquiry: Inquiry, visit_id: int) -> str:
    """Return the digits to mail; empty once they were typed, or the visit's address is another."""
    now = blind_index.stored(store, visit_id, Lookup.EMAIL)
    if inquiry.confirmed or now != inquiry.contact_digest:
        return ""
    return _digits(store, inquiry.public_id)


def address(store: Store, inquiry: Inquiry) -> Personal:
    """Return where to send the code; empty once it is confirmed or its key is destroyed."""
    if inquiry.address is None or inquiry.confirmed:
        return Personal(Lookup.EMAIL, "")
    try:
        # Only a living key: making one anew would bring a day back that was destroyed.
        key = store.keys.keyring.living_day_key(inquiry.key_day)
    except KeyDestroyedError:
        return Personal(Lookup.EMAIL, "")
    kept = unseal(key, _belongs_to(inquiry), inquiry.address)[Lookup.EMAIL]
    return Personal(Lookup.EMAIL, kept)


def _send(store: Store, inquiry: Inquiry, visit_id: int | None = None) -> None:
    until = inquiry.started_at + CODE_LASTS
    if visit_id:
        return outbox.confirmation_code(store, inquiry, visit_id, until)
    return outbox.rights_code(store, inquiry, until)


def _begun_by(store: Store, digest: bytes, nonce: str) -> tuple[str, Inquiry | None]:
    """Return the public id of this form's inquiry, and the inquiry if it has begun.

    A form whose inquiry takes no digits any more, which a browser goes back to, begins another.
    """
    form = (nonce or codes.public_id(), digest.hex())
    for turn in count():
        public_id = codes.link(store.keys.secrets, "new inquiry", *form, turn)
        ids = (public_id, _own_name(store, public_id))
        same = select(Inquiry).where(col(Inquiry.public_id).in_(ids))
        begun = store.exec(same).first()
        if begun is None or _takes_digits(store, begun):
            return public_id, begun
    raise AssertionError


def _takes_digits(store: Store, inquiry: Inquiry) -> bool:
    is_late = store.now - inquiry.started_at >= CODE_LASTS
    return not (inquiry.confirmed or is_late or inquiry.tries >= TRIES)


def _new(store: Store, public_id: str, digest: bytes, language: str) -> Inquiry:
    expires_at = store.now + LASTS
    return Inquiry(
        public_id=public_id,
        contact_digest=digest,
        key_day=expires_at.astimezone(UTC).date(),
        language=language,
        started_at=store.now,
        expires_at=expires_at,
    )


def _sealed(store: Store, inquiry: Inquiry, address: str) -> bytes:
    # Under the day's key: should the row be left, the address is unreadable the day after.
    key = _key(store, inquiry.key_day)
    return seal(key, _belongs_to(inquiry), {Lookup.EMAIL.value: address})


def _begun_as(store: Store, public_id: str) -> Inquiry:
    """Return the inquiry that began with this id, also once confirmed (`LinkExpired`)."""
    try:
        return of(store, public_id)
    except LinkExpired:
        return of(store, _own_name(store, public_id))


def _own_name(store: Store, public_id: str) -> str:
    """Return the id after confirmation: digits that are sent twice lead to one place."""
    return codes.link(store.keys.secrets, "inquiry link", public_id)


def _digits(store: Store, public_id: str) -> str:
    return codes.digits(store.keys.secrets, "rights code", CODE_DIGITS, public_id)


def _key(store: Store, day: date) -> bytes:
    try:
        return sealing_keys.day_key(store, day)
    except KeyDestroyedError:
        # The key of that day is gone already, so the clock must stand in the past.
        raise ClockIsBehind from None


def _remembered(store: Store, inquiry: Inquiry) -> Any:  # noqa: ANN401 - a select of sqlmodel's
    # By the log envelope: the contact's goes after a day, the right to ask does not.
    log = and_(
        col(Envelope.visit_id) == col(BlindIndex.visit_id),
        col(Envelope.retention_class) == RetentionClass.LOG,
    )
    living = (
        col(BlindIndex.digest) == inquiry.contact_digest,
        col(Envelope.expires_at) > store.now,
    )
    return select(BlindIndex.visit_id).join(Envelope, log).where(*living)


def _belongs_to(inquiry: Inquiry) -> str:
    # The address opens in this row only, and not after the id has changed.
    return f"inquiry {inquiry.public_id}"
