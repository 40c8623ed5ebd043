"""Once: a form that is sent again (a second tap, Back, a reload, another tab) does nothing again."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, update
from sqlmodel import SQLModel, col, select
from werkzeug.test import TestResponse

from lencana import printer_setup
from printers.vocabulary import PrinterCondition
from tests import cast as casting
from tests.cast import EMAIL, Cast, Invite, invitation_code
from tests.house_rules.test_access import MAKERS
from tests.visits.people.test_channel_fields import SLACK
from tests.visits.people.test_memberships import at_mitte
from tests.visits.test_host_channels import TELEGRAM
from tests.web.cast import ORIGIN, face_of, signed_in
from visits import alarms, co_hosts, host_answers, house_rules, sites, visit_state
from visits.lobby import (
    desk_queue,
    kiosks,
    one_time_codes,
    printer_groups,
    verification,
)
from visits.people import (
    accounts,
    channels,
    passwords,
    remembered_devices,
    second_factors,
    sessions,
    welcome_links,
)
from visits.people.channels import ChannelOwner
from visits.people.sessions import SessionData
from visits.printing import agents, badges, printers
from visits.printing.agents import AnnouncedPrinter
from visits.rights import inquiries, proofs, requests, restricting
from visits.store.audit import AuditEntry, AuditSeal
from visits.store.database import Database
from visits.store.lobby import Encounter, Wait, WatchEntry
from visits.store.people import Account, FaceSession, RateLimitEvent
from visits.store.printing import PrintJob
from visits.store.rights import Inquiry
from visits.store.sites import Kiosk, Site
from visits.store.visits import HostAnswer, Visit
from visits.vocabulary import actors
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.people import Role
from visits.vocabulary.printing import PrintState
from visits.vocabulary.rights import Right
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import Level, Lookup, WaitReason
from web.face import FaceSettings, Links

LOGS = {AuditEntry, AuditSeal, FaceSession, RateLimitEvent}
"""What notes that somebody asked, and may note it twice."""
COUNTERS = {"version", "tries", "second_tries", "third_tries"}
"""A page's version, and the tries of digits: counted before they are known to be a repeat."""
MAKES_NOTHING = {
    # What is on the list goes along in the next form, until the host invites.
    "guest_lists.preview",
    "past_guests.search",
    "guest_log.search",
    "guest_log.save",
    "watch_list.check",
    "languages.choose",
    "account.export",
    "own_sessions.revoke",
    "sign_in.enter",
    "sign_in.leave",
    "decisions.show_copy",
    "decisions.save_copy",
    "encounters.touch",
    # What a walk-in types goes along in the next form, until they ask for a host.
    "walk_ins.enter_name",
    "walk_ins.find_host",
    "walk_ins.choose_host",
}
"""These only show something, or make and end the sessions of browsers."""
ELSEWHERE = {
    # It needs an empty installation, and is gone with it: tests/front_desk/test_first_run.py.
    "first_run.complete",
    # No e-mail is a company's way: tests/host_portal/test_company.py.
    "company_channels.make_email_first",
    # They change what the member signs in with, and ask for it each time
    # (tests/front_desk/test_second_factor.py).
    "second_factor.begin",
    "second_factor.enter",
    "second_factor.remove",
}
PASSWORD, ANOTHER = "three quiet lamps", "four loud kettles"
SHOWN_ONCE = {"second_factor.confirm", "second_factor.renew_codes"}
"""Their answer is the one page that shows what was made."""
FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
INPUT = re.compile(r"<input\b[^>]*>")
RECOVERY_CODE = re.compile(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>")
TOKEN = re.compile(r'data-token="([^"]+)"')


@dataclass(frozen=True)
class Send:
    """A form as it goes out; called again, it is sent again."""

    client: FlaskClient
    action: str
    fields: dict[str, Any]
    headers: dict[str, str]

    def __call__(self) -> TestResponse:
        return self.client.post(self.action, data=self.fields, headers=self.headers)


@dataclass
class Browser:
    """Somebody's browser at one face."""

    client: FlaskClient
    headers: dict[str, str]

    def form(self, page: str, action: str, **typed: Any) -> Send:
        """The page's form that goes there, with its hidden fields and what is typed in it."""
        shown = self.client.get(page, follow_redirects=True).get_data(as_text=True)
        goes_there = re.compile(rf'action="{re.escape(action)}["?]')
        [form] = [one for one in FORM.findall(shown) if goes_there.search(one)]
        hidden = (one for one in INPUT.findall(form) if 'type="hidden"' in one)
        kept = {_attribute(one, "name"): _attribute(one, "value") for one in hidden}
        return self.posting(action, **kept | typed)

    def posting(self, action: str, **fields: Any) -> Send:
        """What a script sends, without a form on a page."""
        return Send(self.client, action, fields, self.headers)


@dataclass
class World:
    """The cast and the faces: what a form needs before it can be sent."""

    database: Database
    cast: Cast
    invite: Invite
    settings: FaceSettings

    def face(self, name: str) -> Flask:
        return face_of(MAKERS[name], self.settings, self.database)

    @property
    def hana(self) -> Browser:
        return Browser(signed_in(self.face("hosts"), self.cast.hana.id).client, {})

    @property
    def wulan(self) -> Browser:
        """Manages Hana's company, and has a password."""
        with self.database.transaction() as store:
            both = frozenset({Role.HOST, Role.COMPANY_ADMIN})
            place = self.cast.senopati, self.cast.langit
            wulan = casting.add_member(store, "Wulan Sari", *place, both)
            store.get_one(Account, wulan.id).password = passwords.hashed(PASSWORD)
        return Browser(signed_in(self.face("hosts"), wulan.id).client, {})

    @property
    def dewi(self) -> Browser:
        return Browser(signed_in(self.face("desk"), self.cast.dewi.id).client, {})

    @property
    def anybody(self) -> Browser:
        return Browser(self.face("guest").test_client(), {"Origin": ORIGIN})

    @property
    def tablet(self) -> Browser:
        client = self.face("kiosk").test_client()
        with self.database.transaction() as store:
            paired = SessionData(kiosk_id=self.cast.kiosk.id)
            cookie = sessions.open(store, "kiosk", paired)
        client.set_cookie("__Host-lencana-kiosk", cookie)
        token = TOKEN.findall(client.get("/").get_data(as_text=True))[0]
        return Browser(client, {"X-CSRFToken": token})

    def arrived(self) -> Visit:
        visit = self.invite()
        casting.check_in(self.database, self.cast.kiosk, visit)
        return visit

    def link(self, visit: Visit) -> str:
        with self.database.reading() as store:
            return "/" + proofs.mailed_link(store, visit_state.of(store, visit.id))

    def asked(self, kind: Right) -> str:
        """The address of a request about Gita's visit, noted at the desk."""
        with self.database.transaction() as store:
            about = (Lookup.EMAIL, EMAIL)
            noted = requests.record_at_desk(
                store, self.cast.senopati.id, kind, self.cast.dewi.id, about
            )
            return f"/requests/{noted.public_id}"


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def things(database: Database) -> dict[str, list[Any]]:
    """Everything that is stored, but for logs and counters; the clock stands still."""
    with database.reading() as store:
        return {
            table.__name__: [
                row.model_dump(exclude=COUNTERS)
                for row in store.exec(select(table))
                if not is_decoy(row)
            ]
            # Not every subclass is a table: a test of another module had one refused.
            for table in SQLModel.__subclasses__()
            if inspect(table, raiseerr=False) and table not in LOGS
        }


def is_decoy(row: SQLModel) -> bool:
    """True for what is written for the same work only, and which the desk never sees."""
    return isinstance(row, Wait) and row.settled_at == row.at


# At the kiosk.


def scanned(world: World, **changes: Any) -> str:
    """The address of the encounter of a guest who has scanned their code."""
    visit = world.invite(**changes)
    return at_kiosk(casting.scan(world.database, world.cast.kiosk, visit))


def accept_rules(world: World) -> Send:
    with world.database.transaction() as store:
        senopati = sites.of(store, world.cast.senopati.id)
        house_rules.write(store, senopati, {"en": "No photographs."})
    return world.tablet.posting(f"{scanned(world)}/rules", rules="1")


def at_kiosk(encounter: Encounter) -> str:
    return f"/encounters/{encounter.public_id}"


def newest_digits(world: World) -> str:
    with world.database.reading() as store:
        newest = select(Encounter).order_by(col(Encounter.id).desc())
        encounter = store.exec(newest).first()
        assert encounter
        return one_time_codes.digits(store, encounter)


def pair(world: World) -> Send:
    with world.database.transaction() as store:
        code = kiosks.offer_pairing(store, world.cast.senopati.id, "Door")
    client = world.face("kiosk").test_client()
    return Browser(client, {}).form("/", "/pairing", code=code)


def leave(world: World) -> Send:
    visit = world.arrived()
    with world.database.reading() as store:
        code = badges.code(store, badges.newest(store, [visit.id])[visit.id][0])
    return world.tablet.posting("/departures", code=code)


def arrive(world: World) -> Send:
    code = invitation_code(world.database, world.invite())
    return world.tablet.posting("/arrivals", code=code)


def explain(world: World) -> Send:
    tomorrow = world.invite(day=casting.TODAY + timedelta(days=1))
    code = invitation_code(world.database, tomorrow)
    return world.tablet.posting("/explanations", code=code)


def announce(world: World) -> Send:
    world.invite()
    return world.tablet.form("/address", "/encounters", address=EMAIL)


def agree(world: World) -> Send:
    with world.database.transaction() as store:
        store.get_one(Site, world.cast.senopati.id).least_level = Level.INVITED
    place = scanned(world, least_level=Level.INVITED)
    return world.tablet.form(place, f"{place}/agreement")


def confirm(world: World) -> Send:
    place = scanned(world)
    code = newest_digits(world)
    return world.tablet.form(place, f"{place}/confirmation", code=code)


def tell_family_name(world: World) -> Send:
    world.invite()
    world.invite(name="Budi Santoso")
    tablet = world.tablet
    place = tablet.form("/address", "/encounters", address=EMAIL)().location
    tablet.form(place, f"{place}/confirmation", code=newest_digits(world))()
    return tablet.form(place, f"{place}/family-name", family_name="Santoso")


def send_again(world: World) -> Send:
    place = scanned(world)
    return world.tablet.form(place, f"{place}/sendings")


def walking_in(step: str, **typed: str) -> Callable[[World], Send]:
    def make(world: World) -> Send:
        fields = {"name": "Sekar Ayu", "host": world.cast.hana.public_id, **typed}
        return world.tablet.posting(f"/walk-ins/{step}".rstrip("/"), **fields)

    return make


def report_missing_badge(world: World) -> Send:
    visit = world.invite()
    encounter = casting.check_in(world.database, world.cast.kiosk, visit)
    return world.tablet.posting(f"{at_kiosk(encounter)}/missing-badge")


KIOSK: dict[str, Callable[[World], Send]] = {
    "kiosk.pair": pair,
    "kiosk.leave": leave,
    "kiosk.ask_help": lambda world: world.tablet.form("/welcome", "/help"),
    "encounters.arrive": arrive,
    "encounters.explain": explain,
    "encounters.announce_address": announce,
    "encounters.agree": agree,
    "encounters.confirm": confirm,
    "encounters.tell_family_name": tell_family_name,
    "encounters.send_again": send_again,
    "encounters.accept_rules": accept_rules,
    "encounters.touch": lambda world: world.tablet.posting(f"{scanned(world)}/touches"),
    "encounters.end": lambda world: world.tablet.posting(f"{scanned(world)}/end"),
    "encounters.report_missing_badge": report_missing_badge,
    "walk_ins.enter_name": walking_in("name"),
    "walk_ins.find_host": walking_in("hosts", search="hana"),
    "walk_ins.choose_host": walking_in("host"),
    "walk_ins.ask": walking_in("", purpose="tour", nonce="7" * 26),
    "walk_ins.tell_desk": walking_in("desk"),
}

# On the guest's own page.


def own_page(page: str, action: str, **typed: Any) -> Callable[[World], Send]:
    def send(world: World) -> Send:
        link = world.link(world.invite())
        return world.anybody.form(link + page, link + action, **typed)

    return send


def lift(world: World) -> Send:
    visit = world.invite()
    with world.database.transaction() as store:
        restricting.by_guest(
            store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
        )
    link = world.link(visit)
    return world.anybody.form(link, f"{link}/restriction/lifting")


def confirm_inquiry(world: World) -> Send:
    world.invite()
    browser = world.anybody
    at = browser.form("/", "/inquiries", address=EMAIL)().location
    with world.database.reading() as store:
        code = inquiries.digits(store, store.exec(select(Inquiry)).one())
    return browser.form(at, f"{at}/confirmation", code=code)


def send_inquiry_again(world: World) -> Send:
    world.invite()
    at = world.anybody.form("/", "/inquiries", address=EMAIL)().location
    return world.anybody.form(at, f"{at}/sendings")


def send_confirmation_again(world: World) -> Send:
    at = own_page("", "/confirmation")(world)().location
    return world.anybody.form(at, f"{at}/sendings")


def confirm_address(world: World) -> Send:
    page = own_page("", "/confirmation")(world)().location
    with world.database.reading() as store:
        code = inquiries.digits(store, store.exec(select(Inquiry)).one())
    return world.anybody.form(page, page, code=code)


GUEST = {
    "data_rights.correct": own_page(
        "/corrections", "/corrections", name="Gita P", badge_name="Gita"
    ),
    "answers.late": own_page("", "/lateness", minutes="15"),
    "language.choose": own_page("", "/language", language="id"),
    "answers.decline": own_page("", "/cancellation"),
    "data_rights.ask_desk": own_page("/corrections", "/correction-requests"),
    "data_rights.restrict": own_page("", "/restriction"),
    "data_rights.lift": lift,
    "data_rights.object_to": own_page("/objection", "/objection"),
    "data_rights.erase": own_page("/erasure", "/erasure"),
    "data_rights.choose_emails": own_page("/emails", "/emails", wanted="no"),
    "inquiries.begin": lambda world: world.anybody.form(
        "/", "/inquiries", address=EMAIL
    ),
    "inquiries.confirm": confirm_inquiry,
    "inquiries.send_again": send_inquiry_again,
    "confirmation.begin": own_page("", "/confirmation"),
    "confirmation.send_again": send_confirmation_again,
    "confirmation.confirm": confirm_address,
}

# In the portal, and what it shares with the desk.


def invitation(noun: str, page: str = "", **typed: Any) -> Callable[[World], Send]:
    def send(world: World) -> Send:
        place = f"/invitations/{world.invite().public_id}"
        return world.hana.form(place + page, f"{place}/{noun}", **typed)

    return send


def invite_somebody(world: World) -> Send:
    typed = {
        "name": "Gita Pramesti",
        "email": EMAIL,
        "site": str(world.cast.senopati.id),
        "day": "2026-11-23",
        "starts": "14:00",
        "ends": "15:00",
        "purpose": "meeting",
        "language": "en",
        "least_level": "usual",
    }
    return world.hana.form("/invitations/new", "/invitations", **typed)


def vouch(world: World) -> Send:
    encounter = casting.scan(world.database, world.cast.kiosk, world.invite())
    with world.database.reading() as store:
        digits = verification.vouch_digits(store, encounter)
    return world.hana.form("/vouching/new", "/vouching", digits=digits)


def answer_by_link(world: World) -> Send:
    visit = world.arrived()
    with world.database.reading() as store:
        found = visit_state.of(store, visit.id)
        page = f"/answers/{host_answers.link(store, found, visit.host_id)}"
    browser = Browser(world.face("hosts").test_client(), {})
    return browser.form(page, page, answer="wait")


def answer_signed_in(world: World) -> Send:
    place = f"/invitations/{world.arrived().public_id}"
    return world.hana.form(place, f"{place}/answers", answer="nobody_expected")


def hand_over(world: World) -> Send:
    place = f"/invitations/{world.arrived().public_id}"
    colleague = world.cast.dieter.public_id
    return world.hana.form(place, f"{place}/colleague", colleague=colleague)


def take_over(world: World) -> Send:
    hand_over(world)()
    with world.database.reading() as store:
        [answer] = store.exec(select(HostAnswer)).all()
        visit = visit_state.of(store, answer.visit_id)
        link = host_answers.link(store, visit, world.cast.dieter.id)
    browser = Browser(world.face("hosts").test_client(), {})
    return browser.form(f"/answers/{link}", f"/answers/{link}/takeover")


def name_co_host(world: World) -> Send:
    visit, colleague = world.invite(), world.cast.dieter.public_id
    place = f"/invitations/{visit.public_id}"
    return world.hana.form(place, f"{place}/co-hosts", colleague=colleague)


def dismiss_co_host(world: World) -> Send:
    named = name_co_host(world)
    named()
    removal = f"{named.action}/{world.cast.dieter.public_id}/removal"
    return world.hana.form(named.action.removesuffix("/co-hosts"), removal)


def take_over_signed_in(world: World) -> Send:
    visit = world.invite()
    with world.database.transaction() as store:
        colleague = visit.public_id, world.cast.dieter.public_id
        co_hosts.name(store, world.cast.hana.id, *colleague)
    casting.check_in(world.database, world.cast.kiosk, visit)
    place = f"/invitations/{visit.public_id}"
    dieter = signed_in(world.face("hosts"), world.cast.dieter.id).client
    return Browser(dieter, {}).form(place, f"{place}/takeover")


def say_left(world: World) -> Send:
    place = f"/invitations/{world.arrived().public_id}"
    return world.hana.form(place, f"{place}/departure")


def name_delegate(world: World) -> Send:
    colleague = {"colleague": world.cast.dieter.public_id}
    days = {"first": "2026-11-23", "last": "2026-11-25"}
    return world.hana.form("/absence", "/absence/delegate", **colleague, **days)


def dismiss_delegate(world: World) -> Send:
    name_delegate(world)()
    return world.hana.form("/absence", "/absence/delegate/end")


def channel(act: str) -> Callable[[World], Send]:
    """Do this to a channel of Hana's."""

    def prepared(world: World) -> Send:
        owner = ChannelOwner(member_id=world.cast.hana.id)
        with world.database.transaction() as store:
            public_id = channels.add(
                store, owner, ChannelKind.SLACK, {"address": SLACK}
            )
        return world.hana.form("/channels", f"/channels/{public_id}/{act}")

    return prepared


def company_channel(act: str) -> Callable[[World], Send]:
    """Do this to the second channel of Hana's company."""

    def prepared(world: World) -> Send:
        at = {"site_id": world.cast.senopati.id, "company_id": world.cast.langit.id}
        typed = ("slack", {"address": SLACK}), ("telegram", TELEGRAM)
        with world.database.transaction() as store:
            _, public_id = [
                channels.add(store, ChannelOwner(**at), ChannelKind(kind), fields)
                for kind, fields in typed
            ]
        return world.wulan.form(
            "/company/channels", f"/company/channels/{public_id}/{act}"
        )

    return prepared


def add_channel(world: World) -> Send:
    path = "/channels/new/slack"
    return world.hana.form(path, path, address=SLACK)


def add_company_channel(world: World) -> Send:
    path = "/company/channels/new/slack"
    return world.wulan.form(path, path, address=SLACK)


def email_first(world: World) -> Send:
    channel("first")(world)()
    return world.hana.form("/channels", "/channels/email/first")


def company_host(noun: str, page: str, **typed: str) -> Callable[[World], Send]:
    def send(world: World) -> Send:
        place = f"/company/hosts/{world.cast.hana.public_id}"
        shown = page or f"{place}/{noun}"
        return world.wulan.form(shown, f"{place}/{noun}", **typed)

    return send


def company_guest(noun: str, **typed: str) -> Callable[[World], Send]:
    def send(world: World) -> Send:
        place = f"/company/guests/{world.invite().public_id}"
        return world.wulan.form(place, f"{place}/{noun}", **typed)

    return send


def with_password(world: World) -> Browser:
    with world.database.transaction() as store:
        account = store.get_one(Account, world.cast.hana.id)
        account.password = passwords.hashed(PASSWORD)
    return world.hana


def sign_in(world: World) -> Send:
    with_password(world)
    typed = {"email": "hana@example.com", "password": PASSWORD}
    browser = Browser(world.face("hosts").test_client(), {})
    return browser.form("/sign-in", "/sign-in", **typed)


def change_password(world: World) -> Send:
    path, typed = "/account/password", {"present": PASSWORD, "password": ANOTHER}
    return with_password(world).form(path, path, **typed)


def confirm_second_factor(world: World) -> Send:
    with world.database.transaction() as store:
        second_factors.begin(store, world.cast.hana.id)
        app = pyotp.TOTP(second_factors.secret(store, world.cast.hana.id))
    path, digits = "/second-factor", app.at(world.database.clock())
    return world.hana.form(path, f"{path}/confirmation", code=digits)


def renew_codes(world: World) -> Send:
    with world.database.transaction() as store:
        second_factors.begin(store, world.cast.hana.id)
    path = "/second-factor/recovery-codes"
    return with_password(world).form(path, path, password=PASSWORD)


def forget_devices(world: World) -> Send:
    confirm_second_factor(world)()
    with world.database.transaction() as store:
        here = world.cast.hana.id, FaceName.HOSTS, None, None
        remembered_devices.remember(store, *here)
    path = "/second-factor"
    return world.hana.form(path, f"{path}/devices", device="all")


def sign_out_elsewhere(world: World) -> Send:
    browser = with_password(world)
    signed_in(world.face("hosts"), world.cast.hana.id)
    page, typed = "/account/sessions", {"session": "all", "password": PASSWORD}
    return browser.form(page, f"{page}/revocation", **typed)


def switch_place(world: World) -> Send:
    with world.database.transaction() as store:
        there = accounts.enrol(store, at_mitte(world.cast)).public_id
    return world.hana.form("/", "/account/membership", membership=there)


def accept(world: World) -> Send:
    with world.database.transaction() as store:
        welcome_links.send(store, world.cast.hana.id)
        link = f"/welcome/{welcome_links.welcome_link(store, world.cast.hana.id)}"
    browser = Browser(world.face("hosts").test_client(), {})
    return browser.form(link, link, password=PASSWORD)


def forgotten(face: str) -> Callable[[World], Send]:
    def ask(world: World) -> Send:
        browser = Browser(world.face(face).test_client(), {})
        page = "/forgotten-password"
        return browser.form(page, page, email="hana@example.com")

    return ask


def guest_list(world: World) -> dict[str, str]:
    return {
        "pasted": "Gita Pramesti, gita@example.org",
        "site": str(world.cast.senopati.id),
        "day": "2026-11-23",
        "starts": "14:00",
        "ends": "15:00",
        "purpose": "meeting",
        "language": "en",
    }


def look_at_list(world: World) -> Send:
    page, action = "/guest-lists/new", "/guest-lists/preview"
    return world.hana.form(page, action, **guest_list(world))


def invite_list(world: World) -> Send:
    typed = guest_list(world) | {"listed": guest_list(world)["pasted"], "pasted": ""}
    more = {"later": "", "invited": "0", "rows-0-row": "2", "rows-0-name": "Budi"}
    looked = world.hana.form("/guest-lists/new", "/guest-lists/preview", **typed)
    return replace(looked, action="/guest-lists", fields=looked.fields | more)


LOG_QUERY = {"reason": "protect", "first": "2026-11-17", "last": "2026-11-23"}
HOSTS = {
    "invitations.invite": invite_somebody,
    "guest_log.search": lambda world: world.dewi.form("/log", "/log", **LOG_QUERY),
    "guest_log.save": lambda world: world.dewi.form("/log", "/log/file", **LOG_QUERY),
    "past_guests.search": lambda world: world.hana.form(
        "/past-guests", "/past-guests", search="Gita", ending=""
    ),
    "guest_lists.preview": look_at_list,
    "guest_lists.invite": invite_list,
    "invitations.reschedule": invitation(
        "schedule", "/schedule", day="2026-11-23", starts="15:00", ends="16:00"
    ),
    "invitations.name_badge": invitation(
        "badge-name", "/badge-name", badge_name="Gigi"
    ),
    "invitations.withdraw": invitation("withdrawal", "/withdrawal"),
    "invitations.resend": invitation("emails"),
    "vouching.vouch": vouch,
    "answers.answer": answer_by_link,
    "answers.answer_signed_in": answer_signed_in,
    "answers.hand_over": hand_over,
    "answers.say_left": say_left,
    "answers.take_over": take_over,
    "answers.take_over_signed_in": take_over_signed_in,
    "co_hosts.name": name_co_host,
    "co_hosts.dismiss": dismiss_co_host,
    "absence.name": name_delegate,
    "absence.dismiss": dismiss_delegate,
    "absence.choose_walk_ins": lambda world: world.hana.form(
        "/absence", "/absence/walk-ins"
    ),
    "absence.choose_emails": lambda world: world.hana.form(
        "/absence", "/absence/emails"
    ),
    "company.add": lambda world: world.wulan.form(
        "/company/hosts/new",
        "/company/hosts",
        name="Tono",
        email="tono@example.com",
        language="en",
    ),
    "company.welcome": company_host("welcome", "/company"),
    "company.close": company_host("closure", "", password=PASSWORD),
    "company_place.write": lambda world: world.wulan.form(
        "/company/place", "/company/place", **{"floors-0": "Level 12"}
    ),
    "company_guests.reschedule": company_guest(
        "schedule", day="2026-11-23", starts="15:00", ends="16:00"
    ),
    "company_guests.withdraw": company_guest("withdrawal"),
    "company_guests.take_over": company_guest("takeover"),
    "company_channels.add": add_company_channel,
    "company_channels.test": company_channel("test"),
    "company_channels.make_first": company_channel("first"),
    "company_channels.remove": company_channel("removal"),
    "channels.add": add_channel,
    "channels.test": channel("test"),
    "channels.make_first": channel("first"),
    "channels.make_email_first": email_first,
    "channels.remove": channel("removal"),
    "account.change_password": change_password,
    "account.speak": lambda world: world.hana.form(
        "/account", "/account/language", language="id"
    ),
    "account.export": lambda world: world.hana.form("/account", "/account/exports"),
    "account.close": lambda world: with_password(world).form(
        "/account/closure", "/account/closure", password=PASSWORD
    ),
    "own_places.switch": switch_place,
    "own_sessions.revoke": sign_out_elsewhere,
    "second_factor.confirm": confirm_second_factor,
    "second_factor.renew_codes": renew_codes,
    "second_factor.forget": forget_devices,
    "sign_in.enter": sign_in,
    "sign_in.leave": lambda world: world.hana.form("/", "/sign-out"),
    "sign_in.accept": accept,
    "forgotten_password.begin": forgotten("hosts"),
    "languages.choose": lambda world: world.hana.posting("/language", language="id"),
}

# At the desk.


def of_visit(
    noun: str, page: str = "", *, is_in: bool = True, **typed: Any
) -> Callable[[World], Send]:
    def send(world: World) -> Send:
        visit = world.arrived() if is_in else world.invite()
        place = f"/visits/{visit.public_id}"
        return world.dewi.form(place + page, f"{place}/{noun}", **typed)

    return send


def tell_colleague(world: World) -> Send:
    place = f"/visits/{world.arrived().public_id}/colleague"
    return world.dewi.form(place, place, colleague=world.cast.dieter.public_id)


def let_back_in(world: World) -> Send:
    visit = world.arrived()
    place = f"/visits/{visit.public_id}"
    world.dewi.form(place, f"{place}/departure")()
    return world.dewi.form(place, f"{place}/return")


def let_in_watched(world: World) -> Send:
    place = f"/visits/{world.invite().public_id}"
    casting.watch(world.database, world.cast)
    return world.dewi.form(place, f"{place}/watched-arrival")


def confirm_watch(world: World) -> Send:
    entry = casting.watch(world.database, world.cast)
    sari = casting.colleague(world.database, world.cast)
    with world.database.transaction() as store:
        # As if Sari had proposed it, and nobody confirmed it yet.
        unconfirmed = {"proposed_by": sari.id, "confirmed_at": None}
        store.get_one(WatchEntry, entry.id).sqlmodel_update(unconfirmed)
    place = f"/watch-list/{entry.public_id}"
    return world.dewi.form(place, f"{place}/confirmation", contact=EMAIL)


def take_off_watch_list(world: World) -> Send:
    entry = casting.watch(world.database, world.cast)
    place = f"/watch-list/{entry.public_id}"
    return world.dewi.form(place, f"{place}/end", contact=EMAIL)


def decline_watch(world: World) -> Send:
    entry = casting.watch(world.database, world.cast)
    with world.database.transaction() as store:
        store.get_one(WatchEntry, entry.id).confirmed_at = None
    return world.dewi.form("/watch-list", f"/watch-list/{entry.public_id}/decline")


def undo(world: World) -> Send:
    visit = world.arrived()
    place = f"/visits/{visit.public_id}"
    world.dewi.form(place, f"{place}/departure")()
    return world.dewi.form("/", f"{place}/undoing")


def settle(world: World) -> Send:
    with world.database.transaction() as store:
        kiosk = store.get_one(Kiosk, world.cast.kiosk.id)
        desk_queue.note(store, kiosk, WaitReason.HELP)
        store.flush()
        [wait] = desk_queue.at_desk(store, world.cast.senopati.id)
    return world.dewi.form("/", f"/waits/{wait.public_id}/settlement")


def hand_over_badge(world: World) -> Send:
    visit = world.arrived()
    with world.database.transaction() as store:
        store.exec(select(PrintJob)).one().state = PrintState.NEEDS_HUMAN
    return world.dewi.form("/", f"/visits/{visit.public_id}/handover")


def another_printer(world: World) -> Send:
    with world.database.transaction() as store:
        setup = replace(casting.COUNTER, name="Gate", address="tcp://127.0.0.1:9101")
        gate = printers.add(store, world.cast.senopati.id, setup)
    return of_visit("another-printer", "/another-printer", printer=gate.public_id)(
        world
    )


def group(world: World) -> int:
    with world.database.transaction() as store:
        site_id = world.cast.senopati.id
        printer_groups.add(store, site_id, "Garden", actors.OPERATOR)
        store.flush()
        return printer_groups.of_site(store, site_id)[0].id


def remove_group(world: World) -> Send:
    number = group(world)
    return world.dewi.form("/devices", f"/printer-groups/{number}/removal")


def bring(world: World) -> Send:
    place = f"/kiosks/{world.cast.kiosk.public_id}/group"
    return world.dewi.form(place, place, group=group(world))


def place_printer(world: World) -> Send:
    place = f"/printers/{world.cast.printer.public_id}"
    return world.dewi.form(place, f"{place}/group", group=group(world))


def put_first(world: World) -> Send:
    with world.database.transaction() as store:
        setup = replace(casting.COUNTER, name="Gate", address="tcp://127.0.0.1:9101")
        gate = printers.add(store, world.cast.senopati.id, setup)
    return world.dewi.form("/devices", f"/printers/{gate.public_id}/precedence")


def revoke_agent(world: World) -> Send:
    with world.database.transaction() as store:
        code = agents.offer_pairing(store, world.cast.senopati.id, "Basement")
        agent, _ = agents.pair(store, code)
        press = AnnouncedPrinter("Label press", 576, PrinterCondition.READY)
        agents.record_announcement(store, agent, [press])
        place = f"/agents/{agent.public_id}/revocation"
    return world.dewi.form(place, place)


def release(world: World) -> Send:
    with world.database.transaction() as store:
        kiosk = store.get_one(Kiosk, world.cast.kiosk.id)
        kiosk.locked_at = store.now
        kiosk.locked_until = store.now + timedelta(minutes=10)
    return world.dewi.form("/devices", f"/kiosks/{kiosk.public_id}/release")


def device(page: str, action: str, **typed: Any) -> Callable[[World], Send]:
    def send(world: World) -> Send:
        names = {
            "kiosk": world.cast.kiosk.public_id,
            "printer": world.cast.printer.public_id,
        }
        at, to = page.format(**names), action.format(**names)
        return world.dewi.form(at, to, **typed)

    return send


def decide(noun: str, kind: Right, **typed: Any) -> Callable[[World], Send]:
    def send(world: World) -> Send:
        visit = world.invite()
        if noun == "lifting":
            with world.database.transaction() as store:
                restricting.by_guest(
                    store, visit_state.of(store, visit.id), actors.GUEST_BY_LINK
                )
        place = world.asked(kind)
        chosen = {"visits": visit.public_id, "id_seen": "y"}
        world.dewi.client.get(place)
        return world.dewi.form(place, f"{place}/{noun}", **chosen | typed)

    return send


def note_request(world: World) -> Send:
    world.invite()
    typed = {"kind": Right.ERASE.value, "contact": EMAIL}
    return world.dewi.form("/requests/new", "/requests", **typed)


def raised(world: World) -> Browser:
    """The desk, where an alarm is raised."""
    world.arrived()
    desk = world.dewi
    desk.form("/alarm", "/alarm", kind="drill")()
    return desk


def print_roll(world: World) -> Send:
    desk = raised(world)
    with world.database.transaction() as store:
        # Where a copy waits no other is added.
        store.execute(update(PrintJob).values(state=PrintState.PRINTED))
    return desk.form("/alarm", "/alarm/roll")


def mark_guest(world: World) -> Send:
    raised(world)
    with world.database.reading() as store:
        alarm = alarms.current(store, world.cast.senopati.id)
        assert alarm
        roll = f"/roll-calls/{alarms.link(store, alarm)}"
        guest = store.exec(select(Visit)).one().public_id
    phone = Browser(world.face("desk").test_client(), {"Origin": ORIGIN})
    return phone.posting(roll, phone="a" * 26, mark=f"1 {guest} 1 0", unlisted="2")


GATE = {"name": "Gate", "address": "tcp://192.0.2.8:9100", "width": "576", "group": "0"}
DESK = {
    "forgotten_password.begin": forgotten("desk"),
    "board.settle": settle,
    "alarms.begin": lambda world: world.dewi.form("/alarm", "/alarm", kind="real"),
    "alarms.end": lambda world: raised(world).form("/alarm", "/alarm/end"),
    "alarms.renew_link": lambda world: raised(world).form("/alarm", "/alarm/link"),
    "alarms.print_roll": print_roll,
    "roll_call.report": mark_guest,
    "visits.arrive": of_visit("arrival", is_in=False),
    "visits.refuse": of_visit("refusal", is_in=False, reason="safety"),
    "visits.depart": of_visit("departure"),
    "visits.let_back_in": let_back_in,
    "visits.undo": undo,
    "walk_ins.note": lambda world: world.dewi.form(
        "/walk-ins/new", "/walk-ins", name="Sekar Ayu", search="hana", purpose="tour"
    ),
    "visits.let_in_watched": let_in_watched,
    "watch_list.propose": lambda world: world.dewi.form(
        "/watch-list",
        "/watch-list",
        contact=EMAIL,
        reason="barred",
        until="2026-12-23",
    ),
    "watch_list.check": lambda world: world.dewi.form(
        "/watch-list", "/watch-list/check", contact=EMAIL
    ),
    "watch_list.confirm": confirm_watch,
    "watch_list.take_off": take_off_watch_list,
    "watch_list.decline": decline_watch,
    "more_guests.allow": lambda world: world.dewi.form(
        "/more-guests",
        "/more-guests",
        search="hana",
        day="2026-11-24",
        guests="20",
        reason="event",
    ),
    "badges.print_again": of_visit("badges", reason="lost"),
    "badges.hand_over": hand_over_badge,
    "badge_recovery.move": another_printer,
    "colleague.tell": tell_colleague,
    "badge_recovery.write": of_visit("handwriting", "/handwriting"),
    "pairing.offer_kiosk": device("/devices", "/pairing-codes", name="Door"),
    "pairing.offer_agent": device("/devices", "/agents/pairing-codes", name="Cellar"),
    "pairing.revoke_kiosk": device(
        "/kiosks/{kiosk}/revocation", "/kiosks/{kiosk}/revocation"
    ),
    "pairing.revoke_agent": revoke_agent,
    "pairing.release": release,
    "groups.add": device("/devices", "/printer-groups", name="Garden"),
    "groups.remove": remove_group,
    "groups.bring": bring,
    "printers.add": device("/printers/new", "/printers", **GATE),
    "printers.place": place_printer,
    "printers.put_first": put_first,
    "printers.retire": device(
        "/printers/{printer}/retirement", "/printers/{printer}/retirement"
    ),
    "requests.note": note_request,
    "decisions.erase": decide("erasure", Right.ERASE),
    "decisions.restrict": decide("restriction", Right.RESTRICT),
    "decisions.correct": decide("correction", Right.CORRECT, name="Gita P"),
    "decisions.lift": decide("lifting", Right.RESTRICT),
    "decisions.decline": decide("refusal", Right.ERASE, reason="nothing_kept"),
    "decisions.show_copy": decide("printable-copy", Right.ACCESS),
    "decisions.save_copy": decide("file", Right.ACCESS),
    "decisions.hand_over": decide("handover", Right.ACCESS),
}
WALK = KIOSK | GUEST | HOSTS | DESK


@pytest.fixture
def world(database: Database, cast: Cast, invite: Invite) -> World:
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    settings = FaceSettings(
        links, database.keys.secrets, check_printer=printer_setup.machine
    )
    return World(database, cast, invite, settings)


@pytest.mark.sampled(32)
@pytest.mark.parametrize("endpoint", sorted(WALK))
def test_what_is_sent_again_is_done_once(world: World, endpoint: str) -> None:
    send = WALK[endpoint](world)
    before = things(world.database)
    first = send()
    once = things(world.database)

    again = [send() for _ in range(2)]

    assert first.status_code < 400, first.get_data(as_text=True)
    assert (once == before) is (endpoint in MAKES_NOTHING)
    assert things(world.database) == once
    assert all(answer.status_code < 500 for answer in again)
    if endpoint in SHOWN_ONCE | {"account.change_password"}:
        assert [answer.status_code for answer in again] == [first.status_code] * 2
    if endpoint in SHOWN_ONCE:
        codes = [RECOVERY_CODE.findall(answer.text) for answer in (first, *again)]
        assert codes[0] == codes[1] == codes[2] != []


def test_every_form_of_every_face_is_walked(world: World) -> None:
    posts = {
        rule.endpoint
        for name in MAKERS.keys() - {"api"}
        for rule in world.face(name).url_map.iter_rules()
        if "POST" in (rule.methods or ())
    }

    assert posts == WALK.keys() | ELSEWHERE
