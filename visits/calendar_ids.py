"""Calendar ids: by what a guest's calendar finds a visit again, wherever the server is.

Not made from the address of the server: after a move a cancelled visit would stay in the
calendar, as the entry would be another one (RFC 5545, 3.8.4.7).
"""

from sqlmodel import col, func, select

from visits.store.database import Store
from visits.store.system_state import CalendarHost
from visits.store.visits import Visit

OWN = "lencana"
"""What follows a visit's public id, which is unique by itself."""


def of(store: Store, visit: Visit) -> str:
    """Return the UID of the visit's calendar entry, the same for as long as there is one."""
    earlier = store.exec(select(CalendarHost)).first()
    is_of_host = earlier is not None and visit.id <= earlier.through_visit
    return f"{visit.public_id}@{earlier.host if earlier and is_of_host else OWN}"


def keep_host(store: Store, host: str) -> None:
    """Keep the server's host for entries that were sent with it; a second call changes nothing."""
    if store.exec(select(CalendarHost)).first():
        return
    newest = store.exec(select(func.max(col(Visit.id)))).one() or 0
    store.add(CalendarHost(host=host, through_visit=newest))
