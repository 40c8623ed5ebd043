"""The notice: what is remembered of a guest who arrives now, in words, before they confirm anything."""

from dataclasses import dataclass
from datetime import datetime

from babel.lists import format_list
from flask_babel import format_date, get_locale
from flask_babel import lazy_gettext as _

from visits import sites
from visits.forgetting import retention
from visits.policy.register import Shelf, register
from visits.store.places import Site

ITEMS = {
    "name": _("your name"),
    "badge_name": _("the name on your badge"),
    "email": _("your e-mail"),
    "phone": _("your phone"),
}
FACTS = {Shelf.CONTACT: [], Shelf.LOG: [_("when and why you came")]}


@dataclass(frozen=True)
class Kept:
    """What lies on one shelf, and its last day."""

    what: str
    until: str


@dataclass(frozen=True)
class Notice:
    """All that the guest is told; the same for everybody who comes at this hour."""

    shelves: list[Kept]
    minimum_age: int
    contact: str


def notice(site: Site, now: datetime) -> Notice:
    """The notice for somebody who arrives at the site now, in the language of the request."""
    return Notice(
        shelves=[_kept(shelf, site, now) for shelf in Shelf],
        minimum_age=register().minimum_age,
        contact=site.privacy_contact,
    )


def _kept(shelf: Shelf, site: Site, now: datetime) -> Kept:
    items = [ITEMS[name] for name, item in register().items.items() if item.shelf is shelf]
    ends = retention.inside_until(site, now) + register().keeps(shelf)
    what = format_list([str(word) for word in [*items, *FACTS[shelf]]], locale=get_locale())
    return Kept(
        what[:1].upper() + what[1:], format_date(ends.astimezone(sites.zone(site)), "d MMMM y", rebase=False)
    )
