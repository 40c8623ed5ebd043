"""`lencana plan`: for how many guests hosts and companies may invite."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click
from sqlmodel import col, select

from lencana.commands import CommandFailed, options, reading, transaction
from lencana.commands.by_name import company_called
from lencana.commands.members import at_one_place
from visits.audit import entries
from visits.people import quotas
from visits.store.database import Store
from visits.store.people import Member
from visits.store.sites import Company, MembershipPlan
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.audit import Act
from visits.vocabulary.people import QuotaPeriod, QuotaScope


@dataclass(frozen=True)
class PlanLimits:
    """The limits that were given; None leaves one as it is, `options.ANY` takes it away."""

    host_day: int | None
    host_week: int | None
    host_month: int | None
    company_day: int | None
    company_week: int | None
    company_month: int | None


@click.group()
def plan() -> None:
    """Choose for how many guests hosts and companies may invite."""


@plan.command()
@click.option("--name", type=options.line(80), required=True)
@options.limit("--host-day", "Guests of one host on a day.")
@options.limit("--host-week", "From Monday to Sunday.")
@options.limit("--host-month", "In a month of the calendar.")
@options.limit("--company-day", "Guests of all hosts of a company on a day.")
@options.limit("--company-week", "From Monday to Sunday.")
@options.limit("--company-month", "In a month of the calendar.")
@options.into(PlanLimits, "given")
def limits(name: str, given: PlanLimits) -> None:
    """Set limits of a plan, which is made if there is none of the name; `default` is everybody's.

    Limits that are not given stay as they are; `any` takes one away.
    """
    with transaction() as store:
        row = _found(store, name) or _new(name)
        for column, most in asdict(given).items():
            if most is not None:
                setattr(row, column, None if most == options.ANY else most)
        store.add(row)
        store.flush()
        entries.record_about(store, OPERATOR, Act.PLAN_CHANGED, row.id)
        print("\n".join(_described(row)))


@plan.command("list")
def show() -> None:
    """List the plans, their limits, and how many companies and hosts have each."""
    with reading() as store:
        plans = {row.name: row for row in store.exec(select(MembershipPlan))}
        for row in ({quotas.DEFAULT.name: quotas.DEFAULT} | plans).values():
            print("\n".join(_described(row)))
            number = _number(row)
            of_companies = select(Company.id).where(col(Company.plan_id) == number)
            # Nobody has the default one of their own: it is what is left without a plan.
            is_own = (
                col(Member.plan_id) == (number or 0),
                col(Member.closed_at).is_(None),
            )
            of_hosts = select(Member.id).where(*is_own)
            companies, hosts = (
                len(store.exec(having).all()) for having in (of_companies, of_hosts)
            )
            print(f"  companies {companies}, hosts of their own {hosts}")


@plan.command()
@click.option("--name", type=options.line(80), required=True, help="The plan's name.")
@click.option(
    "--email", type=options.email, metavar="ADDRESS", help="One host's alone."
)
@options.which_place
def choose(name: str, email: str | None, site: str | None, company: str | None) -> None:
    """Give a company or one host a plan; `default` takes it back."""
    if email is None and (company is None or site is not None):
        raise CommandFailed("give --company or --email")
    with transaction() as store:
        row = _found(store, name)
        if row is None and name != quotas.DEFAULT.name:
            raise CommandFailed(
                f"there is no plan called {name}: see `lencana plan list`"
            )
        if email is not None:
            host = at_one_place(store, email, site, company)
            host.plan_id = _number(row)
            entries.record_about(store, OPERATOR, Act.PLAN_CHOSEN, host.id)
        elif company is not None:
            chosen = company_called(store, company)
            chosen.plan_id = _number(row)
            entries.record_about(store, OPERATOR, Act.COMPANY_CHANGED, chosen.id)
    print(f"The plan is {name} from now on.")


def _found(store: Store, name: str) -> MembershipPlan | None:
    named = select(MembershipPlan).where(col(MembershipPlan.name) == name)
    return store.exec(named).first()


def _number(row: MembershipPlan | None) -> int | None:
    """By what a company or a host has it; whoever has the default one follows it without."""
    return None if row is None or row.name == quotas.DEFAULT.name else row.id


def _new(name: str) -> MembershipPlan:
    usual = quotas.DEFAULT.model_dump(exclude={"id", "name"})
    # What is not given of the default plan stays as it was without a row.
    return MembershipPlan(name=name, **usual if name == quotas.DEFAULT.name else {})


def _described(row: MembershipPlan) -> Iterator[str]:
    yield row.name
    for scope in QuotaScope:
        each = ((quotas.limit(row, scope, period), period) for period in QuotaPeriod)
        shown = (
            f"{'any number' if most is None else most} a {period}"
            for most, period in each
        )
        yield f"  {scope:8} {', '.join(shown)}"
