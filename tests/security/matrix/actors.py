"""Who asks: everybody before each face, what they may see there, and what is theirs."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask

from tests.kiosk.tablet import Tablet
from tests.security.matrix.casting import MatrixCast
from tests.security.matrix.row_watch import Named
from tests.security.matrix.rows import Kind, Own, Who
from tests.security.matrix.things import TABLES, Thing, Things
from tests.web.cast import signed_in
from visits.people import accounts
from visits.store.sites import Kiosk, PrintAgent
from visits.vocabulary.people import Role
from web.context import EXTENSION

OF_ROLE = {
    Role.HOST: {Who.HOST, Who.INVITING},
    Role.DESK: {Who.DESK},
    Role.COMPANY_ADMIN: {Who.ADMIN, Who.INVITING},
}


@dataclass
class Actor:
    """Somebody before one face, with the cookies and tokens that they have there."""

    name: str
    face: str
    may: frozenset[Who]
    cookie: tuple[str, str] | None = None
    token: str = ""
    site: int = 0
    company: int = 0
    member: int = 0
    account: int = 0
    kiosk: int = 0
    agent: int = 0
    sees: set[Named] = field(default_factory=set)
    """The rows whose words they may read anywhere in this face."""
    owns: set[Named] = field(default_factory=set)
    """Those that they may change."""

    def is_own(self, own: Own, thing: Thing, named: Thing) -> bool:
        """Whether the thing is the actor's, or goes with what the address names."""
        is_host, is_at_site = thing.member == self.member, thing.site == self.site
        found = {
            Own.ANYBODYS: True,
            Own.HELD: True,
            Own.OF_SITE: is_at_site and self.site > 0,
            Own.OF_DESK: is_at_site and not thing.company,
            Own.OF_OFFICE: is_at_site and thing.company == self.company,
            Own.SAME_PERSON: thing.account == self.account,
            Own.HOSTED: is_host,
            Own.EXPECTED: is_host or self.member in thing.co_hosts,
            Own.HERS: is_host if self.member else thing.agent == self.agent,
            Own.COLLEAGUE: thing.company == self.company and not is_host,
            Own.HERE: thing.kiosk == self.kiosk and thing.is_current,
            Own.SAME_GUEST: bool(thing.visits & named.visits),
            Own.SAME_COMPANY: thing.company == named.company
            and thing.member != named.member,
        }
        return found[own]

    def add(self, *things: Thing) -> None:
        """Let them see these and all that goes with each, and let each itself be theirs."""
        for thing in things:
            self.sees |= thing.about
            self.owns.add(thing.row)


def everybody(
    cast: MatrixCast, apps: dict[str, Flask], things: Things
) -> Iterator[Actor]:
    """Everybody before each face; who is nobody there comes first."""
    for face in apps:
        yield Actor("nobody", face, frozenset({Who.ANYONE, Who.LINK}))
    for name in cast.members:
        yield _host(_signed_in(cast, apps["hosts"], name, things), things)
        yield _of_desk(_signed_in(cast, apps["desk"], name, things), things)
    for kiosk in cast.kiosks:
        yield _tablet(apps["kiosk"], kiosk, things)
    for agent, token in cast.agents:
        yield _agent(agent, token, things)


def _signed_in(cast: MatrixCast, app: Flask, name: str, things: Things) -> Actor:
    member = cast.members[name]
    browser = signed_in(app, member.id)
    face = app.extensions[EXTENSION].name
    cookie = browser.client.get_cookie(f"__Host-lencana-{face}")
    assert cookie
    with cast.database.reading() as store:
        roles = accounts.roles(store, member.id)
    may = {Who.ANYONE, Who.LINK, Who.MEMBER}.union(*(OF_ROLE[role] for role in roles))
    actor = Actor(name, face, frozenset(may), (cookie.key, cookie.value), browser.token)
    actor.site, actor.company = member.site_id, member.company_id
    actor.member, actor.account = member.id, member.account_id or 0
    for thing in things.of(Kind.MEMBER):
        # Each page says which places are theirs.
        if thing.account == actor.account:
            actor.add(thing)
            actor.sees |= {("site", thing.site), ("company", thing.company)}
    return actor


def _host(actor: Actor, things: Things) -> Actor:
    """May invite to every site, and sees their guests and their company's members."""
    for thing in things.of(Kind.KIOSK):
        actor.sees.add(("site", thing.site))
    for thing in things.of(Kind.MEMBER):
        if thing.company == actor.company:
            actor.sees.add(thing.row)
    if Who.HOST in actor.may:
        mine = (
            one for one in things.of(*TABLES) if actor.is_own(Own.EXPECTED, one, one)
        )
        actor.add(*mine)
    if Who.ADMIN in actor.may:
        kept = things.of(Kind.VISIT, Kind.MEMBER, Kind.CHANNEL)
        actor.add(*(one for one in kept if actor.is_own(Own.OF_OFFICE, one, one)))
        actor.owns.add(("company", actor.company))
    return actor


def _of_desk(actor: Actor, things: Things) -> Actor:
    """Sees what is at their site, and may change it."""
    actor.sees.add(("site", actor.site))
    if Who.DESK in actor.may:
        actor.owns.add(("site", actor.site))
        here = [
            one
            for one in things.of(*TABLES, Kind.JOB, Kind.ROLL_JOB)
            if one.site == actor.site and not (one.kind is Kind.CHANNEL and one.company)
        ]
        actor.add(*here)
        actor.sees |= {("company", one.company) for one in here}
    return actor


def _tablet(app: Flask, kiosk: Kiosk, things: Things) -> Actor:
    tablet = Tablet(app, kiosk.id)
    cookie = tablet.client.get_cookie("__Host-lencana-kiosk")
    assert cookie
    may, known = frozenset({Who.ANYONE, Who.KIOSK}), (cookie.key, cookie.value)
    actor = Actor(kiosk.name, "kiosk", may, known, tablet.token, kiosk.site_id)
    actor.kiosk = kiosk.id
    place = {("site", kiosk.site_id), ("kiosk", kiosk.id)}
    actor.sees, actor.owns = set(place), set(place)
    # Whoever was here before ends their encounter as the next one begins.
    for thing in things.of(Kind.ENCOUNTER):
        if thing.kiosk == kiosk.id:
            actor.owns |= {one for one in thing.about if one[0] == "visit"}
            actor.sees.add(thing.row)
    # Who may be asked for without an invitation.
    for thing in things.of(Kind.MEMBER):
        if thing.site == kiosk.site_id:
            actor.sees |= {thing.row, ("company", thing.company)}
    return actor


def _agent(agent: PrintAgent, token: str, things: Things) -> Actor:
    """Drives the printers of its site, and prints what waits there."""
    may = frozenset({Who.ANYONE, Who.AGENT})
    actor = Actor(agent.name, "api", may, token=token, site=agent.site_id)
    actor.agent = agent.id
    actor.sees, actor.owns = {("site", agent.site_id)}, {("site", agent.site_id)}
    here = things.of(Kind.AGENT, Kind.PRINTER, Kind.JOB, Kind.ROLL_JOB)
    actor.add(*(one for one in here if one.site == agent.site_id))
    return actor
