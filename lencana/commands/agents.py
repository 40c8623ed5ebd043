"""`lencana agent`: the programs beside a site's printers are paired, listed and revoked."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from lencana import installation
from lencana.commands import CommandFailed, options
from lencana.commands.sites import site_called
from lencana.settings import Settings
from visits.printing import agents
from visits.vocabulary.refusals import NotFound


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The noun `agent` and its verbs."""
    verbs = nouns.add_parser(
        "agent", help="pair, list or revoke print agents"
    ).add_subparsers(required=True)
    pairing = verbs.add_parser("pair", help="make a code for a print agent")
    listing = verbs.add_parser("list", help="a site's print agents, with their ids")
    revoking = verbs.add_parser(
        "revoke", help="a print agent's token opens nothing any more"
    )
    for verb, run in ((pairing, pair), (listing, show), (revoking, revoke)):
        verb.add_argument("--site", type=options.words(80), required=True)
        verb.set_defaults(run=run)
    pairing.add_argument("--name", type=options.words(40), default="Print agent")
    revoking.add_argument(
        "--agent", required=True, help="its id, as `lencana agent list` says it"
    )


def pair(asked: Namespace) -> int:
    """The operator has a code that makes one program a print agent of the site."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        code = agents.offer_pairing(
            store, site_called(store, asked.site).id, asked.name
        )
    print(
        f"Run `python -m printers --config ... --server ... --pair {code}` within 15 minutes."
    )
    return 0


def show(asked: Namespace) -> int:
    """The operator sees which programs are print agents of the site, and when each was heard last."""
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        known = agents.of_site(store, site_called(store, asked.site).id)
    for agent in known:
        print(
            f"{agent.public_id}  {agent.name}, heard {agent.last_seen_at:%Y-%m-%d %H:%M} UTC"
        )
    if not known:
        print(f"{asked.site} has no print agent.")
    return 0


def revoke(asked: Namespace) -> int:
    """The program is no print agent any more, from its next request on."""
    with (
        installation.open_database(Settings()) as database,
        database.transaction() as store,
    ):
        try:
            agents.revoke(store, site_called(store, asked.site).id, asked.agent)
        except NotFound:
            raise CommandFailed(
                f"{asked.site} has no print agent of this id: see `lencana agent list`"
            ) from None
    print("It is a print agent no more.")
    return 0
