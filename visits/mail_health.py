"""The health of e-mail: since when the mail server takes none, and why."""

from visits import outbox, sites
from visits.store.database import Store
from visits.store.system_state import MailFailure
from visits.vocabulary.mail import OF_RECIPIENT, MailProblem

PATIENCE = 5
"""Attempts that a server may answer with "later": some let strangers wait for minutes."""
OF_EVERY_EMAIL = frozenset(
    {
        MailProblem.HOST_UNKNOWN,
        MailProblem.UNREACHABLE,
        MailProblem.TLS,
        MailProblem.LOGIN,
        MailProblem.SENDER,
    }
)
"""The others may be about one recipient or text: another e-mail's success says nothing of them."""


def failure(store: Store) -> MailFailure | None:
    """Return what keeps e-mails from going out; None while the mail server takes them."""
    return store.get(MailFailure, 1)


def failed(store: Store, attempts: int, problem: MailProblem, reply: str) -> None:
    """Note that an e-mail did not go out at its attempt number `attempts`.

    What is about one recipient is not noted, nor is a server that asks for a little patience.
    `reply` has the codes of the server's answer, or is empty.
    """
    is_patient = problem is MailProblem.BUSY and attempts < PATIENCE
    if problem in OF_RECIPIENT or is_patient:
        return
    row = failure(store)
    if row is None:
        row = MailFailure(since=store.now, problem=problem)
    elif row.problem is problem:
        return
    row.problem, row.reply = problem, reply or None
    store.add(row)
    sites.all_changed(store)


def accepted(store: Store, *, is_rehearsed: bool = False) -> None:
    """Note that the mail server took an e-mail: whatever waited for it is tried at once.

    One that was only rehearsed shows nothing, but is looked up like any other.
    """
    row = failure(store)
    if row is None or is_rehearsed:
        return
    if row.problem in OF_EVERY_EMAIL:
        outbox.retry_now(store)
    store.delete(row)
    sites.all_changed(store)
