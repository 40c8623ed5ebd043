"""Proving: everything that is known about what is left, in one report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func
from sqlmodel import col, select

from lencana.proof import decrypt_check, structure
from lencana.proof.decrypt_check import Opened
from lencana.proof.kinds import COPIES, FileRole, Folder
from lencana.proof.scan import ScanFinding, Scanned, scan
from lencana.proof.search import Search
from lencana.proof.structure import Walked
from lencana.proof.words import Word
from lencana.settings import Settings
from visits.audit import chain, entries
from visits.audit.chain import Verified
from visits.audit.links import AuditLogBroken
from visits.store.database import Database, Store
from visits.store.rights import LegalHold
from visits.store.system_state import Purge, VisitStatistic
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
    findings: list[ScanFinding]


def prove(
    database: Database,
    settings: Settings,
    others: Iterable[Folder],
    words: Iterable[Word],
) -> Proof:
    """Everything was read and nothing changed, but that the trail says that erasure was to be proved."""
    search = Search(words)
    keys, now = database.keys, database.clock()
    folders = [
        Folder(settings.data, FileRole.DATA),
        Folder(settings.key_folder, FileRole.KEYS),
        *others,
    ]
    counted, trail, broken = _told_by_rows(database)
    copies = {
        f"backup {number}": copy
        for number, copy in enumerate(_copies(folders), start=1)
    }
    proof = Proof(
        counted=counted,
        destroyed_through=keys.keyring.destroyed_through(),
        living_days=keys.keyring.days(),
        walked=structure.walk(settings.database_file, "database"),
        opened=decrypt_check.open_all(settings.database_file, "database", keys, now),
        copies_walked=[
            structure.walk(copy, called, with_log=False)
            for called, copy in copies.items()
        ],
        copies={
            called: decrypt_check.open_all(copy, called, keys, now, is_copy=True)
            for called, copy in copies.items()
        },
        scanned=scan(folders, search),
        spellings=search.patterns,
        trail=trail,
        findings=[*broken, *decrypt_check.days(keys, now)],
    )
    looked: list[Walked | Opened | Scanned] = [
        proof.walked,
        *proof.copies_walked,
        proof.opened,
        proof.scanned,
    ]
    looked += proof.copies.values()
    proof.findings += [finding for part in looked for finding in part.findings]
    return proof


def _told_by_rows(
    database: Database,
) -> tuple[Counted, Verified | None, list[ScanFinding]]:
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.ERASURE_PROVED)
    with database.reading() as store:
        return _counted(store), *_trail(store)


def _counted(store: Store) -> Counted:
    purge = store.get(Purge, 1)
    retention_classes = store.exec(
        select(Envelope.retention_class, func.count()).group_by(
            Envelope.retention_class
        )
    ).all()
    open_holds = (
        select(func.count())
        .select_from(LegalHold)
        .where(
            col(LegalHold.released_at).is_(None), col(LegalHold.review_at) > store.now
        )
    )
    return Counted(
        visits=store.exec(select(func.count()).select_from(Visit)).one(),
        envelopes={
            str(retention_class): count for retention_class, count in retention_classes
        },
        forgotten=store.exec(
            select(func.coalesce(func.sum(VisitStatistic.count), 0))
        ).one(),
        held=store.exec(open_holds).one(),
        last_purge=purge.ended_at if purge else None,
    )


def _trail(store: Store) -> tuple[Verified | None, list[ScanFinding]]:
    try:
        return chain.verify(store), []
    except AuditLogBroken as broken:
        return None, [ScanFinding("trail", f"it is broken: {broken}")]


def _copies(folders: Iterable[Folder]) -> list[Path]:
    beginning = COPIES["copy of the database"]
    backups = [folder.path for folder in folders if folder.role is FileRole.BACKUPS]
    files = [
        path
        for folder in backups
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    return [path for path in files if _beginning(path, len(beginning)) == beginning]


def _beginning(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)
