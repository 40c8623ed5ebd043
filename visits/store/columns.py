"""The kinds of column that a table may have: none can hold free text about a person.

A column holds a number, a moment, a code from a closed list, a digest, sealed bytes, or the
organisation's own words. A table class with any other column is refused at import, so that
nobody can add a place for personal data without declaring it.
"""

import re
from collections.abc import Callable, Iterable
from enum import Enum, IntEnum, StrEnum
from typing import Any

from pydantic_core import PydanticUndefined
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    event,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel, Table, UTCDateTime

from visits.vocabulary.refusals import ValueRefusedError

DIGEST_BYTES = 32
LEAST_SEALED_BYTES = 28
"""A nonce of 12 and a tag of 16."""
OF_THE_ORGANISATION = frozenset(
    (
        "site",
        "company",
        "placetext",
        "kiosk",
        "membershipplan",
        "pairingcode",
        "printergroup",
        "printagent",
        "printer",
        "calendarhost",
    )
)
"""The tables that may hold words: what they name are places and things, never people."""


class UndeclaredColumnError(Exception):
    """A column that could hold free text or unsealed bytes."""


class Code(TypeDecorator[str]):
    """A word from a closed list, or of a fixed shape."""

    impl = String
    cache_ok = True

    def __init__(self, shape: str | type[StrEnum], length: int = 32) -> None:
        super().__init__(length)
        self.shape = shape
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        if value is None:
            return None
        if isinstance(self.shape, str):
            return _of_shape(value, self.shape, self.length)
        return _of_list(value, self.shape)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[str | None], str | None] | None:
        """Return what makes a word of a column's text: a look-up, as boards read thousands."""
        del dialect, coltype
        return None if isinstance(self.shape, str) else _words(self.shape)

    def coerce_compared_value(self, op: object, value: object) -> TypeEngine[Any]:
        del op, value
        return self if isinstance(self.shape, type) else Asked()


class Asked(TypeDecorator[str]):
    """What somebody asks for by a code: of any shape, as people type it or a URL holds it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        # PostgreSQL refuses the character, and no code has it: nor is any code empty.
        return "" if value and "\0" in value else value


class OrderedCode(TypeDecorator[int]):
    """A number from a closed list that has an order."""

    impl = Integer
    cache_ok = True

    def __init__(self, grades: type[IntEnum]) -> None:
        super().__init__()
        self.grades = grades

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        del dialect
        try:
            return None if value is None else int(self.grades(value))
        except ValueError:
            raise ValueRefusedError(f"not a grade of {self.grades.__name__}") from None

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[int | None], int | None]:
        """Return what makes a grade of a column's number."""
        del dialect, coltype
        return _words(self.grades)


class OrganisationText(TypeDecorator[str]):
    """The organisation's own words, such as a site's name: declared not to be personal data."""

    impl = String
    cache_ok = True


class Digest(TypeDecorator[bytes]):
    """32 bytes of an HMAC or a hash."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        del dialect
        if value is not None and len(value) != DIGEST_BYTES:
            raise ValueRefusedError("a digest has 32 bytes")
        return value


class Sealed(TypeDecorator[bytes]):
    """Bytes that only the vault can open; empty if they may be erased before their row."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, *, may_be_empty: bool = False) -> None:
        super().__init__()
        self.may_be_empty = may_be_empty

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        del dialect
        is_gone = self.may_be_empty and value == b""
        if value is not None and not is_gone and len(value) < LEAST_SEALED_BYTES:
            raise ValueRefusedError(
                "what is sealed is longer than its nonce and its tag"
            )
        return value


class Flag(Boolean):
    """Yes or no; every other value is refused without being said."""

    def bind_processor(self, dialect: Dialect) -> Any:  # noqa: ANN401 - as sqlalchemy's own
        untyped: Any = super()
        bind = untyped.bind_processor(dialect)

        def bound(value: object) -> object:
            try:
                return bind(value)
            except (TypeError, ValueError):
                raise ValueRefusedError("neither yes nor no") from None

        return bound


DECLARED: tuple[type[TypeEngine[Any]], ...] = (
    BigInteger,
    Flag,
    Date,
    Integer,
    UTCDateTime,
    Code,
    OrderedCode,
    OrganisationText,
    Digest,
    Sealed,
)


def whole_number() -> BigInteger:
    """Return the type of whole numbers: 64 bits, as SQLite's INTEGER has, in every store."""
    return BigInteger().with_variant(Integer(), "sqlite")


def column(
    kind: TypeEngine[Any],
    *,
    to: str | None = None,
    default: object = PydanticUndefined,
    **options: Any,  # noqa: ANN401 - as sqlalchemy's own Column
) -> Any:  # noqa: ANN401 - as sqlmodel's own Field
    """Return a field stored as `kind`, NOT NULL by default; `to` names a foreign key's target.

    A new object has the `default` from the beginning, not only once it is stored.
    """
    target = (ForeignKey(to, ondelete="CASCADE"),) if to else ()
    stored = Column(kind, *target, **({"nullable": False} | options))
    return Field(default, sa_column=stored)


def index_where_set(name: str, *columns: str) -> Index:
    """An index over those rows only in which the first of these columns is set."""
    is_set = text(f"{columns[0]} IS NOT NULL")
    return Index(name, *columns, sqlite_where=is_set, postgresql_where=is_set)


def refuse_undeclared(column: Column[Any], table: Table) -> None:
    """Raise UndeclaredColumnError unless the column is of a declared kind.

    Asked of every column before its table has it, so while the table's module is imported.
    """
    if table.metadata is not SQLModel.metadata:
        return
    if type(column.type) is Boolean:
        column.type = Flag()
    if type(column.type) is Integer:
        column.type = whole_number()
    place, kind = f"{table.name}.{column.name}", type(column.type).__name__
    if type(column.type) not in DECLARED:
        raise UndeclaredColumnError(
            f"{place} is {kind}: seal it, or close its vocabulary"
        )
    if (
        isinstance(column.type, OrganisationText)
        and table.name not in OF_THE_ORGANISATION
    ):
        raise UndeclaredColumnError(
            f"{place} holds words: only the organisation's own tables may"
        )


def _words(listed: Iterable[Any]) -> Callable[[Any], Any]:
    """Return a look-up of these words by their values; KeyError for any other value."""
    return {None: None, **{word.value: word for word in listed}}.__getitem__


def _of_shape(value: str, shape: str, length: int) -> str:
    if len(value) > length or not re.fullmatch(shape, value):
        raise ValueRefusedError("a code is not of its column's shape")
    return str(value)


def _of_list(value: str, words: type[Enum]) -> str:
    try:
        return str(words(value).value)
    except ValueError:
        raise ValueRefusedError(f"not a word of {words.__name__}") from None


_listen: Callable[..., Any] = event.listen
_listen(Column, "before_parent_attach", refuse_undeclared)
