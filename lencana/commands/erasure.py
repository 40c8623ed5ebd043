"""`lencana purge` and `lencana legal-hold`: erase what is due, or keep a visit longer."""

from datetime import date

import click
from sqlmodel import col, select

from lencana import installation
from lencana.commands import CommandFailed, options, reading, transaction
from lencana.settings import Settings
from visits import sites
from visits.erasure import clock_guard, legal_holds
from visits.erasure import purge as purges
from visits.erasure.purge import PurgeFailed
from visits.store.database import Store
from visits.store.rights import LegalHold
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.refusals import NotFound

DOUBTED = (
    "the clock jumped by more than two days since this database was last looked at, "
    "or the machine was off as long; nothing was erased. If today is {today} (UTC), "
    "run `lencana purge --today {today}`; if not, set the clock"
)
UNDER_WAY = "Another process erases what is due at this moment: nothing was done here."
BLOCKED = "A reader keeps the write-ahead log; it is emptied by a later run."


@click.command()
@click.option(
    "--today",
    type=options.day,
    metavar="DATE",
    help="Today's date (UTC), after the clock was doubted.",
)
def purge(today: date | None) -> None:
    """Erase what is due now, as the server does every quarter of an hour."""
    with installation.open_database(Settings()) as database:
        if today:
            # A transaction of its own: the confirmation stays even if the purge fails.
            with database.transaction() as store:
                clock_guard.confirm(store, today, actors.OPERATOR)
        try:
            result = purges.purge(database)
        except PurgeFailed as problem:
            raise CommandFailed((type(problem).__doc__ or "").strip()) from None
    if result.is_doubted:
        raise CommandFailed(DOUBTED.format(today=database.clock().date()))
    if result.is_under_way:
        print(UNDER_WAY)
        return
    print(
        f"Erased: {result.visits} visits, {result.envelopes} envelopes, {result.days} days' keys."
    )
    if result.is_blocked:
        print(BLOCKED)


@click.group("legal-hold")
def legal_hold() -> None:
    """Keep a visit longer, for a reason and until a review day."""


@legal_hold.command()
@click.option(
    "--visit", required=True, metavar="ID", help="The end of its address at the desk."
)
@click.option("--reason", type=options.OneOf(HoldReason), required=True)
@click.option(
    "--review",
    type=options.day,
    required=True,
    metavar="DATE",
    help="Until when, 90 days ahead at most.",
)
def place(visit: str, reason: HoldReason, review: date) -> None:
    """Keep the visit until its review day."""
    with transaction() as store:
        hold = legal_holds.place(
            store, _visit_id(store, visit), reason, review, actors.OPERATOR
        )
    print(
        f"Held until the end of {review}; "
        f"before: lencana legal-hold release --hold {hold.public_id}"
    )


@legal_hold.command("list")
def list_holds() -> None:
    """List the legal holds in force, the next review first."""
    with reading() as store:
        lines = [_line(store, hold) for hold in legal_holds.listed(store)]
    print("\n".join(lines) or "Nobody is held.")


@legal_hold.command()
@click.option(
    "--hold", required=True, metavar="ID", help="As `lencana legal-hold list` shows it."
)
def release(hold: str) -> None:
    """End the hold: its visit is kept or erased as if there had been none."""
    with transaction() as store:
        try:
            legal_holds.release(store, hold, actors.OPERATOR)
        except NotFound:
            raise CommandFailed("No hold of that id is in force.") from None
    print("Released. What only the hold kept is erased.")


def _visit_id(store: Store, public_id: str) -> int:
    visit_id = store.exec(
        select(Visit.id).where(col(Visit.public_id) == public_id)
    ).first()
    if visit_id is None:
        raise CommandFailed("there is no such visit; it may be erased already")
    return visit_id


def _line(store: Store, hold: LegalHold) -> str:
    visit = store.get_one(Visit, hold.visit_id)
    site = sites.of(store, visit.site_id)
    return (
        f"{hold.public_id}  visit {visit.public_id}  {site.name}  "
        f"{hold.reason.value}  review {legal_holds.review_day(site, hold)}"
    )
