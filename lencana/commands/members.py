"""`lencana member`: accounts of those who may sign in."""

from collections.abc import Iterator
from dataclasses import dataclass

import click

from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import company_called, site_called
from visits.audit import entries
from visits.erasure import account_closure
from visits.erasure.account_closure import Consequences
from visits.people import (
    accounts,
    memberships,
    second_factors,
    sessions,
    welcome_links,
)
from visits.store.database import Store
from visits.store.people import Member, MemberRole
from visits.store.sites import Company, Site
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.audit import Act
from visits.vocabulary.people import Role

address = click.option("--email", type=options.email, required=True, metavar="ADDRESS")


@dataclass(frozen=True)
class MemberOptions:
    """The options of `lencana member add`."""

    name: str
    email: str
    site: str
    company: str
    roles: tuple[Role, ...]
    language: str


@click.group()
def member() -> None:
    """Add a member or a role, send a new link, take a second factor away, close an account."""


@member.command()
@address
@click.option("--name", type=options.line(120), required=True)
@options.site
@click.option("--company", type=options.line(80), required=True, metavar="NAME")
@click.option(
    "--role",
    "roles",
    type=options.OneOf(Role),
    multiple=True,
    required=True,
    help="May be given several times.",
)
@options.language
@options.into(MemberOptions, "details")
def add(details: MemberOptions) -> None:
    """Add somebody at a site, with a link to set a password; or, with an account, at another."""
    with transaction() as store:
        new = accounts.NewMember(
            name=details.name,
            email=details.email,
            company_id=company_called(store, details.company).id,
            site_id=site_called(store, details.site).id,
            roles=frozenset(details.roles),
            language=details.language,
        )
        has_account = memberships.account_of(store, new.email) is not None
        accounts.add_member(store, new)
    print(
        "They have an account and keep its name and password; an e-mail says where else they "
        "belong from now on."
        if has_account
        else "An e-mail with a link to set the password is on its way."
    )


@member.command()
@address
@click.option("--role", type=options.OneOf(Role), required=True)
@click.option("--remove", is_flag=True, help="Take it away instead.")
@options.which_place
def role(
    email: str, role: Role, site: str | None, company: str | None, *, remove: bool
) -> None:
    """Give a member another role, or take one away."""
    with transaction() as store:
        member = at_one_place(store, email, site, company)
        held = accounts.roles(store, member.id)
        if remove and held <= {role}:
            raise CommandFailed("nothing would be left to them: close the account")
        present = held - {role} if remove else held | {role}
        if present != held:
            row = store.merge(MemberRole(member_id=member.id, role=role))
            if remove:
                store.delete(row)
            entries.record_about(store, OPERATOR, Act.ROLES_CHANGED, member.id)
    print(f"They may work as: {', '.join(sorted(present))}.")


@member.command()
@address
def link(email: str) -> None:
    """Send a new link to set a password; an older link is void."""
    with transaction() as store:
        welcome_links.send(store, open_account(store, email)[0].id)
    print("An e-mail with a new link is on its way; an older link is void.")


@member.command("second-factor")
@address
@click.option("--remove", is_flag=True, required=True, help="The phone is lost.")
def second_factor(email: str, *, remove: bool) -> None:
    """Take a member's second factor away; they sign in with the password, and set up another."""
    del remove
    with transaction() as store:
        # Of the person, in whichever of their memberships.
        account = open_account(store, email)[0]
        was_on = second_factors.remove(store, account.id, OPERATOR)
        sessions.end_all_of(store, account.id)
    print(
        "It is gone, and they are signed out everywhere."
        if was_on
        else "There was none."
    )


@member.command()
@address
@options.which_place
def close(email: str, site: str | None, company: str | None) -> None:
    """Close a member's place, or with their last one the account; invitations are withdrawn."""
    with transaction() as store:
        closing = at_one_place(store, email, site, company)
        # Counted before closing, which withdraws the invitations.
        consequences = account_closure.consequences(store, closing.id)
    is_any_left = True
    while is_any_left:
        with transaction() as store:
            is_any_left = account_closure.withdraw_some(store, closing.id, OPERATOR)
    with transaction() as store:
        account_closure.close(store, closing.id, OPERATOR)
    print("\n".join(_closed(consequences)))


def _closed(meant: Consequences) -> Iterator[str]:
    """Say what closing has led to."""
    yield (
        "The account is closed, and whoever was signed in with it is out."
        if meant.is_last_place
        else "They are out there, and keep their account with their other places."
    )
    yield (
        f"Invitations withdrawn: {meant.withdrawn}. "
        f"Name and address are erased after {meant.until:%Y-%m-%d}."
    )
    if meant.is_last_at_desk:
        yield (
            "Nobody else opens the front desk of this site: "
            "add somebody with `lencana member add`."
        )
    if meant.is_last_admin:
        yield "Nobody else manages the company here: `lencana member role` names another."


def open_account(store: Store, email: str) -> list[Member]:
    """Return the memberships of the account of this address; `CommandFailed` if there is none."""
    # Addresses are sealed: an account is found by the digest of its address only.
    account = memberships.account_of(store, email)
    if account is None:
        raise CommandFailed("there is no open account with this address")
    return memberships.of_account(store, account.id)


def at_one_place(
    store: Store, email: str, site: str | None, company: str | None
) -> Member:
    """Return the one membership at this site and company; the failure lists what there is."""
    places = {
        (
            store.get_one(Site, one.site_id).name,
            store.get_one(Company, one.company_id).name,
        ): one
        for one in open_account(store, email)
    }
    meant = [
        one
        for (at, of), one in places.items()
        if site in {None, at} and company in {None, of}
    ]
    if len(meant) != 1:
        listed = "; ".join(f"--site '{at}' --company '{of}'" for at, of in places)
        raise CommandFailed(f"say which of their places is meant: {listed}")
    return meant[0]
