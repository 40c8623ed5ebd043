"""What a commit is news of: it wakes those only who have something to do by it.

Memory is a hint, and the store the truth: whoever waits also looks once a second, for what
comes with time and for what another process commits.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from enum import Enum, auto
from threading import Condition
from typing import TYPE_CHECKING

from sqlalchemy.orm import UOWTransaction
from sqlmodel import SQLModel

from visits.store.channels import Message
from visits.store.outbox import Email
from visits.store.printing import PrintJob
from visits.store.sites import Printer

if TYPE_CHECKING:
    from visits.store.database import Store


class News(Enum):
    """What somebody waits for."""

    PRINTING = auto()
    """A badge may be due at a printer."""
    PRINTERS = auto()
    """A printer was added, changed or retired, or its condition has changed."""
    EMAILS = auto()
    """An e-mail may be due."""
    MESSAGES = auto()
    """Something may be due to go out by a channel beside e-mail."""


class NewsCounter(Counter[News]):
    """How often there was news of each kind; whoever waits for one kind sleeps on at the others."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = {news: Condition() for news in News}

    def tell(self, kinds: Iterable[News]) -> None:
        """Count news of these kinds, and wake those who wait for them."""
        for news in kinds:
            with self._heard[news]:
                self[news] += 1
                self._heard[news].notify_all()

    def wait(
        self,
        news: News,
        seen: int,
        seconds: float,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """Return once its count is another than `seen`, `is_over`, or the seconds have passed."""
        with self._heard[news]:
            self._heard[news].wait_for(
                lambda: self[news] != seen or is_over(), timeout=max(seconds, 0)
            )

    def wake(self) -> None:
        """Let everybody who waits look whether it is over."""
        for heard in self._heard.values():
            with heard:
                heard.notify_all()


_OF_TABLE: dict[type[SQLModel], set[News]] = {
    PrintJob: {News.PRINTING},
    Printer: {News.PRINTING, News.PRINTERS},
    Email: {News.EMAILS},
    Message: {News.MESSAGES},
}


def note_news(store: "Store", _flushing: UOWTransaction) -> None:
    """Note what the rows of this flush are news of (a listener of `after_flush`)."""
    tables = {type(row) for row in (*store.new, *store.dirty)}
    store.news.update(*(_OF_TABLE[table] for table in tables & _OF_TABLE.keys()))
