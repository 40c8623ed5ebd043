"""`lencana company`: whose guests they are."""

import click
from sqlmodel import col, select

from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import company_called
from visits.audit import entries
from visits.store.sites import Company
from visits.vocabulary import actors
from visits.vocabulary.audit import Act


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
def add_company(name: str, floor: str) -> None:
    """Add a company, which may have hosts then."""
    with transaction() as store:
        if store.exec(select(Company).where(col(Company.name) == name)).first():
            raise CommandFailed(f"there is a company called {name} already")
        row = Company(name=name, floor=floor)
        store.add(row)
        store.flush()
        entries.record_about(store, actors.OPERATOR, Act.COMPANY_ADDED, row.id)
    print(f"{name} may have hosts now.")


@company.command("floor")
@click.option("--name", type=options.line(80), required=True)
@click.option("--floor", type=options.optional_line(60), required=True)
def move_company(name: str, floor: str) -> None:
    """Choose what guests read of where in the building a company is."""
    with transaction() as store:
        row = company_called(store, name)
        row.floor = floor
        entries.record_about(store, actors.OPERATOR, Act.COMPANY_CHANGED, row.id)
    print(f"Guests of {name} are told: {floor or 'nothing'}.")
