"""`lencana purge` and `lencana legal-hold`: whose time is over, and who is remembered longer."""

from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from datetime import date
from typing import Any

from sqlmodel import col, select

from lencana import installation
from lencana.commands import CommandFailed, options
from lencana.settings import Settings
from visits import sites
from visits.erasure import clock_guard, legal_holds, purge
from visits.erasure.purge import PurgeFailed, PurgeResult
from visits.store.database import Store
from visits.store.rights import LegalHold
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.refusals import NotFound

DOUBTED = (
    "the clock leapt by more than two days since this database was last looked at, or the machine was off as "
    "long; nobody was forgotten. If today is {today} (UTC), run `lencana purge --today {today}`; if not, "
    "set the clock"
)
BLOCKED = "A reader keeps the write-ahead log; it is emptied by a later run."


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The nouns of forgetting and their verbs."""
    purging = nouns.add_parser(
        "purge", help="erase what is due now, as the worker does"
    )
    purging.add_argument(
        "--today", type=day, help="today's date (UTC), after the clock was doubted"
    )
    purging.set_defaults(run=run_purge)
    verbs = nouns.add_parser(
        "legal-hold", help="keep a visit longer, for a reason"
    ).add_subparsers(required=True)
    placing = verbs.add_parser(
        "place", help="until a review day, 90 days ahead at most"
    )
    placing.add_argument(
        "--visit", required=True, help="the end of its address at the desk"
    )
    placing.add_argument(
        "--reason",
        type=options.word_of(HoldReason),
        required=True,
        help=", ".join(HoldReason),
    )
    placing.add_argument("--review", type=day, required=True, help="such as 2026-12-24")
    placing.set_defaults(run=place)
    verbs.add_parser("list", help="the holds in force").set_defaults(run=list_holds)
    releasing = verbs.add_parser("release", help="nothing holds it any more")
    releasing.add_argument(
        "--hold", required=True, help="as `lencana legal-hold list` shows it"
    )
    releasing.set_defaults(run=release)


def day(text: str) -> date:
    """A date of the calendar."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write a day like 2026-12-24") from None


def run_purge(asked: Namespace) -> int:
    """Everything due is erased, and the keys of past days with it."""
    with installation.open_database(Settings()) as database:
        if asked.today:
            with database.transaction() as store:
                clock_guard.confirm(store, asked.today, actors.OPERATOR)
        try:
            gone = purge.purge(database)
        except PurgeFailed as problem:
            raise CommandFailed((type(problem).__doc__ or "").strip()) from None
    if gone.is_doubted:
        raise CommandFailed(DOUBTED.format(today=database.clock().date()))
    _say(gone)
    return 0


def place(asked: Namespace) -> int:
    """The visit is remembered until its review day."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        hold = legal_holds.place(
            store,
            _visit(store, asked.visit),
            asked.reason,
            asked.review,
            actors.OPERATOR,
        )
    print(
        f"Held until the end of {asked.review}; before: lencana legal-hold release --hold {hold.public_id}"
    )
    return 0


def list_holds(_asked: Namespace) -> int:
    """Whoever looks after holds sees all that are in force, the next review first."""
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        lines = [_line(store, hold) for hold in legal_holds.listed(store)]
    print("\n".join(lines) or "Nobody is held.")
    return 0


def release(asked: Namespace) -> int:
    """The hold is over, and its visit is kept or gone as if it had never been."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        try:
            legal_holds.release(store, asked.hold, actors.OPERATOR)
        except NotFound:
            raise CommandFailed("No hold of that id is in force.") from None
    print("Released. What was only held is erased.")
    return 0


def _say(gone: PurgeResult) -> None:
    print(
        f"Forgotten: {gone.visits} visits, {gone.envelopes} envelopes, {gone.days} days' keys."
    )
    if gone.is_blocked:
        print(BLOCKED)


def _visit(store: Store, public_id: str) -> int:
    found = store.exec(
        select(Visit.id).where(col(Visit.public_id) == public_id)
    ).first()
    if found is None:
        raise CommandFailed("there is no such visit; it may be forgotten already")
    return found


def _line(store: Store, hold: LegalHold) -> str:
    visit = store.get_one(Visit, hold.visit_id)
    site = sites.of(store, visit.site_id)
    review = sites.today(site, hold.review_at) - purge.DAY
    return f"{hold.public_id}  visit {visit.public_id}  {site.name}  {hold.reason.value}  review {review}"
