"""The part that forms of a plan share: where, when and why guests come, and what they read."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import DataRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from host_portal.labels import FIELDS, LEFT
from host_portal.suggested_times import next_hour
from visits import sites
from visits.guest_lists import InvitedBefore
from visits.languages import OWN_NAMES
from visits.people import quotas
from visits.people.quotas import Quota
from visits.store.sites import Site
from visits.visit_times import FURTHEST, Window
from visits.vocabulary.refusals import DayIsPast, TimeDoesNotExist
from visits.vocabulary.visits import VisitPurpose
from web.access import this_member
from web.dates import day, is_elsewhere, month_of, weekdays, zone_name
from web.face import database
from web.forms import YEARS, ClockField, FaceForm
from web.labels import PURPOSES

FEW = 3
# Browsers leave the seconds out, unless they are not zero.
TIME = ["%H:%M", "%H:%M:%S"]
WEEKS = {
    "1": _("Every week"),
    "2": _("Every second week"),
    "4": _("Every fourth week"),
}
"""By how many weeks lie between two of them."""


class ScheduleForm(FaceForm):
    """A day and a window, by the site's own clock."""

    refused_at = FIELDS

    day = DateField(_("Day"), [DataRequired(_("Choose a day."))])
    starts = TimeField(
        _("From"), [DataRequired(_("Choose a time, such as 14:30."))], format=TIME
    )
    ends = ClockField(
        _("Until"), [DataRequired(_("Choose a time, such as 14:30."))], format=TIME
    )

    def validate_day(self, field: DateField) -> None:
        """Refuse years of no calendar."""
        if field.data is not None and field.data.year not in YEARS:
            raise ValidationError(_("Choose a day within the next 90 days."))

    def window(self) -> Window:
        """The chosen day and times; the form must be valid."""
        if not (self.day.data and self.starts.data and self.ends.data):
            raise DayIsPast
        return Window(day=self.day.data, starts=self.starts.data, ends=self.ends.data)


class PlanForm(ScheduleForm):
    """Where, when and why somebody comes, and what they read."""

    site = SelectField(_("Site"), [DataRequired(_("Choose a site from the list."))])
    purpose = RadioField(_("Why are they coming?"))
    language = RadioField(_("Your guest reads"))

    def __init__(
        self,
        places: Sequence[Site],
        **options: Any,  # noqa: ANN401 - as WTForms says
    ) -> None:
        super().__init__(**options)
        self.places = {str(site.id): site for site in places}
        self.site.choices = [
            (number, _choice(site)) for number, site in self.places.items()
        ]
        self.purpose.choices = [
            (purpose.value, label) for purpose, label in PURPOSES.items()
        ]
        self.language.choices = list(OWN_NAMES.items())

    def place(self) -> Site:
        """The chosen site; the form must be valid."""
        return self.places[self.site.data]


class SeveralDaysForm(PlanForm):
    """Further days on which somebody comes in the same hours, by days of the week."""

    last_day = DateField(_("Last day"), [Optional()])
    weekdays = SelectMultipleField(
        _("On these days of the week"),
        option_widget=CheckboxInput(),
        validators=[Optional()],
    )
    weeks = RadioField(_("How often?"), default="1")
    days = HiddenField()
    """Those that the page has shown."""
    known = HiddenField()
    """Of which guests on which days the page has said that they are invited already."""

    def __init__(
        self,
        places: Sequence[Site],
        **options: Any,  # noqa: ANN401 - as WTForms says
    ) -> None:
        super().__init__(places, **options)
        self.weekdays.choices = [(str(day), name) for day, name in weekdays()]
        if self.day.data and not self.is_submitted():
            # Every week, unless somebody chooses otherwise; weekdays.js follows the first day.
            self.weekdays.data = [str(self.day.data.weekday())]
        self.weeks.choices = list(WEEKS.items())
        self.to_look_at: list[date] = []
        self.invited_before: Sequence[InvitedBefore] = ()

    def validate_last_day(self, field: DateField) -> None:
        """Refuse days that no invitation reaches."""
        if not (field.data and self.day.data):
            return
        if field.data < self.day.data:
            raise ValidationError(_("Choose a last day that is not before the first."))
        if field.data - self.day.data > FURTHEST:
            raise ValidationError(_("Choose a day within the next 90 days."))
        is_later = field.data > self.day.data and self.weeks.data in WEEKS
        if is_later and not self.more_days():
            raise ValidationError(
                _("No day up to the last one is chosen. Tick one, or leave it empty.")
            )

    def more_days(self) -> tuple[date, ...]:
        """The days after the first, until the last one, on the chosen days of the chosen weeks.

        The first week is that of the first day; weeks begin on Monday (RFC 5545, `WKST`).
        """
        first, last = self.day.data, self.last_day.data
        if not (first and last):
            return ()
        chosen, weeks = set(self.weekdays.data or ()), int(self.weeks.data)
        after = (
            first + number * sites.DAY for number in range(1, (last - first).days + 1)
        )
        return tuple(
            day
            for day in after
            if str(day.weekday()) in chosen
            and ((day - first).days + first.weekday()) // 7 % weeks == 0
        )

    def has_shown_days(self) -> bool:
        """Whether the page has shown the days, if they are several; if not, it does so now."""
        every: list[date] = [self.window().day, *self.more_days()]
        shown, self.days.data = self.days.data, " ".join(map(str, every))
        is_shown = len(every) == 1 or shown == self.days.data
        self.to_look_at = [] if is_shown else every
        return is_shown

    def has_said(self, invited_before: Sequence[InvitedBefore]) -> bool:
        """Whether the page has said who is invited already; if not, it does so now."""
        said, self.known.data = self.known.data, " ".join(map(str, invited_before))
        is_said = not invited_before or said == self.known.data
        self.invited_before = () if is_said else invited_before
        return is_said


def usual_plan() -> tuple[Sequence[Site], dict[str, Any]]:
    """All sites, and with what a form begins: the host's own site, in the next full hour."""
    member = this_member()
    with database().reading() as store:
        all_sites, now = sites.every(store), store.now
    own = next(site for site in all_sites if site.id == member.site_id)
    usual = {
        "site": str(own.id),
        "language": own.language,
        "purpose": VisitPurpose.MEETING.value,
    }
    return all_sites, asdict(next_hour(own, now)) | usual


def quotas_left(form: PlanForm) -> list[str]:
    """What is left of the host's quotas on the day in the form, once that is little."""
    counted_on = _counted_on(form)
    if counted_on is None:
        return []
    with database().reading() as store:
        found = quotas.of_host(store, this_member().id, counted_on)
    return [_left(one) for one in found if one.left <= max(FEW, one.most // 4)]


def _counted_on(form: PlanForm) -> date | None:
    """The site's day on which a guest counts: who comes in the night, on the one that goes on."""
    chosen, starts = form.day.data, form.starts.data
    if chosen is None or chosen.year not in YEARS:
        return None
    site = form.places.get(form.site.data)
    if site is None or starts is None:
        return chosen
    try:
        return sites.day_of(site, sites.at(site, chosen, starts))
    except TimeDoesNotExist:
        return chosen


def _left(quota: Quota) -> str:
    words = str(LEFT[quota.scope, quota.period])
    month = month_of(quota.first)
    return words % {
        "left": quota.left,
        "most": quota.most,
        "day": day(quota.first),
        "month": month,
    }


def _choice(site: Site) -> str:
    """The site's name, with its time zone where that is not the host's own."""
    return f"{site.name} ({zone_name(site)})" if is_elsewhere(site) else site.name
