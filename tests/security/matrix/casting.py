"""Two sites and two companies: at each place a host with guests in every state, and devices.

Each name occurs nowhere else, so that a word of somebody on a page says whose data was shown.
"""

from dataclasses import dataclass
from datetime import time, timedelta
from itertools import product
from typing import Any

from sqlmodel import col, select

from tests import cast as casting
from tests.cast import TODAY, Cast, SettableClock
from tests.security.matrix import devices
from tests.visits.people.test_channel_fields import SLACK
from visits import (
    co_hosts,
    host_answers,
    invitations,
    party_invitations,
    visit_state,
    watch_list,
)
from visits.invitations import NewInvitation
from visits.lobby import (
    arrivals,
    departures,
    desk_queue,
    kiosks,
    undoing,
    walk_ins,
)
from visits.party_invitations import NewParty
from visits.people import accounts, channels, delegates, welcome_links
from visits.people.accounts import NewMember
from visits.people.channels import ChannelOwner
from visits.people.delegates import Absence
from visits.printing import rolls
from visits.rights import inquiries, requests, restricting
from visits.store.database import Database
from visits.store.people import Member
from visits.store.sites import Kiosk, Site
from visits.store.visits import Visit
from visits.vocabulary import actors
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.people import Role
from visits.vocabulary.rights import Right
from visits.vocabulary.visits import (
    AlarmKind,
    Lookup,
    RefusalReason,
    WaitReason,
    WatchReason,
)
from visits.watch_list import NewWatch, WatchedAddress

SYLLABLES = ("zo", "xi", "qua", "vu", "jo", "fe", "wy", "ghi")
NOW = "2026-11-23 15:30"
"""In Jakarta: in Berlin it is half past nine, and the lobbies of both sites are open."""
STARTS = {casting.JAKARTA: time(16), casting.BERLIN: time(10)}


@dataclass
class Place:
    """A host at a site, and whom their guests meet there."""

    site: Site
    host: Member
    colleague: Member
    """Of the same company."""
    desk: Member
    kiosk: Kiosk


def watched_email(member_id: int) -> str:
    """The address that this member has proposed for the watch list."""
    return f"watched-{member_id}@canary.example"


