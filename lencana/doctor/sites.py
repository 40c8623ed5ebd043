"""The sites: whether each has a tablet, somebody at its desk, and printers that answer."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from ipaddress import ip_address

from sqlmodel import select

from lencana.commands import printer_errors
from lencana.doctor.finding import Finding, note, ok, or_ok, wrong
from lencana.doctor.trials import within
from printers import profiles
from printers.addresses import Device, Network, parse_address
from printers.delivery.connect import look_at
from printers.delivery.deadlines import DEFAULT, patient
from printers.delivery.probe import probe
from printers.errors import PrinterError
from printers.vocabulary import PrinterCondition
from visits import host_channels, pairing, sites
from visits.lobby import kiosks
from visits.people import accounts, channels, memberships
from visits.printing import printers
from visits.store.channels import Channel
from visits.store.database import Database, Store
from visits.store.sites import Company, Kiosk, Printer, Site
from web.labels import CHANNEL_KINDS

# Seconds for all printers together, which are asked at once; each has shorter ones of its own.
LONGEST = 30.0
ANSWERS_WITHIN = 3.0
STAFF_CAN_HELP = frozenset(
    {
        PrinterCondition.PAPER_OUT,
        PrinterCondition.COVER_OPEN,
        PrinterCondition.CUTTER_ERROR,
    }
)


def examine_sites(database: Database) -> Iterator[Finding]:
    """Yield what each site lacks, and how its printers answer."""
    with database.reading() as store:
        all_sites = sites.every(store)
        staffed = {
            site.id: list(_people_and_tablets(store, site)) for site in all_sites
        }
        driven = {site.id: printers.of_site(store, site.id) for site in all_sites}
        broken = channels.broken(store)
        companies = {one.id: one.name for one in store.exec(select(Company))}
        now = store.now
    if not all_sites:
        yield note("There is no site yet: `lencana serve` says how to make the first.")
    yield from _channels(broken, {site.id: site.name for site in all_sites}, companies)
    tried = _try_all([printer for each in driven.values() for printer in each])
    for site in all_sites:
        yield from staffed[site.id]
        if not driven[site.id]:
            yield note(f"{site.name}: there is no printer; see `lencana printer add`.")
        for printer in driven[site.id]:
            name = f"{site.name}, {printer.name}"
            if printer.address is None:
                yield _reported(name, printer, now)
            else:
                yield tried[printer.id](name)
                yield from _doubtful(name, printer)


def _people_and_tablets(store: Store, site: Site) -> Iterator[Finding]:
    tablets, desk = kiosks.of_site(store, site.id), accounts.at_desk(store, site.id)
    yield from or_ok(
        _tablets(store, site, tablets),
        f"{site.name}: every tablet was seen within five minutes ({len(tablets)}).",
    )
    unreached = host_channels.unreached(store, site.id)
    if unreached:
        yield note(
            f"{site.name}: nothing reaches {len(unreached)} of its hosts, whom the desk's "
            "board names: their guests are sent to the desk."
        )
    if not desk:
        yield note(
            f"{site.name}: nobody has an account for the desk; see `lencana member add`."
        )
    elif not any(memberships.account(store, one.id).password for one in desk):
        yield note(
            f"{site.name}: nobody of the desk has set a password; see `lencana member link`."
        )
    else:
        yield ok(f"{site.name}: somebody can sign in at the desk.")


def _channels(
    broken: Sequence[Channel], sites: Mapping[int, str], companies: Mapping[int, str]
) -> Iterator[Finding]:
    of_hosts = Counter(CHANNEL_KINDS[one.kind] for one in broken if one.member_id)
    for channel in broken:
        if channel.site_id and channel.broken_since and channel.problem:
            since = f"{channel.broken_since:%Y-%m-%d %H:%M} UTC"
            of = (
                companies[channel.company_id]
                if channel.company_id
                else "the front desk"
            )
            yield wrong(
                f"{sites[channel.site_id]}: {of}'s {CHANNEL_KINDS[channel.kind]} does "
                f"not work since {since} ({channel.problem.value.replace('_', ' ')}); see "
                "`lencana channel list`."
            )
    if of_hosts:
        kinds = ", ".join(f"{kind}: {count}" for kind, count in of_hosts.items())
        yield note(
            f"Channels of hosts do not work ({kinds}); these hosts know, and get e-mails."
        )


def _tablets(store: Store, site: Site, tablets: Sequence[Kiosk]) -> Iterator[Finding]:
    if not tablets:
        yield note(f"{site.name}: no tablet is paired; see `lencana kiosk pair`.")
    for tablet in tablets:
        name = f"{site.name}, {tablet.name}"
        if kiosks.is_locked(store, tablet):
            yield note(f"{name} is locked after wrong codes: the desk can release it.")
        elif pairing.is_silent(tablet, store.now):
            last_seen = f"{tablet.last_seen_at:%Y-%m-%d %H:%M} UTC"
            yield note(f"{name} was not seen since {last_seen}: is it switched on?")


def _try_all(printers: Sequence[Printer]) -> dict[int, Callable[[str], Finding]]:
    """Ask all printers with an address at once; return what to say of each, by its id."""
    with_address = [printer for printer in printers if printer.address]
    answers = within(LONGEST, [partial(_tried, printer) for printer in with_address])
    return {
        printer.id: answer or (lambda name: wrong(f"{name} does not answer in time."))
        for printer, answer in zip(with_address, answers, strict=True)
    }


def _tried(printer: Printer) -> Callable[[str], Finding]:
    try:
        device = Device(address=parse_address(printer.address or ""))
        look = look_at(
            device, patient(DEFAULT, printer.answers_within or ANSWERS_WITHIN)
        )
        if look.condition is PrinterCondition.UNREACHABLE:
            return lambda name: wrong(f"{name} cannot be reached: {look.reason}.")
        condition = look.condition.value.replace("_", " ")
        if not look.condition.fit_to_print:
            verdict = note if look.condition in STAFF_CAN_HELP else wrong
            return lambda name: verdict(f"{name} says: {condition}.")
        model = probe(device).model
    except PrinterError as error:
        reason = printer_errors.sentence(error)
        return lambda name: wrong(f"{name}: {reason}.")
    return lambda name: ok(f"{name} ({model or 'no model named'}) says: {condition}.")


def _reported(name: str, printer: Printer, now: datetime) -> Finding:
    """Say how its print agent found it: the server cannot call it."""
    if printer.last_seen_at is None or printer.condition is None:
        return note(f"{name} was never reported by a print agent.")
    if printers.is_silent(printer, now):
        return wrong(
            f"{name}: its print agent was not heard of since "
            f"{printer.last_seen_at:%Y-%m-%d %H:%M} UTC; is that machine on, and its "
            "service running?"
        )
    condition = printer.condition.value.replace("_", " ")
    if printer.condition.fit_to_print:
        return ok(f"{name} is {condition}, says its print agent.")
    verdict = note if printer.condition in STAFF_CAN_HELP else wrong
    return verdict(f"{name} is {condition}, says its print agent.")


def _doubtful(name: str, printer: Printer) -> Iterator[Finding]:
    if models := profiles.unfit_of_width(printer.width):
        yield note(
            f"{name} is set up as wide as {' and '.join(models)}, which print no badges: if "
            "it is one of them, retire it."
        )
    if _is_public(printer.address or ""):
        yield note(
            f"{name} stands at a public address, where guests' names travel in the clear."
        )


def _is_public(address: str) -> bool:
    try:
        place = parse_address(address)
        return isinstance(place, Network) and ip_address(place.host).is_global
    except (PrinterError, ValueError):
        return False
