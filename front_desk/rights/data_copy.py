"""The copy on paper: everything that is kept of a visit, in the language of the guest."""

from dataclasses import dataclass, field

from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from front_desk.labels import HANDED_OVER
from visits.audit.access_log import AccessLogEntry
from visits.languages import OWN_NAMES, SOURCE, comma
from visits.policy import notice
from visits.policy.notice import ItemText, Notice
from visits.rights.access import GuestData, KeptItem
from visits.vault.personal import Personal
from web import facts
from web.dates import when


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


def of(data: GuestData) -> DataCopy:
    """The copy of one visit, ready to be printed."""
    state = data.visit_state
    # The guest reads the copy, so the language of the member who prints it does not count.
    guest_language = state.visit.language
    language = guest_language if guest_language in OWN_NAMES else SOURCE
    texts = notice.in_language(language)
    by_name = {**texts.items, **texts.facts}
    with force_locale(language):
        return DataCopy(
            language=language,
            heading=f"{state.site.name}, {when(state.invitation.starts_at)}",
            entries=[_entry(item, by_name[item.name]) for item in data.kept],
            read_by=[_reading(entry, texts) for entry in data.read],
        )


def _entry(item: KeptItem, text: ItemText) -> DataCopyEntry:
    about = [
        "; ".join(text.purposes),
        f"{text.basis} ({text.clause})",
        text.source,
        comma(get_locale()).join(text.readers),
        _erasure_date(item),
    ]
    return DataCopyEntry(
        text.label,
        item.value,
        facts.lines(item.name, item.rows),
        " · ".join(part for part in about if part),
    )


def _erasure_date(item: KeptItem) -> str:
    # An event ends it and no date: such as a wish for no e-mails, kept until it is withdrawn.
    if item.until is None:
        return ""
    if item.if_they_come is None:
        return str(_("erased by %(when)s", when=when(item.until)))
    comes, absent = when(item.if_they_come), when(item.until)
    return str(
        _(
            "erased by %(day)s at the latest; by %(absent)s if you do not come",
            day=comes,
            absent=absent,
        )
    )


def _reading(entry: AccessLogEntry, texts: Notice) -> str:
    reader = HANDED_OVER if entry.was_handed_over else texts.readers[entry.reader]
    return f"{when(entry.at)}: {reader}, {texts.purposes[entry.purpose]}"
