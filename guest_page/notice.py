"""The notice: what is kept of a guest, what for, until when, and whom to ask about it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from guest_page.own_visit import OwnVisit, State
from visits.policy.register import Shelf, register
from visits.vault.personal import Personal

ITEMS: dict[str, LazyString] = {
    "name": _("Your name"),
    "badge_name": _("The name on your badge"),
    "email": _("Your e-mail"),
    "phone": _("Your phone"),
}

CAME_OR_MAY = {State.COMING, State.HERE, State.LEFT}
AUTHORITIES: dict[str, str] = {"ID": "Kementerian Komunikasi dan Digital (Komdigi)"}
ANY_AUTHORITY = _("the data protection authority of the country you are in")


@dataclass(frozen=True)
class Kept:
    """One item as it is kept."""

    label: LazyString
    value: Personal


@dataclass(frozen=True, kw_only=True)
class Notice:
    """All that the notice says; moments are the last at which anything of the kind is kept."""

    items: list[Kept]
    contact_goes: datetime
    log_goes: datetime
    goes_if_absent: datetime
    is_absent: bool
    minimum_age: int
    ask: str
    authority: LazyString | str


def of(visit: OwnVisit) -> Notice:
    """The notice of this visit, as it stands now."""
    return Notice(
        items=[Kept(ITEMS[item], value) for item, value in _kept(visit)],
        contact_goes=visit.goes[Shelf.CONTACT], log_goes=visit.goes[Shelf.LOG],
        goes_if_absent=visit.goes_if_absent, is_absent=visit.state not in CAME_OR_MAY,
        minimum_age=register().minimum_age, ask=visit.site.privacy_contact,
        authority=AUTHORITIES.get(visit.site.region, ANY_AUTHORITY),
    )  # fmt: skip


def _kept(visit: OwnVisit) -> list[tuple[str, Personal]]:
    found = [(item, getattr(visit.guest, item)) for item in register().items]
    return [(item, value) for item, value in found if value]
