"""The jobs of the background worker: what is sent, seen to, sealed, closed and erased by itself."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from lencana.channels import delivery
from lencana.channels.delivery import ChannelSettings
from lencana.mail.delivery import deliver_due
from lencana.mail.even_pace import EvenPace
from lencana.mail.mail_settings import MailSettings
from lencana.mail.smtp import MailTransport
from lencana.worker import BackgroundJob
from visits import audit_heads, escalation, late_guests, staying_guests
from visits.audit import chain
from visits.audit.access_log import AccessLog
from visits.erasure import purge
from visits.lobby import departures
from visits.store.database import Database, Store
from visits.store.news import News
from visits.vocabulary.refusals import NotFound

EVERY_SECOND = 1.0
EVERY_MINUTE = 60.0
"""Seconds. Entries of the last minute are not sealed yet, and could be changed unnoticed."""
EVERY_QUARTER = 900.0
"""Erasure is due by the day, and health turns red after 36 hours: there is time to retry."""
DEPARTURES_AT_ONCE = 10
"""Guests checked out in one transaction, which keeps the only writer busy for so long."""


def worker_jobs(
    database: Database,
    access_log: AccessLog,
    transport: MailTransport | None,
    mail_settings: MailSettings,
    channel_settings: ChannelSettings,
) -> list[BackgroundJob]:
    """Return what runs beside the faces; without a transport e-mails wait."""
    jobs = [
        *_channel_jobs(database, channel_settings),
        BackgroundJob("access log", partial(access_log.write, database), EVERY_SECOND),
        BackgroundJob("audit seals", partial(_seal, database), EVERY_MINUTE),
        BackgroundJob("closing time", partial(_close_sites, database), EVERY_MINUTE),
        BackgroundJob("escalation", partial(escalate, database), EVERY_SECOND),
        BackgroundJob(
            "late and staying guests", partial(remind, database), EVERY_MINUTE
        ),
        BackgroundJob("erasure", partial(_erase, database), EVERY_QUARTER),
    ]
    if transport is not None:
        send = partial(deliver_due, database, EvenPace(transport), mail_settings)
        jobs.append(
            BackgroundJob("audit head", partial(_anchor, database), EVERY_QUARTER)
        )
        jobs.insert(0, BackgroundJob("e-mail", send, EVERY_SECOND, news=News.EMAILS))
    return jobs


def _channel_jobs(database: Database, settings: ChannelSettings) -> list[BackgroundJob]:
    tell = partial(delivery.deliver_due, database, settings)
    return [
        BackgroundJob(f"channels {number}", tell, EVERY_SECOND, News.MESSAGES)
        for number in range(1, delivery.AT_ONCE + 1)
    ]


def _seal(database: Database) -> int:
    """Seal once; return 1 if there may be more entries than one seal takes, else 0."""
    made = database.run(chain.seal)
    return int(made is not None and made.entries == chain.LARGEST)


def _anchor(database: Database) -> int:
    """Queue the weekly e-mails with the audit log's head."""
    database.run(audit_heads.queue)
    return 0


def _close_sites(database: Database) -> int:
    """Check out whoever is inside after closing time."""
    with database.reading() as store:
        late = departures.past_closing(store)
    # In short transactions: hundreds may be inside, and another site still checks guests in.
    for first in range(0, len(late), DEPARTURES_AT_ONCE):
        some = late[first : first + DEPARTURES_AT_ONCE]
        database.run(partial(departures.check_out_at_closing_time, visit_ids=some))
    return 0


def escalate(database: Database) -> int:
    """Tell somebody else of guests whose host does not answer; return of how many."""
    return _each(database, escalation.waiting, escalation.escalate)


def remind(database: Database) -> int:
    """Tell hosts of guests who are late, or did not check out; return of how many."""
    late = _each(database, late_guests.unannounced, late_guests.remind)
    return late + _each(database, staying_guests.unasked, staying_guests.ask)


def _each(
    database: Database,
    find: Callable[[Store], list[int]],
    work: Callable[[Store, int], None],
) -> int:
    """Do the work for each visit that is found, in a transaction of its own."""
    with database.reading() as store:
        found = find(store)
    for visit_id in found:
        # Erased since it was found.
        with suppress(NotFound):
            database.run(partial(_of_visit, work, visit_id))
    return len(found)


def _of_visit(work: Callable[[Store, int], None], visit_id: int, store: Store) -> None:
    work(store, visit_id)


def _erase(database: Database) -> int:
    purge.purge(database)
    return 0
