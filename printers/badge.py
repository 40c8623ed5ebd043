"""What is printed on a badge: the few words that leave the store for a printer."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLabels:
    """The words of the badge that are not the guest's: in the site's language."""

    host: str = "Host"
    valid_until: str = "Valid until"
    copy: str = "Copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeContent:
    """All that is printed; only its number shows in a repr, so that no log learns a name."""

    word: str = field(repr=False)
    name: str = field(repr=False)
    host: str = field(repr=False)
    company: str = field(repr=False)
    site: str = field(repr=False)
    day: str = field(repr=False)
    valid_until: str = field(repr=False)
    number: str
    code: str = field(repr=False)
    day_number: int = field(repr=False)
    copy: int = field(default=1, repr=False)
    private: bool = field(default=False, repr=False)
    """True to print the number in place of the guest's name, and only the company of the host."""
    language: str = field(default="", repr=False)
    """The site's, a BCP 47 tag: Chinese characters are written as they are there."""
    labels: BadgeLabels = field(default_factory=BadgeLabels, repr=False)
