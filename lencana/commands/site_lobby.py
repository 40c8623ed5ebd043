"""`lencana site directions` and `site tablets`: what guests meet in a site's lobby."""

from dataclasses import dataclass

import click

from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import site_called
from visits import place_texts, sites
from visits.audit import entries
from visits.store.database import Store
from visits.store.sites import Site
from visits.vault import phone_numbers
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.devices import PrinterSide
from visits.vocabulary.places import PlaceTextKind


@dataclass(frozen=True)
class DirectionOptions:
    """The options of `lencana site directions`; None for one that was not given."""

    address: str | None
    desk_phone: str | None
    note: str | None
    assembly_point: str | None
    printer: PrinterSide | None
    language: str | None


@click.command()
@options.site
@options.language_of_text
@click.option("--address", type=options.optional_line(200), help="In one line.")
@click.option("--desk-phone", metavar="NUMBER", help="The telephone at the front desk.")
@click.option(
    "--note",
    type=options.optional_line(160),
    help="One sentence that guests read when they are checked in, such as where to sit.",
)
@click.option(
    "--assembly-point",
    type=options.optional_line(120),
    help="Where everybody goes in an alarm; kiosks show it then.",
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
        phone = _phone(chosen.desk_phone, row.region)
        columns = {"desk_phone": phone, "printer_side": chosen.printer}
        if choose(store, row, is_written=_write(store, row, chosen), **columns):
            sites.changed(store, row.id)
        _say(store, row)


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


def choose(
    store: Store, site: Site, *, is_written: bool = False, **given: object
) -> bool:
    """Change the columns that were given, None is one that was not, and note that it changed.

    `is_written` says that something else of the site has changed. Returns whether anything has.
    """
    changes = {name: value for name, value in given.items() if value is not None}
    is_changed = is_written or bool(changes)
    if is_changed:
        site.sqlmodel_update(changes)
        entries.record_about(store, actors.OPERATOR, Act.SITE_CHANGED, site.id)
    return is_changed


def _phone(typed: str | None, region: str) -> str | None:
    """Return the telephone number whole; None if none was given, empty to take it back."""
    phone = phone_numbers.whole(typed, region) if typed else typed
    if typed and phone is None:
        raise CommandFailed(f"that is no telephone number in {region} or abroad")
    return phone


def _write(store: Store, site: Site, chosen: DirectionOptions) -> bool:
    """Write the words that were given, in the language they are in; return whether any were."""
    given = {
        PlaceTextKind.ADDRESS: chosen.address,
        PlaceTextKind.ARRIVAL_NOTE: chosen.note,
        PlaceTextKind.ASSEMBLY_POINT: chosen.assembly_point,
    }
    written = {kind: words for kind, words in given.items() if words is not None}
    for kind, words in written.items():
        language = chosen.language or site.language
        place_texts.write(store, site, kind, language, words)
    return bool(written)


def _say(store: Store, site: Site) -> None:
    _say_words(store, site, "address", PlaceTextKind.ADDRESS)
    print(f"{'telephone':12}{site.desk_phone or '-'}")
    _say_words(store, site, "note", PlaceTextKind.ARRIVAL_NOTE)
    _say_words(store, site, "assembly", PlaceTextKind.ASSEMBLY_POINT)
    print(f"{'printer':12}{site.printer_side.value}")


def _say_words(store: Store, site: Site, label: str, kind: PlaceTextKind) -> None:
    """Print the words in the site's own language, and then those in others."""
    words = place_texts.every(store, site, kind)
    print(f"{label:12}{words.pop(site.language, '-')}")
    for language, text in words.items():
        print(f"{f'{label} {language}':12}{text}")
