"""`lencana site`: where guests go."""

from dataclasses import dataclass
from datetime import timedelta

import click
from sqlmodel import col, select

from lencana import installation
from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import site_called
from lencana.commands.site_lobby import choose, directions, tablets
from lencana.commands.site_rules import rules
from lencana.commands.walk_ins import walk_ins
from lencana.settings import Settings
from visits import sites
from visits.audit import entries
from visits.erasure import purge
from visits.policy.register import register
from visits.retention import periods
from visits.store.database import Database
from visits.store.sites import Site
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import PeriodOutOfRange
from visits.vocabulary.visits import Level

ACCENT = "#0f5c4d"
"""The green that a site has until somebody chooses another colour."""
HOUR = timedelta(hours=1)
COUNTED_FROM = {
    Period.CONTACT: "after the visit",
    Period.LOG: "after the visit",
    Period.NO_SHOW: "after one that was not made",
}
NAME, NUMBER = "name", "number"


@dataclass(frozen=True)
class SiteOptions:
    """The options of `lencana site add`."""

    name: str
    time_zone: str
    region: str
    language: str
    closes: int
    least_level: str
    privacy_contact: str


@click.group()
def site() -> None:
    """Add a site, or choose what guests read and meet there, its mailbox, and what it keeps."""


site.add_command(directions)
site.add_command(rules)
site.add_command(tablets)
site.add_command(walk_ins)


@site.command("add")
@click.option("--name", type=options.line(80), required=True)
@click.option(
    "--time-zone",
    type=options.time_zone,
    required=True,
    metavar="ZONE",
    help="Such as Asia/Jakarta.",
)
@click.option(
    "--region",
    type=options.region,
    default="ID",
    show_default=True,
    help="The country of phone numbers without a country code.",
)
@options.language
@click.option(
    "--closes",
    type=options.closing_time,
    default="20:00",
    show_default=True,
    metavar="HH:MM",
    help="When guests who are still inside are checked out; before noon, in the night after. "
    "One that a change of the clock skips is as much later that day.",
)
@click.option(
    "--least-level",
    type=click.Choice(("1", "2", "3")),
    default="2",
    show_default=True,
    help="How surely guests show who they are.",
)
@click.option(
    "--privacy-contact",
    type=options.contact,
    required=True,
    metavar="ADDRESS",
    help="Whom guests write to about their data.",
)
@options.into(SiteOptions, "details")
def add_site(details: SiteOptions) -> None:
    """Add a site."""
    row = Site(
        name=details.name,
        time_zone=details.time_zone,
        region=details.region,
        language=details.language,
        closes_at=details.closes,
        least_level=Level(int(details.least_level)),
        accent=ACCENT,
        privacy_contact=details.privacy_contact,
    )
    with transaction() as store:
        if store.exec(select(Site).where(col(Site.name) == details.name)).first():
            raise CommandFailed(f"there is a site called {details.name} already")
        store.add(row)
        store.flush()
        entries.record_about(store, actors.OPERATOR, Act.SITE_ADDED, row.id)
    closing = f"{details.closes // 60:02}:{details.closes % 60:02}"
    night = ", in the night after each day" if details.closes < sites.NOON else ""
    print(f"{details.name} is open; it closes at {closing}{night}.")


@site.command()
@click.option(
    "--site",
    "--name",
    "site_name",
    type=options.line(80),
    required=True,
    metavar="NAME",
)
@click.option("--show", type=click.Choice((NAME, NUMBER)), required=True)
def badges(site_name: str, show: str) -> None:
    """Choose whether badges show names or a number, from the next one on."""
    with transaction() as store:
        row = site_called(store, site_name)
        choose(store, row, private_badges=show == NUMBER)
    shown = "a number" if show == NUMBER else "the names"
    print(f"From now on badges at {site_name} show {shown}.")


@site.command("second-factor")
@options.site
@click.option("--required/--offered", default=True, show_default=True)
def second_factor(site: str, *, required: bool) -> None:
    """Let the front desk sign in with an authenticator app only, or as they choose."""
    with transaction() as store:
        row = site_called(store, site)
        choose(store, row, second_factor=required)
    if required:
        print(
            f"Whoever is at the desk of {site} sets one up before anything else opens."
        )
    else:
        print(f"A second factor is offered to the desk of {site}, and not required.")


@site.command()
@options.site
@click.option(
    "--sender",
    type=options.optional_contact,
    metavar="ADDRESS",
    help="Where its e-mails come from; the mail server must take them from there.",
)
@click.option(
    "--reply-to",
    type=options.optional_contact,
    metavar="ADDRESS",
    help="Where answers to them go.",
)
def mail(site: str, sender: str | None, reply_to: str | None) -> None:
    """Choose a mailbox of the site's own; without an option, say what is chosen.

    An empty value takes one back.
    """
    with transaction() as store:
        row = site_called(store, site)
        choose(store, row, mail_sender=sender, reply_to=reply_to)
        print(f"{'sender':12}{row.mail_sender or '-'}")
        print(f"{'answers to':12}{row.reply_to or '-'}")


@site.command()
@options.site
@click.option(
    "--retention-class",
    type=click.Choice([period.value for period in periods.OF_A_SITE]),
)
@click.option("--hours", type=int)
def keep(site: str, retention_class: str | None, hours: int | None) -> None:
    """Choose how long guests are kept; without a class, say what is chosen."""
    if (retention_class is None) is not (hours is None):
        raise CommandFailed("give --retention-class and --hours together, or neither")
    with installation.open_database(Settings()) as database:
        if retention_class and hours is not None:
            _choose_period(database, site, Period(retention_class), hours)
        with database.reading() as store:
            for term in periods.listed(store, site_called(store, site).id):
                print(
                    f"{term.period.value:8} {term.keeps // HOUR:5} h "
                    f"{COUNTED_FROM[term.period]} (at most {term.ceiling // HOUR} h)"
                )


def _choose_period(database: Database, site: str, period: Period, hours: int) -> None:
    try:
        with database.transaction() as store:
            site_id = site_called(store, site).id
            is_shorter = periods.keep(store, site_id, period, hours, actors.OPERATOR)
    except PeriodOutOfRange:
        ceiling = register().retention_classes[period].ceiling // HOUR
        raise CommandFailed(
            f"{period.value} is kept for 1 to {ceiling} hours; longer is a legal hold"
        ) from None
    # Shorter holds for everybody at once; longer would break what guests were promised.
    if is_shorter:
        purge.reseal(database)
        print("Guests whose data is kept already are kept shorter too.")
    else:
        print(
            "This holds for guests who are invited from now on: the others were promised less."
        )
