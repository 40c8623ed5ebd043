"""`lencana member`: somebody may sign in once they have proved their address, and until they leave."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from sqlmodel import col, select

from lencana import installation
from lencana.commands import CommandFailed, options
from lencana.commands.sites import company_called, site_called
from lencana.settings import Settings
from visits.erasure import account_closure
from visits.people import accounts, profiles, welcome_links
from visits.store.database import Store
from visits.store.people import Member
from visits.vocabulary.actors import OPERATOR
from visits.vocabulary.visits import Role


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The noun `member` and its verbs."""
    verbs = nouns.add_parser(
        "member", help="add a member, send a new link, or close an account"
    )
    kinds = verbs.add_subparsers(required=True)
    adding = kinds.add_parser(
        "add", help="make an account, and send a link to set its password"
    )
    linking = kinds.add_parser(
        "link", help="send a new link to set a password; an older one is void"
    )
    closing = kinds.add_parser("close", help="nobody signs in with this account again")
    for verb, run in ((adding, add), (linking, link), (closing, close)):
        verb.add_argument("--email", type=options.email, required=True)
        verb.set_defaults(run=run)
    adding.add_argument("--name", type=options.words(120), required=True)
    adding.add_argument("--site", type=options.words(80), required=True)
    adding.add_argument("--company", type=options.words(80), required=True)
    adding.add_argument(
        "--role",
        dest="roles",
        type=Role,
        choices=list(Role),
        action="append",
        required=True,
    )
    adding.add_argument("--language", choices=("en", "id"), default="en")


def add(asked: Namespace) -> int:
    """The member has an account, and a mail with a one-time link to set a password is on its way."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        new = accounts.NewMember(
            name=asked.name,
            email=asked.email,
            company_id=company_called(store, asked.company).id,
            site_id=site_called(store, asked.site).id,
            roles=frozenset(asked.roles),
            language=asked.language,
        )
        accounts.add_member(store, new)
    print("A mail with a link to set the password is on its way.")
    return 0


def link(asked: Namespace) -> int:
    """A mail with a new one-time link is on its way; the password that is set stays until it is used."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        welcome_links.send(store, _open_account(store, asked.email).id)
    print("A mail with a new link is on its way; an older link is void.")
    return 0


def close(asked: Namespace) -> int:
    """Nobody signs in with this account again, and its guests who have not come are told."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        member = _open_account(store, asked.email)
        meant = account_closure.consequences(store, member.id)
        account_closure.close(store, member.id, OPERATOR)
    print("The account is closed, and whoever was signed in with it is out.")
    print(
        f"Invitations withdrawn: {meant.withdrawn}. Name and address go after {meant.until:%Y-%m-%d}."
    )
    if meant.is_last_at_desk:
        print(
            "Nobody else opens the front desk of this site: add somebody with `lencana member add`."
        )
    return 0


def _open_account(store: Store, email: str) -> Member:
    member = store.exec(
        select(Member).where(col(Member.login) == profiles.login_digest(store, email))
    ).first()
    if member is None:
        raise CommandFailed("there is no open account with this address")
    return member
