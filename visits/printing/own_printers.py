"""What the printers that this server drives itself print next.

A job takes two transactions: one leases it, starts it and reads what is printed, the other
settles it and begins the printer's next. A print agent elsewhere starts a job in a step of its
own, because the answer that leased it may be lost on its way.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from printers.roll import PrintContent
from printers.vocabulary import Attempt
from visits.printing import badge_content, leasing, rolls, scheduling
from visits.printing.scheduling import DueJob
from visits.store import locks
from visits.store.database import Store


class BegunJob(NamedTuple):
    """An attempt and what it prints.

    Without the content the attempt is leased and not started: asked for alone, it says why.
    """

    attempt: Attempt
    content: PrintContent | None


class Begun(NamedTuple):
    """What printers print next, and whether nothing else is due at their sites."""

    jobs: list[BegunJob]
    is_all: bool


def begin(store: Store, keys: Mapping[int, str]) -> Begun:
    """Begin what these printers print next, one job at most for each; `keys` are the caller's."""
    locks.sites_of_printer_ids(store, keys)
    schedule = scheduling.due_jobs(store, keys)
    begun = [_begin(store, job, keys[job.printer_id]) for job in schedule.jobs]
    return Begun([job for job in begun if job], schedule.is_all)


def _begin(store: Store, job: DueJob, key: str) -> BegunJob | None:
    content = _content(store, job)
    take = leasing.begin if content else leasing.lease
    attempt = take(store, job, key)
    return BegunJob(attempt, content) if attempt else None


def _content(store: Store, job: DueJob) -> PrintContent | None:
    try:
        if job.alarm_id is not None:
            return rolls.content(store, job.alarm_id)
        return badge_content.content(store, job.badge_id or 0)
    except SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one, the others go on
        return None
