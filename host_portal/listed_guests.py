"""The rows of a guest list as forms, by the rules of every other invitation."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache

from babel import Locale
from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, StringField
from wtforms.validators import ValidationError

from host_portal.guest_rows import GuestRow, add_error
from host_portal.labels import FIELDS, REFUSALS
from host_portal.list_reader import LOST, ListedRow, spelling
from visits import guest_lists
from visits.invitations import NewInvitation
from visits.languages import OWN_NAMES
from visits.people.quotas import Room
from visits.store.database import Store
from visits.store.sites import Site
from visits.vault import email_addresses
from visits.visit_times import Window
from visits.vocabulary.refusals import AlreadyInvited, VisitRefused
from visits.vocabulary.visits import VisitPurpose
from web.forms import MESSAGES, YEARS, text
from web.labels import PURPOSES
from web.pages import refusal_text

_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?")


@dataclass(frozen=True, kw_only=True)
class ListFrame:
    """What the rows of a list have in common."""

    host_id: int
    host_names: frozenset[str] = field(repr=False)
    """By which a column for the host may name them."""
    site: Site
    usual: NewInvitation
    """An invitation without a guest, for what a row leaves out."""


class ListedGuest(GuestRow):
    """A row of a list: a guest, and what of their plan is not as usual."""

    refused_at = FIELDS

    day = StringField(_("Day"))
    starts = StringField(_("From"))
    ends = StringField(_("Until"))
    purpose = StringField(_("Why are they coming?"))
    language = StringField(_("Your guest reads"))
    host = StringField(_("Host"))
    row = HiddenField()

    def __init__(
        self, frame: ListFrame, row: ListedRow | None = None, prefix: str = ""
    ) -> None:
        cells = {**row.cells, "row": str(row.number)} if row else {}
        typed = MultiDict({f"{prefix}{name}": cell for name, cell in cells.items()})
        super().__init__(formdata=typed if row else None, prefix=prefix)
        self.frame = frame

    @property
    def is_given(self) -> bool:
        """True: somebody put the row into the list."""
        return True

    def validate(self, extra_validators: Mapping[str, object] | None = None) -> bool:
        """Check the row as any other, and that no character of it was lost."""
        super().validate(extra_validators)
        self.read_phone(self.frame.site.region)
        for each in self:
            if LOST in text(each):
                words = _(
                    "A character that could not be read is shown as %(lost)s.",
                    lost=LOST,
                )
                each.errors = [str(words)]
        return not self.errors

    def validate_name(self, field: Field) -> None:
        """Refuse a line of which nobody can tell the cells."""
        if "@" in text(field):
            raise ValidationError(
                _("Write the name and the e-mail each in a field of its own.")
            )

    def validate_day(self, field: Field) -> None:
        """Refuse what is no day, or could be two."""
        if text(field) and _day(text(field)) is None:
            raise ValidationError(MESSAGES["Not a valid date value."])

    def validate_starts(self, field: Field) -> None:
        """Refuse what is no time."""
        if text(field) and _time(text(field)) is None:
            raise ValidationError(MESSAGES["Not a valid time value."])

    validate_ends = validate_starts

    def validate_purpose(self, field: Field) -> None:
        """Refuse a word for no purpose in any language."""
        if text(field) and spelling(text(field)) not in _purposes():
            raise ValidationError(MESSAGES["Not a valid choice."])

    def validate_language(self, field: Field) -> None:
        """Refuse a word for no language that there is."""
        if text(field) and spelling(text(field)) not in _languages():
            raise ValidationError(MESSAGES["Not a valid choice."])

    def validate_host(self, field: Field) -> None:
        """Refuse another's guest: a host invites their own only."""
        if text(field) and host_spelling(text(field)) not in self.frame.host_names:
            raise ValidationError(
                _(
                    "You can invite only your own guests. Leave this empty to invite them as yours."
                )
            )

    def announcement(self, first: NewInvitation) -> NewInvitation:
        """The invitation of this guest; the row must be valid."""
        usual = first.window
        day = _day(text(self.day)) or usual.day
        starts = _time(text(self.starts)) or usual.starts
        # A row with a start of its own takes as long as usual.
        later = datetime.combine(day, starts) - datetime.combine(day, usual.starts)
        usual_end = (datetime.combine(day, usual.ends) + later).time()
        ends = _time(text(self.ends))
        return replace(
            super().announcement(first),
            window=Window(
                day=day, starts=starts, ends=usual_end if ends is None else ends
            ),
            purpose=_purposes().get(spelling(text(self.purpose)), first.purpose),
            language=_languages().get(spelling(text(self.language)), first.language),
        )

    def refuse(self, refusal: VisitRefused) -> None:
        """Tell the refusal at its field, or at the name."""
        words = refusal_text(refusal, REFUSALS)
        if self.show_at_field(refusal, words):
            add_error(self.name, words)


