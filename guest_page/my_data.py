"""What is kept of a guest, item by item in their language: what for, until when, and who read it."""

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from guest_page import facts
from guest_page.labels import HANDED_OVER, READERS
from guest_page.own_visit import OwnVisit, PageState
from visits.audit.access_log import AccessLogEntry
from visits.policy import notice
from visits.policy.notice import ItemText
from visits.policy.register import register
from visits.rights.access import KeptItem
from visits.vault.personal import Personal
from visits.vocabulary.policy import RetentionClass
from web.dates import long_day

MOST_READINGS = 6


@dataclass(frozen=True)
class ItemReading:
    """Somebody who read it: who, what for, and when."""

    who: str
    purpose: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DataItem:
    """One item as the guest reads it. Of a fact there are `lines`, of an item of their own a `value`."""

    name: str
    label: str
    value: Personal | None
    lines: list[str]
    told: ItemText
    goes: str
    looks: list[ItemReading] = field(default_factory=list)
    more: int = 0
    """How many earlier readings are only in the copy."""


def of(visit: OwnVisit) -> list[DataItem]:
    """Every item, the guest's own words first."""
    told = notice.of(str(get_locale()))
    labels = {**told.items, **told.facts}
    return [_entry(visit, one, labels[one.name]) for one in visit.everything.kept]


def _entry(visit: OwnVisit, one: KeptItem, told: ItemText) -> DataItem:
    looks = [
        _look(visit, look) for look in visit.everything.read if one.name in look.items
    ]
    return DataItem(
        name=one.name,
        label=told.label[:1].upper() + told.label[1:],
        value=one.value,
        lines=facts.said(one.name, one.rows),
        told=told,
        goes=_goes(visit, one),
        looks=looks[:MOST_READINGS],
        more=max(len(looks) - MOST_READINGS, 0),
    )


def _look(visit: OwnVisit, look: AccessLogEntry) -> ItemReading:
    purpose = register().purposes[look.purpose].brief[str(get_locale())]
    who = HANDED_OVER if look.was_handed_over else READERS[look.reader]
    return ItemReading(str(who) % {"site": visit.site.name}, purpose, look.at)


def _goes(visit: OwnVisit, one: KeptItem) -> str:
    if one.until is None:
        return str(_("When you want messages again."))
    if visit.state is PageState.COMING and one.retention_class in set(RetentionClass):
        comes, absent = (
            long_day(visit.goes[RetentionClass(one.retention_class)]),
            long_day(one.until),
        )
        return str(
            _(
                "%(day)s at the latest; %(absent)s if you do not come.",
                day=comes,
                absent=absent,
            )
        )
    return str(_("%(day)s at the latest.", day=long_day(one.until)))
