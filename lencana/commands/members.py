"""`lencana member add`: somebody may sign in, once they have proved their address."""

from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from typing import Any

from email_validator import EmailNotValidError, validate_email

from lencana import house
from lencana.commands.places import company_called, site_called
from lencana.settings import Settings
from visits.people import accounts
from visits.words import Role


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The noun `member` and its verb."""
    verb = nouns.add_parser("member", help="add a member").add_subparsers(required=True).add_parser("add")
    verb.add_argument("--name", required=True)
    verb.add_argument("--email", type=_email, required=True)
    verb.add_argument("--site", required=True)
    verb.add_argument("--company", required=True)
    verb.add_argument("--role", dest="roles", type=Role, choices=list(Role), action="append", required=True)
    verb.add_argument("--language", choices=("en", "id"), default="en")
    verb.set_defaults(run=add)


def add(asked: Namespace) -> int:
    """The member has an account, and a mail with a one-time link to set a password is on its way."""
    with house.open_database(Settings()) as database, database.transaction() as store:
        new = accounts.NewMember(
            name=asked.name, email=asked.email, company_id=company_called(store, asked.company).id,
            site_id=site_called(store, asked.site).id, roles=frozenset(asked.roles), language=asked.language,
        )  # fmt: skip
        accounts.add_member(store, new)
    print("A mail with a link to set the password is on its way.")
    return 0


def _email(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        raise ArgumentTypeError("that is no e-mail address") from None
