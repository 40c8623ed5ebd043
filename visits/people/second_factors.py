"""Second factors: an authenticator app's six digits (TOTP, RFC 6238), and codes for its loss.

Whoever has a person's password only does not get in, in none of their memberships. The app's
secret lies sealed under a key derived from the root secret, so that a copy of the database
makes no digits; recovery codes lie there as digests.
"""

import hmac
import secrets as randomness
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, func
from sqlmodel import col, select

from visits import codes
from visits.audit import entries
from visits.people import memberships, profiles, remembered_devices
from visits.store import locks
from visits.store.database import Store
from visits.store.people import (
    Account,
    Member,
    MemberRole,
    RecoveryCode,
    SecondFactor,
)
from visits.store.sites import Site
from visits.vault.sealing import seal, unseal
from visits.vocabulary import actors
from visits.vocabulary.actors import Actor
from visits.vocabulary.audit import Act
from visits.vocabulary.people import Role
from visits.vocabulary.refusals import WrongCode

ISSUER = "Lencana"
STEP_SECONDS = 30
"""What every authenticator app assumes, as it assumes SHA-1 and six digits."""
STEPS = (0, -1, 1)
"""A phone's clock may be half a minute off, and people need some seconds to type."""
RECOVERY_CODES, RECOVERY_SYMBOLS = 10, 10
"""50 bits each, typed once; tries are counted as those of the digits are."""


@dataclass(frozen=True)
class SecondFactorState:
    """What the account page says of a member's second factor."""

    is_on: bool
    is_begun: bool
    """A secret was made, and no digits of it were typed yet."""
    is_required: bool
    codes_left: int


def state(store: Store, member_id: int) -> SecondFactorState:
    """Return how the member's second factor stands."""
    factor = _factor(store, member_id)
    of_account = col(RecoveryCode.account_id) == memberships.account_id(
        store, member_id
    )
    left = select(func.count()).where(of_account)
    return SecondFactorState(
        is_on=is_on(store, member_id),
        is_begun=factor is not None and factor.confirmed_at is None,
        is_required=is_required(store, member_id),
        codes_left=store.exec(left).one(),
    )


def is_on(store: Store, member_id: int) -> bool:
    """True if signing in asks this member for digits."""
    factor = _factor(store, member_id)
    return factor is not None and factor.confirmed_at is not None


def is_required(store: Store, member_id: int) -> bool:
    """True if the member's site asks its front desk for a second factor, and they are of it."""
    at_desk = (
        col(Member.id) == member_id,
        col(Site.second_factor).is_(True),
        col(MemberRole.role) == Role.DESK,
    )
    of_member = select(Member.id).join(Site).join(MemberRole).where(*at_desk)
    return store.exec(of_member).first() is not None


def is_missing(store: Store, member_id: int, given_at: datetime | None) -> bool:
    """True if the member's site asks for the factor in force, and it was not given since then."""
    return is_owed(store, member_id, given_at) and is_required(store, member_id)


def is_owed(store: Store, member_id: int, given_at: datetime | None) -> bool:
    """True if a factor is in force that a session, in which one was given then, has not given."""
    factor = _factor(store, member_id)
    if factor is None or factor.confirmed_at is None:
        return False
    return given_at is None or given_at < factor.confirmed_at


def password_mark(store: Store, member_id: int) -> str:
    """Return a sign of the password after which digits are asked for; another has another."""
    account = store.get(Account, memberships.account_id(store, member_id))
    of_member = member_id, account and account.password
    return store.keys.secrets.digest("password mark", *of_member).hex()


def begin(store: Store, member_id: int) -> None:
    """Make a new secret; it counts once digits of it were typed, and changes nothing before."""
    _lock(store, member_id)
    if is_on(store, member_id):
        return
    account = memberships.account(store, member_id)
    secret = pyotp.random_base32()
    store.merge(
        SecondFactor(account_id=account.id, secret=_sealed(store, account, secret))
    )


def secret(store: Store, member_id: int) -> str:
    """Return the secret of a factor that was begun, to be typed into an app (`WrongCode`)."""
    factor = _factor(store, member_id)
    # Once it is in force nobody is shown it again.
    if factor is None or factor.confirmed_at is not None:
        raise WrongCode
    return _secret(store, factor)


def uri(store: Store, member_id: int) -> str:
    """Return what the QR code for an app holds (`WrongCode` if no factor is begun)."""
    member_profile = profiles.profile(store, store.get_one(Member, member_id))
    totp = pyotp.TOTP(secret(store, member_id))
    return totp.provisioning_uri(name=member_profile.email, issuer_name=ISSUER)


def confirm(store: Store, member_id: int, typed: str, nonce: str = "") -> list[str]:
    """Put the factor in force with the first digits of the app, and return its recovery codes.

    They are shown this once; with the same random nonce it is the same once. Refuses
    `WrongCode`.
    """
    _lock(store, member_id)
    factor = _factor(store, member_id)
    if factor is None:
        raise WrongCode
    if factor.confirmed_at is not None:
        made = _recovery_codes(store, member_id, nonce)
        if not _is_any_kept(store, member_id, made):
            raise WrongCode
        return made
    _use_step(store, factor, typed)
    factor.confirmed_at = store.now
    actor = actors.member(member_id)
    entries.record_about(store, actor, Act.SECOND_FACTOR_SET, member_id)
    return new_recovery_codes(store, member_id, nonce)


