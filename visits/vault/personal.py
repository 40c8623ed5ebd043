"""A value of a guest's, in a container whose text is its item's name."""

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Personal:
    """A guest's own word. Every way of writing it down by accident shows the item, not the value."""

    item: Final[str]
    _value: str = field(repr=False)

    def reveal(self) -> str:
        """The value itself: for the badge, the letter and the templates."""
        return self._value

    def __str__(self) -> str:
        return f"<{self.item}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __bool__(self) -> bool:
        return bool(self._value)


@dataclass(frozen=True, slots=True)
class Guest:
    """What a reader was told of a guest: the items asked for, empty where nothing is kept of them."""

    name: Personal = Personal("name", "")
    badge_name: Personal = Personal("badge_name", "")
    email: Personal = Personal("email", "")
    phone: Personal = Personal("phone", "")

    def called(self) -> Personal:
        """The name the guest wants to be called by."""
        return self.badge_name or self.name
