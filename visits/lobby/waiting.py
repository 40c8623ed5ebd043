"""Who waits at the front desk, and why: a kiosk sends nobody there unannounced."""

from sqlmodel import col, select

from visits import codes, sites
from visits.refusals import NotFound
from visits.store.database import Store
from visits.store.lobby import Wait
from visits.store.places import Kiosk
from visits.words import WaitReason


def note(store: Store, kiosk: Kiosk, reason: WaitReason, visit_id: int | None = None) -> None:
    """Somebody waits at the desk; the same reason at the same kiosk is not rung twice while it is open."""
    same = (col(Wait.kiosk_id) == kiosk.id, col(Wait.reason) == reason, col(Wait.visit_id) == visit_id)
    if store.exec(select(Wait).where(*same, col(Wait.settled_at).is_(None))).first():
        return
    store.add(
        Wait(
            public_id=codes.public_id(), site_id=kiosk.site_id, kiosk_id=kiosk.id, visit_id=visit_id,
            reason=reason, at=store.now,
        )
    )  # fmt: skip
    sites.changed(store, kiosk.site_id)


def at_desk(store: Store, site_id: int) -> list[Wait]:
    """Everybody who waits, longest first."""
    there = (col(Wait.site_id) == site_id, col(Wait.settled_at).is_(None))
    return list(store.exec(select(Wait).where(*there).order_by(col(Wait.at))))


def settle(store: Store, site_id: int, public_id: str) -> None:
    """Somebody of the desk has seen to it."""
    for wait in at_desk(store, site_id):
        if wait.public_id == public_id:
            wait.settled_at = store.now
            sites.changed(store, site_id)
            return
    raise NotFound


def settle_visit(store: Store, visit_id: int) -> None:
    """Nobody waits about this visit any more."""
    for wait in store.exec(
        select(Wait).where(col(Wait.visit_id) == visit_id, col(Wait.settled_at).is_(None))
    ):
        wait.settled_at = store.now
