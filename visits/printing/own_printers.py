"""What the printers that this server drives itself print next.

A badge takes two transactions: one leases its job, starts it and reads what is printed, the other
settles it and begins the printer's next. A print agent elsewhere starts a job in a step of its
own, because the answer that leased it may be lost on its way.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from printers.badge import BadgeContent
from printers.vocabulary import Attempt
from visits.printing import badge_content, leasing, scheduling
from visits.printing.scheduling import DueJob
from visits.store import locks
from visits.store.database import Store


class BegunBadge(NamedTuple):
    """An attempt and what it prints.

    Without the content the attempt is leased and not started: asked for alone, it says why.
    """

    attempt: Attempt
    content: BadgeContent | None


class Begun(NamedTuple):
    """What printers print next, and whether nothing else is due at their sites."""

    badges: list[BegunBadge]
    is_all: bool


def begin(store: Store, keys: Mapping[int, str]) -> Begun:
    """Begin what these printers print next, one badge at most for each; `keys` are the caller's."""
    locks.sites_of_printer_ids(store, keys)
    schedule = scheduling.due_jobs(store, keys)
    begun = [_begin(store, job, keys[job.printer_id]) for job in schedule.jobs]
    return Begun([badge for badge in begun if badge], schedule.is_all)


def _begin(store: Store, job: DueJob, key: str) -> BegunBadge | None:
    content = _content(store, job.badge_id)
    take = leasing.begin if content else leasing.lease
    attempt = take(store, job, key)
    return BegunBadge(attempt, content) if attempt else None


def _content(store: Store, badge_id: int) -> BadgeContent | None:
    try:
        return badge_content.content(store, badge_id)
    except SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001 - whatever is wrong with one badge, the others go on
        return None
