"""Rows about places: sites, companies, and the devices that stand in a lobby."""

from datetime import datetime

from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text

from printers.vocabulary import Confirmation, PrinterCondition, PrintProblemKind
from visits.store.columns import Code, Digest, OrderedCode, OrganisationText, column
from visits.store.patterns import (
    COLOUR,
    LANGUAGE,
    PRINTER_ADDRESS,
    PUBLIC_ID,
    REGION,
    TIME_ZONE,
)
from visits.vocabulary.devices import (
    BrowserKind,
    KioskCamera,
    PairedDevice,
    PrinterSide,
)
from visits.vocabulary.places import PlaceTextKind
from visits.vocabulary.policy import Period
from visits.vocabulary.visits import Level, WalkInRule


class Site(SQLModel, table=True):
    """One location with a lobby; every change on its board raises `version`."""

    id: int = Field(default=None, primary_key=True)
    name: str = column(OrganisationText(80), unique=True)
    time_zone: str = column(Code(TIME_ZONE, 64))
    region: str = column(Code(REGION, 2))
    language: str = column(Code(LANGUAGE, 5))
    closes_at: int
    """Minutes after the site's own midnight."""
    least_level: Level = column(OrderedCode(Level))
    accent: str = column(Code(COLOUR, 7))
    privacy_contact: str = column(OrganisationText(120))
    private_badges: bool = False
    """Whether badges show a number in place of the guest's and the host's names."""
    second_factor: bool = False
    """Whether its front desk signs in with a second factor only."""
    desk_phone: str = column(OrganisationText(20), default="")
    printer_side: PrinterSide = column(Code(PrinterSide), default=PrinterSide.BELOW)
    mail_sender: str = column(OrganisationText(120), default="")
    """The mailbox that its e-mails come from; empty for that of the settings."""
    reply_to: str = column(OrganisationText(120), default="")
    """Where answers to them go; empty for where they come from."""
    email_endings: str = column(
        OrganisationText(120), default="gmail.com yahoo.com outlook.com"
    )
    """What its kiosks offer as one key after the @, at most three, with blanks between them."""
    sound_volume: int = 60
    """How loud its kiosks answer a scan, in percent; 0 is silence."""
    walk_ins: WalkInRule = column(Code(WalkInRule), default=WalkInRule.IN_PERSON)
    rules_version: int = 0
    """The newest version of its house rules; none has the number of another."""
    has_rules: bool = False
    """Whether that version is in force."""
    version: int = 1
    badge_day: int = 0
    """The day whose badges `badge_serial` counts, as an ordinal."""
    badge_serial: int = 0
    audit_head_sent_at: datetime | None = None
    """When its privacy contact was last sent the head of the audit log."""


class SitePeriod(SQLModel, table=True):
    """How long a site keeps a retention class, if not as long as the register says."""

    site_id: int = Field(foreign_key="site.id", primary_key=True)
    retention_class: Period = column(Code(Period), primary_key=True)
    after_visit: int = Field(primary_key=True)
    """The newest visit then: it and those before were promised the time in force before."""
    hours: int
    resealed_through: int = 0
    """The last of those visits whose envelopes are sealed again, if the new time is shorter."""


class MembershipPlan(SQLModel, table=True):
    """For how many guests hosts and companies may invite; None is any number."""

    id: int = Field(default=None, primary_key=True)
    name: str = column(OrganisationText(80), unique=True)
    host_day: int | None = None
    host_week: int | None = None
    host_month: int | None = None
    company_day: int | None = None
    company_week: int | None = None
    company_month: int | None = None


class Company(SQLModel, table=True):
    """The member organisation a host belongs to."""

    id: int = Field(default=None, primary_key=True)
    name: str = column(OrganisationText(80), unique=True)
    plan_id: int | None = Field(default=None, foreign_key="membershipplan.id")
    """None for the default plan."""


class PlaceText(SQLModel, table=True):
    """What guests read of a site, or of a company in it, in one language."""

    __table_args__ = (
        UniqueConstraint("site_id", "kind", "version", "language"),
        UniqueConstraint("company_id", "kind", "version", "language"),
    )

    id: int = Field(default=None, primary_key=True)
    site_id: int | None = Field(default=None, foreign_key="site.id")
    company_id: int | None = Field(default=None, foreign_key="company.id")
    kind: PlaceTextKind = column(Code(PlaceTextKind))
    language: str = column(Code(LANGUAGE, 5))
    version: int = 0
    """Of house rules, which are never written anew; 0 for every other kind."""
    words: str = column(OrganisationText(2000))
    written_at: datetime


class Kiosk(SQLModel, table=True):
    """A tablet that was paired at a site; once revoked it checks nobody in."""

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    name: str = column(OrganisationText(40))
    paired_at: datetime
    revoked_at: datetime | None = None
    last_seen_at: datetime
    locked_at: datetime | None = None
    locked_until: datetime | None = None
    """Until then nobody types an address or digits there; staff may end it before."""
    group_id: int | None = Field(default=None, foreign_key="printergroup.id")
    """Where its badges come out; none means the site's main printers."""
    camera: KioskCamera | None = column(Code(KioskCamera), nullable=True)
    """None until the tablet has reported it."""
    camera_since: datetime | None = None
    battery: int | None = None
    """In percent, as the tablet last said; None where there is none to speak of."""
    is_charging: bool | None = None
    answer_ms: int | None = None
    """How long the tablet last waited for an answer, in milliseconds."""
    browser: BrowserKind | None = column(Code(BrowserKind), nullable=True)
    browser_version: int | None = None


class PairingCode(SQLModel, table=True):
    """A one-time code by which staff make a browser a kiosk, or a program a print agent."""

    digest: bytes = column(Digest(), primary_key=True)
    device: PairedDevice = column(Code(PairedDevice))
    site_id: int = Field(foreign_key="site.id")
    name: str = column(OrganisationText(40))
    expires_at: datetime


class PrinterGroup(SQLModel, table=True):
    """Printers of a site that stand in for each other, apart from its main ones."""

    __table_args__ = (UniqueConstraint("site_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key="site.id")
    name: str = column(OrganisationText(40))


class PrintAgent(SQLModel, table=True):
    """The small program beside the printers of a site, while its token was not revoked."""

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    name: str = column(OrganisationText(40))
    token: bytes = column(Digest(), unique=True)
    paired_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None = None


class Printer(SQLModel, table=True):
    """A badge printer of a site: the lowest rank prints first. Without an address, an agent's."""

    __table_args__ = (
        Index(
            "one_name_a_printer",
            "site_id",
            "name",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="printergroup.id")
    rank: int = 0
    name: str = column(OrganisationText(40))
    address: str | None = column(Code(PRINTER_ADDRESS, 120), nullable=True)
    agent_id: int | None = Field(default=None, foreign_key="printagent.id")
    """The agent that announced it last."""
    width: int
    cutter: bool = True
    confirm: Confirmation | None = column(Code(Confirmation), nullable=True)
    answers_within: int | None = None
    """Seconds in which it answers a call or a question, where that is longer than usual."""
    condition: PrinterCondition | None = column(Code(PrinterCondition), nullable=True)
    condition_since: datetime | None = None
    last_seen_at: datetime | None = None
    problem: PrintProblemKind | None = column(Code(PrintProblemKind), nullable=True)
    """Why its last badge did not come out."""
    retired_at: datetime | None = None
