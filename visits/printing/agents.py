"""Print agents: programs beside the printers, paired by a code, known by a token until revoked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy import select as columns
from sqlmodel import col, select

from printers.vocabulary import Confirmation, PrinterCondition
from visits import codes, pairing, sites
from visits.audit import entries
from visits.printing import printers
from visits.printing.printers import PrinterSetup, Sighting
from visits.store import locks
from visits.store.database import Store
from visits.store.printing import PrintJob
from visits.store.sites import PrintAgent, Printer
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.devices import PairedDevice
from visits.vocabulary.printing import PrintState
from visits.vocabulary.refusals import NameTaken, NotFound, VisitRefused

# A sign of life is written once a minute, or 4,000 agents would write 160 times a second.
SEEN_EVERY = timedelta(minutes=1)
# Far more than stand in any lobby.
MOST_PRINTERS = 32
# Every poll reads them all: a token that makes up names would slow down the whole site.
MOST_AT_SITE = 64
RECENTLY = timedelta(days=1)
# Composed once: every look for a job begins with one of them.
_OF_THIS_SERVER = columns(col(Printer.id), col(Printer.public_id)).where(
    col(Printer.address).is_not(None), col(Printer.retired_at).is_(None)
)
_OF_AN_AGENT = columns(col(Printer.id), col(Printer.name)).where(
    col(Printer.site_id) == bindparam("site"),
    col(Printer.address).is_(None),
    col(Printer.retired_at).is_(None),
)


class TooManyPrinters(VisitRefused):
    """The agent, or its site, has as many printers as it may have: retire some first."""


@dataclass(frozen=True)
class AnnouncedPrinter:
    """What an agent announces of one printer: `key` names it, `job` is the badge in hand there."""

    key: str
    width: int
    condition: PrinterCondition
    confirm: Confirmation | None = None
    job: str | None = None


def offer_pairing(store: Store, site_id: int, name: str, nonce: str = "") -> str:
    """Return a code that makes one program an agent of the site, within 15 minutes."""
    return pairing.offer(store, site_id, name, PairedDevice.AGENT, nonce)


def pair(store: Store, typed: str) -> tuple[PrintAgent, str]:
    """Make the program an agent and return it with its token (`PairingRefused`).

    Only the token's digest is stored, so it cannot be shown again.
    """
    offered = pairing.redeem(store, typed, PairedDevice.AGENT)
    # Two digests of random ids: 260 bits in letters that survive copying by hand.
    token = codes.symbols(codes.digest(codes.public_id())) + codes.symbols(
        codes.digest(codes.public_id())
    )
    agent = PrintAgent(
        public_id=codes.public_id(),
        site_id=offered.site_id,
        name=offered.name,
        token=codes.digest(token),
        paired_at=store.now,
        last_seen_at=store.now,
    )
    store.add(agent)
    store.flush()
    entries.record_about(store, actors.agent(agent.id), Act.AGENT_PAIRED, agent.id)
    sites.changed(store, agent.site_id)
    return agent, token


def authenticate(store: Store, token: str) -> PrintAgent:
    """Return the agent of this token (`NotFound`, also once it is revoked)."""
    same = (
        col(PrintAgent.token) == codes.digest(token),
        col(PrintAgent.revoked_at).is_(None),
    )
    agent = store.exec(select(PrintAgent).where(*same)).first()
    if agent is None:
        raise NotFound
    return agent


def of_site(store: Store, site_id: int) -> list[PrintAgent]:
    """Return the agents of the site, oldest first."""
    paired = (col(PrintAgent.site_id) == site_id, col(PrintAgent.revoked_at).is_(None))
    agents = select(PrintAgent).where(*paired)
    return list(store.exec(agents.order_by(col(PrintAgent.id))))


def at_site(store: Store, site_id: int, public_id: str) -> PrintAgent:
    """Return the site's agent of this public id (`NotFound`)."""
    locks.site(store, site_id)
    same = (col(PrintAgent.public_id) == public_id, col(PrintAgent.site_id) == site_id)
    agents = select(PrintAgent).where(*same, col(PrintAgent.revoked_at).is_(None))
    agent = store.exec(agents).first()
    if agent is None:
        raise NotFound
    return agent


