"""The copy on paper: everything that is kept of a visit, in the language of the guest."""

from dataclasses import dataclass, field

from flask_babel import force_locale
from flask_babel import gettext as _

from front_desk.rights.labels import HANDED_OVER
from visits.audit.access_log import AccessLogEntry
from visits.policy import notice
from visits.policy.notice import ItemText, Notice
from visits.rights.access import GuestData, KeptItem
from visits.vault.personal import Personal
from web import facts
from web.dates import when
from web.languages import OWN_NAMES, SOURCE


@dataclass(frozen=True)
class DataCopyEntry:
    """One item with its value, or one fact with its lines; and what it is for, until when."""

    label: str
    value: Personal | None
    lines: list[str] = field(repr=False)
    about: str


@dataclass(frozen=True)
class DataCopy:
    """All that is kept of one visit, and who read it; in the guest's language if we have it."""

    language: str
    heading: str
    entries: list[DataCopyEntry]
    read_by: list[str]


def of(every: GuestData) -> DataCopy:
    """The copy of one visit, ready to be printed."""
    state = every.visit_state
    spoken = state.visit.language
    language = spoken if spoken in OWN_NAMES else SOURCE
    told = notice.of(language)
    labels = {**told.items, **told.facts}
    with force_locale(language):
        return DataCopy(
            language=language,
            heading=f"{state.site.name}, {when(state.invitation.starts_at)}",
            entries=[_entry(one, labels[one.name]) for one in every.kept],
            read_by=[_reading(look, told) for look in every.read],
        )


def _reading(look: AccessLogEntry, told: Notice) -> str:
    reader = HANDED_OVER if look.was_handed_over else told.readers[look.reader]
    return f"{when(look.at)}: {reader}, {told.purposes[look.purpose]}"


def _entry(one: KeptItem, told: ItemText) -> DataCopyEntry:
    readers = ", ".join(told.readers)
    about = [
        "; ".join(told.purposes),
        f"{told.basis} ({told.clause})",
        told.source,
        readers,
        _goes(one),
    ]
    return DataCopyEntry(
        told.label,
        one.value,
        facts.lines(one.name, one.rows),
        " · ".join(part for part in about if part),
    )


def _goes(one: KeptItem) -> str:
    if one.until is None:
        return ""
    if one.if_they_come is None:
        return str(_("erased by %(when)s", when=when(one.until)))
    comes, absent = when(one.if_they_come), when(one.until)
    return str(
        _(
            "erased by %(day)s at the latest; by %(absent)s if you do not come",
            day=comes,
            absent=absent,
        )
    )
