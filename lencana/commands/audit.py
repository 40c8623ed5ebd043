"""`lencana audit`: verify the audit log, and show it to auditors."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import click
from click import BadParameter

from lencana import installation
from lencana.commands import CommandFailed, options, reading
from lencana.settings import Settings
from visits.audit import chain, entries
from visits.audit.chain import AuditLogBroken, Verified
from visits.reports import audit_report
from visits.reports.audit_report import AuditQuery
from visits.store.audit import AuditEntry
from visits.store.database import Store
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.refusals import NotFound

WIDTHS = {
    "at": 19,
    "actor": -12,
    "act": -18,
    "visit": 8,
    "subject": 7,
    "count": 7,
    "reader": -6,
    "purpose": -8,
    "items": 0,
}
"""The columns of the table and their widths; a negative one is aligned to the left."""


def head_digest(text: str) -> bytes:
    """Read the digest that `lencana audit verify` printed as the head."""
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise BadParameter(
            "a head is 64 digits from 0 to 9 and a to f, as `lencana audit verify` prints it"
        )
    return bytes.fromhex(text)


@click.group()
def audit() -> None:
    """Verify the audit log, or show it."""


@audit.command()
@click.option(
    "--head",
    type=head_digest,
    metavar="DIGEST",
    help="A head noted earlier, which must still be in the chain.",
)
def verify(head: bytes | None) -> None:
    """Compute the chain of the audit log again; exit code 1 where it is broken."""
    with reading() as store:
        verified = _verified(store)
        if head is not None and not chain.holds(store, head):
            # Whoever cuts off the newest seals leaves a whole chain: only a noted head shows it.
            raise CommandFailed(
                "this head is not in the chain: entries were cut off after it was noted, "
                "an older backup was restored, or it is older than the audit log is kept"
            )
    print(
        f"The audit log is whole: {verified.entries} entries under {verified.seals} seals."
    )
    print(f"Not sealed yet: {verified.unsealed}")
    print(f"Head: {verified.head}")


@audit.command()
@click.option(
    "--visit", metavar="ID", help="Only this visit: its public id, or its number."
)
@click.option(
    "--since", type=options.day, metavar="DATE", help="From this day on (UTC)."
)
@click.option(
    "--act", type=options.OneOf(Act), metavar="ACT", help="Only this act, like told."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "jsonl")),
    default="table",
    show_default=True,
)
def show(visit: str | None, since: date | None, act: Act | None, form: str) -> None:
    """Show who did and who read what; the audit log records that it was shown."""
    since_at = datetime.combine(since, time(), UTC) if since else None
    with installation.open_database(Settings()) as database:
        # Recorded and committed first: whoever breaks off the output has seen a part of it.
        with database.transaction() as store:
            query = AuditQuery(_visit_id(store, visit), since_at, act)
            entries.record(store, actors.OPERATOR, Act.AUDIT_LOG_SHOWN, query.visit_id)
        if form == "table":
            print(_row({name: name for name in WIDTHS}))
        # A reader of the output who pauses, as in a pager, makes this wait.
        with database.reading(is_long=True) as store:
            for entry in audit_report.matching(store, query):
                facts = audit_report.facts(entry)
                print(
                    json.dumps(facts) if form == "jsonl" else _entry_row(entry, facts)
                )


def _verified(store: Store) -> Verified:
    try:
        return chain.verify(store)
    except AuditLogBroken as broken:
        raise CommandFailed(f"the audit log is broken: {broken}") from None


def _visit_id(store: Store, name: str | None) -> int | None:
    try:
        return audit_report.find_visit_id(store, name) if name else None
    except NotFound:
        raise CommandFailed(
            "there is no visit with this id; of an erased visit only its number is left"
        ) from None


def _entry_row(entry: AuditEntry, facts: Mapping[str, object]) -> str:
    values = {name: "" if facts[name] is None else str(facts[name]) for name in WIDTHS}
    return _row(values | {"at": f"{entry.at:%Y-%m-%d %H:%M:%S}"})


def _row(values: dict[str, str]) -> str:
    cells = [
        values[name].rjust(width) if width > 0 else values[name].ljust(-width)
        for name, width in WIDTHS.items()
    ]
    return "  ".join(cells).rstrip()
