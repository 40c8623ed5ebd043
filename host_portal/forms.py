"""The forms of a host: invitation, another time, and vouching."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SearchField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    Length,
    Optional,
    Regexp,
)

from host_portal.guest_rows import GuestRows, OthersForm
from host_portal.labels import ABSENCE_FIELDS, FIELDS
from host_portal.named_co_hosts import CoHostsForm
from host_portal.plan_forms import ScheduleForm, SeveralDaysForm, usual_plan
from host_portal.suggested_times import as_planned, same_hours
from visits import sites
from visits.hosted_guests import GuestDetails
from visits.invitations import NewInvitation
from visits.party_invitations import NewParty
from visits.past_guests import Ending, PastGuest, Wanted
from visits.people import delegates
from visits.people.delegates import Absence, Colleague
from visits.store.sites import Site
from visits.vocabulary.refusals import DayIsPast, TooManyTries
from visits.vocabulary.visits import VOUCH_DIGITS, Answer, Level, VisitPurpose
from web import names
from web.access import this_member
from web.face import database
from web.forms import (
    EmailAddress,
    FaceForm,
    GuestName,
    NonceField,
    PersonName,
    text,
    whole_number,
)
from web.labels import ENDINGS, LEVELS

AS_USUAL = "usual"


class RescheduleForm(ScheduleForm):
    """Another day and window for a visit, and for the days of its series after it."""

    rest = BooleanField(_("Move the days after it as far, to the same hours"))


class BadgeNameForm(FaceForm):
    """What the guest likes to be called by."""

    badge_name = StringField(_("Name on the badge"), [Optional(), PersonName()])
    shown = HiddenField()
    """What stood there when the form was opened."""

    def show(self, details: GuestDetails) -> None:
        """Say what stands there now."""
        self.shown.data = details.row.guest.badge_name.reveal()


class InvitationForm(OthersForm, CoHostsForm, SeveralDaysForm):
    """A new guest: who comes, where, when, why, and how surely to check."""

    nonce = NonceField()
    name = StringField(
        _("Name"), [DataRequired(_("Who is coming? Write their name.")), GuestName()]
    )
    badge_name = StringField(_("Name on the badge"), [Optional(), PersonName()])
    # One of the two is needed, which `ContactMissing` says. 254: RFC 5321.
    email = EmailField(_("E-mail"), [Optional(), Length(max=254), EmailAddress()])
    phone = TelField(_("Phone"), [Optional(), Length(max=40)])
    least_level = RadioField(_("How surely should we check?"), default=AS_USUAL)

    def __init__(
        self,
        places: Sequence[Site],
        **options: Any,  # noqa: ANN401 - as WTForms says
    ) -> None:
        super().__init__(places, **options)
        # One list for all sites; a level too low for the chosen one is refused (`LevelTooLow`).
        least = min(site.least_level for site in places)
        surer = [(str(level.value), LEVELS[level]) for level in Level if level > least]
        self.least_level.choices = [(AS_USUAL, _("As the site always does")), *surer]

    def validate_phone(self, field: TelField) -> None:
        """Read a number without a country code as one of the chosen site's country."""
        if not field.data or self.site.data not in self.places:
            return
        field.data = whole_number(field.data, self.place().region)

    def validate_others(self, field: GuestRows) -> None:
        """Read the numbers of the other guests likewise."""
        if self.site.data in self.places:
            field.read_phones(self.place().region)

    def announcement(self) -> NewInvitation:
        """The new invitation as typed; the form must be valid."""
        level = self.least_level.data
        return NewInvitation(
            name=text(self.name),
            badge_name=text(self.badge_name),
            email=text(self.email),
            phone=text(self.phone),
            window=self.window(),
            more_days=self.more_days(),
            purpose=VisitPurpose(self.purpose.data),
            language=self.language.data,
            least_level=self.place().least_level
            if level == AS_USUAL
            else Level(int(level)),
        )

    def party(self) -> NewParty:
        """All guests, the first one first, and their co-hosts; the form must be valid."""
        first = self.announcement()
        others = [row.announcement(first) for row in self.others.given()]
        return NewParty([first, *others], text(self.nonce), self.colleagues)

    def names(self) -> list[str]:
        """The names of all guests as typed, the first one first."""
        return [text(self.name), *(text(row.name) for row in self.others.given())]


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


class PastGuestsForm(FaceForm):
    """Which past guests a host looks for."""

    refused_at: ClassVar = {TooManyTries: "search"}

    search = SearchField(_("Part of the name"), [Optional(), Length(max=names.LONGEST)])
    ending = SelectField(_("What became of the visit"))

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - as WTForms says
        super().__init__(**options)
        endings = [(one.value, words) for one, words in ENDINGS.items()]
        self.ending.choices = [("", _("All")), *endings]

    def wanted(self, skipped: int) -> Wanted:
        """What was chosen, from this place on; the form must be valid."""
        ending = Ending(self.ending.data) if self.ending.data else None
        return Wanted(words=text(self.search), ending=ending, skipped=skipped)


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


def invitation_form(**_: str) -> InvitationForm:
    """A form for a new guest."""
    all_sites, usual = usual_plan()
    return InvitationForm(all_sites, data=usual)


def again_form(past: PastGuest) -> InvitationForm:
    """A form for a guest who was invited before, without their contact."""
    all_sites, usual = usual_plan()
    visit, site = past.visit_state, past.site
    level = visit.invitation.least_level
    same = {
        "name": past.guest.name.reveal(),
        "badge_name": past.guest.badge_name.reveal(),
        "site": str(site.id),
        "purpose": visit.invitation.purpose.value,
        "language": visit.visit.language,
        "least_level": str(level.value) if level > site.least_level else AS_USUAL,
    }
    times = same_hours(site, visit.invitation, database().clock())
    return InvitationForm(all_sites, data=usual | asdict(times) | same)


def schedule_form(details: GuestDetails) -> RescheduleForm:
    """A form with the day and window that the guest knows."""
    times = as_planned(details.row.site, details.row.visit_state.invitation)
    form = RescheduleForm(data=asdict(times))
    if details.row.visit_state.invitation.party_id:
        form.rest.label.text = _("Move the other guests as far, to the same hours")
    return form


def badge_name_form(details: GuestDetails) -> BadgeNameForm:
    """A form with the name that the badge would have now, if it is not the guest's."""
    return BadgeNameForm(data={"badge_name": details.row.guest.badge_name.reveal()})


def colleague_form(named: Sequence[Colleague] = (), **_: str) -> ColleagueForm:
    """A form with the host's colleagues, but for those who are `named` already."""
    with database().reading() as store:
        colleagues = delegates.colleagues(store, this_member().id)
    return ColleagueForm([one for one in colleagues if one not in named])


def delegate_form() -> DelegateForm:
    """A form with the host's colleagues, for today."""
    member = this_member()
    with database().reading() as store:
        colleagues = delegates.colleagues(store, member.id)
        today = sites.day_of(sites.of(store, member.site_id), store.now)
    return DelegateForm(colleagues, data={"first": today, "last": today})
