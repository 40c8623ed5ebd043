"""`lencana prove-erasure`: what is left of whom, and that nothing else is."""

from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lencana import installation
from lencana.commands import CommandFailed
from lencana.proof.kinds import FileRole, Folder
from lencana.proof.proving import Proof, prove
from lencana.settings import Settings

MOST_SAID = 50
"""Problems that are printed: a wrong folder can have thousands, each like the one before."""


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The verb `prove-erasure`."""
    verb = nouns.add_parser(
        "prove-erasure", help="prove that nothing is left of whom is erased"
    )
    for name, what in (
        ("--backups", "copies of the database and of the keys, and nothing else"),
        ("--agent", "the folder of a print agent, and nothing else in it"),
    ):
        verb.add_argument(
            name, type=Path, metavar="FOLDER", action="append", default=[], help=what
        )
    verb.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """What is left is said in sentences; 0 only when nothing is wrong with it."""
    settings = Settings()
    others = [Folder(path, FileRole.BACKUPS) for path in asked.backups]
    others += [Folder(path, FileRole.AGENT) for path in asked.agent]
    if missing := [folder.path for folder in others if not folder.path.is_dir()]:
        raise CommandFailed(f"{missing[0]} is no folder")
    with installation.open_database(settings) as database:
        proof = prove(database, settings, others)
    for sentence in _sentences(proof):
        print(sentence)
    for problem in proof.problems[:MOST_SAID]:
        print(f"WRONG  {problem}")
    if len(proof.problems) > MOST_SAID:
        print(f"WRONG  and {len(proof.problems) - MOST_SAID} more")
    print("Not all is clean: see above." if proof.problems else "All is clean.")
    return 1 if proof.problems else 0


def _sentences(proof: Proof) -> Iterator[str]:
    counted, tried = proof.counted, proof.envelopes
    purged_at = counted.last_purge
    last = f"{purged_at:%Y-%m-%d %H:%M} UTC" if purged_at else "never"
    days = proof.living_days
    span = f"{len(days)}, from {days[0]} to {days[-1]}" if days else "none"
    yield (
        f"Visits kept: {counted.visits}. "
        f"Envelopes: {_by_name(counted.envelopes)}. Held: {counted.held}."
    )
    yield f"Visits erased so far: {counted.erased}. Last purge: {last}."
    yield f"Keys of days destroyed through {proof.destroyed_through}. Living: {span}."
    yield (
        f"Database: {proof.structure.values} values of {proof.structure.rows.total()} rows "
        f"in {len(proof.structure.rows)} tables, each compared with its column's kind. "
        f"{tried.readable.total()} envelopes open, {tried.noise} are noise."
    )
    for called, copy in proof.copies.items():
        readable = copy.readable.total()
        yield f"{called}: {readable} envelopes open until their day ends, {copy.noise} are noise."
    yield f"Files: {proof.files.files} ({_by_name(proof.files.kinds)})."
    if log := proof.audit_log:
        yield (
            f"Audit log: {log.entries} entries under {log.seals} seals, "
            f"{log.unsealed} not sealed yet."
        )
        yield f"Head: {log.head}"


def _by_name(counts: dict[str, int]) -> str:
    return (
        ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "none"
    )
