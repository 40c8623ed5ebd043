"""`lencana prove-erasure`: what is left of whom, and that nothing else is."""

import sys
from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lencana import installation
from lencana.commands import CommandFailed
from lencana.proof import words
from lencana.proof.kinds import FileRole, Folder
from lencana.proof.proving import Proof, prove
from lencana.proof.scan import Scanned
from lencana.settings import Settings

MOST_SAID = 50


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The verb `prove-erasure`."""
    verb = nouns.add_parser(
        "prove-erasure", help="prove that nothing is left of whom is forgotten"
    )
    for name, what in (
        ("--backups", "copies of the database and of the keys, and nothing else"),
        ("--agent", "the folder of a print agent, and nothing else in it"),
        ("--also", "anything else to look through: logs, temporary files"),
    ):
        verb.add_argument(
            name, type=Path, metavar="FOLDER", action="append", default=[], help=what
        )
    verb.add_argument(
        "--words",
        action="store_true",
        help="look for words, one a line, from standard input; none is shown",
    )
    verb.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """What is left is said in sentences; 0 only when nothing is wrong with it."""
    settings = Settings()
    looked_for = words.read(sys.stdin) if asked.words else []
    if asked.words and not looked_for:
        raise CommandFailed(
            "--words: no word came from standard input; give them one a line"
        )
    short = [word.number for word in looked_for if not words.texts(word)]
    others = [
        Folder(path, role)
        for role, paths in (
            (FileRole.BACKUPS, asked.backups),
            (FileRole.AGENT, asked.agent),
            (FileRole.ALSO, asked.also),
        )
        for path in paths
    ]
    if missing := [folder.path for folder in others if not folder.path.is_dir()]:
        raise CommandFailed(f"{missing[0]} is no folder")
    with installation.open_database(settings) as database:
        proof = prove(database, settings, others, looked_for)
    for sentence in _sentences(proof):
        print(sentence)
    if looked_for:
        print(_of_words(len(looked_for), len(short), proof))
    wrong = [
        f"word {number} is too short to be told from chance: it was not looked for"
        for number in short
    ]
    wrong += map(str, proof.findings)
    foreign = proof.scanned.foreign
    _say(wrong, ", ".join(f"{count} {name}" for name, count in sorted(foreign.items())))
    return 1 if wrong or foreign else 0


def _say(wrong: list[str], foreign: str) -> None:
    for sentence in wrong[:MOST_SAID]:
        print(f"WRONG  {sentence}")
    if len(wrong) > MOST_SAID:
        print(f"WRONG  and {len(wrong) - MOST_SAID} more")
    if foreign:
        print(
            f"Not understood, so that nothing is proved of their contents: {foreign}."
        )
    clean = "What is understood is clean; not all is." if foreign else "All is clean."
    print("Not all is clean: see above." if wrong else clean)


def _sentences(proof: Proof) -> Iterator[str]:
    counted = proof.counted
    retention_classes = (
        ", ".join(
            f"{count} {retention_class}"
            for retention_class, count in sorted(counted.envelopes.items())
        )
        or "none"
    )
    yield f"Visits kept: {counted.visits}. Envelopes: {retention_classes}. Held: {counted.held}."
    yield f"Forgotten so far: {counted.forgotten}. Last forgetting: {_moment(proof)}."
    days = proof.living_days
    span = f"{len(days)}, from {days[0]} to {days[-1]}" if days else "none"
    yield f"Keys of days destroyed through {proof.destroyed_through}. Living: {span}."
    walked, opened = proof.walked, proof.opened
    yield (
        f"Database: {walked.values} values of {sum(walked.rows.values())} rows in {len(walked.rows)} tables, "
        f"each compared with its column's kind. "
        f"{sum(opened.living.values())} envelopes open, {opened.noise} are noise."
    )
    for called, copy in proof.copies.items():
        living = sum(copy.living.values())
        yield f"{called}: {living} envelopes open until their day ends, {copy.noise} are noise."
    yield from _of_files(proof.scanned)
    if proof.trail:
        trail = proof.trail
        yield f"Trail: {trail.entries} entries under {trail.seals} seals, {trail.unsealed} not sealed yet."
        yield f"Head: {trail.head}"


def _of_words(given: int, short: int, proof: Proof) -> str:
    said = (
        f"Looked for {given - short} of {given} words in {proof.spellings:,} spellings"
    )
    if given == short or any(finding.word for finding in proof.findings):
        return f"{said}."
    return f"{said}: none of them was found."


def _of_files(scanned: Scanned) -> Iterator[str]:
    kinds = ", ".join(
        f"{count} {kind}" for kind, count in sorted(scanned.kinds.items())
    )
    yield f"Read: {scanned.files} files of {scanned.bytes:,} bytes ({kinds})."
    yield (
        f"Unpacked: {sum(scanned.containers.values())} pieces of {len(scanned.containers)} kinds, "
        f"{scanned.unpacked_bytes:,} bytes."
    )


def _moment(proof: Proof) -> str:
    last = proof.counted.last_purge
    return f"{last:%Y-%m-%d %H:%M} UTC" if last else "never"
