"""The door: one try at signing in, in three short steps."""

from visits.people import accounts
from visits.store.people import Member
from web.context import database


def authenticate(email: str, password: str, address: str) -> Member:
    """Who has this e-mail and password. Refuses `SignInRefused` and `TooManyTries`.

    The try is counted and on the disk before the password is looked at, which keeps no writer waiting.
    """
    with database().transaction() as store:
        accounts.count_attempt(store, email, address)
    with database().reading() as store:
        member = accounts.sign_in(store, email, password)
    with database().transaction() as store:
        accounts.let_in(store, member, address)
    return member
