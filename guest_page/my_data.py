"""What is kept of a guest, in their language: item by item, and the notice of their visit."""

from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import get_locale
from flask_babel import gettext as _

from guest_page.labels import HANDED_OVER, READERS
from guest_page.own_visit import AHEAD, OwnVisit, PageState
from guest_page.shared_visit import SharedVisit
from visits.audit.access_log import AccessLogEntry
from visits.policy import notice
from visits.policy.notice import ItemText, NoticeContext, NoticeRow
from visits.policy.register import register
from visits.rights.access import KeptItem
from visits.vault.personal import Personal
from visits.vocabulary.policy import Period, RetentionClass, Way
from web import facts
from web.dates import long_day
from web.face import links

MOST_READINGS = 6
"""More would hide the other items on the page; the copy to download has them all."""
HERE_OR_LEFT = {PageState.HERE, PageState.LEFT, PageState.BACK}


@dataclass(frozen=True)
class ItemReading:
    """Somebody who read an item: who, for which purpose, and when."""

    who: str
    purpose: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DataItem:
    """One item as the guest reads it: a sealed item has a `value`, a plain fact has `lines`."""

    name: str
    label: str
    value: Personal | None
    lines: list[str]
    text: ItemText
    erased: str
    readings: list[ItemReading] = field(default_factory=list)
    earlier_readings: int = 0
    """How many earlier readings only the copy shows."""


@dataclass(frozen=True)
class VisitNotice:
    """The privacy notice of one visit."""

    heading: str
    rows: list[NoticeRow]


def items(visit: OwnVisit) -> list[DataItem]:
    """Every item that is kept, the guest's own words first."""
    texts = notice.in_language(str(get_locale()))
    by_name = {**texts.items, **texts.facts}
    return [_item(visit, kept, by_name[kept.name]) for kept in visit.everything.kept]


def visit_notice(visit: OwnVisit) -> VisitNotice:
    """The notice of this visit; days of erasure that no longer apply are left out."""
    comes_or_came = visit.state in HERE_OR_LEFT or visit.state in AHEAD
    stays_away = visit.state not in HERE_OR_LEFT
    log_erased_by = long_day(visit.erased_on[RetentionClass.LOG])
    contact_erased_by = long_day(visit.erased_on[RetentionClass.CONTACT])
    texts = notice.in_language(str(get_locale()))
    context = NoticeContext(
        site=visit.site.name,
        region=visit.site.region,
        contact=visit.site.privacy_contact,
        # An empty day leaves its sentence out of the notice.
        log_erased_by=log_erased_by if comes_or_came else "",
        contact_erased_by=contact_erased_by if comes_or_came else "",
        absent_erased_by=long_day(visit.erased_if_absent) if stays_away else "",
    )
    return VisitNotice(texts.heading, texts.rows(context))


def notice_of_site(visit: SharedVisit) -> VisitNotice:
    """The notice that every guest of the site gets: it says nothing of this one."""
    texts = notice.in_language(str(get_locale()))
    erased = {
        period: texts.after_visit(period, keeps)
        for period, keeps in visit.keeps.items()
    }
    context = NoticeContext(
        site=visit.site.name,
        region=visit.site.region,
        contact=visit.site.privacy_contact,
        # Digits can prove an address only where there is one.
        way=Way.ADDRESS if visit.is_written_to else Way.DESK,
        page=links().guest,
        log_erased_by=erased[Period.LOG],
        contact_erased_by=erased[Period.CONTACT],
        absent_erased_by=erased[Period.NO_SHOW],
    )
    return VisitNotice(texts.heading, texts.rows(context))


def _item(visit: OwnVisit, kept: KeptItem, text: ItemText) -> DataItem:
    readings = [
        _reading(visit, entry)
        for entry in visit.everything.read
        if kept.name in entry.items
    ]
    return DataItem(
        name=kept.name,
        label=text.label[:1].upper() + text.label[1:],
        value=kept.value,
        lines=facts.lines(kept.name, kept.rows),
        text=text,
        erased=_erasure_date(visit, kept),
        readings=readings[:MOST_READINGS],
        earlier_readings=max(len(readings) - MOST_READINGS, 0),
    )


def _reading(visit: OwnVisit, entry: AccessLogEntry) -> ItemReading:
    purpose = register().purposes[entry.purpose].brief[str(get_locale())]
    reader = HANDED_OVER if entry.was_handed_over else READERS[entry.reader]
    return ItemReading(str(reader) % {"site": visit.site.name}, purpose, entry.at)


def _erasure_date(visit: OwnVisit, kept: KeptItem) -> str:
    if kept.until is None:
        return str(_("When you want e-mails again."))
    until = long_day(kept.until)
    if visit.state in AHEAD and kept.retention_class in set(RetentionClass):
        if_they_come = long_day(visit.erased_on[RetentionClass(kept.retention_class)])
        return str(
            _(
                "%(day)s at the latest; %(absent)s if you do not come.",
                day=if_they_come,
                absent=until,
            )
        )
    return str(_("%(day)s at the latest.", day=until))
