"""How long a guest stays known: when each of their envelopes goes, and the steps that change it."""

from datetime import datetime

from sqlmodel import select

from tests.cast import Cast
from visits import visit_state
from visits.lobby import departures
from visits.store.database import Database
from visits.store.visits import Envelope, Visit
from visits.visit_state import VisitState
from visits.vocabulary.policy import RetentionClass


def kept(database: Database, visit: Visit) -> dict[RetentionClass, datetime]:
    """When each retention class of the visit goes, as it lies."""
    with database.reading() as store:
        lying = store.exec(select(Envelope).where(Envelope.visit_id == visit.id)).all()
    return {envelope.retention_class: envelope.expires_at for envelope in lying}


def stands(database: Database, visit: Visit) -> VisitState:
    with database.reading() as store:
        return visit_state.of(store, visit.id)


def leaves(database: Database, cast: Cast, visit: Visit) -> None:
    """The desk checks the guest out."""
    with database.transaction() as store:
        departures.check_out(store, cast.senopati.id, visit.public_id, cast.dewi.id)
