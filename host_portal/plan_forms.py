"""The part that forms of a plan share: where, when and why guests come, and what they read."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateField, RadioField, SelectField, TimeField
from wtforms.validators import DataRequired, ValidationError

from host_portal.labels import FIELDS, LEFT
from host_portal.suggested_times import next_hour
from visits import sites
from visits.languages import OWN_NAMES
from visits.people import quotas
from visits.people.quotas import Quota
from visits.store.sites import Site
from visits.visit_times import Window
from visits.vocabulary.refusals import DayIsPast
from visits.vocabulary.visits import VisitPurpose
from web.access import this_member
from web.dates import day, is_elsewhere, month_of, zone_name
from web.face import database
from web.forms import YEARS, ClockField, FaceForm
from web.labels import PURPOSES

FEW = 3
# Browsers leave the seconds out, unless they are not zero.
TIME = ["%H:%M", "%H:%M:%S"]


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


def quotas_left(form: ScheduleForm) -> list[str]:
    """What is left of the host's quotas for the day in the form, once that is little."""
    chosen = form.day.data
    if chosen is None or chosen.year not in YEARS:
        return []
    with database().reading() as store:
        found = quotas.of_host(store, this_member().id, chosen)
    return [_left(one) for one in found if one.left <= max(FEW, one.most // 4)]


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
