"""The people and places of every test, and the steps of a visit that many tests take.

Hana is the host, Gita the guest, Dewi is at the desk; Raka is of another company and must see nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import manager_of_class, set_committed_value
from sqlmodel import SQLModel, col, select

from visits import (
    codes,
    outbox,
    party_invitations,
    planned_visits,
    visit_state,
    watch_list,
)
from visits.invitations import NewInvitation
from visits.lobby import check_in as reception
from visits.lobby import (
    desk_queue,
    encounters,
    kiosks,
    one_time_codes,
    verification,
    walk_ins,
)
from visits.lobby.encounters import Step
from visits.lobby.walk_ins import NewWalkIn
from visits.party_invitations import NewParty
from visits.people import accounts, profiles
from visits.people.accounts import NewMember
from visits.printing import printers
from visits.printing.printers import PrinterSetup
from visits.store.database import Database, Store
from visits.store.lobby import Encounter, WatchEntry
from visits.store.people import Account, Member
from visits.store.sites import Company, Kiosk, Printer, Site
from visits.store.visits import Visit
from visits.visit_state import Stage
from visits.visit_times import Window
from visits.vocabulary.people import Role
from visits.vocabulary.visits import (
    Level,
    Lookup,
    VisitPurpose,
    WaitReason,
    WatchReason,
)
from visits.watch_list import NewWatch, WatchedAddress

JAKARTA, BERLIN = "Asia/Jakarta", "Europe/Berlin"
TODAY = date(2026, 11, 23)
NAME, EMAIL, PHONE = "Gita Pramesti", "gita@example.org", "+6281234567890"
COUNTER = PrinterSetup(name="Counter", address="tcp://127.0.0.1:9100", width=576)
EVERY_ROLE = frozenset({Role.HOST, Role.DESK})

Invite = Callable[..., Visit]


class SettableClock:
    """A clock that stands at half past nine in Senopati until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def at(self, moment: str, zone: str = JAKARTA) -> None:
        """Set the time to `moment` (`2026-11-23 09:30`) as clocks in `zone` show it."""
        self.now = (
            datetime.fromisoformat(moment)
            .replace(tzinfo=ZoneInfo(zone))
            .astimezone(UTC)
        )

    def forward(self, **duration: float) -> None:
        """Move on by a `timedelta` of these arguments (`minutes=3`)."""
        self.now += timedelta(**duration)


@dataclass(frozen=True)
class Cast:
    """The rows that every test may rely on; they are detached, so only ids are current."""

    senopati: Site
    mitte: Site
    langit: Company
    awan: Company
    hana: Member
    dewi: Member
    raka: Member
    dieter: Member
    kiosk: Kiosk
    kiosk_in_mitte: Kiosk
    printer: Printer


def enter(database: Database) -> Cast:
    """Store two sites, two companies, four members, a kiosk at each site and a printer."""
    with database.transaction() as store:
        senopati, mitte = _site("Senopati", JAKARTA, "ID"), _site("Mitte", BERLIN, "DE")
        langit, awan = Company(name="Langit Studio"), Company(name="Awan Works")
        store.add_all([senopati, mitte, langit, awan])
        store.flush()
        return Cast(
            senopati,
            mitte,
            langit,
            awan,
            hana=add_member(
                store, "Hana Wijaya", senopati, langit, frozenset({Role.HOST})
            ),
            dewi=add_member(
                store, "Dewi Lestari", senopati, langit, frozenset({Role.DESK})
            ),
            raka=add_member(
                store, "Raka Siregar", senopati, awan, frozenset({Role.HOST})
            ),
            dieter=add_member(store, "Dieter Vogel", mitte, langit, EVERY_ROLE),
            kiosk=kiosks.pair(store, kiosks.offer_pairing(store, senopati.id, "Lobby")),
            kiosk_in_mitte=kiosks.pair(
                store, kiosks.offer_pairing(store, mitte.id, "Foyer")
            ),
            printer=printers.add(store, senopati.id, COUNTER),
        )


def copied(cast: Cast) -> Cast:
    """Rows of a test's own, as if its database had just handed them out."""
    rows: dict[str, Any] = {
        field.name: _detached(getattr(cast, field.name)) for field in fields(cast)
    }
    return Cast(**rows)


def announcement(**changes: Any) -> NewInvitation:
    """An invitation of Gita for today from ten to eleven, with the given changes."""
    window = Window(
        day=changes.pop("day", TODAY),
        starts=changes.pop("starts", time(10)),
        ends=changes.pop("ends", time(11)),
    )
    usual: dict[str, Any] = {
        "name": NAME,
        "badge_name": "",
        "email": EMAIL,
        "phone": "",
        "window": window,
        "purpose": VisitPurpose.MEETING,
        "language": "en",
        "least_level": Level.ADDRESS_CONFIRMED,
    }
    return NewInvitation(**usual | changes)


def url_of(database: Database) -> str:
    """Where another process finds the database."""
    return database.engine.url.render_as_string(hide_password=False)


def invitation_code(database: Database, visit: Visit) -> str:
    """The code in the guest's QR picture."""
    with database.reading() as store:
        return planned_visits.code(store, visit_state.of(store, visit.id).invitation)


def party_code(database: Database, cast: Cast, nonce: str = "nonce") -> str:
    """What the invitation of Gita and Budi, who come together, holds."""
    gita = announcement()
    budi = replace(gita, name="Budi Santoso", email="budi@example.org")
    with database.transaction() as store:
        place = cast.hana.id, cast.senopati.id
        first = party_invitations.invite(store, *place, NewParty([gita, budi], nonce))
        visit = store.get_one(Visit, first.id)
    return invitation_code(database, visit)


