"""Devices: which kiosk the browser at the other end is, if it still is one."""

from flask import session

from visits.lobby import encounters, kiosks
from visits.store.database import Store
from visits.store.lobby import Encounter
from visits.store.sites import Kiosk
from visits.vocabulary.refusals import NotFound, VisitRefused


class NoKiosk(VisitRefused):
    """This browser was never paired, or is no kiosk any more."""


def this_kiosk(store: Store) -> Kiosk:
    """The kiosk that asks (`NoKiosk`)."""
    try:
        return kiosks.paired(store, kiosk_id())
    except NotFound:
        raise NoKiosk from None


def kiosk_id() -> int:
    """The number of the kiosk that this browser became, if it still is one or not; 0 for none."""
    return int(session.get("kiosk_id") or 0)


def here(store: Store, public_id: str) -> tuple[Kiosk, Encounter]:
    """The kiosk that asks, and the encounter that goes on at it (`NoKiosk`, `EncounterOver`)."""
    try:
        return encounters.current(store, kiosk_id(), public_id)
    except NotFound:
        raise NoKiosk from None


def become(kiosk: Kiosk) -> None:
    """This browser is the kiosk from its next request on, with a cookie of its own."""
    session["kiosk_id"] = kiosk.id
