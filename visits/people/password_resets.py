"""Forgotten passwords: a link to a new one is mailed to the address that somebody typed.

Whether the address is a member's is looked up when the e-mail is written: until then a stranger's
request is the same rows, written by the same statements.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from visits import codes, outbox
from visits.people import asked_email_limits, memberships, profiles
from visits.store.database import Store
from visits.store.people import Account, Member, PasswordReset
from visits.vocabulary.refusals import LinkExpired
from visits.vocabulary.sessions import FaceName

LIFETIME = timedelta(minutes=30)
"""Greylisting alone may hold an e-mail back for a quarter of an hour."""


@dataclass(frozen=True)
class ResetOrigin:
    """Where somebody asks for a new password."""

    face: FaceName
    network: str


def ask(store: Store, email: str, origin: ResetOrigin, nonce: str = "") -> None:
    """Queue an e-mail with a new link to this address; an older one is void (`TooManyTries`).

    It goes out if the address is a member's, and nobody can tell. A second call with the same
    random nonce queues none.
    """
    login = profiles.login_digest(store, email)
    form = _form(store, login, nonce)
    # Two taps at once must not both find that the other has not asked.
    store.lock_names([login])
    before = store.get(PasswordReset, login)
    if before and before.form == form and before.expires_at > store.now:
        return
    asked_email_limits.count(
        store, asked_email_limits.PASSWORD_RESET, login.hex(), origin.network
    )
    # At random: the number of an earlier link would be the same link.
    generation = codes.generation()
    digest = codes.digest(_token(store, login, generation))
    until = store.now + LIFETIME
    store.merge(
        PasswordReset(
            login=login,
            generation=generation,
            digest=digest,
            form=form,
            expires_at=until,
        )
    )
    outbox.password_reset(store, digest, origin.face, until)


def link(store: Store, digest: bytes) -> str:
    """Return the last part of the link that is known by this digest (`LinkExpired`)."""
    of_link = (
        col(PasswordReset.digest) == digest,
        col(PasswordReset.expires_at) > store.now,
    )
    reset = store.exec(select(PasswordReset).where(*of_link)).first()
    if reset is None:
        raise LinkExpired
    return _token(store, reset.login, reset.generation)


def whose(
    store: Store, digest: bytes, face: FaceName = FaceName.HOSTS
) -> tuple[Account, Member] | None:
    """Return the account whose link is known by this digest, and where it enters the face.

    None when the link is over or nobody's.
    """
    same_login = col(PasswordReset.login) == col(Account.login)
    open_link = (
        col(PasswordReset.digest) == digest,
        col(PasswordReset.expires_at) > store.now,
    )
    both = select(Account, Member).join(Member).join(PasswordReset, same_login)
    found = store.exec(memberships.preferred(both.where(*open_link), face)).first()
    return found and (found[0], found[1])


def void(store: Store, account: Account) -> None:
    """Make the account's link void."""
    of_account = col(PasswordReset.login) == account.login
    store.execute(delete(PasswordReset).where(of_account))


def _form(store: Store, login: bytes, nonce: str) -> bytes:
    """Return the digest of a form, which is no other form's and no other address's."""
    form = nonce or codes.public_id()
    return store.keys.secrets.digest("form of a password reset", login.hex(), form)


def _token(store: Store, login: bytes, generation: int) -> str:
    return codes.link(store.keys.secrets, "password reset", login.hex(), generation)
