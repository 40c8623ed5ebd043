"""A guest's value in a container that shows its item's name wherever it is printed or logged."""

from dataclasses import dataclass
from typing import NoReturn
from unicodedata import normalize

from visits.policy.register import register


class Personal:
    """One value, for example a name; `repr`, `str` and `format` show the item, not the value."""

    __slots__ = ("_value", "item")

    item: str
    _value: str

    def __init__(self, item: str, value: str) -> None:
        object.__setattr__(self, "item", item)
        object.__setattr__(self, "_value", value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{self.item} stays as it was told")

    def reveal(self) -> str:
        """Return the value. Only badge, e-mails and templates may ask: a test names the places."""
        return self._value

    def __repr__(self) -> str:
        return f"<{self.item}>"

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and (self.item, self._value) == (
            other.item,
            other._value,
        )

    def __lt__(self, other: "Personal") -> bool:
        # So that lists are by name: nobody learns the value for it.
        return self._spelt() < other._spelt()

    def _spelt(self) -> str:
        return normalize("NFKD", self._value.casefold())

    def __hash__(self) -> int:
        return hash((self.item, self._value))

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{self.item} is not to be written down")

    def __deepcopy__(self, memo: object) -> "Personal":
        # `dataclasses.asdict` copies; what it makes of a guest stays closed.
        return self


_NOTHING = {item: Personal(item, "") for item in register().items}


@dataclass(frozen=True, slots=True)
class Guest:
    """The items of a guest that a reader asked for; empty where nothing is kept."""

    name: Personal = _NOTHING["name"]
    badge_name: Personal = _NOTHING["badge_name"]
    email: Personal = _NOTHING["email"]
    phone: Personal = _NOTHING["phone"]
    is_restricted: bool = False
    """True if items are empty because the guest restricted them."""

    def display_name(self) -> Personal:
        """Return the name the guest wants to be called by."""
        return self.badge_name or self.name
