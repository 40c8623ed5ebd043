"""The forms of a host: invitation, another time, and vouching."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    EmailField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TimeField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

from host_portal.labels import ABSENCE_FIELDS, FIELDS
from visits import sites
from visits.board import GuestDetails
from visits.invitations import NewInvitation
from visits.languages import OWN_NAMES
from visits.people import delegates
from visits.people.delegates import Absence, Colleague
from visits.store.sites import Site
from visits.store.visits import Invitation
from visits.visit_times import Window
from visits.vocabulary.refusals import DayIsPast
from visits.vocabulary.visits import VOUCH_DIGITS, Answer, Level, VisitPurpose
from web.access import this_member
from web.dates import is_elsewhere, zone_name
from web.face import database
from web.forms import (
    ClockField,
    EmailAddress,
    FaceForm,
    NonceField,
    PersonName,
    text,
    whole_number,
)
from web.labels import LEVELS, PURPOSES

AS_USUAL = "usual"
YEARS = range(2000, 3000)
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
        """Refuse years that a `datetime` cannot convert to every time zone."""
        if field.data is not None and field.data.year not in YEARS:
            raise ValidationError(_("Choose a day within the next 90 days."))

    def window(self) -> Window:
        """The chosen day and times; the form must be valid."""
        if not (self.day.data and self.starts.data and self.ends.data):
            raise DayIsPast
        return Window(day=self.day.data, starts=self.starts.data, ends=self.ends.data)


class InvitationForm(ScheduleForm):
    """A new guest: who comes, where, when, why, and how surely to check."""

    nonce = NonceField()
    name = StringField(
        _("Name"), [DataRequired(_("Who is coming? Write their name.")), PersonName()]
    )
    badge_name = StringField(_("Name on the badge"), [Optional(), PersonName()])
    # One of the two is needed, which `ContactMissing` says. 254: RFC 5321.
    email = EmailField(_("E-mail"), [Optional(), Length(max=254), EmailAddress()])
    phone = TelField(_("Phone"), [Optional(), Length(max=40)])
    site = SelectField(_("Site"), [DataRequired(_("Choose a site from the list."))])
    purpose = RadioField(_("Why are they coming?"))
    language = RadioField(_("Your guest reads"))
    least_level = RadioField(_("How surely should we check?"), default=AS_USUAL)

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
        # One list for all sites; a level too low for the chosen one is refused (`LevelTooLow`).
        least = min(site.least_level for site in places)
        surer = [(str(level.value), LEVELS[level]) for level in Level if level > least]
        self.least_level.choices = [(AS_USUAL, _("As the site always does")), *surer]

    def validate_phone(self, field: TelField) -> None:
        """Read a number without a country code as one of the chosen site's country."""
        if not field.data or self.site.data not in self.places:
            return
        field.data = whole_number(field.data, self.place().region)

    def place(self) -> Site:
        """The chosen site; the form must be valid."""
        return self.places[self.site.data]

    def announcement(self) -> NewInvitation:
        """The new invitation as typed; the form must be valid."""
        level = self.least_level.data
        return NewInvitation(
            name=text(self.name),
            badge_name=text(self.badge_name),
            email=text(self.email),
            phone=text(self.phone),
            window=self.window(),
            purpose=VisitPurpose(self.purpose.data),
            language=self.language.data,
            least_level=self.place().least_level
            if level == AS_USUAL
            else Level(int(level)),
        )


TYPE_THE_DIGITS = _(
    "Type the %(digits)s digits that the kiosk shows.", digits=VOUCH_DIGITS
)


class VouchingForm(FaceForm):
    """The digits that a kiosk shows for the host beside their guest."""

    refused_at = FIELDS

    digits = StringField(
        _("The %(digits)s digits on the kiosk", digits=VOUCH_DIGITS),
        [
            DataRequired(TYPE_THE_DIGITS),
            Regexp(rf"\A[0-9]{{{VOUCH_DIGITS}}}\Z", message=TYPE_THE_DIGITS),
        ],
    )