def new_recovery_codes(store: Store, member_id: int, nonce: str = "") -> list[str]:
    """Return ten new codes, each good once; older ones are void.

    With the same random nonce they are the same: of two taps both answers show what counts.
    """
    _lock(store, member_id)
    new_codes = _recovery_codes(store, member_id, nonce)
    if _is_any_kept(store, member_id, new_codes):
        return new_codes
    _void_codes(store, member_id)
    account_id = memberships.account_id(store, member_id)
    store.add_all(
        RecoveryCode(digest=_digest(store, member_id, code), account_id=account_id)
        for code in new_codes
    )
    return new_codes


def check(store: Store, member_id: int, typed: str) -> None:
    """Check digits of the app, or use a recovery code up (`WrongCode`). Each is good once."""
    _lock(store, member_id)
    factor = _factor(store, member_id)
    if factor is None or factor.confirmed_at is None:
        raise WrongCode
    digits = codes.decimals(typed)
    if digits.isdecimal() and len(digits) == codes.TOTP_DIGITS:
        _use_step(store, factor, digits)
        return
    code = store.get(RecoveryCode, _digest(store, member_id, typed))
    if code is None:
        raise WrongCode
    store.delete(code)
    actor = actors.member(member_id)
    entries.record_about(store, actor, Act.RECOVERY_CODE_USED, member_id)


def remove(store: Store, member_id: int, actor: Actor) -> bool:
    """Take the second factor away; return whether there was one in force."""
    was_on = is_on(store, member_id)
    _void_codes(store, member_id)
    remembered_devices.forget_all(store, member_id)
    account_id = memberships.account_id(store, member_id)
    store.execute(
        delete(SecondFactor).where(col(SecondFactor.account_id) == account_id)
    )
    if was_on:
        entries.record_about(store, actor, Act.SECOND_FACTOR_REMOVED, member_id)
    return was_on


def _use_step(store: Store, factor: SecondFactor, typed: str) -> None:
    """Accept digits of now, half a minute before or after, that were not used yet."""
    totp = pyotp.TOTP(_secret(store, factor))
    now = int(store.now.timestamp()) // STEP_SECONDS
    digits = codes.decimals(typed).encode()
    # All are compared, in the same time whichever it is.
    right = [
        now + step
        for step in STEPS
        if hmac.compare_digest(totp.generate_otp(now + step).encode(), digits)
    ]
    # Whoever looked over a shoulder types the same digits too late (RFC 6238, 5.2).
    if not right or right[0] <= factor.last_step:
        raise WrongCode
    factor.last_step = right[0]


def _recovery_codes(store: Store, member_id: int, nonce: str) -> list[str]:
    """Return the codes that belong to the nonce, which nobody else can work out."""
    account_id = memberships.account_id(store, member_id)
    form = (account_id, nonce or randomness.token_urlsafe())
    raw = (
        store.keys.secrets.digest("recovery codes of a form", *form, number)
        for number in range(RECOVERY_CODES)
    )
    symbols = [codes.symbols(one)[:RECOVERY_SYMBOLS] for one in raw]
    return [f"{one[:5]}-{one[5:]}" for one in symbols]


def _is_any_kept(store: Store, member_id: int, made: Sequence[str]) -> bool:
    digests = [_digest(store, member_id, code) for code in made]
    return any(store.get(RecoveryCode, digest) for digest in digests)


def _digest(store: Store, member_id: int, typed: str) -> bytes:
    account_id = memberships.account_id(store, member_id)
    return store.keys.secrets.digest("recovery code", account_id, codes.plain(typed))


def _void_codes(store: Store, member_id: int) -> None:
    own = col(RecoveryCode.account_id) == memberships.account_id(store, member_id)
    store.execute(delete(RecoveryCode).where(own))


def _factor(store: Store, member_id: int) -> SecondFactor | None:
    return store.get(SecondFactor, memberships.account_id(store, member_id))


def _lock(store: Store, member_id: int) -> None:
    account_id = memberships.account_id(store, member_id)
    locks.account(store, col(Account.id) == account_id)


def _sealed(store: Store, account: Account, secret: str) -> bytes:
    return seal(_key(store), _belongs_to(account), {"secret": secret})


def _secret(store: Store, factor: SecondFactor) -> str:
    account = store.get_one(Account, factor.account_id)
    return unseal(_key(store), _belongs_to(account), factor.secret)["secret"]


def _key(store: Store) -> bytes:
    return store.keys.secrets.key("second factors")


def _belongs_to(account: Account) -> str:
    # Bound to its row: copied to another's, it does not open.
    return f"second factor {account.public_id}"