def revoke(
    store: Store, site_id: int, public_id: str, member_id: int | None = None
) -> None:
    """Refuse the agent from its next request on (`NotFound`); `member_id` None is the operator."""
    agent = at_site(store, site_id, public_id)
    agent.revoked_at = store.now
    driven = (col(Printer.agent_id) == agent.id, col(Printer.retired_at).is_(None))
    unreachable = Sighting(PrinterCondition.UNREACHABLE, agent_id=agent.id)
    for printer in store.exec(select(Printer).where(*driven)):
        printers.record_sighting(store, printer, unreachable)
    # A job that it has not started is free at once; one that it has is a question for a person
    # when its lease ends, because the badge may still come out.
    claimed = (
        col(PrintJob.agent_id) == agent.id,
        col(PrintJob.state) == PrintState.CLAIMED,
    )
    store.execute(update(PrintJob).where(*claimed).values(leased_until=store.now))
    actor = actors.OPERATOR if member_id is None else actors.member(member_id)
    entries.record_about(store, actor, Act.AGENT_REVOKED, agent.id)
    sites.changed(store, site_id)


def driven_by(store: Store, agent: PrintAgent | None) -> dict[str, Printer]:
    """Return the printers that the agent may drive, by the key it knows each under.

    An agent knows its site's printers by their names. None is the agent inside the server: it
    drives every printer with an address, by its public id.
    """
    if agent is None:
        return {
            printer.public_id: printer for printer in printers.of_this_server(store)
        }
    return {
        printer.name: printer
        for printer in printers.of_site(store, agent.site_id)
        if printer.address is None
    }


def keys_of(
    store: Store, agent: PrintAgent | None, keys: Collection[str]
) -> dict[int, str]:
    """Return the ids of the agent's printers that have one of these keys, each with its key."""
    if agent is None:
        driven = store.execute(_OF_THIS_SERVER).all()
    else:
        driven = store.execute(_OF_AN_AGENT, {"site": agent.site_id}).all()
    return {printer_id: key for printer_id, key in driven if key in keys}


def is_news(
    store: Store, agent: PrintAgent | None, announced: Sequence[AnnouncedPrinter]
) -> bool:
    """True if what the agent announces is worth a write."""
    if agent and store.now - agent.last_seen_at > SEEN_EVERY:
        return True
    driven = driven_by(store, agent)
    return any(
        _is_write_due(driven.get(printer.key), agent, printer, store.now)
        for printer in announced
    )


def record_announcement(
    store: Store,
    agent: PrintAgent | None,
    announced: Sequence[AnnouncedPrinter],
    *,
    polls: bool = True,
) -> None:
    """Record the printers' conditions; add an agent's new printers to its site.

    Refuses `NameTaken` where the server itself drives a printer of that name, or it would be
    driven twice. Refuses `TooManyPrinters` for a new name beyond 32 of the agent's and 64 of
    the site's.
    """
    if agent is None:
        _record_own(store, announced)
        return
    locks.site(store, agent.site_id)
    store.get_one(PrintAgent, agent.id).last_seen_at = store.now
    for news in announced:
        printer = printers.named(store, agent.site_id, news.key)
        printer = printer or _added(store, agent, news)
        if printer.address is not None:
            raise NameTaken
        seen_at = store.now if polls else printer.last_seen_at or store.now
        printer.width = news.width
        printers.record_sighting(store, printer, _sighting(agent, news))
        # An agent that only announces fetches no badge: none must wait for its printers.
        printer.last_seen_at = seen_at


def _record_own(store: Store, announced: Sequence[AnnouncedPrinter]) -> None:
    keys = [news.key for news in announced]
    locks.sites_of_printers(store, col(Printer.public_id).in_(keys))
    driven = driven_by(store, None)
    for news in announced:
        if news.key in driven:
            printers.record_sighting(store, driven[news.key], _sighting(None, news))


def _is_write_due(
    printer: Printer | None,
    agent: PrintAgent | None,
    news: AnnouncedPrinter,
    now: datetime,
) -> bool:
    if printer is None:
        # An agent's new printer is added; one of the server's own was retired meanwhile.
        return agent is not None
    # The server knows the width of its own printers from the desk, not from their announcement.
    is_other_width = agent is not None and printer.width != news.width
    is_due = printers.is_sighting_due(printer, _sighting(agent, news), now)
    return is_other_width or is_due


def _added(store: Store, agent: PrintAgent, news: AnnouncedPrinter) -> Printer:
    driven = [
        printer
        for printer in printers.of_site(store, agent.site_id)
        if printer.address is None
    ]
    # A name not announced for a day no longer counts: the file may have been corrected.
    own = [
        printer
        for printer in driven
        if printer.agent_id == agent.id
        and printer.last_seen_at is not None
        and store.now - printer.last_seen_at < RECENTLY
    ]
    if len(own) >= MOST_PRINTERS or len(driven) >= MOST_AT_SITE:
        raise TooManyPrinters
    machine = PrinterSetup(name=news.key, width=news.width, confirm=news.confirm)
    return printers.add(store, agent.site_id, machine, actors.agent(agent.id))


def _sighting(agent: PrintAgent | None, news: AnnouncedPrinter) -> Sighting:
    return Sighting(news.condition, news.confirm, agent.id if agent else None)
