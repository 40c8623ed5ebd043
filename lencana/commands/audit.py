"""`lencana audit`: whether the trail is whole, and what it says, for whoever audits it."""

import json
import re
from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from datetime import UTC, date, datetime, time
from typing import Any

from lencana import installation
from lencana.commands import CommandFailed, options
from lencana.settings import Settings
from visits.audit import chain
from visits.audit.chain import AuditLogBroken, Verified
from visits.reports import audit_report
from visits.reports.audit_report import AuditQuery
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NotFound

ROW = "{at:19}  {actor:12}  {act:18}  {visit:>8}  {subject:>7}  {count:>7}  {reader:6}  {purpose:8}  {items}"
COLUMNS = (
    "at",
    "actor",
    "act",
    "visit",
    "subject",
    "count",
    "reader",
    "purpose",
    "items",
)


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The noun `trail` and its verbs."""
    verbs = nouns.add_parser(
        "audit", help="verify the audit log, or show it"
    ).add_subparsers(required=True)
    verifying = verbs.add_parser(
        "verify", help="compute the chain again; exit code 1 where it is broken"
    )
    verifying.add_argument(
        "--head",
        type=head,
        help="a head noted earlier, which must still be in the chain",
    )
    verifying.set_defaults(run=verify)
    showing = verbs.add_parser(
        "show", help="who did and read what; the trail says that it was shown"
    )
    showing.add_argument(
        "--visit", metavar="ID", help="only of this visit: its public id, or its number"
    )
    showing.add_argument(
        "--since", type=day, metavar="DATE", help="only from this day on (UTC)"
    )
    showing.add_argument(
        "--act",
        type=options.word_of(Act),
        metavar="ACT",
        help="only this act, like told",
    )
    showing.add_argument("--format", choices=("table", "jsonl"), default="table")
    showing.set_defaults(run=show)


def head(text: str) -> bytes:
    """The digest that `audit verify` printed as the head."""
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise ArgumentTypeError(
            "a head is 64 digits from 0 to 9 and a to f, as `lencana audit verify` prints it"
        )
    return bytes.fromhex(text)


def day(text: str) -> datetime:
    """The first moment of a day, in UTC as the trail is."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise ArgumentTypeError("write the day like 2026-11-23") from None


def verify(asked: Namespace) -> int:
    """The chain is whole, and what it covers was said; fails where it is not."""
    with (
        installation.open_database(Settings()) as database,
        database.reading() as store,
    ):
        found = _verified(store)
        if asked.head is not None and not chain.holds(store, asked.head):
            raise CommandFailed(
                "this head is not in the chain: entries were cut off after it was noted, an older backup was "
                "restored, or it is older than the trail is kept"
            )
    print(f"The trail is whole: {found.entries} entries under {found.seals} seals.")
    print(f"Not sealed yet: {found.unsealed}")
    print(f"Head: {found.head}")
    return 0


def show(asked: Namespace) -> int:
    """The entries that were asked for are printed, and the trail says that they were."""
    say = _say_json if asked.format == "jsonl" else _say_row
    with installation.open_database(Settings()) as database:
        with database.transaction() as store:
            wanted = AuditQuery(_visit(store, asked.visit), asked.since, asked.act)
            audit_report.record_shown(store, actors.OPERATOR, wanted)
        if asked.format == "table":
            print(ROW.format(**{name: name for name in COLUMNS}))
        with database.reading() as store:
            for entry in audit_report.matching(store, wanted):
                say(entry)
    return 0


def _verified(store: Store) -> Verified:
    try:
        return chain.verify(store)
    except AuditLogBroken as broken:
        raise CommandFailed(f"the trail is broken: {broken}") from None


def _visit(store: Store, name: str | None) -> int | None:
    try:
        return audit_report.find_visit_id(store, name) if name else None
    except NotFound:
        raise CommandFailed(
            "there is no visit with this id; of a forgotten visit only its number is left"
        ) from None


def _say_row(entry: AuditEntry) -> None:
    facts = audit_report.facts(entry)
    words = {name: "" if facts[name] is None else str(facts[name]) for name in COLUMNS}
    print(ROW.format(**words | {"at": f"{entry.at:%Y-%m-%d %H:%M:%S}"}).rstrip())


def _say_json(entry: AuditEntry) -> None:
    print(json.dumps(audit_report.facts(entry)))
