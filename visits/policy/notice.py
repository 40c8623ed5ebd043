"""The privacy notice: what every guest is told about their data, in their language.

It is made from the register alone; a face adds the site's name, days and addresses.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from babel.dates import format_timedelta
from babel.lists import format_list

from visits.languages import OWN_NAMES, SOURCE, domain
from visits.policy.entries import Fact, Item, NoticeParagraph
from visits.policy.register import ANY_REGION, register
from visits.vocabulary.policy import (
    Clause,
    Period,
    Purpose,
    Reader,
    RetentionClass,
    Timeless,
    Way,
)

# The audit log's 396 days are 13 such months, which is what the sentence says.
HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
ITEM_LISTS: dict[str, tuple[Period | Timeless, ...]] = {
    "log_items": (Period.LOG,),
    "contact_items": (Period.CONTACT,),
    "absent_items": (Period.NO_SHOW,),
    "day_items": (Period.LOBBY, Period.INQUIRY, Timeless.BADGE),
    "beyond_items": (Period.REQUESTS, Period.AUDIT_LOG),
    "suppression_items": (Timeless.SUPPRESSION,),
    "watch_items": (Period.WATCH,),
}
"""Each placeholder of the register that lists items, and the retention classes of those items."""
PEOPLE = (Reader.HOST, Reader.DESK)


@dataclass(frozen=True, kw_only=True)
class ItemText:
    """One thing that is kept, in the reader's language."""

    name: str
    label: str
    retention_class: RetentionClass | Period | Timeless
    clause: Clause
    purposes: tuple[str, ...]
    basis: str
    source: str
    collected: str
    readers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NoticeContext:
    """What only a face knows. A paragraph that needs an empty value is left out of the notice."""

    site: str
    region: str
    contact: str
    log_erased_by: str = ""
    contact_erased_by: str = ""
    absent_erased_by: str = ""
    way: Way = Way.HERE
    page: str = ""


class NoticeRow(NamedTuple):
    """A paragraph of the notice."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Everything that the register tells a guest, in one language."""

    language: str
    version: int
    minimum_age: int
    heading: str
    items: Mapping[str, ItemText]
    facts: Mapping[str, ItemText]
    purposes: Mapping[Purpose, str]
    readers: Mapping[Reader, str]
    periods: Mapping[Period, timedelta]

    def rows(self, context: NoticeContext) -> list[NoticeRow]:
        """Return the whole notice for this guest."""
        return self._filled_in(register().notice.paragraphs(), self._values(context))

    def sentence(self, context: NoticeContext) -> str:
        """Return the days until which a guest is known, and the least age, in one sentence."""
        return register().sentence[self.language].format_map(self._values(context))

    def walk_in_sentence(self, context: NoticeContext) -> str:
        """Return the same for a guest without an invitation, of whom no contact is kept."""
        sentence = register().walk_in_sentence[self.language]
        return sentence.format_map(self._values(context))

    def after_visit(self, period: Period, keeps: timedelta) -> str:
        """Return `30 days after the visit ended`, for where no visit gives a date."""
        counted_from = register().label(
            register().retention_classes[period].counted_from, self.language
        )
        # Two days or less read better in hours: "24 hours", "36 hours".
        in_days = keeps > 2 * DAY and not keeps % DAY
        # Without the threshold 30 days would be a month.
        length = format_timedelta(
            keeps,
            granularity="day" if in_days else "hour",
            threshold=math.inf,
            locale=self.language,
        )
        return f"{length} {counted_from}"

    def _filled_in(
        self, paragraphs: Iterable[NoticeParagraph], values: Mapping[str, str]
    ) -> list[NoticeRow]:
        # A face that has no such value leaves the sentence out, instead of one with a hole.
        empty = [f"{{{name}}}" for name, value in values.items() if not value]
        templates = [
            (paragraph.label[self.language], paragraph.text[self.language])
            for paragraph in paragraphs
        ]
        return [
            NoticeRow(
                _capitalised(label.format_map(values)),
                _capitalised(text.format_map(values)),
            )
            for label, text in templates
            if not any(placeholder in label + text for placeholder in empty)
        ]

    def _values(self, context: NoticeContext) -> dict[str, str]:
        """Return the value of every placeholder that the register's sentences may have."""
        language, authorities = self.language, register().authorities
        purposes = [purpose.means for purpose in register().purposes.values()]
        # It is told to the guest, who need not hear that they may read it.
        others = [reader for reader in self.readers if reader is not Reader.GUEST]
        semicolon = domain(language).gettext("; ")
        authority = authorities.get(context.region, authorities[ANY_REGION])
        return {
            **_item_lists([*self.items.values(), *self.facts.values()], semicolon),
            "log_erased_by": context.log_erased_by,
            "contact_erased_by": context.contact_erased_by,
            "absent_erased_by": context.absent_erased_by,
            "purposes": semicolon.join(purpose[language] for purpose in purposes),
            "readers": self._list(others),
            "people": self._list(PEOPLE),
            "site": context.site,
            "contact": context.contact,
            "page": register().ways[context.way][language].format(page=context.page),
            "age": str(self.minimum_age),
            "months": str(self.periods[Period.AUDIT_LOG] // MONTH),
            "authority": authority[language],
        }

    def _list(self, readers: Iterable[Reader]) -> str:
        labels = [self.readers[reader] for reader in readers]
        return format_list(labels, locale=self.language)


def in_language(language: str) -> Notice:
    """Return the notice in this language, or in English if we have no such language."""
    # `id-ID` and `id_ID` are both in use, and we have one Indonesian.
    primary = language.replace("_", "-").partition("-")[0]
    return _made(primary if primary in OWN_NAMES else SOURCE)


@cache
def _made(language: str) -> Notice:
    policy = register()
    return Notice(
        language=language,
        version=policy.version,
        minimum_age=policy.minimum_age,
        heading=policy.notice.heading[language],
        items={n: _item_text(n, item, language) for n, item in policy.items.items()},
        facts={n: _item_text(n, fact, language) for n, fact in policy.facts.items()},
        purposes={
            purpose: policy.purposes[purpose].means[language] for purpose in Purpose
        },
        readers={
            reader: policy.label(reader, language)
            for reader in Reader
            if any(reader in entry.readers for entry in policy.of_guests().values())
        },
        periods={
            period: term.keeps for period, term in policy.retention_classes.items()
        },
    )


def _item_text(name: str, entry: Item | Fact, language: str) -> ItemText:
    policy = register()
    return ItemText(
        name=name,
        label=entry.label[language],
        retention_class=entry.retention_class,
        clause=entry.clause,
        purposes=tuple(
            policy.purposes[purpose].means[language]
            for purpose in Purpose
            if purpose in entry.purposes
        ),
        basis=policy.label(entry.basis, language),
        source=policy.label(entry.source, language),
        collected=policy.label(entry.collected, language),
        readers=tuple(
            policy.label(reader, language)
            for reader in Reader
            if reader in entry.readers
        ),
    )


def _item_lists(named: list[ItemText], semicolon: str) -> dict[str, str]:
    return {
        placeholder: semicolon.join(
            item.label for item in named if item.retention_class in retention_classes
        )
        for placeholder, retention_classes in ITEM_LISTS.items()
    }


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
