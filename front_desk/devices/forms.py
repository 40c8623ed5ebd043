"""The forms of devices: names, printer groups, and the description of a printer."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from visits.printing.printer_setup import PrinterDescription
from visits.store.sites import Printer, PrinterGroup
from visits.vocabulary.refusals import NameTaken, VisitRefused
from web.forms import FaceForm, NonceField, ThingName, text

MAIN = 0
"""The choice for printers in no group: a group's own number is never 0."""
NAME_AT: Mapping[type[VisitRefused], str] = {NameTaken: "name"}
USUAL_WIDTH = 576
"""Dots across 80 mm paper at 203 dpi, of which 72 mm are printed."""


class OfferForm(FaceForm):
    """What a device to be paired is called."""

    nonce = NonceField()

    def offer(self) -> tuple[str, str]:
        """The name, and the nonce by which the form counts once; the form must be valid."""
        return text(self.name), text(self.nonce)


class PairingForm(OfferForm):
    """The name of a new kiosk."""

    name = StringField(
        _("Name of the tablet"), [DataRequired(), Length(max=40), ThingName()]
    )


class AgentForm(OfferForm):
    """The name of a new print agent."""

    nonce = NonceField(id="agent-nonce")
    name = StringField(
        _("Name of the machine"),
        [DataRequired(), Length(max=40), ThingName()],
        id="agent-name",
    )


class GroupForm(FaceForm):
    """The name of a new printer group."""

    refused_at = NAME_AT
    name = StringField(
        _("Name of the group"),
        [DataRequired(), Length(max=40), ThingName()],
        id="group-name",
    )


class PrinterGroupForm(FaceForm):
    """The printer group of a kiosk or printer."""

    group = SelectField(_("Group of printers"), [InputRequired()], coerce=int)

    def __init__(
        self,
        groups: Sequence[PrinterGroup],
        **given: Any,  # noqa: ANN401 - as Flask-WTF's own
    ) -> None:
        super().__init__(**given)
        self.group.choices = group_choices(groups)

    def group_id(self) -> int | None:
        """The group chosen; None for the main printers."""
        return self.group.data or None


class PrinterForm(PrinterGroupForm):
    """A printer in the site's network, as staff describe it."""

    refused_at = NAME_AT
    name = StringField(
        _("Name of the printer"), [DataRequired(), Length(max=40), ThingName()]
    )
    address = StringField(_("Address"), [DataRequired(), Length(max=200)])
    model = StringField(_("Model"), [Optional(), Length(max=60)])
    width = IntegerField(
        _("Width of the paper in dots"), [Optional()], default=USUAL_WIDTH
    )
    cutter = BooleanField(_("It cuts the paper by itself"), default=True)

    def described(self) -> PrinterDescription:
        """The printer as it was described; nothing of it is checked yet."""
        return PrinterDescription(
            name=text(self.name).strip(),
            address=text(self.address),
            model=text(self.model).strip(),
            width=self.width.data,
            is_usual=self.width.data == USUAL_WIDTH,
            cutter=bool(self.cutter.data),
        )


def group_choices(groups: Sequence[PrinterGroup]) -> list[tuple[int, str]]:
    """The main printers first, then each group."""
    return [
        (MAIN, str(gettext("Main printers"))),
        *((group.id, group.name) for group in groups),
    ]


def choices_with_warnings(
    groups: Sequence[PrinterGroup], site_printers: Sequence[Printer]
) -> list[tuple[int, str]]:
    """As `group_choices`, but a group without a printer says so."""
    filled = {printer.group_id or MAIN for printer in site_printers}
    return [
        (
            number,
            name
            if number in filled
            else str(gettext("%(group)s (no printer yet)", group=name)),
        )
        for number, name in group_choices(groups)
    ]
