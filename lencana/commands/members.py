"""`lencana member`: accounts of those who may sign in."""

from dataclasses import dataclass

import click
from sqlmodel import col, select

from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import company_called, site_called
from visits.audit import entries
from visits.erasure import account_closure
from visits.people import accounts, profiles, second_factors, sessions, welcome_links
from visits.store.database import Store
from visits.store.people import Member, MemberRole
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
    """Make an account, and send a link to set its password."""
    with transaction() as store:
        new = accounts.NewMember(
            name=details.name,
            email=details.email,
            company_id=company_called(store, details.company).id,
            site_id=site_called(store, details.site).id,
            roles=frozenset(details.roles),
            language=details.language,
        )
        accounts.add_member(store, new)
    print("An e-mail with a link to set the password is on its way.")


@member.command()
@address
@click.option("--role", type=options.OneOf(Role), required=True)
@click.option("--remove", is_flag=True, help="Take it away instead.")
def role(email: str, role: Role, *, remove: bool) -> None:
    """Give a member another role, or take one away."""
    with transaction() as store:
        account = open_account(store, email)
        held = accounts.roles(store, account.id)
        if remove and held <= {role}:
            raise CommandFailed("nothing would be left to them: close the account")
        present = held - {role} if remove else held | {role}
        if present != held:
            row = store.merge(MemberRole(member_id=account.id, role=role))
            if remove:
                store.delete(row)
            entries.record_about(store, OPERATOR, Act.ROLES_CHANGED, account.id)
    print(f"They may work as: {', '.join(sorted(present))}.")


@member.command()
@address
def link(email: str) -> None:
    """Send a new link to set a password; an older link is void."""
    with transaction() as store:
        welcome_links.send(store, open_account(store, email).id)
    print("An e-mail with a new link is on its way; an older link is void.")


@member.command("second-factor")
@address
@click.option("--remove", is_flag=True, required=True, help="The phone is lost.")
def second_factor(email: str, *, remove: bool) -> None:
    """Take a member's second factor away; they sign in with the password, and set up another."""
    del remove
    with transaction() as store:
        account = open_account(store, email)
        was_on = second_factors.remove(store, account.id, OPERATOR)
        sessions.end_all_of(store, account.id)
    print(
        "It is gone, and they are signed out everywhere."
        if was_on
        else "There was none."
    )


@member.command()
@address
def close(email: str) -> None:
    """Close an account: nobody signs in with it again, and its invitations are withdrawn."""
    with transaction() as store:
        account = open_account(store, email)
        # Counted before closing, which withdraws the invitations.
        consequences = account_closure.consequences(store, account.id)
    is_any_left = True
    while is_any_left:
        with transaction() as store:
            is_any_left = account_closure.withdraw_some(store, account.id, OPERATOR)
    with transaction() as store:
        account_closure.close(store, account.id, OPERATOR)
    print("The account is closed, and whoever was signed in with it is out.")
    print(
        f"Invitations withdrawn: {consequences.withdrawn}. "
        f"Name and address are erased after {consequences.until:%Y-%m-%d}."
    )
    if consequences.is_last_at_desk:
        print(
            "Nobody else opens the front desk of this site: "
            "add somebody with `lencana member add`."
        )
    if consequences.is_last_admin:
        print(
            "Nobody else manages the company here: `lencana member role` names another."
        )


def open_account(store: Store, email: str) -> Member:
    """Return the open account of this address; `CommandFailed` if there is none."""
    # Addresses are sealed: an account is found by the digest of its address only.
    login = profiles.login_digest(store, email)
    account = store.exec(select(Member).where(col(Member.login) == login)).first()
    if account is None:
        raise CommandFailed("there is no open account with this address")
    return account
