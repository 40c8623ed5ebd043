"""Eight processes that do something at once, each with connections of its own, one store and one keyring."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from tests.cast import url_of
from visits.audit.access_log import AccessLog
from visits.keys.keyring import open_keys
from visits.store.database import Database, Store
from visits.vocabulary.refusals import VisitRefused

PROCESSES = 8
Work = Callable[[Database], object]


def transaction(work: Callable[[Store], object]) -> Work:
    """The work as a view does it: whole, and once more if another transaction was first."""
    return partial(_run, work)


def race(database: Database, works: Sequence[Work]) -> list[str]:
    """What each process says that does one of the works, all of which begin together.

    `done`, the text that the work returned, or why it was refused.
    """
    start, go = os.pipe()
    runners = [_forked(database, work, start, go) for work in works]
    os.close(start)
    for runner in runners:
        assert os.read(runner.said, 1) == b"."
    # All of them read from this pipe, which ends now.
    os.close(go)
    return [runner.answer() for runner in runners]


@dataclass(frozen=True)
class Runner:
    """A forked process, and the pipe from which one reads what it says."""

    process: int
    said: int

    def answer(self) -> str:
        with os.fdopen(self.said) as pipe:
            said = pipe.read()
        os.waitpid(self.process, 0)
        return said


def _forked(database: Database, work: Work, start: int, go: int) -> Runner:
    said, say = os.pipe()
    process = os.fork()
    if process == 0:
        # Nothing of the parent's is closed here: its connections are its own.
        try:
            os.close(go)
            os.write(say, _said(database, work, start, say).encode())
        finally:
            os._exit(0)
    os.close(say)
    return Runner(process, said)


def _said(database: Database, work: Work, start: int, say: int) -> str:
    try:
        keys, now = open_keys(database.keys.keyring.folder), database.clock()
        own = Database(url_of(database), keys, lambda: now, AccessLog().add)
        with own.reading() as store:
            store.connection()
        os.write(say, b".")
        os.read(start, 1)
        found = work(own)
    except VisitRefused as refusal:
        return f"{type(refusal).__name__} {getattr(refusal, 'reason', '')}".strip()
    except BaseException as problem:  # noqa: BLE001 - whatever it is, the test must hear of it
        return f"failed: {type(problem).__name__} {problem}"
    return found if isinstance(found, str) else "done"


def _run(work: Callable[[Store], object], database: Database) -> object:
    return database.run(work)
