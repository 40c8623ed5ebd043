"""`lencana company`: whose guests they are."""

import click
from sqlmodel import col, select

from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import company_called
from visits import place_texts
from visits.audit import entries
from visits.store.sites import Company
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.places import PlaceTextKind


@click.group()
def company() -> None:
    """Add a company, or say where it is."""


@company.command("add")
@click.option("--name", type=options.line(80), required=True)
@click.option(
    "--floor",
    type=options.optional_line(60),
    default="",
    help="Where in the building it is, in words that guests read.",
)
@options.language
def add_company(name: str, floor: str, language: str) -> None:
    """Add a company, which may have hosts then."""
    with transaction() as store:
        if store.exec(select(Company).where(col(Company.name) == name)).first():
            raise CommandFailed(f"there is a company called {name} already")
        row = Company(name=name)
        store.add(row)
        store.flush()
        place_texts.write(store, row, PlaceTextKind.FLOOR, language, floor)
        entries.record_about(store, actors.OPERATOR, Act.COMPANY_ADDED, row.id)
    print(f"{name} may have hosts now.")


@company.command("floor")
@click.option("--name", type=options.line(80), required=True)
@click.option("--floor", type=options.optional_line(60), required=True)
@options.language
def move_company(name: str, floor: str, language: str) -> None:
    """Choose what guests read, in one language, of where in the building a company is.

    Whose language has no words of its own reads those in the site's, else in another.
    """
    with transaction() as store:
        row = company_called(store, name)
        place_texts.write(store, row, PlaceTextKind.FLOOR, language, floor)
        entries.record_about(store, actors.OPERATOR, Act.COMPANY_CHANGED, row.id)
    print(f"Guests of {name} are told: {floor or 'nothing'}.")
