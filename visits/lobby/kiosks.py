"""Kiosks: a browser is paired by a code, and can be revoked and locked."""

from datetime import timedelta

from sqlalchemy import bindparam, delete, exists
from sqlalchemy import select as columns
from sqlmodel import col, select

from visits import codes, pairing, sites
from visits.audit import entries
from visits.lobby import desk_queue
from visits.people import rate_limits
from visits.people.rate_limits import Pace
from visits.store import locks
from visits.store.alarms import Alarm
from visits.store.database import Store
from visits.store.listings import Listing
from visits.store.people import FaceSession
from visits.store.sites import Kiosk
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.devices import KioskCamera, PairedDevice, TabletReport
from visits.vocabulary.people import RateLimited
from visits.vocabulary.refusals import AlarmRaised, KioskLocked, NotFound
from visits.vocabulary.visits import WaitReason

# Twice the tries of one guest: more than that is somebody guessing other people's codes.
WRONG_LOCKS, WRONG_WITHIN = 10, timedelta(minutes=10)
# Fewer for a day after it was locked, and each lock lasts longer, so that guessing stays hopeless.
WRONG_LOCKS_AGAIN = 3
LOCKS = Pace(free=0, first=timedelta(minutes=10), longest=timedelta(hours=1))
# Idle tablets ask all day, and a poll without news must not write.
SEEN_EVERY = timedelta(minutes=1)


def offer_pairing(store: Store, site_id: int, name: str, nonce: str = "") -> str:
    """Make a pairing code for one browser at this site; it is valid for 15 minutes."""
    return pairing.offer(store, site_id, name, PairedDevice.KIOSK, nonce)


def pair(store: Store, typed: str) -> Kiosk:
    """Pair a browser as a kiosk and use the code up. Refuses `PairingRefused`."""
    offer = pairing.redeem(store, typed, PairedDevice.KIOSK)
    kiosk = Kiosk(
        public_id=codes.public_id(),
        site_id=offer.site_id,
        name=offer.name,
        paired_at=store.now,
        last_seen_at=store.now,
    )
    store.add(kiosk)
    store.flush()
    entries.record_about(store, actors.kiosk(kiosk.id), Act.KIOSK_PAIRED, kiosk.id)
    sites.changed(store, kiosk.site_id)
    return kiosk


def paired(store: Store, kiosk_id: int | None) -> Kiosk:
    """Return the kiosk, a row that cannot be changed (`NotFound` if it was revoked)."""
    return _paired(store, kiosk_id)[0]


def open_to_guests(store: Store, kiosk_id: int | None) -> Kiosk:
    """Return the same, unless everybody has to leave its site (`AlarmRaised`)."""
    kiosk, is_in_alarm = _paired(store, kiosk_id)
    if is_in_alarm:
        raise AlarmRaised
    return kiosk


def of_site(store: Store, site_id: int) -> list[Kiosk]:
    """Return the kiosks of the site, oldest first."""
    paired_here = (col(Kiosk.site_id) == site_id, col(Kiosk.revoked_at).is_(None))
    return list(store.exec(select(Kiosk).where(*paired_here).order_by(col(Kiosk.id))))


def at_site(store: Store, site_id: int, public_id: str) -> Kiosk:
    """Return the kiosk of this site by its public id (`NotFound`)."""
    locks.site(store, site_id)
    same = (col(Kiosk.public_id) == public_id, col(Kiosk.site_id) == site_id)
    kiosks = select(Kiosk).where(*same, col(Kiosk.revoked_at).is_(None))
    kiosk = store.exec(kiosks).first()
    if kiosk is None:
        raise NotFound
    return kiosk


