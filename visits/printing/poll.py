"""A print agent's poll: conditions are recorded, leases renewed, and what to print is leased.

The agent inside the server (None) and those that come through the API are served alike. Most
polls bring no news, and whoever writes keeps others waiting: each step looks in a read
transaction first, and writes only where something changed.
"""

from collections.abc import Collection, Sequence

from printers.vocabulary import Attempt
from visits.printing import agents, leasing, scheduling
from visits.printing.agents import AnnouncedPrinter
from visits.store.database import Database
from visits.store.sites import PrintAgent


def poll(
    database: Database,
    agent: PrintAgent | None,
    announced: Sequence[AnnouncedPrinter],
    *,
    rolls: bool = True,
) -> list[Attempt]:
    """Record what the agent announces, renew its leases, and lease what its printers print next.

    Without `rolls` badges only. Refuses like `announce`.
    """
    attend(database, agent, announced)
    keys = [printer.key for printer in announced]
    return next_attempts(database, agent, keys, rolls=rolls)


def attend(
    database: Database, agent: PrintAgent | None, announced: Sequence[AnnouncedPrinter]
) -> None:
    """Record how the printers are, and renew the leases of what they have in hand.

    Refuses like `announce`.
    """
    announce(database, agent, announced)
    _renew(database, agent, [printer.job for printer in announced if printer.job])


def announce(
    database: Database,
    agent: PrintAgent | None,
    announced: Sequence[AnnouncedPrinter],
    *,
    polls: bool = True,
) -> None:
    """Record how the printers are, if it is news (`NameTaken`, `TooManyPrinters`)."""
    with database.reading() as store:
        if not agents.is_news(store, agent, announced):
            return
    database.run(
        lambda store: agents.record_announcement(store, agent, announced, polls=polls)
    )


def next_attempts(
    database: Database,
    agent: PrintAgent | None,
    keys: Collection[str],
    *,
    rolls: bool = True,
) -> list[Attempt]:
    """Lease what the agent's printers of these keys print next, one job at most for each."""
    with database.reading() as store:
        names = agents.keys_of(store, agent, keys)
        due = scheduling.due_jobs(store, names, rolls=rolls).jobs
    if not due:
        return []
    agent_id = agent.id if agent else None
    leased = database.run(
        lambda store: [
            leasing.lease(store, job, names[job.printer_id], agent_id) for job in due
        ]
    )
    # Another poll may have been quicker since the look above.
    return [attempt for attempt in leased if attempt]


def settle_overdue(database: Database) -> None:
    """Settle the jobs of lost agents and badges that nobody waits for any more."""
    with database.reading() as store:
        if not leasing.any_overdue(store):
            return
    database.run(leasing.settle_overdue)


def _renew(
    database: Database, agent: PrintAgent | None, in_hand: Collection[str]
) -> None:
    agent_id = agent.id if agent else None
    with database.reading() as store:
        if not leasing.any_neglected(store, in_hand, agent_id):
            return
    database.run(lambda store: leasing.attend(store, in_hand, agent_id))
