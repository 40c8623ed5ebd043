"""`lencana kiosk`: the tablets of a site."""

import click

from lencana.commands import options, transaction
from lencana.commands.by_name import site_called
from visits.lobby import kiosks


@click.group()
def kiosk() -> None:
    """Pair a kiosk."""


@kiosk.command("pair")
@options.site
@click.option("--name", type=options.line(40), default="Lobby", show_default=True)
def pair_kiosk(site: str, name: str) -> None:
    """Make a code that pairs one tablet with the site, as its kiosk."""
    with transaction() as store:
        code = kiosks.offer_pairing(store, site_called(store, site).id, name)
    print(f"Type {code} at the tablet within 15 minutes.")
