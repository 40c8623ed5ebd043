"""What an entry of the register looks like: pydantic models of the tables in `register.toml`."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from string import Formatter
from typing import Annotated, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from visits.languages import OWN_NAMES, domain
from visits.vocabulary.policy import (
    Basis,
    Category,
    Clause,
    Collected,
    CountedFrom,
    Period,
    Purpose,
    Reader,
    RetentionClass,
    Source,
    Timeless,
)

Element = TypeVar("Element")
Key = TypeVar("Key")

PLACEHOLDERS = frozenset(
    (
        "log_erased_by",
        "log_items",
        "contact_erased_by",
        "contact_items",
        "day_items",
        "absent_erased_by",
        "absent_items",
        "beyond_items",
        "suppression_items",
        "watch_items",
        "months",
        "purposes",
        "readers",
        "people",
        "site",
        "page",
        "contact",
        "age",
        "authority",
    )
)
"""What the register's sentences may leave to be filled in, as `{site}`."""


def complete(words: Iterable[str]) -> AfterValidator:
    """Make a validator that refuses a table without one of these keys."""

    def check(table: Mapping[Key, Element]) -> Mapping[Key, Element]:
        if missing := {str(word) for word in words} - {str(key) for key in table}:
            raise ValueError(f"missing {sorted(missing)}")
        return table

    return AfterValidator(check)


def _no_repeats(elements: tuple[Element, ...]) -> tuple[Element, ...]:
    if len(set(elements)) != len(elements):
        raise ValueError("each may stand only once")
    return elements


def in_every_language(text: object) -> dict[str, str]:
    """Return an English text of the register by language, as the catalogues have it.

    Raises ValueError for one that a catalogue lacks.
    """
    if not isinstance(text, str) or not text.strip():
        raise ValueError("a text, in English")
    said, missing = {}, []
    for code in OWN_NAMES:
        try:
            said[code] = domain(code).gettext(text)
        except KeyError:
            missing.append(code)
    # A missing translation is no page in the wrong language, but a program that does not start.
    if missing:
        raise ValueError(f"not translated: {missing}")
    return filled_in_alike(said)


def filled_in_alike(said: dict[str, str]) -> dict[str, str]:
    """Return a text by language; ValueError for placeholders that are unknown, or not in each."""
    used = {
        frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)
        for text in said.values()
    }
    # A placeholder that one translation lacks would be a sentence that leaves something out.
    if len(used) > 1:
        raise ValueError("other placeholders in one language than in another")
    if any(names - PLACEHOLDERS for names in used):
        raise ValueError("unknown placeholders")
    return said


def _period_or_timeless(name: str) -> Period | Timeless:
    return Timeless(name) if name in list(Timeless) else Period(name)


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Translations = Annotated[Mapping[str, Text], BeforeValidator(in_every_language)]
"""The same text in every language, with the same placeholders; the register has the English."""
Column = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z_]+$")]
"""`table.column`."""
Unique = Annotated[tuple[Element, ...], AfterValidator(_no_repeats)]
Some = Annotated[Unique[Element], Field(min_length=1)]


class RegisterTable(BaseModel):
    """A table of the register's file: a key that the model does not know is refused."""

    # A misspelt `optional` must not be ignored in silence.
    model_config = ConfigDict(extra="forbid", frozen=True)


class RegisterEntry(RegisterTable):
    """One thing that is kept.

    Which clause of the policy allows it, what for, and in which columns.
    """

    label: Translations
    category: Category
    clause: Clause
    purposes: Some[Purpose]
    basis: Basis
    source: Source
    collected: Collected
    readers: Some[Reader]
    where: Unique[Column]
    fields: Unique[str] = ()
    """The form inputs through which it comes."""
    choices: Unique[str] = ()
    """Its closed list, where it has one."""
    optional: StrictBool = False


class Item(RegisterEntry):
    """One thing that a guest's envelope can hold, sealed."""

    retention_class: RetentionClass
    lookup: StrictBool = False
    """True if a blind index over it is kept, so that a visit can be found by it."""


class Fact(RegisterEntry):
    """One thing that plain columns hold: closed codes, times and digests."""

    retention_class: Annotated[Period | Timeless, BeforeValidator(_period_or_timeless)]


class RetentionTerm(RegisterTable):
    """How long a retention class keeps, counted from when, and its ceiling."""

    counted_from: CountedFrom
    hours: Annotated[StrictInt, Field(gt=0)]
    ceiling_hours: StrictInt

    @property
    def keeps(self) -> timedelta:
        return timedelta(hours=self.hours)

    @property
    def ceiling(self) -> timedelta:
        return timedelta(hours=self.ceiling_hours)

    @model_validator(mode="after")
    def _keep_below_ceiling(self) -> Self:
        if self.hours > self.ceiling_hours:
            raise ValueError("kept longer than its ceiling")
        return self


class PurposeMeaning(RegisterTable):
    """What a purpose means to a guest, whole and in brief, and the clauses that allow it."""

    clauses: Some[Clause]
    means: Translations
    brief: Translations


class ClosedListLabels(RegisterTable):
    """What the values of each closed list are called."""

    category: Annotated[Mapping[Category, Translations], complete(Category)]
    basis: Annotated[Mapping[Basis, Translations], complete(Basis)]
    source: Annotated[Mapping[Source, Translations], complete(Source)]
    collected: Annotated[Mapping[Collected, Translations], complete(Collected)]
    reader: Annotated[Mapping[Reader, Translations], complete(Reader)]
    counted_from: Annotated[Mapping[CountedFrom, Translations], complete(CountedFrom)]


class NoticeParagraph(RegisterTable):
    """A heading of the notice and the text under it."""

    label: Translations
    text: Translations


class NoticeParagraphs(RegisterTable):
    """The paragraphs of a notice, as fields in the order in which they are shown."""

    def paragraphs(self) -> list[NoticeParagraph]:
        return [value for _, value in self if isinstance(value, NoticeParagraph)]


class WholeNotice(NoticeParagraphs):
    """Everything that a guest is told."""

    heading: Translations
    log: NoticeParagraph
    contact: NoticeParagraph
    day: NoticeParagraph
    absent: NoticeParagraph
    beyond: NoticeParagraph
    purposes: NoticeParagraph
    readers: NoticeParagraph
    rights: NoticeParagraph
    age: NoticeParagraph
    complaints: NoticeParagraph
