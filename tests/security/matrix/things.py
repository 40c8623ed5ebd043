"""What can be asked for: everything that an address, a form or a scanner may name."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sqlmodel import SQLModel, select

from tests.security.matrix.casting import MatrixCast, watched_email
from tests.security.matrix.row_watch import Named
from tests.security.matrix.rows import Kind
from visits import alarms, host_answers, planned_visits, visit_state
from visits.lobby import one_time_codes, undoing, verification
from visits.people import profiles, welcome_links
from visits.printing import badges
from visits.rights import proofs
from visits.store.alarms import Alarm
from visits.store.channels import Channel
from visits.store.database import Store
from visits.store.lobby import Encounter, Wait, WatchEntry
from visits.store.people import Member, WelcomeLink
from visits.store.printing import Badge, PrintJob
from visits.store.rights import RightsRequest
from visits.store.sites import Company, Kiosk, PrintAgent, Printer, PrinterGroup, Site
from visits.store.visits import CoHost, Visit
from visits.visit_state import Stage, VisitState

TABLES: dict[Kind, type[SQLModel]] = {
    Kind.VISIT: Visit, Kind.MEMBER: Member, Kind.KIOSK: Kiosk, Kind.PRINTER: Printer,
    Kind.GROUP: PrinterGroup, Kind.AGENT: PrintAgent, Kind.CHANNEL: Channel,
    Kind.WAIT: Wait, Kind.REQUEST: RightsRequest, Kind.ENCOUNTER: Encounter,
    Kind.ALARM: Alarm, Kind.WATCH: WatchEntry,
}  # fmt: skip
NUMBERED = {Kind.GROUP, Kind.ALARM}
"""Those that addresses and forms name by their number."""
UNKNOWN = "0" * 26


@dataclass(eq=False)
class Thing:
    """Something that an address, a form or a scanner names, and whose it is."""

    kind: Kind
    id: str
    name: str = "Kakakaki"
    email: str = "kakakaki@canary.example"
    digits: str = "000000"
    vouch: str = "0000"
    undone: str = "arrival"
    """What marks that its guest came, left or was refused, last."""
    inquiry: str = UNKNOWN
    generation: str = "0"
    site: int = 0
    company: int = 0
    member: int = 0
    """Its host, if it is a guest's."""
    account: int = 0
    kiosk: int = 0
    agent: int = 0
    is_current: bool = True
    co_hosts: frozenset[int] = frozenset()
    visits: frozenset[int] = frozenset()
    """Those of one guest, or of a party."""
    row: Named = ("", 0)
    about: frozenset[Named] = frozenset()
    """Its row, and those of its guest, of the hosts and of the place."""


UNKNOWN_OF: dict[Kind, Thing] = {
    kind: Thing(kind, UNKNOWN) for kind in Kind
} | {
    Kind.GROUP: Thing(Kind.GROUP, "999"), Kind.ALARM: Thing(Kind.ALARM, "999"),
    Kind.INVITATION_CODE: Thing(Kind.INVITATION_CODE, f"LC1:{UNKNOWN}"),
    Kind.BADGE_CODE: Thing(Kind.BADGE_CODE, f"LB1:{UNKNOWN}"),
    **{
        kind: Thing(kind, f"{UNKNOWN}-{UNKNOWN}")
        for kind in (Kind.PROVEN, Kind.ANSWER, Kind.FORGED)
    },
}  # fmt: skip
"""What names nothing, in the shape of each kind."""


class Guests:
    """Every visit as a thing, with what its guest and its host share."""

    def __init__(self, store: Store, words: dict[int, set[str]]) -> None:
        self._store, self._words = store, words
        self.states = visit_state.every(store)
        self._co_hosts: dict[int, set[int]] = defaultdict(set)
        for row in store.exec(select(CoHost)).all():
            self._co_hosts[row.visit_id].add(row.member_id)

    def of(self, visit_id: int | None) -> dict[str, Any]:
        """What a thing of this visit has of its guest."""
        found = [one for one in self.states if one.id == visit_id]
        if not found:
            return {"about": frozenset()}
        visit, plan = found[0].visit, found[0].invitation
        # Days share a link, and guests of a party a code.
        with_them = [
            one.id
            for one in self.states
            if one.invitation.series_id == plan.series_id
            or (plan.party_id and one.invitation.party_id == plan.party_id)
        ]
        co_hosts = frozenset(self._co_hosts[visit.id])
        places = {("site", visit.site_id), ("company", visit.company_id)}
        people = {("member", one) for one in (visit.host_id, *co_hosts)}
        if found[0].came and found[0].came.kiosk_id:
            places |= {("kiosk", found[0].came.kiosk_id)}
        facts = found[0].departure or found[0].refusal or found[0].arrival
        words = sorted(self._words[visit.id])
        [local] = [one for one in words if one.islower()] or [UNKNOWN]
        return {
            "site": visit.site_id, "company": visit.company_id, "member": visit.host_id,
            "co_hosts": co_hosts, "visits": frozenset(with_them),
            "about": frozenset(places | people | {("visit", one) for one in with_them}),
            "name": words[0], "email": f"{local}@canary.example",
            "undone": undoing.mark(facts) if facts else "arrival",
        }  # fmt: skip


