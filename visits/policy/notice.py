"""The notice: what every guest is told about their data, made from the register in their language."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from typing import NamedTuple

from babel.lists import format_list
from babel.units import format_unit

from visits.policy.entries import Fact, Item, NoticeParagraph, Translations
from visits.policy.register import register
from visits.vocabulary.policy import (
    Clause,
    Collected,
    Period,
    Purpose,
    Reader,
    RetentionClass,
    Source,
    Timeless,
    Way,
)

AUTHORITY = "any"
AN_HOUR, A_DAY, TWO_DAYS = timedelta(hours=1), timedelta(days=1), timedelta(days=2)
A_MONTH = timedelta(days=30)
RETENTION_CLASSES: dict[str, tuple[Period | Timeless, ...]] = {
    "log_items": (Period.LOG,),
    "contact_items": (Period.CONTACT,),
    "absent_items": (Period.NO_SHOW,),
    "day_items": (Period.LOBBY, Period.INQUIRY, Timeless.BADGE),
    "beyond_items": (Period.REQUESTS, Period.TRAIL),
    "suppression_items": (Timeless.SUPPRESSION,),
}
PEOPLE = (Reader.HOST, Reader.DESK)


@dataclass(frozen=True, kw_only=True)
class ItemText:
    """One thing that is kept, in words."""

    name: str
    label: str
    retention_class: RetentionClass | Period | Timeless
    clause: Clause
    purposes: tuple[str, ...]
    basis: str
    source: str
    collected: str
    readers: tuple[str, ...]
    is_of_visit: bool
    """Whether somebody gave or did it for the visit; else the program made it, or it is about a right."""


@dataclass(frozen=True, kw_only=True)
class NoticeContext:
    """What only a face knows: the site's words, and days by its clock. What is empty is not spoken of."""

    site: str
    region: str
    contact: str
    log_goes: str = ""
    contact_goes: str = ""
    absent_goes: str = ""
    way: Way = Way.HERE
    page: str = ""


class NoticeRow(NamedTuple):
    """A paragraph of the notice."""

    label: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """All that the register tells a guest in one language."""

    language: str
    version: int
    minimum_age: int
    heading: str
    items: Mapping[str, ItemText]
    facts: Mapping[str, ItemText]
    purposes: Mapping[Purpose, str]
    readers: Mapping[Reader, str]
    periods: Mapping[str, timedelta]

    def rows(self, about: NoticeContext) -> list[NoticeRow]:
        """The whole notice, as it stands for this guest."""
        told = [*self.items.values(), *self.facts.values()]
        purposes = [kept.means for kept in register().purposes.values()]
        return self._rows(register().notice, self._blanks(about, told, purposes))

    def brief(self, about: NoticeContext) -> list[NoticeRow]:
        """What fits on a tablet: of what is kept, all that people give or do for the visit."""
        told = [
            *self.items.values(),
            *(fact for fact in self.facts.values() if fact.is_of_visit),
        ]
        purposes = [kept.brief for kept in register().purposes.values()]
        return self._rows(register().brief, self._blanks(about, told, purposes))

    def after_visit(self, period: Period, keeps: timedelta) -> str:
        """`30 days after the visit ended`: in place of a day, where there is no visit to give one."""
        anchor = register().word(
            register().retention_classes[period].anchor, self.language
        )
        in_days = keeps > TWO_DAYS and not keeps % A_DAY
        unit, many = ("day", keeps // A_DAY) if in_days else ("hour", keeps // AN_HOUR)
        return f"{format_unit(many, f'duration-{unit}', locale=self.language)} {anchor}"

    def _rows(
        self, paragraphs: Mapping[str, NoticeParagraph], blanks: Mapping[str, str]
    ) -> list[NoticeRow]:
        said = [
            (text.label[self.language], text.words[self.language])
            for text in paragraphs.values()
        ]
        unknown = [f"{{{blank}}}" for blank, value in blanks.items() if not value]
        return [
            NoticeRow(
                _sentence(label.format_map(blanks)), _sentence(words.format_map(blanks))
            )
            for label, words in said
            if not any(blank in label + words for blank in unknown)
        ]

    def _blanks(
        self, about: NoticeContext, told: list[ItemText], purposes: list[Translations]
    ) -> dict[str, str]:
        spoken, authorities = self.language, register().authorities
        readers = [
            word for reader, word in self.readers.items() if reader is not Reader.GUEST
        ]
        return {
            **{
                blank: "; ".join(
                    one.label
                    for one in told
                    if one.retention_class in retention_classes
                )
                for blank, retention_classes in RETENTION_CLASSES.items()
            },
            **{
                day: value
                for day, value in asdict(about).items()
                if day.endswith("_goes")
            },
            "purposes": "; ".join(purpose[spoken] for purpose in purposes),
            "readers": format_list(readers, locale=spoken),
            "people": format_list(
                [self.readers[reader] for reader in PEOPLE], locale=spoken
            ),
            "site": about.site,
            "contact": about.contact,
            "page": register().ways[about.way][spoken].format(page=about.page),
            "age": str(self.minimum_age),
            "months": str(self.periods[Period.TRAIL] // A_MONTH),
            "authority": authorities.get(about.region, authorities[AUTHORITY])[spoken],
        }


def of(language: str) -> Notice:
    """The notice in the reader's language, or in the first one there is."""
    primary, known = language.replace("_", "-").partition("-")[0], register().languages
    return _of(primary if primary in known else known[0])


@cache
def _of(language: str) -> Notice:
    kept = register()
    return Notice(
        language=language,
        version=kept.version,
        minimum_age=kept.minimum_age,
        heading=kept.heading[language],
        items={name: _told(item, language) for name, item in kept.items.items()},
        facts={name: _told(fact, language) for name, fact in kept.facts.items()},
        purposes={
            purpose: kept.purposes[purpose].means[language] for purpose in Purpose
        },
        readers={
            reader: kept.word(reader, language)
            for reader in _readers(kept.of_guests().values())
        },
        periods={name: term.keeps for name, term in kept.retention_classes.items()},
    )


def _told(entry: Item | Fact, language: str) -> ItemText:
    kept = register()
    return ItemText(
        name=entry.name,
        label=entry.label[language],
        retention_class=entry.retention_class,
        clause=entry.clause,
        purposes=tuple(
            kept.purposes[one].means[language]
            for one in Purpose
            if one in entry.purposes
        ),
        basis=kept.word(entry.basis, language),
        source=kept.word(entry.source, language),
        collected=kept.word(entry.collected, language),
        readers=tuple(
            kept.word(one, language) for one in Reader if one in entry.readers
        ),
        is_of_visit=entry.source is not Source.SYSTEM
        and entry.collected is not Collected.REQUEST,
    )


def _readers(entries: Iterable[Item | Fact]) -> list[Reader]:
    found = frozenset[Reader]().union(*(entry.readers for entry in entries))
    return [reader for reader in Reader if reader in found]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
