"""What is asked of encounters at every tap of a guest, as statements that are built at import."""

from typing import Any

from sqlalchemy import and_, bindparam, case, func, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel import select as select_rows

from visits.store.columns import DIGEST_BYTES, Asked
from visits.store.listings import Listing
from visits.store.lobby import Encounter
from visits.store.rights import Restriction
from visits.store.sites import Kiosk
from visits.store.visits import (
    Arrival,
    BlindIndex,
    Envelope,
    Invitation,
    Refusal,
    Visit,
    Withdrawal,
)
from visits.vocabulary.policy import RetentionClass
from visits.vocabulary.visits import Lookup

NOT_EXPECTED_AFTER = (Arrival, Withdrawal, Refusal)
_AT_THIS_KIOSK = and_(
    col(Encounter.kiosk_id) == col(Kiosk.id),
    col(Encounter.public_id) == bindparam("encounter", type_=Asked()),
)
# One statement for both, as every tap of a guest asks for them.
WITH_KIOSK = (
    select_rows(Kiosk, Encounter)
    .outerjoin(Encounter, _AT_THIS_KIOSK)
    .where(col(Kiosk.id) == bindparam("kiosk"), col(Kiosk.revoked_at).is_(None))
)
LISTED = Listing(WITH_KIOSK)


def _expected_under() -> Any:  # noqa: ANN401 - a select of sqlalchemy's
    visit_id, email = col(BlindIndex.visit_id), aliased(BlindIndex)
    its_email = and_(col(email.visit_id) == visit_id, col(email.item) == Lookup.EMAIL)
    question = (
        select(*_summary(email))
        .select_from(BlindIndex)
        .join(Envelope, col(Envelope.visit_id) == visit_id)
        .join(Visit, col(Visit.id) == visit_id)
        .join(Invitation, col(Invitation.visit_id) == visit_id)
        .outerjoin(email, its_email)
    )
    for fact in (*NOT_EXPECTED_AFTER, Restriction):
        question = question.outerjoin(fact, col(fact.visit_id) == visit_id)
    return question.where(*_is_expected())


def _summary(email: type[BlindIndex]) -> tuple[Any, ...]:
    is_restricted = col(Restriction.visit_id).is_not(None)
    mailbox = func.coalesce(col(email.digest), bytes(DIGEST_BYTES))
    return (
        func.min(case((~is_restricted, col(Visit.id)))),
        func.count(case((~is_restricted, mailbox)).distinct()),
        func.min(case((is_restricted, col(Visit.id)))),
    )


def _is_expected() -> tuple[Any, ...]:
    return (
        col(BlindIndex.digest) == bindparam("digest"),
        # An envelope past its deadline is as good as erased, also before the purge takes it.
        col(Envelope.retention_class) == RetentionClass.CONTACT,
        col(Envelope.expires_at) > bindparam("now"),
        col(Visit.site_id) == bindparam("site"),
        col(Invitation.day_ends_at) > bindparam("now"),
        col(Invitation.starts_at) < bindparam("starts_before"),
        *(col(fact.visit_id).is_(None) for fact in NOT_EXPECTED_AFTER),
    )


EXPECTED_UNDER = _expected_under()
END_UNFINISHED = (
    update(Encounter)
    .where(
        col(Encounter.kiosk_id) == bindparam("kiosk"),
        col(Encounter.ended_at).is_(None),
    )
    .values(ended_at=bindparam("now"))
)
GOING_ON = select(col(Encounter.id)).where(
    col(Encounter.kiosk_id) == bindparam("kiosk"),
    col(Encounter.ended_at).is_(None),
    col(Encounter.touched_at) >= bindparam("since"),
    # No visit has the number 0, nor has a stranger: one statement for both.
    func.coalesce(col(Encounter.visit_id), 0) == bindparam("visit"),
    col(Encounter.contact_digest).is_not_distinct_from(bindparam("contact")),
)
