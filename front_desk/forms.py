"""The forms of a visit: refusal, reprint, another printer, writing by hand, walk-in."""

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, IntegerField, RadioField, SearchField, StringField
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)
from wtforms.widgets import HiddenInput

from front_desk.labels import LOG_REASONS
from visits.lobby.host_search import FoundHost
from visits.people.quotas import MOST_EXTRA
from visits.vocabulary.people import QuotaReason
from visits.vocabulary.policy import Purpose
from visits.vocabulary.printing import ReprintReason
from visits.vocabulary.refusals import DayIsPast, TooFarAhead
from visits.vocabulary.visits import AlarmKind, RefusalReason
from web import names
from web.forms import YEARS, FaceForm, GuestName, NonceField, text
from web.labels import (
    ALARM_KINDS,
    PURPOSES,
    QUOTA_REASONS,
    REFUSAL_REASONS,
    REPRINT_REASONS,
)

FROM_THE_LIST = DataRequired(_("Choose one from the list."))


class RefusalForm(FaceForm):
    """Why a guest is refused, from the list."""

    reason = RadioField(
        _("Why?"), [FROM_THE_LIST], id="refusal-reason", coerce=RefusalReason
    )

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(REFUSAL_REASONS.items())


class LogForm(FaceForm):
    """Which visits of the last weeks the desk looks for, and why."""

    reason = RadioField(_("Why?"), [FROM_THE_LIST], coerce=Purpose)
    first = DateField(_("From"), [DataRequired(_("Choose a day."))])
    last = DateField(_("Until"), [DataRequired(_("Choose a day."))])
    search = SearchField(_("Part of the name"), [Optional(), Length(max=names.LONGEST)])

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(LOG_REASONS.items())

    def validate_first(self, field: DateField) -> None:
        """Refuse years of no calendar."""
        if field.data and field.data.year not in YEARS:
            raise ValidationError(gettext("Choose a day."))

    def validate_last(self, field: DateField) -> None:
        """The last day is not before the first."""
        self.validate_first(field)
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(
                gettext("Choose a last day that is not before the first.")
            )

    def days(self) -> dict[str, date]:
        """The first and the last day; the form must be valid."""
        days = {"first": self.first.data, "last": self.last.data}
        return {name: day for name, day in days.items() if day}


class AlarmForm(FaceForm):
    """Whether it is a drill or real: two buttons, of which one is pressed."""

    kind = RadioField(_("What is it?"), [FROM_THE_LIST], coerce=AlarmKind)

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.kind.choices = list(ALARM_KINDS.items())


class OpenAlarmForm(FaceForm):
    """Which alarm it is about, and which link: an old tab ends no other one."""

    alarm = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    generation = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class RollForm(FaceForm):
    """Whose roll is printed again, and how many copies there were: a second tap adds none."""

    alarm = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    copies = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class ReprintForm(FaceForm):
    """Why a badge is printed again, and which copy it replaces: a second tap makes no third."""

    reason = RadioField(
        _("Why?"), [FROM_THE_LIST], id="reprint-reason", coerce=ReprintReason
    )
    replaces = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as Flask-WTF's own
        super().__init__(**given)
        self.reason.choices = list(REPRINT_REASONS.items())


class AnotherPrinterForm(FaceForm):
    """Which other printer prints the badge, and which copy: a second tap moves no later one."""

    printer = RadioField(_("Which one?"), [FROM_THE_LIST])
    replaces = IntegerField(validators=[InputRequired()], widget=HiddenInput())

    def __init__(
        self,
        choices: list[tuple[str, str]],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(**given)
        self.printer.choices = choices


class ToldColleagueForm(FaceForm):
    """Which colleague of the host is told of the guest."""

    colleague = RadioField(_("Who?"), [FROM_THE_LIST])

    def __init__(
        self,
        choices: list[tuple[str, str]],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(**given)
        self.colleague.choices = choices


class HandwritingForm(FaceForm):
    """Which copy was written with a pen: an old tab cancels no later one."""

    replaces = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class HostForm(FaceForm):
    """A host of the site, found by the beginning of their name."""

    search = StringField(
        _("Whom do they visit?"),
        [DataRequired(_("Write the beginning of the host's name."))],
    )
    host = RadioField(_("Which one?"), [Optional()], choices=[], validate_choice=False)

    def __init__(
        self,
        find: Callable[[str], list[FoundHost]],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(**given)
        self.find = find

    def validate_search(self, field: StringField) -> None:
        """Find the host; several are shown to choose from, as is one who must be asked before."""
        hosts = self.find(text(field))
        if not hosts:
            raise ValidationError(gettext("No host of this site is called so."))
        self.host.choices = [(host.public_id, self.shown(host)) for host in hosts]
        if len(hosts) == 1 and self.is_clear(hosts[0]):
            self.host.data = hosts[0].public_id
        if self.host.data not in {host.public_id for host in hosts}:
            raise ValidationError(gettext("Choose one below."))

    def shown(self, host: FoundHost) -> str:
        """What a choice says of the host."""
        return f"{host.short_name} - {host.company}"

    def is_clear(self, host: FoundHost) -> bool:
        """Whether this host need not be chosen, if they are the only one."""
        del host
        return True

    def chosen(self) -> str:
        """The public id of the host; the form must be valid."""
        return text(self.host)


class WalkInForm(HostForm):
    """A guest without an invitation: who they are, whom they visit, and what for."""

    nonce = NonceField()
    name = StringField(
        _("Name"), [DataRequired(_("Write the name on their ID.")), GuestName()]
    )
    purpose = RadioField(_("Why are they coming?"), [FROM_THE_LIST])

    def __init__(
        self,
        find: Callable[[str], list[FoundHost]],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(find, **given)
        self.purpose.choices = [(key.value, label) for key, label in PURPOSES.items()]

    def shown(self, host: FoundHost) -> str:
        """The host, and whether they want no walk-ins."""
        name = super().shown(host)
        if host.takes_walk_ins:
            return name
        return str(gettext("%(host)s (wants no walk-ins: call first)", host=name))

    def is_clear(self, host: FoundHost) -> bool:
        """Whoever wants no walk-ins is chosen by somebody who has called them."""
        return host.takes_walk_ins


class MoreGuestsForm(HostForm):
    """Beyond the plan: for which host and day, how many guests, and why."""

    refused_at: ClassVar = {DayIsPast: "day", TooFarAhead: "day"}

    day = DateField(_("Day"), [DataRequired(_("Choose a day."))])
    guests = IntegerField(
        _("How many more guests?"),
        [
            InputRequired(_("Write a number, such as 20.")),
            NumberRange(0, MOST_EXTRA, _("Write a number from %(min)s to %(max)s.")),
        ],
    )
    reason = RadioField(_("Why?"), [FROM_THE_LIST], coerce=QuotaReason)

    def __init__(
        self,
        find: Callable[[str], list[FoundHost]],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(find, **given)
        self.search.label.text = _("Which host?")
        self.reason.choices = list(QUOTA_REASONS.items())

    def allowed(self) -> tuple[date, tuple[int, QuotaReason]]:
        """The day, and how many for which reason; the form must be valid."""
        if self.day.data is None:
            raise DayIsPast
        return self.day.data, (int(self.guests.data or 0), self.reason.data)
