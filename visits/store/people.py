"""Rows about members and how they sign in: names are sealed, and logins are digests."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from visits.store.columns import Code, Digest, Sealed, column
from visits.store.patterns import HEX, LANGUAGE, MONTH, PASSWORD_HASH, PUBLIC_ID
from visits.vocabulary.devices import BrowserKind, OperatingSystem
from visits.vocabulary.people import RateLimited, Role
from visits.vocabulary.sessions import FaceName, FlashMessage


class Account(SQLModel, table=True):
    """What a person signs in with, for all their memberships; gone with the last of them."""

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """The number of its first membership, whether that is still open or not."""
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    """That of its first membership, to which the second factor's secret is sealed."""
    login: bytes = column(Digest(), unique=True)
    password: str | None = column(Code(PASSWORD_HASH, 120), nullable=True)


class Member(SQLModel, table=True):
    """One membership of a person: at one site, with one company."""

    id: int = Field(default=None, primary_key=True)
    public_id: str = column(Code(PUBLIC_ID, 26), unique=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    """None once it is closed."""
    company_id: int = Field(foreign_key="company.id", index=True)
    site_id: int = Field(foreign_key="site.id", index=True)
    language: str = column(Code(LANGUAGE, 5))
    key_month: str = column(Code(MONTH, 7))
    key_day: date | None = None
    """The last day of a closed one's profile, which lies under that day's key instead."""
    profile: bytes = column(Sealed(may_be_empty=True))
    joined_at: datetime
    closed_at: datetime | None = None
    quiet_since: datetime | None = None
    """Since when they want to be told of no guest."""
    no_walk_ins_since: datetime | None = None
    """Since when guests without an invitation cannot ask for them."""
    plan_id: int | None = Field(default=None, foreign_key="membershipplan.id")
    """Of their own; None for that of their company."""


class Delegation(SQLModel, table=True):
    """A colleague is told of a host's guests in the host's place, from one moment to another."""

    host_id: int = Field(foreign_key="member.id", primary_key=True)
    delegate_id: int = Field(foreign_key="member.id", index=True)
    begins_at: datetime
    ends_at: datetime


class QuotaDay(SQLModel, table=True):
    """How many guests of a host are expected or came on a day: a number that names none."""

    host_id: int = Field(foreign_key="member.id", primary_key=True)
    day: date = Field(primary_key=True)
    """The site's day."""
    guests: int = 0
    extra: int = 0
    """How many more than their plan allows, as the front desk chose."""


class MemberRole(SQLModel, table=True):
    """What a member may do."""

    member_id: int = Field(foreign_key="member.id", primary_key=True)
    role: Role = column(Code(Role), primary_key=True)
    chosen_at: datetime | None = None
    """When they last switched to it at the face of this role."""


class WelcomeLink(SQLModel, table=True):
    """An open invitation to prove one's address and set a password; gone once used."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    generation: int
    digest: bytes = column(Digest(), unique=True)
    expires_at: datetime


class PasswordReset(SQLModel, table=True):
    """Somebody asked for a new password with an address; a stranger's differs by nothing.

    The newest of an address replaces the one before; a member's goes once it is used.
    """

    login: bytes = column(Digest(), primary_key=True)
    generation: int
    digest: bytes = column(Digest(), unique=True)
    form: bytes = column(Digest())
    """The form that asked: sent twice, it asks once."""
    expires_at: datetime


class SecondFactor(SQLModel, table=True):
    """A person's authenticator app, in force once digits of it were typed."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    secret: bytes = column(Sealed())
    confirmed_at: datetime | None = None
    last_step: int = 0
    """The half minute, counted from 1970, whose digits were used last."""


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for the authenticator app, once; gone when used."""

    digest: bytes = column(Digest(), primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)


class RememberedDevice(SQLModel, table=True):
    """A browser in which somebody gives no second factor at one face, by its cookie's digest."""

    digest: bytes = column(Digest(), primary_key=True)
    """Of the cookie with the account, the face, their password and their second factor."""
    account_id: int = Field(foreign_key="account.id", index=True)
    face: FaceName = column(Code(FaceName, 20))
    browser: BrowserKind | None = column(Code(BrowserKind), nullable=True)
    system: OperatingSystem | None = column(Code(OperatingSystem), nullable=True)
    remembered_at: datetime
    used_at: datetime


class FaceSession(SQLModel, table=True):
    """One browser known to one face, by the digest of its cookie; without the row, signed out."""

    digest: bytes = column(Digest(), primary_key=True)
    face: str = column(Code(FaceName, 20))
    csrf: str | None = column(Code(HEX, 40), nullable=True)
    flash: str | None = column(Code(FlashMessage, 40), nullable=True)
    language: str | None = column(Code(LANGUAGE, 5), nullable=True)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    second_factor_at: datetime | None = None
    """When it was given there, if it was."""
    kiosk_id: int | None = Field(default=None, foreign_key="kiosk.id", index=True)
    expires_at: datetime
    idle_until: datetime | None = None
    """A member's: when it ends unless something is asked for before."""


class RateLimitEvent(SQLModel, table=True):
    """One attempt at something that is limited; a digest stands for who made it."""

    id: int = Field(default=None, primary_key=True)
    kind: RateLimited = column(Code(RateLimited))
    subject: bytes = column(Digest(), index=True)
    at: datetime = Field(index=True)