class AnswerForm(FaceForm):
    """What the guest who is here shall be told; the button pressed says which."""

    answer = StringField(validators=[AnyOf(list(Answer))])

    def chosen(self) -> Answer | None:
        """Return what was chosen; None for an answer that no button has."""
        return Answer(text(self.answer)) if self.validate() else None


class TakeoverForm(FaceForm):
    """Take a colleague's visit over."""


class ColleagueForm(FaceForm):
    """A colleague who comes in the host's place."""

    refused_at = ABSENCE_FIELDS

    colleague = SelectField(
        _("Colleague"), [DataRequired(_("Choose a colleague from the list."))]
    )

    def __init__(
        self,
        colleagues: Sequence[Colleague],
        **options: Any,  # noqa: ANN401 - as WTForms says
    ) -> None:
        super().__init__(**options)
        self.colleague.choices = [(one.public_id, one.name) for one in colleagues]


class DelegateForm(ColleagueForm):
    """A colleague, and the days on which they are told of the host's guests."""

    first = DateField(_("From"), [DataRequired(_("Choose a day."))])
    last = DateField(_("Until"), [DataRequired(_("Choose a day."))])

    def absence(self) -> Absence:
        """The chosen days; the form must be valid."""
        if not (self.first.data and self.last.data):
            raise DayIsPast
        return Absence(self.first.data, self.last.data)


def _choice(site: Site) -> str:
    """The site's name, with its time zone where that is not the host's own."""
    return f"{site.name} ({zone_name(site)})" if is_elsewhere(site) else site.name


MORNING = time(9)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SuggestedTimes:
    """A day and a window, named like the fields of the form."""

    day: date
    starts: time
    ends: time


def invitation_form(**_: str) -> InvitationForm:
    """A form for a new guest at the host's own site, in the next full hour."""
    member = this_member()
    with database().reading() as store:
        all_sites, now = sites.every(store), store.now
    own = next(site for site in all_sites if site.id == member.site_id)
    usual = {
        "site": str(own.id),
        "language": own.language,
        "purpose": VisitPurpose.MEETING.value,
    }
    return InvitationForm(all_sites, data=asdict(next_hour(own, now)) | usual)


def schedule_form(details: GuestDetails) -> ScheduleForm:
    """A form with the day and window that the guest knows."""
    times = as_planned(details.row.site, details.row.visit_state.invitation)
    return ScheduleForm(data=asdict(times))


def next_hour(site: Site, now: datetime) -> SuggestedTimes:
    """One hour from the next full hour; tomorrow at nine if the site will be closed by then."""
    # An hour on before it is cut: where the clock skips an hour, the next full one is after it.
    full = (now + HOUR).astimezone(sites.zone(site))
    full = full.replace(minute=0, second=0, microsecond=0)
    day = sites.day_of(site, now)
    hour = full.replace(tzinfo=None)
    if full >= sites.closing(site, day):
        hour = datetime.combine(day + sites.DAY, MORNING)
    return _from(hour, hour + HOUR)


def as_planned(site: Site, invitation: Invitation) -> SuggestedTimes:
    """The day and times that the guest knows now."""
    zone = sites.zone(site)
    return _from(
        invitation.starts_at.astimezone(zone).replace(tzinfo=None),
        invitation.ends_at.astimezone(zone).replace(tzinfo=None),
    )


def _from(starts: datetime, ends: datetime) -> SuggestedTimes:
    return SuggestedTimes(starts.date(), starts.time(), ends.time())


def colleague_form(**_: str) -> ColleagueForm:
    """A form with the host's colleagues."""
    with database().reading() as store:
        return ColleagueForm(delegates.colleagues(store, this_member().id))


def delegate_form() -> DelegateForm:
    """A form with the host's colleagues, for today."""
    member = this_member()
    with database().reading() as store:
        colleagues = delegates.colleagues(store, member.id)
        today = sites.day_of(sites.of(store, member.site_id), store.now)
    return DelegateForm(colleagues, data={"first": today, "last": today})
