"""What people wished since a backup was made, which is put back with it."""

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import TextClause, text
from sqlmodel import col, select

from visits import visit_state
from visits.retention import deadlines
from visits.store.database import Store
from visits.store.rights import LegalHold
from visits.vocabulary.refusals import ClockIsBehind

QUESTIONS: Mapping[str, str] = {
    "suppression": "SELECT contact_digest, since FROM suppression",
    "restriction": "SELECT visit.public_id AS visit, at FROM restriction JOIN visit ON visit.id = visit_id",
    "erasure": "SELECT visit.public_id AS visit, at FROM erasureasked JOIN visit ON visit.id = visit_id",
    "hold": "SELECT legalhold.public_id, visit.public_id AS visit, reason, review_at, placed_at, released_at, "
    "(SELECT public_id FROM member WHERE member.id = placed_by) AS placed_by "
    "FROM legalhold JOIN visit ON visit.id = visit_id",
    "request": "SELECT rightsrequest.*, "
    "(SELECT public_id FROM member WHERE member.id = noted_by) AS noted, "
    "(SELECT public_id FROM member WHERE member.id = settled_by) AS settled FROM rightsrequest",
}
"""What each wish is read with, of the database that is to be replaced: rows are told apart by public ids."""


def carry_over(store: Store, known: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Whoever is in the store wishes what they wished last, and is kept as their holds say now."""
    for name, rows in known.items():
        for row in rows:
            for statement in _STATEMENTS[name]:
                store.execute(statement, row)
    _keep_as_held(store, known)


def _keep_as_held(
    store: Store, known: Mapping[str, Sequence[Mapping[str, Any]]]
) -> None:
    carried = [row["public_id"] for row in known.get("hold", ())]
    held = (
        select(LegalHold.visit_id)
        .where(col(LegalHold.public_id).in_(carried))
        .distinct()
    )
    for visit_id in store.exec(held).all():
        with contextlib.suppress(ClockIsBehind):
            deadlines.apply(store, visit_state.of(store, visit_id))


_STATEMENTS: Mapping[str, Sequence[TextClause]] = {
    "suppression": [
        text(
            "INSERT OR IGNORE INTO suppression (contact_digest, since) VALUES (:contact_digest, :since)"
        )
    ],
    "restriction": [
        text(
            "INSERT OR IGNORE INTO restriction (visit_id, at) "
            "SELECT id, :at FROM visit WHERE public_id = :visit"
        )
    ],
    "erasure": [
        text(
            "INSERT OR IGNORE INTO erasureasked (visit_id, at) "
            "SELECT id, :at FROM visit WHERE public_id = :visit"
        )
    ],
    "hold": [
        text(
            "INSERT OR IGNORE INTO legalhold "
            "(public_id, visit_id, reason, review_at, placed_at, placed_by, released_at) "
            "SELECT :public_id, id, :reason, :review_at, :placed_at, "
            "(SELECT id FROM member WHERE public_id = :placed_by), :released_at "
            "FROM visit WHERE public_id = :visit"
        ),
        text(
            "UPDATE legalhold SET released_at = :released_at WHERE public_id = :public_id"
        ),
    ],
    "request": [
        text(
            "INSERT OR IGNORE INTO rightsrequest "
            "(public_id, site_id, visit_id, contact_digest, kind, channel, received_at, noted_by) "
            "SELECT :public_id, id, :visit_id, :contact_digest, :kind, :channel, :received_at, "
            "(SELECT id FROM member WHERE public_id = :noted) FROM site WHERE id = :site_id"
        ),
        text(
            "UPDATE rightsrequest SET settled_at = :settled_at, outcome = :outcome, "
            "settled_by = (SELECT id FROM member WHERE public_id = :settled) WHERE public_id = :public_id"
        ),
    ],
}
