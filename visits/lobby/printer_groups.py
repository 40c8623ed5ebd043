"""Printer groups: the printers of a site that stand in for each other, and their kiosks."""

from sqlalchemy import update
from sqlmodel import col, select

from visits import sites
from visits.audit import entries
from visits.lobby import kiosks
from visits.printing import printers
from visits.store import locks
from visits.store.database import Store
from visits.store.printing import PrintJob
from visits.store.sites import Kiosk, Printer, PrinterGroup
from visits.vocabulary.actors import OPERATOR, Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import GroupInUse, NameTaken, NotFound


def add(store: Store, site_id: int, name: str, actor: Actor = OPERATOR) -> PrinterGroup:
    """Add an empty group of printers to the site (`NameTaken`)."""
    if any(group.name == name for group in of_site(store, site_id)):
        raise NameTaken
    group = PrinterGroup(site_id=site_id, name=name)
    store.add(group)
    store.flush()
    entries.record_about(store, actor, Act.GROUP_ADDED, group.id)
    sites.changed(store, site_id)
    return group


def remove(store: Store, site_id: int, group_id: int, actor: Actor = OPERATOR) -> None:
    """Remove a group; a badge that waits in it goes to the main printers.

    Refuses `NotFound`, and `GroupInUse` while a printer or a kiosk is in it.
    """
    at_site(store, site_id, group_id)
    devices: list[Printer | Kiosk] = [
        *printers.of_site(store, site_id),
        *kiosks.of_site(store, site_id),
    ]
    if group_id in {device.group_id for device in devices}:
        raise GroupInUse
    # Retired printers and revoked kiosks still refer to it, and keep no group alive.
    for table, column in _OF_GROUPS:
        store.execute(update(table).where(column == group_id).values(group_id=None))
    store.delete(store.get_one(PrinterGroup, group_id))
    store.flush()
    entries.record_about(store, actor, Act.GROUP_REMOVED, group_id)
    sites.changed(store, site_id)


def of_site(store: Store, site_id: int) -> list[PrinterGroup]:
    """Return the site's groups, oldest first; the main printers are in none of them."""
    locks.site(store, site_id)
    groups = select(PrinterGroup).where(col(PrinterGroup.site_id) == site_id)
    return list(store.exec(groups.order_by(col(PrinterGroup.id))))


def at_site(store: Store, site_id: int, group_id: int | None) -> int | None:
    """Return the id of the site's group (`NotFound`); None stands for the main printers."""
    group_ids = {group.id for group in of_site(store, site_id)}
    if group_id is not None and group_id not in group_ids:
        raise NotFound
    return group_id


def place(
    store: Store,
    site_id: int,
    printer: str,
    group_id: int | None,
    actor: Actor = OPERATOR,
) -> None:
    """Move a printer to the end of a group (`NotFound`). A second call changes nothing."""
    moved = printers.at_site(store, site_id, printer)
    if moved.group_id == at_site(store, site_id, group_id):
        return
    # Last, so that a move never changes which printer is tried first.
    moved.group_id, moved.rank = group_id, printers.last_rank(store, site_id) + 1
    entries.record_about(store, actor, Act.PRINTER_MOVED, moved.id)
    sites.changed(store, site_id)


def bring_to(
    store: Store,
    site_id: int,
    kiosk: str,
    group_id: int | None,
    actor: Actor = OPERATOR,
) -> None:
    """Send the badges of later arrivals at this kiosk to the group (`NotFound`)."""
    tablet = kiosks.at_site(store, site_id, kiosk)
    tablet.group_id = at_site(store, site_id, group_id)
    entries.record_about(store, actor, Act.KIOSK_MOVED, tablet.id)
    sites.changed(store, site_id)


_OF_GROUPS = (
    (Printer, col(Printer.group_id)),
    (Kiosk, col(Kiosk.group_id)),
    (PrintJob, col(PrintJob.group_id)),
)
