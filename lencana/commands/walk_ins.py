"""`lencana site walk-ins`: what guests may do who have no invitation."""

import click

from lencana.commands import options, transaction
from lencana.commands.by_name import site_called
from lencana.commands.site_lobby import choose
from visits import sites
from visits.vocabulary.visits import WalkInRule

MEANINGS = {
    WalkInRule.NOT_TAKEN: "the kiosks send them to the front desk",
    WalkInRule.IN_PERSON: "a badge once the host lets them in at the kiosk, or the desk has seen "
    "an ID",
    WalkInRule.ACCEPTED: "a badge once the host, or a colleague, has accepted them",
}


@click.command("walk-ins")
@options.site
@click.option(
    "--rule",
    type=options.OneOf(WalkInRule),
    help="Whether kiosks take them, and what their badge needs.",
)
def walk_ins(site: str, rule: WalkInRule | None) -> None:
    """Choose what guests without an invitation may do; without an option, say what is chosen."""
    with transaction() as store:
        row = site_called(store, site)
        if choose(store, row, walk_ins=rule):
            sites.changed(store, row.id)
        print(f"{row.walk_ins.value}: {MEANINGS[row.walk_ins]}.")
