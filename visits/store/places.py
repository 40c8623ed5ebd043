"""Rows about places: sites, companies, and the devices that stand in a lobby."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from visits.store.columns import Code, Digest, Grade, Words, column
from visits.store.shapes import COLOUR, LANGUAGE, PRINTER_ADDRESS, PUBLIC_ID, REGION, TIME_ZONE
from visits.words import Level, Trouble


class Site(SQLModel, table=True):
    """One location with a lobby: its clock, languages and rules; every change on a board raises `version`."""

    id: int = Field(default=None, primary_key=True)
    name: str = column(Words(80), unique=True)
    time_zone: str = column(Code(TIME_ZONE, 64))
    region: str = column(Code(REGION, 2))
    language: str = column(Code(LANGUAGE, 5))
    closes_at: int
    """Minutes after the site's own midnight."""
    least_level: Level = column(Grade(Level))
    accent: str = column(Code(COLOUR, 7))
    privacy_contact: str = column(Words(120))
    version: int = 1
    badge_day: int = 0
    """The day whose badges `badge_serial` counts, as an ordinal."""
    badge_serial: int = 0


class Company(SQLModel, table=True):
    """The member organisation a host belongs to."""

    id: int = Field(default=None, primary_key=True)
    name: str = column(Words(80), unique=True)


class Kiosk(SQLModel, table=True):
    """A tablet that was paired at a site, and still may check guests in unless it was revoked."""

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    name: str = column(Words(40))
    paired_at: datetime
    revoked_at: datetime | None = None
    last_seen_at: datetime
    locked_at: datetime | None = None


class PairingCode(SQLModel, table=True):
    """A one-time code by which staff make a browser a kiosk."""

    digest: bytes = column(Digest(), primary_key=True)
    site_id: int = Field(foreign_key="site.id")
    name: str = column(Words(40))
    expires_at: datetime


class Printer(SQLModel, table=True):
    """A badge printer of a site; after a failure the next one of the site has its turn."""

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    name: str = column(Words(40))
    address: str = column(Code(PRINTER_ADDRESS, 120))
    width: int
    last_seen_at: datetime | None = None
    trouble: Trouble | None = column(Code(Trouble), nullable=True)
