"""A value of a guest's, in a container whose text is its item's name."""

from dataclasses import dataclass
from typing import NoReturn

from visits.policy.register import register


class Personal:
    """A guest's own word. Every way of writing it down by accident shows the item, not the value."""

    __slots__ = ("_value", "item")

    item: str
    _value: str

    def __init__(self, item: str, value: str) -> None:
        object.__setattr__(self, "item", item)
        object.__setattr__(self, "_value", value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{self.item} stays as it was told")

    def reveal(self) -> str:
        """The value itself: for the badge, the letter and the templates."""
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
    """What a reader was told of a guest: the items asked for, empty where nothing is kept of them."""

    name: Personal = _NOTHING["name"]
    badge_name: Personal = _NOTHING["badge_name"]
    email: Personal = _NOTHING["email"]
    phone: Personal = _NOTHING["phone"]
    is_kept_back: bool = False
    """Something is kept, and the guest has asked that it be left alone."""

    def called(self) -> Personal:
        """The name the guest wants to be called by."""
        return self.badge_name or self.name
