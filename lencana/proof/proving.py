"""The proof of erasure: one report on everything that is kept, and what should not be."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, select

from lencana.proof import (
    ProofProblem,
    decrypt_check,
    files,
    keyring_check,
    stored,
    structure,
)
from lencana.proof.decrypt_check import EnvelopesTried
from lencana.proof.files import FileRole, FilesChecked, Folder
from lencana.proof.stored import Stored
from lencana.proof.structure import StructureChecked
from lencana.settings import Settings
from visits.audit import chain, entries
from visits.audit.chain import AuditLogBroken, Verified
from visits.store.database import Database, Store
from visits.store.rights import LegalHold
from visits.store.system_state import Purge, VisitStatistic
from visits.store.visits import Envelope, Visit
from visits.vocabulary import actors
from visits.vocabulary.audit import Act


@dataclass
class VisitsCounted:
    """How many visits are kept, erased and held, as the rows say."""

    visits: int
    envelopes: dict[str, int]
    erased: int
    held: int
    last_purge: datetime | None


@dataclass
class Proof:
    """Everything that was checked; all is clean when there is no problem."""

    counted: VisitsCounted
    destroyed_through: date
    living_days: list[str]
    structure: StructureChecked
    envelopes: EnvelopesTried
    files: FilesChecked
    audit_log: Verified | None
    problems: list[ProofProblem]
    copies: dict[str, EnvelopesTried] = field(default_factory=dict)


def prove(database: Database, settings: Settings, others: Iterable[Folder]) -> Proof:
    """Check the installation, and `others`: folders of backups and of print agents.

    It changes nothing, except that the audit log notes it.
    """
    keys, now = database.keys, database.clock()
    # Noted first, so that a proof that fails in the middle is noted too.
    with database.transaction() as store:
        entries.record(store, actors.OPERATOR, Act.ERASURE_PROVED)
    folders = [*_own_folders(settings), *others]
    problems = _wrong_keys(database, settings)
    with database.reading() as store:
        audit_log, counted = _verify(store, problems), _count(store)
    with _live(settings) as live:
        values = structure.check(live, "database")
        tried = decrypt_check.try_envelopes(live, "database", keys, now)
    proof = Proof(
        counted=counted,
        destroyed_through=keys.keyring.destroyed_through(),
        living_days=keys.keyring.days(),
        structure=values,
        envelopes=tried,
        files=files.check(folders),
        audit_log=audit_log,
        problems=problems,
    )
    problems += [*values.problems, *tried.problems, *proof.files.problems]
    _check_copies(database, folders, proof)
    return proof


def _wrong_keys(database: Database, settings: Settings) -> list[ProofProblem]:
    dead = decrypt_check.dead_keys(database.keys, database.clock())
    return keyring_check.check(settings.keyring) + dead


def _own_folders(settings: Settings) -> Iterator[Folder]:
    yield Folder(settings.data, FileRole.DATA)
    is_elsewhere = settings.keyring is not None
    role = FileRole.ROOT if is_elsewhere else FileRole.KEYS
    yield Folder(settings.key_folder, role)


def _live(settings: Settings) -> AbstractContextManager[Stored]:
    if settings.is_embedded:
        return stored.in_file(settings.database_file, is_copy=False)
    return stored.on_server(settings.database)


def _check_copies(database: Database, folders: Iterable[Folder], proof: Proof) -> None:
    for number, file in enumerate(files.database_copies(folders), start=1):
        called = f"backup {number}"
        try:
            with stored.in_backup(file, database.backend.url) as copy:
                checked = structure.check(copy, called)
                tried = decrypt_check.try_envelopes(
                    copy, called, database.keys, database.clock(), is_copy=True
                )
        except stored.NotOpened:
            proof.problems.append(ProofProblem(called, structure.UNREADABLE))
            continue
        proof.copies[called] = tried
        proof.problems += [*checked.problems, *tried.problems]


def _count(store: Store) -> VisitsCounted:
    purge = store.get(Purge, 1)
    by_class = select(Envelope.retention_class, func.count()).group_by(
        Envelope.retention_class
    )
    held = select(func.count()).where(
        col(LegalHold.released_at).is_(None), col(LegalHold.review_at) > store.now
    )
    erased = select(func.coalesce(func.sum(VisitStatistic.count), 0))
    return VisitsCounted(
        visits=store.exec(select(func.count()).select_from(Visit)).one(),
        envelopes={str(name): count for name, count in store.exec(by_class).all()},
        # PostgreSQL adds whole numbers up to a decimal.
        erased=int(store.exec(erased).one()),
        held=store.exec(held).one(),
        last_purge=purge.ended_at if purge else None,
    )


def _verify(store: Store, problems: list[ProofProblem]) -> Verified | None:
    try:
        return chain.verify(store)
    except AuditLogBroken as broken:
        problems.append(ProofProblem("audit log", f"it is broken: {broken}"))
        return None
