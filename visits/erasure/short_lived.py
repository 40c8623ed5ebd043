"""Short-lived rows: what only served for a moment, in the lobby, at a door or in an e-mail."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import delete, or_, select
from sqlmodel import SQLModel, col

from visits import alarms, house_rules, sites, watch_list
from visits.audit import chain
from visits.erasure import account_closure
from visits.people import quotas, rate_limits, remembered_devices, sessions
from visits.policy.register import register
from visits.store.alarms import Alarm
from visits.store.channels import Message
from visits.store.database import Database, Store
from visits.store.lobby import Encounter, Wait, WatchEntry
from visits.store.outbox import Email
from visits.store.people import (
    Delegation,
    PasswordReset,
    QuotaDay,
    RememberedDevice,
    WelcomeLink,
)
from visits.store.rights import Inquiry, RightsRequest
from visits.store.sites import PairingCode, PlaceText
from visits.vocabulary.policy import Period

LOBBY_KEEPS = register().retention_classes[Period.LOBBY].keeps

Step = Callable[[Store, int], int]
"""Delete at most this many rows; return how many."""


def all_steps() -> Iterator[Step]:
    """Yield the steps in order; each is repeated until it deletes less than it may."""
    yield from (_encounters, _waits, _emails, _pairing_codes, _welcome_links)
    yield from (_password_resets, _inquiries, _requests, _audit_log, _attempts)
    yield from (_sessions, _devices, _delegations, _messages, _house_rules, _quotas)
    yield from (_overdue_alarms, _reports_of_alarms, _watch_list)


def accounts(database: Database) -> Iterator[Step]:
    """Yield the steps for closed accounts, which are looked up without blocking writers."""
    yield account_closure.give_last_days
    with database.reading() as store:
        waiting = account_closure.over(store)
    yield partial(_members, waiting)


def _members(waiting: list[int], store: Store, most: int) -> int:
    batch, waiting[:] = waiting[:most], waiting[most:]
    account_closure.erase_due(store, batch)
    return len(batch)


def _encounters(store: Store, most: int) -> int:
    past = col(Encounter.touched_at) <= store.now - LOBBY_KEEPS
    return _some(store, Encounter.id, past, most)


def _waits(store: Store, most: int) -> int:
    past = col(Wait.at) <= store.now - LOBBY_KEEPS
    of_sites = select(col(Wait.site_id)).where(past).distinct()
    # Some may be open still: the board must show that they are gone.
    for site_id in store.execute(of_sites).scalars().all():
        sites.changed(store, site_id)
    return _some(store, Wait.id, past, most)


def _emails(store: Store, most: int) -> int:
    # One that was never settled goes too, a day after it was of no more use.
    ended = (col(Email.settled_at), col(Email.expires_at))
    past = or_(*(at <= store.now - LOBBY_KEEPS for at in ended))
    return _some(store, Email.id, past, most)


def _messages(store: Store, most: int) -> int:
    ended = (col(Message.settled_at), col(Message.expires_at))
    past = or_(*(at <= store.now - LOBBY_KEEPS for at in ended))
    return _some(store, Message.id, past, most)


def _pairing_codes(store: Store, most: int) -> int:
    past = col(PairingCode.expires_at) <= store.now
    return _some(store, PairingCode.digest, past, most)


def _welcome_links(store: Store, most: int) -> int:
    past = col(WelcomeLink.expires_at) <= store.now
    return _some(store, WelcomeLink.account_id, past, most)


def _password_resets(store: Store, most: int) -> int:
    past = col(PasswordReset.expires_at) <= store.now
    return _some(store, PasswordReset.login, past, most)


def _devices(store: Store, most: int) -> int:
    return _some(
        store, RememberedDevice.digest, remembered_devices.is_over(store), most
    )


def _delegations(store: Store, most: int) -> int:
    past = col(Delegation.ends_at) <= store.now
    return _some(store, Delegation.host_id, past, most)


def _quotas(store: Store, _most: int) -> int:
    over = delete(QuotaDay).where(quotas.is_over(store))
    store.execute(over)
    return 0


def _house_rules(store: Store, most: int) -> int:
    return _some(store, PlaceText.id, house_rules.is_unused(), most)


def _overdue_alarms(store: Store, most: int) -> int:
    return alarms.end_overdue(store, most)


def _reports_of_alarms(store: Store, most: int) -> int:
    past = store.now - register().retention_classes[Period.AUDIT_LOG].keeps
    return _some(store, Alarm.id, col(Alarm.ended_at) <= past, most)


def _watch_list(store: Store, most: int) -> int:
    return _some(store, WatchEntry.id, watch_list.is_over(store.now), most)


def _inquiries(store: Store, most: int) -> int:
    return _some(store, Inquiry.id, col(Inquiry.expires_at) <= store.now, most)


def _requests(store: Store, most: int) -> int:
    past = store.now - register().retention_classes[Period.REQUESTS].keeps
    return _some(store, RightsRequest.id, col(RightsRequest.received_at) <= past, most)


def _audit_log(store: Store, most: int) -> int:
    # It takes whole segments of the chain, and so more rows than a batch has.
    return min(chain.purge(store), most)


def _attempts(store: Store, _most: int) -> int:
    rate_limits.purge(store)
    return 0


def _sessions(store: Store, _most: int) -> int:
    sessions.purge(store)
    return 0


def _some(store: Store, key: Any, due: Any, most: int) -> int:  # noqa: ANN401 - a column, and a condition on it
    table: type[SQLModel] = key.class_
    # DELETE has no LIMIT in SQLite as it is usually built, so the keys are chosen first.
    # Where others write beside, what they have in hand is left to the next run.
    chosen = select(key).where(due).limit(most).with_for_update(skip_locked=True)
    deleted = store.connection().execute(delete(table).where(key.in_(chosen)))
    rows: int = deleted.rowcount
    return rows
