"""`lencana policy`: what the register says, for guests, auditors and the documentation."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from sqlmodel import col, select

from lencana import installation
from lencana.commands import options
from lencana.commands.sites import site_called
from lencana.settings import Settings
from visits.policy import notice
from visits.policy.notice import NoticeContext
from visits.policy.register import register
from visits.reports import collected_categories, privacy_table, processing_record
from visits.reports.collected_categories import CollectedItem
from visits.retention import deadlines, periods
from visits.store.sites import Site
from visits.vocabulary.policy import Period, Way
from web.languages import OWN_NAMES

LANGUAGE = "en"


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The noun `policy` and its verbs."""
    verbs = nouns.add_parser(
        "policy", help="print what is kept of people, what for and for how long"
    )
    kinds = verbs.add_subparsers(required=True)
    kinds.add_parser("record", help="the record of processing").set_defaults(
        run=print_record
    )
    lately = kinds.add_parser(
        "categories", help="what was collected in the last twelve months"
    )
    lately.set_defaults(run=print_categories)
    kinds.add_parser("table", help="the table of docs/privacy.md").set_defaults(
        run=print_table
    )
    telling = kinds.add_parser("notice", help="what guests are told")
    telling.add_argument("--language", choices=list(OWN_NAMES), default=LANGUAGE)
    telling.add_argument("--site", type=options.words(80), required=True)
    telling.set_defaults(run=print_notice)


def print_record(asked: Namespace) -> int:
    """The record of processing stands on the console."""
    del asked
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        print(
            processing_record.record(
                store.exec(select(Site).order_by(col(Site.name))).all()
            )
        )
    return 0


def print_categories(asked: Namespace) -> int:
    """What was collected in the last twelve months stands on the console, and what for."""
    del asked
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        found = collected_categories.collected(store)
    for one in found:
        print(_line(one))
    if not found:
        print("Nothing was collected in the last twelve months.")
    return 0


def print_notice(asked: Namespace) -> int:
    """The whole notice of a site stands on the console."""
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        site = site_called(store, asked.site)
        keeps = {
            period: deadlines.site_period(store, site.id, period)
            for period in periods.OF_A_SITE
        }
    told = notice.of(asked.language)
    goes = {period: told.after_visit(period, time) for period, time in keeps.items()}
    about = NoticeContext(
        site=site.name,
        region=site.region,
        contact=site.privacy_contact,
        way=Way.INVITATION,
        log_goes=goes[Period.LOG],
        contact_goes=goes[Period.CONTACT],
        absent_goes=goes[Period.NO_SHOW],
    )
    print(told.heading)
    for row in told.rows(about):
        print(f"\n{row.label}\n{row.text}")
    return 0


def print_table(asked: Namespace) -> int:
    """The documentation's table stands on the console; it asks no database."""
    del asked
    print(privacy_table.table())
    return 0


def _line(one: CollectedItem) -> str:
    """Who was told, where the trail says it; who may read, where it does not."""
    said = [
        f"{register().label(one.entry.category, LANGUAGE)}: {one.entry.label[LANGUAGE]}"
    ]
    if one.times is not None:
        said.append("once" if one.times == 1 else f"{one.times} times")
    said.append(f"for {', '.join(sorted(one.entry.purposes))}")
    if one.told is None:
        said.append(f"open to {', '.join(sorted(one.entry.readers))}")
    else:
        said.append(f"told to {', '.join(sorted(one.told)) or 'nobody'}")
    return "; ".join(said)
