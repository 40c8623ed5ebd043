"""`lencana channel`: by what a front desk, or a company, is told of guests beside the host."""

import click

from lencana.commands import CommandFailed, options, reading, transaction
from lencana.commands.by_name import company_called, site_called
from visits import host_channels
from visits.people import channels
from visits.people.channel_fields import TYPED
from visits.people.channels import ChannelOwner, OwnChannel
from visits.store.database import Store
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.refusals import ChannelFieldWrong, NotFound
from web.labels import CHANNEL_KINDS

OF_A_DESK = [kind.value for kind in ChannelKind if kind is not ChannelKind.WEB_PUSH]
"""A browser that is told by push is a member's own."""
company = click.option(
    "--company",
    type=options.line(80),
    metavar="NAME",
    help="The company whose channels are meant; without it, the front desk's.",
)


@click.group()
def channel() -> None:
    """Choose by what a front desk, or a company, is told of guests: a chat, SMS or a webhook."""


@channel.command("add")
@options.site
@company
@click.option("--kind", type=click.Choice(OF_A_DESK), required=True)
def add_channel(site: str, company: str | None, kind: str) -> None:
    """Add a channel, and test it; what opens it is asked for, and not shown again."""
    chosen = ChannelKind(kind)
    # Asked for, as whatever stands on a command line is read by everybody on the machine.
    typed = {
        name: click.prompt(name, hide_input=True, type=str) for name in TYPED[chosen]
    }
    with transaction() as store:
        owner = _owner(store, site, company)
        try:
            public_id = channels.add(store, owner, chosen, typed)
        except ChannelFieldWrong as refusal:
            raise CommandFailed(
                f"{refusal.field}: that is not what {CHANNEL_KINDS[chosen]} gives out"
            ) from None
        channels.test(store, owner, public_id)
    print("Added. `lencana serve` tests it; `lencana channel list` shows the result.")


@channel.command("list")
@options.site
@company
def list_channels(site: str, company: str | None) -> None:
    """List the channels of a front desk or company, and whether they work."""
    with reading() as store:
        own = channels.shown(store, _owner(store, site, company))
    for number, one in enumerate(own, 1):
        print(f"{number}  {CHANNEL_KINDS[one.kind]}  {one.hint}  {_state(one)}")
    if not own:
        print("There is none: hosts are told, and nobody else.")


@channel.command("test")
@options.site
@company
@click.option("--number", type=int, required=True, help="As in the list.")
def test_channel(site: str, company: str | None, number: int) -> None:
    """Send a test by a channel."""
    with transaction() as store:
        owner = _owner(store, site, company)
        channels.test(store, owner, _numbered(store, owner, number))
    print("`lencana serve` tests it; `lencana channel list` shows the result.")


@channel.command("remove")
@options.site
@company
@click.option("--number", type=int, required=True, help="As in the list.")
def remove_channel(site: str, company: str | None, number: int) -> None:
    """Remove a channel."""
    with transaction() as store:
        owner = _owner(store, site, company)
        host_channels.remove(store, owner, _numbered(store, owner, number))
    print("Removed.")


def _owner(store: Store, site: str, company: str | None) -> ChannelOwner:
    of_company = company_called(store, company).id if company else None
    return ChannelOwner(site_id=site_called(store, site).id, company_id=of_company)


def _numbered(store: Store, owner: ChannelOwner, number: int) -> str:
    own = channels.of(store, owner)
    if number not in range(1, len(own) + 1):
        raise NotFound
    return own[number - 1].public_id


def _state(own: OwnChannel) -> str:
    if own.broken_since and own.problem:
        reason = own.problem.value.replace("_", " ")
        return f"does not work since {own.broken_since:%Y-%m-%d %H:%M} UTC: {reason}"
    if own.test is None:
        return "not tested lately"
    if own.test.is_under_way:
        return "a test is on its way"
    return "the last test did not go out" if own.test.problem else "works"
