"""Fills the demo's database: a site, companies, hosts, the desk, and guests expected today."""

import secrets
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import chain, count
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from visits import invitations, place_texts, planned_visits, sites, visit_state
from visits.invitations import NewInvitation
from visits.lobby import kiosks
from visits.people import (
    accounts,
    memberships,
    password_links,
    passwords,
    welcome_links,
)
from visits.printing import printers
from visits.printing.printers import PrinterSetup
from visits.store.database import Database, Store
from visits.store.people import Member
from visits.store.sites import Company, Site
from visits.visit_times import Window
from visits.vocabulary.people import Role
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import Level, VisitPurpose

MIDNIGHT_IS_NEAR = timedelta(minutes=2)
"""A demo that starts just before midnight invites for the next day: the guest arrives later."""
KIOSK_NAME = "Lobby"
ARRIVAL_NOTES = Path(__file__).parent / "arrival_notes.toml"
# Servers and containers are often set to these, which say nothing about where they stand.
PLACELESS_ZONES = {
    "UTC",
    "Etc/UTC",
    "Universal",
    "Etc/Universal",
    "Zulu",
    "GMT",
    "Etc/GMT",
}


@dataclass(frozen=True)
class SignIn:
    """The login and password of a member of the cast; the password is random and shown once."""

    login: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Cast:
    """What somebody who tries the demo needs to begin."""

    site_id: int
    host: SignIn
    staff: SignIn
    guest_name: str
    guest_email: str
    guest_code: str


def seed(database: Database, printer_address: str) -> Cast:
    """Fill the database; Gita is expected today."""
    with database.transaction() as store:
        site = _site(store)
        printers.add(
            store,
            site.id,
            PrinterSetup(name="Lobby printer", address=printer_address, width=576),
        )
        coffee = _company(store, "Kopi Pagi", "Floor 3")
        studio = _company(store, "Studio Senja", "Floor 12, unit B")
        both = Role.HOST, Role.COMPANY_ADMIN
        hana, host = _member(store, site, coffee, "Hana Wijaya", *both)
        raka, _ = _member(store, site, studio, "Raka Pratama", Role.HOST)
        # A host without a colleague could try neither absence nor sending somebody else.
        _member(store, site, coffee, "Sari Utami", Role.HOST)
        _, staff = _member(store, site, coffee, "Dewi Anggraini", Role.DESK)
        _invite(store, site, hana, "Søren Kjærgård", VisitPurpose.INTERVIEW)
        _invite(store, site, raka, "Nguyễn Thị Minh Khai", VisitPurpose.TOUR)
        # The last invited is the first on the mail page.
        code = _invite(store, site, hana, "Gita Lestari", VisitPurpose.MEETING)
    return Cast(site.id, host, staff, "Gita Lestari", _address("Gita Lestari"), code)


def pairing_code(database: Database, site_id: int) -> str:
    """Make a code that pairs one browser as a kiosk of the demo, as staff would: each by a name."""
    with database.transaction() as store:
        taken = {kiosk.name for kiosk in kiosks.of_site(store, site_id)}
        names = (f"{KIOSK_NAME} {number}" for number in count(2))
        free = (one for one in chain([KIOSK_NAME], names) if one not in taken)
        return kiosks.offer_pairing(store, site_id, next(free))


def window(site: Site, now: datetime) -> Window:
    """Return a window from this hour to the end of the day, so that guests may come at once."""
    local = now.astimezone(sites.zone(site))
    soon = (local + MIDNIGHT_IS_NEAR).date()
    hour = local.hour if soon == local.date() else 0
    return Window(day=soon, starts=time(hour), ends=time(23, 59))


def _site(store: Store) -> Site:
    site = Site(
        name="Menara Utara",
        time_zone=_own_time_zone(),
        region="ID",
        language="en",
        closes_at=23 * 60 + 59,
        least_level=Level.ADDRESS_CONFIRMED,
        accent="#0f5c4d",
        privacy_contact="privacy@menara-utara.example",
        desk_phone="+622150501234",
    )
    store.add(site)
    store.flush()
    address = "Jalan Senopati 41, Jakarta 12190"
    place_texts.write(store, site, PlaceTextKind.ADDRESS, "en", address)
    for language, note in tomllib.loads(ARRIVAL_NOTES.read_text()).items():
        place_texts.write(store, site, PlaceTextKind.ARRIVAL_NOTE, language, note)
    return site


def _company(store: Store, name: str, floor: str) -> Company:
    company = Company(name=name)
    store.add(company)
    store.flush()
    place_texts.write(store, company, PlaceTextKind.FLOOR, "en", floor)
    return company


def _member(
    store: Store, site: Site, company: Company, name: str, *roles: Role
) -> tuple[Member, SignIn]:
    new = accounts.NewMember(
        name=name,
        email=_address(name),
        company_id=company.id,
        site_id=site.id,
        roles=frozenset(roles),
        language="en",
    )
    member = accounts.add_member(store, new)
    # 64 random bits: the demo is on this machine only, and the password is copied by hand.
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    password_links.accept(
        store,
        welcome_links.welcome_link(store, memberships.account_id(store, member.id)),
        passwords.hashed(password),
        FaceName.HOSTS,
    )
    return member, SignIn(_address(name), password)


def _invite(
    store: Store, site: Site, host: Member, name: str, purpose: VisitPurpose
) -> str:
    announcement = NewInvitation(
        name=name,
        email=_address(name),
        window=window(site, store.now),
        purpose=purpose,
        language="en",
        least_level=site.least_level,
    )
    visit = invitations.invite(
        store, host.id, site.id, announcement, secrets.token_hex()
    )
    store.flush()
    return planned_visits.code(store, visit_state.of(store, visit.id).invitation)


def _address(name: str) -> str:
    # The names show that badges write such letters; an address that every server takes has none.
    first = name.split(maxsplit=1)[0].casefold().replace("ø", "o").replace("ễ", "e")
    return (
        f"{first}@guest.example"
        if first in {"gita", "soren", "nguyen"}
        else f"{first}@menara-utara.example"
    )


def _own_time_zone() -> str:
    """Return the machine's time zone, for local time in the demo; Jakarta's if it has none."""
    # The zone's name is in the link's target only: Python knows no more than the offset.
    zone = Path("/etc/localtime").resolve().as_posix().partition("zoneinfo/")[2]
    try:
        return "Asia/Jakarta" if zone in PLACELESS_ZONES else ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        return "Asia/Jakarta"
