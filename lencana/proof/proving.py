"""Proving: everything that is known about what is left, in one report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select

from lencana.proof import decrypt_check, structure
from lencana.proof.decrypt_check import Opened
from lencana.proof.kinds import COPIES, Folder, Role
from lencana.proof.scan import Finding, Scanned, scan
from lencana.proof.search import Search
from lencana.proof.structure import Walked
from lencana.proof.words import Word
from lencana.settings import Settings
from visits.audit import chain, entries
from visits.audit.chain import Verified
from visits.audit.links import TrailBroken
from visits.store.database import Database, Store
from visits.store.rights import Hold
from visits.store.system_state import Purge, Tally
from visits.store.visits import Envelope, Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act


@dataclass
class Counted:
    """What the rows say themselves."""

    visits: int
    envelopes: dict[str, int]
    forgotten: int
    held: int
    last_purge: datetime | None


@dataclass
class Proof:
    """All that was looked at; clean when there is no finding."""

    counted: Counted
    destroyed_through: date
    living_days: list[str]
    walked: Walked
    opened: Opened
    copies_walked: list[Walked]
    copies: dict[str, Opened]
    scanned: Scanned
    spellings: int
    trail: Verified | None
    findings: list[Finding]


def prove(database: Database, settings: Settings, others: Iterable[Folder], words: Iterable[Word]) -> Proof:
    """Everything was read and nothing changed, but that the trail says that erasure was to be proved."""
    search = Search(words)
    keys, now = database.keys, database.clock()
    folders = [Folder(settings.data, Role.DATA), Folder(settings.key_folder, Role.KEYS), *others]
    counted, trail, broken = _told_by_rows(database)
    copies = {f"backup {number}": copy for number, copy in enumerate(_copies(folders), start=1)}
    proof = Proof(
        counted=counted, destroyed_through=keys.keyring.destroyed_through(), living_days=keys.keyring.days(),
        walked=structure.walk(settings.database_file, "database"),
        opened=decrypt_check.open_all(settings.database_file, "database", keys, now),
        copies_walked=[structure.walk(copy, called, with_log=False) for called, copy in copies.items()],
        copies={called: decrypt_check.open_all(copy, called, keys, now, is_copy=True)
                for called, copy in copies.items()},
        scanned=scan(folders, search), spellings=search.patterns, trail=trail,
        findings=[*broken, *decrypt_check.days(keys, now)],
    )  # fmt: skip
    looked: list[Walked | Opened | Scanned] = [
        proof.walked,
        *proof.copies_walked,
        proof.opened,
        proof.scanned,
    ]
    looked += proof.copies.values()
    proof.findings += [finding for part in looked for finding in part.findings]
    return proof


def _told_by_rows(database: Database) -> tuple[Counted, Verified | None, list[Finding]]:
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.ERASURE_PROVED)
    with database.reading() as store:
        return _counted(store), *_trail(store)


def _counted(store: Store) -> Counted:
    purge = store.get(Purge, 1)
    shelves = store.exec(select(Envelope.shelf, func.count()).group_by(Envelope.shelf)).all()
    open_holds = select(func.count()).select_from(Hold).where(
        col(Hold.released_at).is_(None), col(Hold.review_at) > store.now
    )  # fmt: skip
    return Counted(
        visits=store.exec(select(func.count()).select_from(Visit)).one(),
        envelopes={str(shelf): count for shelf, count in shelves},
        forgotten=store.exec(select(func.coalesce(func.sum(Tally.count), 0))).one(),
        held=store.exec(open_holds).one(),
        last_purge=purge.ended_at if purge else None,
    )


def _trail(store: Store) -> tuple[Verified | None, list[Finding]]:
    try:
        return chain.verify(store), []
    except TrailBroken as broken:
        return None, [Finding("trail", f"it is broken: {broken}")]


def _copies(folders: Iterable[Folder]) -> list[Path]:
    beginning = COPIES["copy of the database"]
    backups = [folder.path for folder in folders if folder.role is Role.BACKUPS]
    files = [path for folder in backups for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path for path in files if _beginning(path, len(beginning)) == beginning]


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