@dataclass
class JudgedRows:
    """The rows of a list, by what is to be done with them."""

    guests: list[tuple[ListedRow, NewInvitation]] = field(default_factory=list)
    """Whom the list invites."""
    known: list[ListedRow] = field(default_factory=list)
    """Who is invited already."""
    failing: list[ListedRow] = field(default_factory=list)
    """What the host must mend."""
    seen: set[object] = field(default_factory=set, repr=False)
    """The addresses and times of those above, so that none stands in the list twice."""
    room: Room = field(default_factory=Room)
    """What they leave of the host's quotas."""

    def judge(self, store: Store, form: ListedGuest, row: ListedRow) -> None:
        """Add a row; the form is left with what is wrong with it."""
        if not form.validate():
            self.failing.append(row)
            return
        guest = form.announcement(form.frame.usual)
        one = guest_lists.identity(guest), guest.window
        if one in self.seen:
            add_error(form.email, _("This guest is in the list twice."))
            self.failing.append(row)
            return
        try:
            host_id, site = form.frame.host_id, form.frame.site
            starts_at = guest_lists.check(store, host_id, site, guest)
            self.room.take(store, host_id, site, starts_at)
        except AlreadyInvited as refusal:
            form.refuse(refusal)
            self.known.append(row)
        except VisitRefused as refusal:
            form.refuse(refusal)
            self.failing.append(row)
            return
        else:
            self.guests.append((row, guest))
        self.seen.add(one)


def judged(store: Store, frame: ListFrame, rows: Iterable[ListedRow]) -> JudgedRows:
    """Judge every row of a list."""
    # One form for all rows: to make it takes longer than to check one.
    form, found = ListedGuest(frame), JudgedRows()
    for row in rows:
        form.process(MultiDict(row.cells))
        found.judge(store, form, row)
    return found


def to_mend(
    store: Store, frame: ListFrame, rows: Sequence[ListedRow], found: JudgedRows
) -> list[ListedGuest]:
    """Return the rows as forms of their own, each with what is wrong with it."""
    forms = [
        ListedGuest(frame, row, f"rows-{index}-") for index, row in enumerate(rows)
    ]
    for form, row in zip(forms, rows, strict=True):
        JudgedRows(seen=found.seen, room=found.room).judge(store, form, row)
    return forms


def host_spelling(words: str) -> str:
    """Return what a host's address, or their name, is compared by."""
    if "@" in words:
        return email_addresses.comparable(words)
    return spelling(words, str.isalnum)


def _day(typed: str) -> date | None:
    """Read a day that can be one day only: 13/12/2026, but not 11/12/2026."""
    if found := _DAY.fullmatch(typed.strip()):
        year, *rest = map(int, found.groups())
        orders = [rest]
    elif found := _DAY_LAST.fullmatch(typed.strip()):
        *rest, year = map(int, found.groups())
        orders = [rest, rest[::-1]]
    else:
        return None
    days = {one for month, day in orders if (one := _date(year, month, day))}
    return days.pop() if len(days) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _time(typed: str) -> time | None:
    found = _TIME.fullmatch(typed.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    try:
        # People write 24:00 for the end of a day.
        return time(0 if (hour, minute) == (24, 0) else hour, minute)
    except ValueError:
        return None


@cache
def _purposes() -> dict[str, VisitPurpose]:
    """The words for each purpose in every language."""
    words = {spelling(purpose): purpose for purpose in VisitPurpose}
    for language in OWN_NAMES:
        with force_locale(language):
            words |= {spelling(str(label)): one for one, label in PURPOSES.items()}
    return words


@cache
def _languages() -> dict[str, str]:
    """The words for each language in every other, and its code."""
    names = {code: Locale.parse(code).languages for code in OWN_NAMES}
    return {
        spelling(word): code
        for code, own in OWN_NAMES.items()
        for word in (code, own, *(each[code] for each in names.values()))
    }
