"""The jobs of the background worker: e-mail, access log, audit seals, closing time, erasure."""

from functools import partial

from lencana.mail.delivery import deliver_due
from lencana.mail.even_pace import EvenPace
from lencana.mail.mail_settings import MailSettings
from lencana.mail.smtp import MailTransport
from lencana.worker import BackgroundJob
from visits import emails
from visits.audit import chain
from visits.audit.access_log import AccessLog
from visits.erasure import purge
from visits.lobby import departures
from visits.store.database import Database
from visits.store.news import News

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
) -> list[BackgroundJob]:
    """Return what runs beside the faces; without a transport e-mails wait."""
    jobs = [
        BackgroundJob("access log", partial(access_log.write, database), EVERY_SECOND),
        BackgroundJob("audit seals", partial(_seal, database), EVERY_MINUTE),
        BackgroundJob("closing time", partial(_close_sites, database), EVERY_MINUTE),
        BackgroundJob("erasure", partial(_erase, database), EVERY_QUARTER),
    ]
    if transport is not None:
        send = partial(deliver_due, database, EvenPace(transport), mail_settings)
        jobs.append(
            BackgroundJob("audit head", partial(_anchor, database), EVERY_QUARTER)
        )
        jobs.insert(0, BackgroundJob("e-mail", send, EVERY_SECOND, news=News.EMAILS))
    return jobs


def _seal(database: Database) -> int:
    """Seal once; return 1 if there may be more entries than one seal takes, else 0."""
    made = database.run(chain.seal)
    return int(made is not None and made.entries == chain.LARGEST)


def _anchor(database: Database) -> int:
    """Queue the weekly e-mails with the audit log's head."""
    database.run(emails.queue_audit_heads)
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


def _erase(database: Database) -> int:
    purge.purge(database)
    return 0