class Things:
    """Everything that can be asked for, by its kind, and whose each word is."""

    def __init__(self, store: Store, cast: MatrixCast) -> None:
        self._store, self._cast = store, cast
        self._guests = Guests(store, cast.words)
        self._of_kind: dict[Kind, list[Thing]] = defaultdict(list)
        for thing in self._every():
            self._of_kind[thing.kind].append(thing)
        self.words: dict[str, set[Named]] = defaultdict(set)
        """By each word, in small letters, whose it is: one person may have two memberships."""
        for word, whose in self._words():
            self.words[word].add(whose)

    def of(self, *kinds: Kind) -> list[Thing]:
        return [thing for kind in kinds for thing in self._of_kind[kind]]

    def _every(self) -> Iterator[Thing]:
        for kind, table in TABLES.items():
            for row in self._store.exec(select(table)).all():
                yield self._kept(kind, row)
        for job in self._store.exec(select(PrintJob)).all():
            yield self._job(job)
        for state in self._guests.states:
            yield from self._links(state)
        yield from self._forged()
        for alarm in self._store.exec(select(Alarm)).all():
            yield self._roll(alarm)
        for welcome in self._store.exec(select(WelcomeLink)).all():
            # An account has the number of its first membership.
            member = self._store.get_one(Member, welcome.account_id)
            link = welcome_links.welcome_link(self._store, member.id)
            about = frozenset({("member", member.id), ("site", member.site_id)})
            yield Thing(Kind.WELCOME, link, member=member.id, about=about)

    def _kept(self, kind: Kind, row: Any) -> Thing:
        visit_id = row.id if kind is Kind.VISIT else getattr(row, "visit_id", None)
        known, own = self._guests.of(visit_id), (str(row.__tablename__), row.id)
        known |= {"row": own, "about": known["about"] | {own}}
        for name in ("site", "company", "member", "kiosk", "account"):
            known[name] = getattr(row, f"{name}_id", None) or known.get(name, 0)
        if kind is Kind.MEMBER:
            profile = profiles.profile(self._store, row)
            known |= {"member": row.id, "name": profile.name, "email": profile.email}
        elif kind is Kind.ENCOUNTER:
            known["site"] = self._store.get_one(Kiosk, row.kiosk_id).site_id
            known["is_current"] = row.ended_at is None
            known["digits"] = one_time_codes.digits(self._store, row)
            known["vouch"] = verification.vouch_digits(self._store, row)
        elif kind is Kind.WATCH:
            known["email"] = watched_email(row.proposed_by)
        elif kind is Kind.ALARM:
            known["generation"] = str(row.generation)
        return Thing(kind, str(row.id) if kind in NUMBERED else row.public_id, **known)

    def _job(self, job: PrintJob) -> Thing:
        agent = job.agent_id or 0
        if job.alarm_id is not None:
            roll = self._roll(self._store.get_one(Alarm, job.alarm_id))
            return replace(
                roll,
                kind=Kind.ROLL_JOB,
                id=job.public_id,
                site=job.site_id,
                agent=agent,
                row=("alarm", job.alarm_id),
            )
        badge = self._store.get_one(Badge, job.badge_id)
        known = self._guests.of(badge.visit_id) | {"row": ("badge", badge.id)}
        return Thing(Kind.JOB, badge.public_id, agent=agent, **known)

    def _links(self, state: VisitState) -> Iterator[Thing]:
        store, known = self._store, self._guests.of(state.id)
        links = [
            (Kind.PROVEN, proofs.mailed_link(store, state)),
            (Kind.SHARED, planned_visits.shared_link(store, state.invitation)),
            (Kind.INVITATION_CODE, planned_visits.code(store, state.invitation)),
        ]
        if state.walk_in:
            links = [(Kind.PROVEN, proofs.walk_in_link(store, state))]
        for asked in (state.visit.host_id, *known["co_hosts"]):
            links.append((Kind.ANSWER, host_answers.link(store, state, asked)))
        for badge, _job in badges.newest(store, [state.id]).values():
            links.append((Kind.BADGE_CODE, badges.code(store, badge)))
        for link, visit_id in self._cast.inquiries.items():
            if visit_id == state.id:
                links.append((Kind.INQUIRY, link))
        for kind, link in links:
            yield Thing(kind, link, **known)

    def _forged(self) -> Iterator[Thing]:
        """One visit's id with the proof of the next."""
        for one, other in pairwise(self._of_kind[Kind.PROVEN]):
            # Days of a series have one proof.
            if not one.visits & other.visits:
                parts = one.id.partition("-")[0], other.id.partition("-")[2]
                yield Thing(Kind.FORGED, "-".join(parts))

    def _roll(self, alarm: Alarm) -> Thing:
        inside = [
            self._guests.of(one.id)
            for one in self._guests.states
            if one.stage is Stage.ON_SITE and one.visit.site_id == alarm.site_id
        ]
        own = frozenset({("site", alarm.site_id), ("member", alarm.raised_by)})
        return Thing(
            Kind.ROLL,
            alarms.link(self._store, alarm),
            visits=frozenset().union(*(one["visits"] for one in inside)),
            about=own.union(*(one["about"] for one in inside)),
        )

    def _words(self) -> Iterator[tuple[str, Named]]:
        for visit_id, words in self._cast.words.items():
            yield from ((word.lower(), ("visit", visit_id)) for word in words)
        named: tuple[Any, ...] = (
            Site,
            Company,
            Kiosk,
            Printer,
            PrinterGroup,
            PrintAgent,
        )
        for table in named:
            for row in self._store.exec(select(table)).all():
                yield row.name.split()[0].lower(), (str(table.__tablename__), row.id)
        for thing in self.of(Kind.MEMBER):
            for word in (*thing.name.split(), thing.email.partition("@")[0]):
                yield word.lower(), thing.row
        for thing in self.of(*(TABLES.keys() - NUMBERED), Kind.JOB, Kind.ROLL_JOB):
            yield thing.id, thing.row
