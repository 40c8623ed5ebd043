"""Lately: which tellings the trail already says of the hour, remembered so that the store is seldom asked."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

from visits.vocabulary.actors import AccessContext

AN_HOUR = timedelta(hours=1)
MOST = 10_000

Read = tuple[AccessContext, tuple[str, ...], int]
"""Who asked, which items they were told, and of which visit."""


class RecentReads:
    """At most `MOST` tellings that stand in the trail; one that is not here may stand there all the same.

    Whoever reads and adds to it holds `lock`.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self._written: OrderedDict[Read, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._written)

    def covers(self, telling: Read, moment: datetime) -> bool:
        """Whether an entry of the hour before `moment` says it."""
        written = self._written.get(telling)
        return written is not None and is_same_hour(written, moment)

    def add(self, telling: Read, moment: datetime) -> None:
        """An entry of this moment says it."""
        self._written[telling] = moment
        self._written.move_to_end(telling)
        while len(self._written) > MOST:
            self._written.popitem(last=False)


def is_same_hour(written: datetime, moment: datetime) -> bool:
    """Whether an entry of `written` speaks for `moment` too; a clock that was set back breaks nothing."""
    return abs(moment - written) < AN_HOUR
