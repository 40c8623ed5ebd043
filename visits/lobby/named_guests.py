"""Which of several guests has the name that somebody types at a kiosk."""

from collections.abc import Sequence

from visits.lobby import family_names
from visits.store.database import Store
from visits.store.sites import Kiosk
from visits.vault import envelopes
from visits.visit_state import VisitState
from visits.vocabulary import actors
from visits.vocabulary.policy import Purpose
from visits.vocabulary.refusals import WrongCode


def only(
    store: Store, kiosk: Kiosk, visits: Sequence[VisitState], typed: str
) -> VisitState:
    """Return the one whose guest has this family name; refuses `WrongCode` if not exactly one."""
    context = actors.as_kiosk(kiosk.id, Purpose.VERIFY)
    guests = envelopes.read(store, [visit.id for visit in visits], ["name"], context)
    named = [
        visit
        for visit in visits
        if family_names.is_part_of(typed, guests[visit.id].name.reveal())
    ]
    # Nobody of that name, or two: one answer, so that the tablet confirms no name.
    if len(named) != 1:
        raise WrongCode
    return named[0]
