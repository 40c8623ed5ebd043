"""`lencana agent`: pair, list and revoke the print agents of a site."""

import click

from lencana.commands import CommandFailed, options, reading, transaction
from lencana.commands.by_name import site_called
from visits.printing import agents
from visits.vocabulary.refusals import NotFound


@click.group()
def agent() -> None:
    """Pair, list or revoke print agents."""


@agent.command()
@options.site
@click.option("--name", type=options.line(40), default="Print agent", show_default=True)
def pair(site: str, name: str) -> None:
    """Make a code that pairs one print agent with the site."""
    with transaction() as store:
        code = agents.offer_pairing(store, site_called(store, site).id, name)
    print(
        f"Run `python -m printers --config ... --server ... --pair {code}` within 15 minutes."
    )


@agent.command("list")
@options.site
def list_agents(site: str) -> None:
    """List the site's print agents, with their ids."""
    with reading() as store:
        paired = agents.of_site(store, site_called(store, site).id)
    for each in paired:
        print(
            f"{each.public_id}  {each.name}, heard {each.last_seen_at:%Y-%m-%d %H:%M} UTC"
        )
    if not paired:
        print(f"{site} has no print agent.")


@agent.command()
@options.site
@click.option(
    "--agent", "agent_id", required=True, help="Its id, from `lencana agent list`."
)
def revoke(site: str, agent_id: str) -> None:
    """Refuse this print agent from its next request on."""
    with transaction() as store:
        try:
            agents.revoke(store, site_called(store, site).id, agent_id)
        except NotFound:
            raise CommandFailed(
                f"{site} has no print agent of this id: see `lencana agent list`"
            ) from None
    print("The print agent is revoked.")
