"""`lencana prove-erasure`: print what is kept of guests, and what should not be."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from click.exceptions import Exit

from lencana import installation
from lencana.commands import CommandFailed
from lencana.proof.files import FileRole, Folder
from lencana.proof.proving import Proof, prove
from lencana.settings import Settings

MOST_PRINTED = 50
"""Problems that are printed: a wrong folder can have thousands, each like the one before."""


@click.command("prove-erasure")
@click.option(
    "--backups",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    multiple=True,
    help="Copies of the database and of the keys, and nothing else.",
)
@click.option(
    "--agent",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    multiple=True,
    help="The folder of a print agent, and nothing else in it.",
)
def prove_erasure(backups: tuple[Path, ...], agent: tuple[Path, ...]) -> None:
    """Prove that nothing is left of erased guests; exit code 1 if something is wrong."""
    folders = [Folder(path, FileRole.BACKUPS) for path in backups]
    folders += [Folder(path, FileRole.AGENT) for path in agent]
    if missing := [folder.path for folder in folders if not folder.path.is_dir()]:
        raise CommandFailed(f"{missing[0]} is no folder")
    settings = Settings()
    with installation.open_database(settings) as database:
        proof = prove(database, settings, folders)
    for sentence in [*_counts(proof), *_checks(proof)]:
        print(sentence)
    for problem in proof.problems[:MOST_PRINTED]:
        print(f"WRONG  {problem}")
    if len(proof.problems) > MOST_PRINTED:
        print(f"WRONG  and {len(proof.problems) - MOST_PRINTED} more")
    if proof.problems:
        print("Not all is clean: see above.")
        raise Exit(1)
    print("All is clean.")


def _counts(proof: Proof) -> Iterator[str]:
    counted = proof.counted
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


def _checks(proof: Proof) -> Iterator[str]:
    checked, tried = proof.structure, proof.envelopes
    yield (
        f"Database: {checked.values} values of {checked.rows.total()} rows "
        f"in {len(checked.rows)} tables, each compared with its column's kind. "
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


def _by_name(counts: Mapping[str, int]) -> str:
    return (
        ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) or "none"
    )
