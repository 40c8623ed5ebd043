"""The rounds of the worker: the post, the trail and its seals, closing time, and forgetting."""

from functools import partial

from lencana.mail.delivery import MailRoom, deliver_due
from lencana.mail.smtp import Carrier
from lencana.worker import BackgroundJob
from visits.audit import access_log, chain
from visits.erasure import purge
from visits.lobby import departures
from visits.store.database import Database

LOOK_AGAIN = 1.0
EVERY_MINUTE = 60.0
EVERY_QUARTER = 900.0
AT_ONCE = 10


def rounds(
    database: Database, carrier: Carrier | None, office: MailRoom
) -> list[BackgroundJob]:
    """What is looked after beside the faces; without a carrier letters wait."""
    always = [
        BackgroundJob("trail", partial(access_log.write, database), LOOK_AGAIN),
        BackgroundJob("sealing", partial(_seal, database), EVERY_MINUTE),
        BackgroundJob("closing time", partial(_close, database), EVERY_MINUTE),
        BackgroundJob("forgetting", partial(_forget, database), EVERY_QUARTER),
    ]
    if carrier is None:
        return always
    return [
        BackgroundJob(
            "post",
            partial(deliver_due, database, carrier, office),
            LOOK_AGAIN,
            wakes=True,
        ),
        *always,
    ]


def _seal(database: Database) -> int:
    """Whether there may be more to seal at once."""
    with database.transaction() as store:
        made = chain.seal(store)
    return int(made is not None and made.entries == chain.LARGEST)


def _close(database: Database) -> int:
    """In short transactions: at closing time hundreds may be inside, and others are let in elsewhere."""
    with database.reading() as store:
        late = departures.past_closing(store)
    for first in range(0, len(late), AT_ONCE):
        with database.transaction() as store:
            departures.sign_out(store, late[first : first + AT_ONCE])
    return 0


def _forget(database: Database) -> int:
    purge.purge(database)
    return 0