def revoke(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """Revoke a kiosk, from its next request on (`NotFound`)."""
    kiosk = at_site(store, site_id, public_id)
    kiosk.revoked_at = store.now
    # The cookie dies too, so that the browser holds nothing that still opens.
    store.execute(delete(FaceSession).where(col(FaceSession.kiosk_id) == kiosk.id))
    entries.record_about(store, actors.member(member_id), Act.KIOSK_REVOKED, kiosk.id)
    sites.changed(store, site_id)


def seen(store: Store, kiosk_id: int, report: TabletReport) -> None:
    """Note that the kiosk is alive, and what its tablet says of itself, for the desk to see."""
    kiosk = store.get_one(Kiosk, kiosk_id)
    kiosk.last_seen_at = store.now
    camera = _camera(kiosk, report)
    if camera is not kiosk.camera:
        kiosk.camera, kiosk.camera_since = camera, store.now
    kiosk.battery, kiosk.is_charging = report.battery, report.is_charging
    kiosk.answer_ms = report.answer_ms
    kiosk.browser, kiosk.browser_version = report.browser, report.browser_version


def is_sighting_due(store: Store, kiosk: Kiosk, report: TabletReport) -> bool:
    """True if the last sign of life is old, or camera or charger have changed: worth a write."""
    return (
        store.now - kiosk.last_seen_at > SEEN_EVERY
        or _camera(kiosk, report) is not kiosk.camera
        or report.is_charging is not kiosk.is_charging
    )


def is_locked(store: Store, kiosk: Kiosk) -> bool:
    """True while nobody may type an address or digits there; invitations and badges are read."""
    return kiosk.locked_until is not None and kiosk.locked_until > store.now


def refuse_locked(store: Store, kiosk: Kiosk) -> None:
    """Refuse with `KioskLocked` what is typed while the kiosk is locked."""
    if is_locked(store, kiosk):
        raise KioskLocked


def note_wrong(store: Store, kiosk_id: int) -> None:
    """Count wrong digits; ten within ten minutes lock the kiosk for what is typed.

    The lock ends by itself or when staff release it; each of a day lasts twice as long.
    """
    rate_limits.count(store, RateLimited.WRONG_AT_KIOSK, kiosk_id)
    wrong = rate_limits.recent(
        store, RateLimited.WRONG_AT_KIOSK, kiosk_id, WRONG_WITHIN
    )
    locked_today = rate_limits.recent(store, RateLimited.KIOSK_LOCK, kiosk_id)
    kiosk = store.get_one(Kiosk, kiosk_id)
    # A locked one keeps the time of its lock, and the desk is told once.
    if is_locked(store, kiosk) or wrong < (
        WRONG_LOCKS_AGAIN if locked_today else WRONG_LOCKS
    ):
        return
    rate_limits.count(store, RateLimited.KIOSK_LOCK, kiosk_id)
    kiosk.locked_at, kiosk.locked_until = (
        store.now,
        store.now + LOCKS.wait(locked_today),
    )
    desk_queue.note(store, kiosk, WaitReason.KIOSK_LOCKED)


def release(store: Store, site_id: int, public_id: str, member_id: int) -> None:
    """Unlock the kiosk (`NotFound`)."""
    kiosk = at_site(store, site_id, public_id)
    kiosk.locked_at = kiosk.locked_until = None
    # Else the next wrong digits would lock it again, and for longer.
    for kind in (RateLimited.WRONG_AT_KIOSK, RateLimited.KIOSK_LOCK):
        rate_limits.reset(store, kind, kiosk.id)
    desk_queue.settle_kiosk(store, kiosk.id, WaitReason.KIOSK_LOCKED)
    entries.record_about(store, actors.member(member_id), Act.KIOSK_RELEASED, kiosk.id)
    sites.changed(store, site_id)


def _paired(store: Store, kiosk_id: int | None) -> tuple[Kiosk, bool]:
    """Return the kiosk, and whether there is an alarm at its site, by one statement."""
    locks.site_of_kiosk(store, kiosk_id or 0)
    found = next(_PAIRED.rows(store, kiosk=kiosk_id, now=store.now), None)
    if found is None:
        raise NotFound
    return found[0], bool(found[1])


def _camera(kiosk: Kiosk, report: TabletReport) -> KioskCamera | None:
    """What the tablet's report makes of its camera: only one that was there can be lost."""
    if report.has_camera is None:
        return kiosk.camera
    if report.has_camera:
        return KioskCamera.OPEN
    was_there = kiosk.camera in {KioskCamera.OPEN, KioskCamera.LOST}
    return KioskCamera.LOST if was_there else KioskCamera.NEVER_SEEN


_IS_IN_ALARM = exists().where(
    col(Alarm.site_id) == col(Kiosk.site_id),
    col(Alarm.ended_at).is_(None),
    col(Alarm.expires_at) > bindparam("now"),
)
_PAIRED = Listing(
    columns(Kiosk, _IS_IN_ALARM.label("alarm")).where(
        col(Kiosk.id) == bindparam("kiosk"), col(Kiosk.revoked_at).is_(None)
    )
)
