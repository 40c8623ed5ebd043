"""What is asked of whoever sets a lobby up."""

from datetime import time
from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField, SelectField, StringField, TimeField

from visits.people import passwords
from visits.people.first_run import FirstRunDetails
from visits.store.sites import Site
from visits.vocabulary.visits import Level
from web.forms import Email, FaceForm, Length, PersonName, Required, text
from web.languages import OWN_NAMES

ACCENT = "#0f5c4d"


class FirstRunForm(FaceForm):
    """The code from the console, the lobby, and its first member."""

    code = StringField(_("Code from the console"), [Required(), Length(40)])
    site = StringField(_("Name of the site"), [Required(), Length(80)])
    company = StringField(_("Your company"), [Required(), Length(80)])
    time_zone = SelectField(_("Time zone"), [Required()], default="Asia/Jakarta")
    region = SelectField(_("Country"), [Required()], default="ID")
    language = SelectField(_("Language of the lobby"), [Required()])
    closes_at = TimeField(_("Closing time"), [Required()], default=time(20))
    privacy_contact = EmailField(
        _("E-mail for questions about privacy"), [Required(), Length(120), Email()]
    )
    name = StringField(_("Your name"), [Required(), PersonName()])
    email = EmailField(_("Your e-mail"), [Required(), Length(254), Email()])
    password = PasswordField(
        _("Your password"),
        [Required(), Length(passwords.LONGEST, least=passwords.SHORTEST)],
    )

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = list(OWN_NAMES.items())
        self.time_zone.choices = [
            (zone, zone.replace("_", " ")) for zone in _time_zones()
        ]
        self.region.choices = _regions(str(get_locale()))

    def founding(self) -> FirstRunDetails:
        """The first site and the first member, as typed."""
        closing = self.closes_at.data or time(20)
        site = Site(
            name=text(self.site),
            time_zone=text(self.time_zone),
            region=text(self.region),
            language=text(self.language),
            closes_at=closing.hour * 60 + closing.minute,
            least_level=Level.ADDRESS_CONFIRMED,
            accent=ACCENT,
            privacy_contact=text(self.privacy_contact),
        )
        return FirstRunDetails(
            site=site,
            company=text(self.company),
            name=text(self.name),
            email=text(self.email),
            password=text(self.password),
        )


@cache
def _time_zones() -> list[str]:
    return sorted(
        zone
        for zone in available_timezones()
        if "/" in zone and not zone.startswith("Etc/")
    )


@cache
def _regions(language: str) -> list[tuple[str, str]]:
    names = Locale.parse(language).territories.items()
    countries = [
        (code, name)
        for code, name in names
        if len(code) == len("ID")
        and code not in {"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"}
    ]
    return sorted(countries, key=lambda country: country[1])
