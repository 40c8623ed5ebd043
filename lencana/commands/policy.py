"""`lencana policy`: what the register says, for guests, auditors and the documentation."""

import click
from sqlmodel import col, select

from lencana.commands import options, reading
from lencana.commands.by_name import site_called
from visits.policy import notice as notices
from visits.policy.notice import NoticeContext
from visits.policy.register import register
from visits.reports import collected_categories, privacy_table, processing_record
from visits.reports.collected_categories import CollectedItem
from visits.retention import deadlines, periods
from visits.store.sites import Site
from visits.vocabulary.policy import Period, Way

LANGUAGE = "en"


@click.group()
def policy() -> None:
    """Print what is kept of people, what for and for how long."""


@policy.command()
def record() -> None:
    """Print the record of processing (GDPR, article 30)."""
    with reading() as store:
        sites = store.exec(select(Site).order_by(col(Site.name))).all()
        print(processing_record.record(sites))


@policy.command()
def categories() -> None:
    """Print what was collected in the last twelve months, and what for."""
    with reading() as store:
        items = collected_categories.collected(store)
    for item in items:
        print(_line(item))
    if not items:
        print("Nothing was collected in the last twelve months.")


@policy.command()
def table() -> None:
    """Print the table of docs/privacy.md; it needs no database."""
    print(privacy_table.table())


@policy.command()
@options.site
@options.language
def notice(site: str, language: str) -> None:
    """Print the whole privacy notice that guests of a site read."""
    with reading() as store:
        row = site_called(store, site)
        keeps = {
            period: deadlines.site_period(store, row.id, period)
            for period in periods.OF_A_SITE
        }
    text = notices.in_language(language)
    goes = {period: text.after_visit(period, time) for period, time in keeps.items()}
    context = NoticeContext(
        site=row.name,
        region=row.region,
        contact=row.privacy_contact,
        way=Way.INVITATION,
        log_erased_by=goes[Period.LOG],
        contact_erased_by=goes[Period.CONTACT],
        absent_erased_by=goes[Period.NO_SHOW],
    )
    print(text.heading)
    for paragraph in text.rows(context):
        print(f"\n{paragraph.label}\n{paragraph.text}")


def _line(item: CollectedItem) -> str:
    """Say who was told, where the audit log knows it; who may read, where it does not."""
    category = register().label(item.entry.category, LANGUAGE)
    parts = [f"{category}: {item.entry.label[LANGUAGE]}"]
    if item.times is not None:
        parts.append("once" if item.times == 1 else f"{item.times} times")
    parts.append(f"for {', '.join(sorted(item.entry.purposes))}")
    if item.read_by is None:
        parts.append(f"open to {', '.join(sorted(item.entry.readers))}")
    else:
        parts.append(f"told to {', '.join(sorted(item.read_by)) or 'nobody'}")
    return "; ".join(parts)
