"""The document: the register's file as it lies there, of which every key must be asked for."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

Word = TypeVar("Word", bound=StrEnum)
Made = TypeVar("Made")


def name_of(closed_list: type[Word]) -> str:
    """Return the name of a closed list as the register's file writes it: `retention_class`."""
    name = closed_list.__name__
    return "".join(
        f"_{sign.lower()}" if sign.isupper() else sign for sign in name
    ).lstrip("_")


class RegisterError(Exception):
    """The register contradicts the policy; the text names the entry."""


class RegisterEntry:
    """A table of the document, and where it stands; what of it nobody asked for can be refused."""

    def __init__(self, path: str, table: Mapping[str, Any]) -> None:
        self.path = path
        self._table = table
        self._asked: set[str] = set()

    def text(self, key: str) -> str:
        found = self._of(str, key)
        if not found.strip():
            raise RegisterError(f"{self.at(key)}: empty")
        return found

    def number(self, key: str) -> int:
        return self._of(int, key)

    def flag(self, key: str) -> bool:
        """Whether it says so; what is not said is not so."""
        return self._of(bool, key) if key in self._table else False

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, each once; what is not said is empty."""
        found = self._of(list, key) if key in self._table else []
        if not all(isinstance(one, str) for one in found) or len(set(found)) != len(
            found
        ):
            raise RegisterError(f"{self.at(key)}: a list of words, each once")
        return tuple(found)

    def word(self, key: str, words: type[Word]) -> Word:
        """A word of a closed list."""
        return self._word(key, self.text(key), words)

    def some(self, key: str, words: type[Word]) -> tuple[Word, ...]:
        """At least one word of a closed list."""
        found = tuple(self._word(key, text, words) for text in self.texts(key))
        if not found:
            raise RegisterError(f"{self.at(key)}: missing")
        return found

    def inner(self, key: str) -> "RegisterEntry":
        """The table of this name."""
        return RegisterEntry(self.at(key), self._of(dict, key))

    def each(self, read: Callable[["RegisterEntry"], Made]) -> dict[str, Made]:
        """Every table in it, by its name."""
        return {name: read(self.inner(name)) for name in self._table}

    def every(
        self, words: type[Word], read: Callable[["RegisterEntry"], Made]
    ) -> dict[Word, Made]:
        """Exactly the words of a closed list, each with its table."""
        self.holds(words)
        return {word: read(self.inner(word)) for word in words}

    def holds(self, names: Iterable[str]) -> None:
        """`RegisterError` unless these names are its keys, and no others."""
        other = set(self._table) ^ {str(name) for name in names}
        if other:
            raise RegisterError(
                f"{self.path}: {sorted(other)} must stand in both the policy and the code"
            )

    def done(self) -> None:
        """`RegisterError` when it holds what nobody asked for."""
        unknown = set(self._table) - self._asked
        if unknown:
            raise RegisterError(
                f"{self.path or 'the register'}: nobody knows {sorted(unknown)}"
            )

    def at(self, key: str) -> str:
        """Where the key stands."""
        return f"{self.path}.{key}" if self.path else key

    def names(self) -> list[str]:
        return list(self._table)

    def _of(self, kind: type[Made], key: str) -> Made:
        self._asked.add(key)
        found = self._table.get(key)
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise RegisterError(f"{self.at(key)}: missing, or no {kind.__name__}")
        return found

    def _word(self, key: str, text: str, words: type[Word]) -> Word:
        try:
            return words(text)
        except ValueError:
            raise RegisterError(
                f"{self.at(key)}: {text!r} is no {name_of(words).replace('_', ' ')}"
            ) from None
