"""Reading the register: from its file to entries that keep to the policy, or a refusal by name."""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from string import Formatter
from typing import Any

from visits.policy.ceilings import CEILINGS
from visits.policy.document import RegisterEntry, RegisterError, name_of
from visits.policy.entries import (
    Fact,
    Item,
    Meaning,
    NoticeParagraph,
    Register,
    Term,
    Translations,
)
from visits.vocabulary.policy import (
    Anchor,
    Basis,
    Category,
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

CALLED: tuple[type[StrEnum], ...] = (Category, Basis, Source, Collected, Reader, Anchor)
"""The closed lists that people read."""
PARAGRAPHS = (
    "log",
    "contact",
    "day",
    "absent",
    "beyond",
    "purposes",
    "readers",
    "rights",
    "age",
    "complaints",
)
BLANKS = frozenset(
    (
        "log_goes",
        "log_items",
        "contact_goes",
        "contact_items",
        "day_items",
        "absent_goes",
        "absent_items",
        "beyond_items",
        "suppression_items",
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
BRIEF = ("log", "contact", "purposes", "rights")
OF_GUESTS = frozenset({Clause.V1, Clause.V2})
OF_MEMBERS = frozenset({Clause.M1, Clause.M2, Clause.M5})
COLUMN = r"[a-z]+\.[a-z_]+"


def parse(document: Mapping[str, Any]) -> Register:
    """A register from its document; `RegisterError` names what contradicts the policy."""
    top = RegisterEntry("", document)
    read = Labels(top.texts("languages"))
    register = Register(
        version=top.number("version"),
        versions=_versions(top.inner("versions")),
        languages=read.languages,
        policy=top.text("policy"),
        minimum_age=top.number("minimum_age"),
        clauses=top.inner("clauses").every(Clause, read.said),
        purposes=top.inner("purposes").every(Purpose, read.meaning),
        words=_words(top.inner("words"), read),
        retention_classes={
            str(name): term
            for name, term in top.inner("retention_classes")
            .every(Period, _term)
            .items()
        },
        timeless=_timeless(top.inner("timeless")),
        items=top.inner("items").each(read.item),
        facts=top.inner("facts").each(read.fact),
        members=top.inner("members").each(read.fact),
        **_notice(top.inner("notice"), read),
        authorities=top.inner("authorities").each(read.said),
        brief=_brief(top.inner("brief"), read),
        ways=top.inner("ways").every(Way, read.said),
    )
    top.done()
    _check(register)
    return register


class Labels:
    """Reads entries whose words must stand in every language."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        if not languages:
            raise RegisterError("languages: missing")
        self.languages = languages

    def said(self, entry: RegisterEntry) -> Translations:
        """The same words in every language, with the same blanks."""
        entry.holds(self.languages)
        said = {language: entry.text(language) for language in self.languages}
        blanks = {frozenset(_blanks(entry, words)) for words in said.values()}
        if len(blanks) != 1 or not blanks.pop() <= BLANKS:
            raise RegisterError(
                f"{entry.path}: other blanks in one language than in another, or unknown ones"
            )
        return said

    def meaning(self, entry: RegisterEntry) -> Meaning:
        means, brief = self.said(entry.inner("means")), self.said(entry.inner("brief"))
        meaning = Meaning(entry.some("clauses", Clause), means, brief)
        entry.done()
        return meaning

    def paragraph(self, entry: RegisterEntry) -> NoticeParagraph:
        paragraph = NoticeParagraph(
            self.said(entry.inner("label")), self.said(entry.inner("words"))
        )
        entry.done()
        return paragraph

    def item(self, entry: RegisterEntry) -> Item:
        item = Item(
            retention_class=entry.word("retention_class", RetentionClass),
            lookup=entry.flag("lookup"),
            **self._declared(entry),
        )
        entry.done()
        return item

    def fact(self, entry: RegisterEntry) -> Fact:
        fact = Fact(
            retention_class=_any_retention_class(entry), **self._declared(entry)
        )
        entry.done()
        return fact

    def _declared(self, entry: RegisterEntry) -> dict[str, Any]:
        return {
            "name": entry.path.rpartition(".")[2],
            "label": self.said(entry.inner("label")),
            "category": entry.word("category", Category),
            "clause": entry.word("clause", Clause),
            "purposes": frozenset(entry.some("purposes", Purpose)),
            "basis": entry.word("basis", Basis),
            "source": entry.word("source", Source),
            "collected": entry.word("collected", Collected),
            "readers": frozenset(entry.some("readers", Reader)),
            "where": _where(entry),
            "fields": entry.texts("fields"),
            "choices": entry.texts("choices"),
            "optional": entry.flag("optional"),
        }


def _check(register: Register) -> None:
    """What no entry shows by itself: `RegisterError` names the one that contradicts another."""
    if register.version != max(register.versions, default=0):
        raise RegisterError("version: it is not the newest of versions")
    sections = {
        "items": register.items,
        "facts": register.facts,
        "members": register.members,
    }
    for section, entries in sections.items():
        about = OF_MEMBERS if section == "members" else OF_GUESTS
        for name, entry in entries.items():
            clauses = [
                register.purposes[purpose].clauses for purpose in sorted(entry.purposes)
            ]
            if entry.clause not in about or not all(
                about & set(allowed) for allowed in clauses
            ):
                raise RegisterError(
                    f"{section}.{name}: a clause or a purpose that is not about {section}"
                )


def _words(entry: RegisterEntry, read: Labels) -> dict[str, dict[str, Translations]]:
    entry.holds(name_of(kind) for kind in CALLED)
    return {
        name: _called(entry.inner(name), kind, read)
        for kind in CALLED
        for name in [name_of(kind)]
    }


def _called(
    entry: RegisterEntry, kind: type[StrEnum], read: Labels
) -> dict[str, Translations]:
    return {str(word): said for word, said in entry.every(kind, read.said).items()}


def _term(entry: RegisterEntry) -> Term:
    hour, period = timedelta(hours=1), Period(entry.path.rpartition(".")[2])
    keeps, ceiling = entry.number("hours") * hour, entry.number("ceiling_hours") * hour
    term = Term(keeps, ceiling, entry.word("anchor", Anchor))
    entry.done()
    if not timedelta(0) < keeps <= ceiling:
        raise RegisterError(
            f"{entry.path}: kept longer than its ceiling, or not at all"
        )
    if ceiling > CEILINGS[period]:
        raise RegisterError(
            f"{entry.path}: its ceiling is above the policy's, {CEILINGS[period] // hour} hours"
        )
    return term


def _timeless(entry: RegisterEntry) -> dict[str, Anchor]:
    entry.holds(Timeless)
    return {str(name): entry.word(name, Anchor) for name in Timeless}


def _any_retention_class(entry: RegisterEntry) -> Period | Timeless:
    name = entry.text("retention_class")
    if name in set(Timeless):
        return Timeless(name)
    return entry.word("retention_class", Period)


def _where(entry: RegisterEntry) -> tuple[str, ...]:
    found = entry.texts("where")
    if not all(re.fullmatch(COLUMN, column) for column in found):
        raise RegisterError(f"{entry.at('where')}: columns are written table.column")
    return found


def _versions(entry: RegisterEntry) -> dict[int, str]:
    if not all(name.isdecimal() for name in entry.names()):
        raise RegisterError(f"{entry.path}: versions are numbers")
    return {int(name): entry.text(name) for name in entry.names()}


def _notice(entry: RegisterEntry, read: Labels) -> dict[str, Any]:
    entry.holds(("heading", *PARAGRAPHS))
    return {
        "heading": read.said(entry.inner("heading")),
        "notice": {name: read.paragraph(entry.inner(name)) for name in PARAGRAPHS},
    }


def _brief(entry: RegisterEntry, read: Labels) -> dict[str, NoticeParagraph]:
    entry.holds(BRIEF)
    return {name: read.paragraph(entry.inner(name)) for name in BRIEF}


def _blanks(entry: RegisterEntry, words: str) -> set[str]:
    try:
        return {
            blank for _, blank, _, _ in Formatter().parse(words) if blank is not None
        }
    except ValueError:
        raise RegisterError(f"{entry.path}: a brace without its other half") from None
