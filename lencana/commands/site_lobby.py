"""`lencana site directions` and `site tablets`: what guests meet in a site's lobby."""

from dataclasses import dataclass

import click

from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import site_called
from visits import sites
from visits.audit import entries
from visits.store.database import Store
from visits.store.sites import Site
from visits.vault import phone_numbers
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.devices import PrinterSide


@dataclass(frozen=True)
class DirectionOptions:
    """The options of `lencana site directions`; None for one that was not given."""

    address: str | None
    desk_phone: str | None
    note: str | None
    printer: PrinterSide | None


@click.command()
@options.site
@click.option("--address", type=options.optional_line(200), help="In one line.")
@click.option("--desk-phone", metavar="NUMBER", help="The telephone at the front desk.")
@click.option(
    "--note",
    type=options.optional_line(160),
    help="One sentence that guests read when they are checked in, such as where to sit.",
)
@click.option(
    "--printer",
    type=options.OneOf(PrinterSide),
    help="Where badges come out, seen from whoever faces the kiosk.",
)
@options.into(DirectionOptions, "chosen")
def directions(site: str, chosen: DirectionOptions) -> None:
    """Choose what guests are told of the way; without an option, say what is chosen.

    An empty value takes one back.
    """
    with transaction() as store:
        row = site_called(store, site)
        if choose(store, row, **_columns(chosen, row.region)):
            sites.changed(store, row.id)
        for label, value in (
            ("address", row.address),
            ("telephone", row.desk_phone),
            ("note", row.arrival_note),
            ("printer", row.printer_side.value),
        ):
            print(f"{label:12}{value or '-'}")


@click.command()
@options.site
@click.option("--volume", type=click.IntRange(0, 100), help="In percent; 0 is silence.")
@click.option(
    "--endings",
    type=options.endings,
    metavar="DOMAINS",
    help='What is one key after the @: at most three, as "gmail.com yahoo.com".',
)
def tablets(site: str, volume: int | None, endings: str | None) -> None:
    """Choose how kiosks sound and which keys they offer; without an option, say what is chosen.

    An empty value takes the endings back.
    """
    with transaction() as store:
        row = site_called(store, site)
        choose(store, row, sound_volume=volume, email_endings=endings)
        print(f"{'volume':12}{row.sound_volume} %")
        print(f"{'endings':12}{row.email_endings or '-'}")


def choose(store: Store, site: Site, **given: object) -> bool:
    """Change the columns that were given and note it; None is one that was not."""
    changes = {name: value for name, value in given.items() if value is not None}
    if changes:
        site.sqlmodel_update(changes)
        entries.record_about(store, actors.OPERATOR, Act.SITE_CHANGED, site.id)
    return bool(changes)


def _columns(chosen: DirectionOptions, region: str) -> dict[str, object]:
    """Return the columns of the site with their new values; None of one that was not given."""
    phone = chosen.desk_phone
    if phone:
        phone = phone_numbers.whole(phone, region)
        if phone is None:
            raise CommandFailed(f"that is no telephone number in {region} or abroad")
    return {
        "address": chosen.address,
        "desk_phone": phone,
        "arrival_note": chosen.note,
        "printer_side": chosen.printer,
    }