class MatrixCast:
    """Everybody whose objects somebody else may ask for."""

    def __init__(self, database: Database, clock: SettableClock, cast: Cast) -> None:
        clock.at(NOW)
        self.database, self.cast = database, cast
        self._words = map("".join, product(SYLLABLES, repeat=4))
        self._nonces = iter(range(10_000))
        self.words: dict[int, set[str]] = {}
        """Of each visit: those of its guest."""
        known = {"hana": cast.hana, "dewi": cast.dewi}
        known |= {"raka": cast.raka, "dieter": cast.dieter}
        self.members = known | self._more_members()
        self.kiosks = devices.kiosks_of(database, cast, self.word)
        self.agents = devices.paired_agents(database, cast, self.word)
        """With their tokens."""
        self.inquiries: dict[str, int] = {}
        """By the link of an inquiry that was confirmed, the visit of its guest."""
        for place in self._places():
            self._guests(place)
            self._of_site(place)
        self.invited(self._places()[0], self.members["nina"])
        self.invited(self._places()[3], self.members["nina away"])
        agents = [agent for agent, _token in self.agents]
        self.attempts = dict(devices.held_jobs(database, agents))
        """The number of each print job's attempt."""
        self._stand_at_kiosks()

    def word(self) -> str:
        """A word that no page, name or address has."""
        return next(self._words).capitalize()

    def guest(self, place: Place, **changes: Any) -> NewInvitation:
        """A guest of nobody else's words, who is expected at the place in half an hour."""
        starts = STARTS[place.site.time_zone]
        word = self.word()
        usual = {
            "name": f"{word} {self.word()}",
            "badge_name": self.word(),
            "email": f"{word.lower()}@canary.example",
            "starts": starts,
            "ends": time(starts.hour + 1),
        }
        return casting.announcement(**usual | changes)

    def invited(
        self, place: Place, host: Member | None = None, **changes: Any
    ) -> Visit:
        """The visit of a new guest."""
        guest = self.guest(place, **changes)
        return self.together(place, [guest], host or place.host)

    def together(
        self, place: Place, guests: list[NewInvitation], host: Member
    ) -> Visit:
        """The visit of the first of these guests, once they are invited under one code."""
        party = NewParty(guests, f"nonce {next(self._nonces)}")
        with self.database.transaction() as store:
            first = party_invitations.invite(store, host.id, place.site.id, party)
            kept = store.exec(select(Visit.id).order_by(col(Visit.id))).all()
            self._note_words([one for one in kept if one not in self.words], guests)
            return store.get_one(Visit, first.id)

    def _note_words(self, visits: list[int], guests: list[NewInvitation]) -> None:
        for number, visit_id in enumerate(visits):
            guest = guests[number % len(guests)]
            local = guest.email.partition("@")[0]
            self.words[visit_id] = {*guest.name.split(), guest.badge_name, local}

    def _more_members(self) -> dict[str, Member]:
        cast = self.cast
        new = {
            "sari": (cast.senopati, cast.langit, Role.HOST),
            "mila": (cast.mitte, cast.awan, Role.HOST),
            "wati": (cast.senopati, cast.awan, Role.DESK),
            "bruno": (cast.mitte, cast.awan, Role.DESK),
            "ayu": (cast.senopati, cast.langit, Role.COMPANY_ADMIN),
            "bayu": (cast.mitte, cast.awan, Role.COMPANY_ADMIN),
            # One person with a membership of each: what is of one is foreign to the other.
            "nina": (cast.senopati, cast.langit, Role.HOST),
            "nina away": (cast.mitte, cast.awan, Role.HOST),
        }
        with self.database.transaction() as store:
            return {
                name: accounts.enrol(
                    store,
                    NewMember(
                        name=f"{self.word()} {self.word()}",
                        email=f"{name.split()[0]}@example.com",
                        company_id=company.id,
                        site_id=site.id,
                        roles=frozenset({role}),
                        language="en",
                    ),
                )
                for name, (site, company, role) in new.items()
            }

    def _places(self) -> list[Place]:
        cast, of = self.cast, self.members
        senopati, mitte = cast.senopati, cast.mitte
        return [
            Place(senopati, of["hana"], of["sari"], of["dewi"], cast.kiosk),
            Place(senopati, of["raka"], of["mila"], of["wati"], cast.kiosk),
            Place(mitte, of["dieter"], of["hana"], of["bruno"], cast.kiosk_in_mitte),
            Place(mitte, of["mila"], of["raka"], of["dieter"], cast.kiosk_in_mitte),
        ]

    def _guests(self, place: Place) -> None:
        """Guests in every state."""
        self.invited(place)
        self.invited(place, day=TODAY + timedelta(days=3))
        self.invited(place, more_days=(TODAY + timedelta(days=1),))
        self.together(place, [self.guest(place), self.guest(place)], place.host)
        # Expected here by the host of the other site.
        self.invited(place, place.colleague)
        inside, left, back = (self._inside(place) for _ in "abc")
        asked = self._inside(place)
        co_hosted, withdrawn, refused, waiting, restricted = (
            self.invited(place) for _ in "abcde"
        )
        with self.database.transaction() as store:
            colleague, desk, site = place.colleague, place.desk.id, place.site.id
            co_hosts.name(
                store, place.host.id, co_hosted.public_id, colleague.public_id
            )
            invitations.withdraw(store, place.host.id, withdrawn.public_id)
            reason = RefusalReason.HOUSE_RULES
            arrivals.refuse(store, site, refused.public_id, reason, desk)
            for guest in (left, back):
                departures.check_out(store, site, guest.public_id, desk)
            gone = visit_state.of(store, back.id).departure
            assert gone
            undoing.undo(store, site, back.public_id, desk, undoing.mark(gone))
            desk_queue.note(store, place.kiosk, WaitReason.TOO_EARLY, waiting.id)
            state = visit_state.of(store, restricted.id)
            restricting.restrict(store, state, actors.GUEST_BY_LINK)
            told = host_answers.of_host(store, place.host.id, asked.public_id)
            host_answers.hand_over(store, told, colleague.public_id)
            desk_queue.note_guest(
                store, visit_state.of(store, inside.id), WaitReason.HELP
            )

    def _inside(self, place: Place) -> Visit:
        visit = self.invited(place)
        casting.check_in(self.database, place.kiosk, visit)
        return visit

    def _walk_in(self, place: Place, kiosk: Kiosk) -> None:
        """One asks for the host at this kiosk, and the desk has noted another."""
        for is_at_desk in (True, False):
            guest = self.guest(place)
            new = casting.walking_in(place.host, name=guest.name)
            with self.database.transaction() as store:
                if is_at_desk:
                    walk_ins.note_at_desk(store, place.site.id, new, place.desk.id)
                else:
                    walk_ins.ask(store, kiosks.paired(store, kiosk.id), new)
                kept = store.exec(select(Visit.id).order_by(col(Visit.id).desc()))
                self.words[kept.first() or 0] = set(guest.name.split())

    def _of_site(self, place: Place) -> None:
        """What the desk and the host keep beside their guests."""
        site, desk, host = place.site.id, place.desk.id, place.host.id
        asking, slack = self.invited(place), {"address": SLACK}
        with self.database.transaction() as store:
            for kind in (Right.CORRECT, Right.ERASE, Right.ACCESS):
                requests.record_at_desk(store, site, kind, desk, asking)
            first, last = TODAY, TODAY + timedelta(days=2)
            delegate = place.colleague.public_id, Absence(first, last)
            delegates.name(store, host, *delegate)
            company = place.host.company_id
            owners = (
                ChannelOwner(member_id=host),
                ChannelOwner(site_id=site),
                ChannelOwner(site_id=site, company_id=company),
            )
            for owner in owners:
                channels.add(store, owner, ChannelKind.SLACK, slack)
            welcome_links.send(store, desk)
            address = WatchedAddress(Lookup.EMAIL, watched_email(desk))
            until = TODAY + timedelta(days=30)
            new = NewWatch(
                site_id=site,
                member_id=desk,
                address=address,
                reason=WatchReason.THREAT,
                until=until,
            )
            watch_list.propose(store, new)
        [local] = [word for word in self.words[asking.id] if word.islower()]
        with self.database.transaction() as store:
            begun = inquiries.ask(store, f"{local}@canary.example", "en", "10.0.0.1")
            known = inquiries.confirm(
                store, begun.public_id, inquiries.digits(store, begun)
            )
            self.inquiries[known] = asking.id

    def _stand_at_kiosks(self) -> None:
        """At each kiosk somebody goes on; in Mitte an alarm is raised after that."""
        cast, places = self.cast, self._places()
        for kiosk in self.kiosks:
            place = next(one for one in places if one.site.id == kiosk.site_id)
            self._walk_in(place, kiosk)
            casting.scan(self.database, kiosk, self.invited(place))
        with self.database.transaction() as store:
            raised_by = self.members["bruno"].id
            rolls.raise_alarm(store, cast.mitte.id, AlarmKind.DRILL, raised_by)
        # Its roll comes out of the second printer of the agent there.
        there = [agent for agent, _token in self.agents][1:]
        self.attempts |= dict(devices.held_jobs(self.database, there, printer=1))
