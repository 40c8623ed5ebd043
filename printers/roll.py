"""What is printed of the roll of an alarm: who is looked for, and whom and where they visit."""

from dataclasses import dataclass, field

from printers.badge import BadgeContent


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedGuest:
    """A guest on the roll; those of one place follow each other, under its name."""

    place: str = field(repr=False)
    name: str = field(repr=False)
    about: str = field(repr=False)
    """Their host and the number of their badge."""
    is_found: bool = field(default=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollContent:
    """All that is printed, in the site's language; a repr shows nothing, so that no log does."""

    title: str = field(repr=False)
    """Whether it is an alarm or a drill: on every strip."""
    site: str = field(repr=False)
    since: str = field(repr=False)
    notice: str = field(repr=False)
    """Whom it lists, as of when, and that it is destroyed afterwards."""
    guests: tuple[PrintedGuest, ...] = field(repr=False)
    language: str = field(default="", repr=False)


PrintContent = BadgeContent | RollContent
