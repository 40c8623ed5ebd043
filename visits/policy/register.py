"""The register: what may be kept of people, read from `register.toml` and checked."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import StrictInt, ValidationError

from visits.policy.entries import (
    ClosedListLabels,
    Fact,
    Item,
    PurposeMeaning,
    RegisterTable,
    RetentionTerm,
    Text,
    Translations,
    WholeNotice,
    complete,
)
from visits.vocabulary.policy import (
    Clause,
    CountedFrom,
    Period,
    Purpose,
    Reader,
    RetentionClass,
    Timeless,
    Way,
)

# The policy's own limits stand in code, so that nobody raises them by editing the register.
CEILINGS = {
    Period.CONTACT: timedelta(days=7),
    Period.LOG: timedelta(days=90),
    Period.NO_SHOW: timedelta(hours=24),
    Period.LOBBY: timedelta(hours=24),
    Period.INQUIRY: timedelta(hours=1),
    Period.HOST: timedelta(days=6 * 365),
    Period.REQUESTS: timedelta(days=396),  # 13 months
    Period.AUDIT_LOG: timedelta(days=396),
    Period.WATCH: timedelta(days=365),
}
OF_GUESTS = frozenset({Clause.V1, Clause.V2})
OF_MEMBERS = frozenset({Clause.M1, Clause.M2, Clause.M5})

ANY_REGION = "any"
"""The key of the authority for every region without one of its own."""
NAMES_NO_VALUE = frozenset({"enum", "bool_type", "int_type", "int_parsing"})
"""The pydantic errors whose message does not say which value was refused."""


class RegisterError(Exception):
    """The register contradicts the policy; the text names each place and what is wrong there."""


class UndeclaredItemError(Exception):
    """An item, purpose or reader that the register does not name."""


class Register(RegisterTable):
    """Everything the store may hold about people, and what they are told of it."""

    version: StrictInt
    versions: Mapping[int, Text]
    policy: Text
    minimum_age: StrictInt
    clauses: Annotated[Mapping[Clause, Translations], complete(Clause)]
    purposes: Annotated[Mapping[Purpose, PurposeMeaning], complete(Purpose)]
    labels: ClosedListLabels
    retention_classes: Annotated[Mapping[Period, RetentionTerm], complete(Period)]
    timeless: Annotated[Mapping[Timeless, CountedFrom], complete(Timeless)]
    items: Mapping[str, Item]
    facts: Mapping[str, Fact]
    members: Mapping[str, Fact]
    notice: WholeNotice
    sentence: Translations
    walk_in_sentence: Translations
    authorities: Annotated[Mapping[str, Translations], complete([ANY_REGION])]
    ways: Annotated[Mapping[Way, Translations], complete(Way)]

    def item(self, name: str) -> Item:
        try:
            return self.items[name]
        except KeyError:
            raise UndeclaredItemError(
                f"the register has no such item as {name!r}"
            ) from None

    def check_reading(self, name: str, purpose: Purpose, reader: Reader) -> None:
        """Refuse a reader or a purpose that the item does not name."""
        item = self.item(name)
        if purpose not in item.purposes:
            raise UndeclaredItemError(f"{name} is not kept for the purpose {purpose}")
        if reader not in item.readers:
            raise UndeclaredItemError(f"{name} may not be read by {reader}")

    def keeps(self, retention_class: RetentionClass) -> timedelta:
        return self.retention_classes[Period(retention_class)].keeps

    def label(self, value: StrEnum, language: str) -> str:
        """Return what a value of a closed list is called."""
        # The list of `CountedFrom` is `counted_from`.
        kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(value).__name__).lower()
        labels = getattr(self.labels, kind)
        return str(labels[value][language])

    def of_guests(self) -> dict[str, Item | Fact]:
        """Every item and fact about guests."""
        return {**self.items, **self.facts}

    def everything(self) -> dict[str, Item | Fact]:
        """Every item and fact; those about members too."""
        return self.of_guests() | {
            f"member's {name}": fact for name, fact in self.members.items()
        }


@cache
def register() -> Register:
    """Return the product's register."""
    text = files("visits.policy").joinpath("register.toml").read_text("utf-8")
    return parse(tomllib.loads(text))


def parse(document: Mapping[str, Any]) -> Register:
    """Make a register of a parsed TOML document.

    `RegisterError` names what contradicts the policy.
    """
    try:
        parsed = Register.model_validate(document)
    except ValidationError as error:
        raise RegisterError("\n".join(_problems(error))) from None
    if contradictions := [*_contradictions(parsed)]:
        raise RegisterError("\n".join(contradictions))
    return parsed


def _problems(error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False):
        # pydantic marks a fault of a key, in place of its value, by the step `[key]`.
        steps = [str(step) for step in problem["loc"] if step != "[key]"]
        message = problem["msg"].removeprefix("Value error, ")
        value = problem["input"]
        if problem["type"] in NAMES_NO_VALUE and isinstance(value, str | int):
            message = f"{message}, not {value!r}"
        yield f"{'.'.join(steps)}: {message}"


def _contradictions(parsed: Register) -> Iterator[str]:
    """Yield what contradicts the policy, or another entry, though each entry is well-formed."""
    # The version is stamped on visits, so that each wording must have a number of its own.
    if parsed.version != max(parsed.versions, default=0):
        yield "version: it is not the newest of versions"
    for period, term in parsed.retention_classes.items():
        if term.ceiling > CEILINGS[period]:
            hours = CEILINGS[period] // timedelta(hours=1)
            yield f"retention_classes.{period}: its ceiling is above the policy's, {hours} hours"
    yield from _misplaced(parsed, "items", parsed.items, OF_GUESTS)
    yield from _misplaced(parsed, "facts", parsed.facts, OF_GUESTS)
    yield from _misplaced(parsed, "members", parsed.members, OF_MEMBERS)


def _misplaced(
    parsed: Register,
    section: str,
    entries: Mapping[str, Item] | Mapping[str, Fact],
    about: frozenset[Clause],
) -> Iterator[str]:
    for name, entry in entries.items():
        if entry.clause not in about:
            yield f"{section}.{name}.clause: {entry.clause} is not about {section}"
        for purpose in entry.purposes:
            # A purpose of members is none for guests, though both are of one closed list.
            if about.isdisjoint(parsed.purposes[purpose].clauses):
                yield f"{section}.{name}.purposes: {purpose} is not about {section}"
