"""The cast on its stage: two sites, two companies, four members, and a browser that fills in forms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from faces.face import FaceSettings, Links
from faces.surroundings import EXTENSION, Surroundings
from visits.keys.bunch import open_keys
from visits.people import accounts, sessions
from visits.people.accounts import NewMember
from visits.people.sessions import Remembered
from visits.store import schema
from visits.store.database import Database
from visits.store.people import Member
from visits.store.places import Company, Site
from visits.words import Level, Role

ORIGIN = "http://localhost"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""Monday, 12:00 in Jakarta."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Clock:
    """The time, until it is told otherwise."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass
class Stage:
    """A database with the cast in it, and the settings of its faces."""

    database: Database
    clock: Clock
    settings: FaceSettings
    members: Mapping[str, Member]

    def id_of(self, name: str) -> int:
        return self.members[name].id


def set_stage(folder: Path) -> Stage:
    """Hana and Dewi at Menteng, Raka of another company, Sari of the other site's desk."""
    clock = Clock()
    keys = open_keys(folder / "keys")
    database = Database(f"sqlite:///{folder / 'lencana.db'}", keys, clock)
    schema.migrate(database)
    links = Links(**dict.fromkeys(("kiosk", "guest", "hosts", "desk"), ORIGIN))
    return Stage(database, clock, FaceSettings(links, keys.secrets), _cast(database))


def signed_in(app: Flask, member_id: int) -> "Browser":
    """A browser in which the member has signed in to this face."""
    face: Surroundings = app.extensions[EXTENSION]
    with face.database.transaction() as store:
        cookie = sessions.open(store, face.name, Remembered(member_id=member_id))
    browser = Browser(app)
    browser.client.set_cookie(f"__Host-lencana-{face.name}", cookie)
    return browser


class Browser:
    """A client that sends the token of the page it is on, as a browser does."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        answer = self.client.get(path, buffered=True, **options)
        if found := _TOKEN.search(answer.get_data(as_text=True)):
            self.token = found[1]
        return answer

    def post(self, path: str, **fields: object) -> TestResponse:
        """The form of the page that was fetched last, sent to `path`."""
        return self.client.post(path, data={"csrf_token": self.token, **fields})


def _cast(database: Database) -> dict[str, Member]:
    with database.transaction() as store:
        store.add_all([_site("Menteng"), _site("Kuta"), Company(name="Kopi"), Company(name="Teh")])
        store.flush()
        sites = {site.name: site.id for site in store.exec(select(Site))}
        companies = {company.name: company.id for company in store.exec(select(Company))}
        return {
            name: accounts.enrol(store, _member(name, sites[site], companies[company], role))
            for name, site, company, role in [
                ("Hana", "Menteng", "Kopi", Role.HOST),
                ("Raka", "Menteng", "Teh", Role.HOST),
                ("Dewi", "Menteng", "Kopi", Role.DESK),
                ("Sari", "Kuta", "Teh", Role.DESK),
            ]
        }


def _member(name: str, site_id: int, company_id: int, role: Role) -> NewMember:
    return NewMember(
        name=name, email=f"{name.lower()}@example.com", company_id=company_id, site_id=site_id,
        roles=frozenset({role}), language="en",
    )  # fmt: skip


def _site(name: str) -> Site:
    return Site(
        name=name, time_zone="Asia/Jakarta", region="ID", language="en", closes_at=20 * 60,
        least_level=Level.ADDRESS_CONFIRMED, accent="#1f6f63", privacy_contact="privacy@example.com",
    )  # fmt: skip