def scan(database: Database, kiosk: Kiosk, visit: Visit) -> Encounter:
    """Hold the invitation's QR code before the kiosk."""
    code = codes.digest(invitation_code(database, visit))
    with database.transaction() as store:
        return reception.scan(store, kiosks.paired(store, kiosk.id), code)


def walking_in(host: Member, /, **changes: Any) -> NewWalkIn:
    """Gita without an invitation, who asks for this host, with the given changes."""
    usual: dict[str, Any] = {
        "name": NAME,
        "host": host.public_id,
        "purpose": VisitPurpose.MEETING,
        "language": "en",
        "nonce": codes.public_id(),
    }
    return NewWalkIn(**usual | changes)


def ask_for(
    database: Database, kiosk: Kiosk, host: Member, /, **changes: Any
) -> tuple[Visit, Encounter]:
    """Ask for the host at the kiosk, without an invitation."""
    with database.transaction() as store:
        here = kiosks.paired(store, kiosk.id)
        encounter = walk_ins.ask(store, here, walking_in(host, **changes))
        return store.get_one(Visit, encounter.visit_id), encounter


def join(database: Database, cast: Cast, *names: str) -> None:
    """Let hosts of these names join Awan Works."""
    with database.transaction() as store:
        for number, name in enumerate(names):
            new = NewMember(
                name=name,
                email=f"{number}@example.net",
                company_id=cast.awan.id,
                site_id=cast.senopati.id,
                roles=frozenset({Role.HOST}),
                language="en",
            )
            accounts.enrol(store, new)


def colleague(database: Database, cast: Cast) -> Member:
    """Sari, who is at the desk of Senopati too."""
    with database.transaction() as store:
        login = profiles.login_digest(store, "sari@example.com")
        same = select(Member).join(Account).where(col(Account.login) == login)
        place = cast.senopati, cast.langit
        return store.exec(same).first() or add_member(
            store, "Sari Wulan", *place, frozenset({Role.DESK})
        )


def watch(
    database: Database,
    cast: Cast,
    typed: str = EMAIL,
    until: date = TODAY + timedelta(days=89),
) -> WatchEntry:
    """Dewi proposes an address for the watch list of Senopati, and Sari confirms it."""
    sari = colleague(database, cast)
    item = Lookup.EMAIL if "@" in typed else Lookup.PHONE
    new = NewWatch(
        site_id=cast.senopati.id,
        member_id=cast.dewi.id,
        address=WatchedAddress(item, typed),
        reason=WatchReason.BARRED,
        until=until,
    )
    with database.transaction() as store:
        entry = watch_list.propose(store, new)
        store.flush()
        where = new.site_id, sari.id, entry.public_id
        watch_list.confirm(store, *where, new.address)
        return entry


def go_away(database: Database, encounter: Encounter) -> None:
    """Touch "Done", or walk off: the encounter is over, whatever came of it."""
    with database.transaction() as store:
        kiosk = kiosks.paired(store, encounter.kiosk_id)
        encounters.end(store, kiosk, encounter.public_id)


def send_emails(database: Database) -> None:
    """The mail server takes every e-mail that is due."""
    with database.transaction() as store:
        while (email := outbox.claim(store)) is not None:
            outbox.delivered(store, email.id)


def sent_digits(database: Database, encounter: Encounter) -> str:
    """The newest one-time code, as the e-mail shows it."""
    with database.reading() as store:
        return one_time_codes.digits(store, store.get_one(Encounter, encounter.id))


def confirm(database: Database, kiosk: Kiosk, encounter: Encounter, typed: str) -> None:
    """Type these digits at the kiosk."""
    with database.transaction() as store:
        here = kiosks.paired(store, kiosk.id)
        verification.confirm(
            store, here, encounters.of(store, here, encounter.public_id), typed
        )


def check_in(database: Database, kiosk: Kiosk, visit: Visit) -> Encounter:
    """Scan, and type the code that was sent: the guest has arrived."""
    encounter = scan(database, kiosk, visit)
    confirm(database, kiosk, encounter, sent_digits(database, encounter))
    return encounter


def step(database: Database, encounter: Encounter) -> Step:
    """What the kiosk shows this person now."""
    with database.reading() as store:
        return encounters.step(store, store.get_one(Encounter, encounter.id))


def stage(database: Database, visit: Visit) -> Stage:
    """Where the visit stands now."""
    with database.reading() as store:
        return visit_state.of(store, visit.id).stage


def waits(database: Database, site: Site) -> list[WaitReason]:
    """Why people wait at the site's front desk."""
    with database.reading() as store:
        return [wait.reason for wait in desk_queue.at_desk(store, site.id)]


def _detached(row: SQLModel) -> SQLModel:
    copy: SQLModel = manager_of_class(type(row)).new_instance()
    for name, value in row.model_dump().items():
        set_committed_value(copy, name, value)
    make_transient_to_detached(copy)
    return copy


def _site(name: str, zone: str, region: str) -> Site:
    return Site(
        name=name,
        time_zone=zone,
        region=region,
        language="en",
        closes_at=20 * 60,
        least_level=Level.ADDRESS_CONFIRMED,
        accent="#2a6f97",
        privacy_contact="privacy@example.org",
    )


def add_member(
    store: Store, name: str, site: Site, company: Company, roles: frozenset[Role]
) -> Member:
    """Add a member whose address is their first name at example.com, without a password."""
    email = f"{name.split(maxsplit=1)[0].lower()}@example.com"
    new = NewMember(
        name=name,
        email=email,
        company_id=company.id,
        site_id=site.id,
        roles=roles,
        language="en",
    )
    return accounts.enrol(store, new)
