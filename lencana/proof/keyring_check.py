"""Checks the keyring's database: it must hold the keyring, and nothing else."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from lencana.proof import ProofProblem, stored
from lencana.proof.stored import Stored
from lencana.proof.structure import UNREADABLE, is_sealed
from visits.keys.decision_log import from_line
from visits.keys.keyring.key_seal import SEALED_BYTES
from visits.keys.keyring.tables import metadata
from visits.store.columns import DIGEST_BYTES

CALLED = "keyring"


def check(url: str | None) -> list[ProofProblem]:
    """Compare every value in the keyring's database, if there is one, with its column's kind."""
    if url is None:
        return []
    try:
        with stored.on_server(url) as database:
            sentences = list(_check(database))
    except SQLAlchemyError:
        sentences = [UNREADABLE]
    return [ProofProblem(CALLED, sentence) for sentence in sentences]


def _check(database: Stored) -> Iterator[str]:
    for kind, name in database.objects():
        if kind != "table" or name not in metadata.tables:
            yield f"it has a {kind} that nobody declared"
            continue
        names, batches = database.rows(name)
        if undeclared := len(set(names) - _KINDS[name].keys()):
            yield f"{name} has {undeclared} columns that nobody declared"
        wrong: Counter[str] = Counter()
        for batch in batches:
            for row in batch:
                wrong.update(_wrong_columns(name, dict(zip(names, row, strict=True))))
        for column, count in wrong.items():
            yield f"{count} values of {name}.{column} are not what is declared"


def _wrong_columns(table: str, row: dict[str, Any]) -> list[str]:
    kinds = _KINDS[table].items()
    return [name for name, is_right in kinds if name in row and not is_right(row[name])]


def _is_number(value: object) -> bool:
    return isinstance(value, int)


def _is_day(value: object) -> bool:
    return isinstance(value, date)


def _is_month(value: str) -> bool:
    return re.fullmatch("[0-9]{4}-[0-9]{2}", value) is not None


def _is_digest(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == DIGEST_BYTES


def _is_key(value: bytes) -> bool:
    return is_sealed(value) and len(value) == SEALED_BYTES


_KINDS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "keyring": {"id": _is_number, "owner": _is_digest, "destroyed_through": _is_day},
    "day_key": {"day": _is_day, "sealed": _is_key},
    "month_key": {"month": _is_month, "sealed": _is_key},
    "decision": {
        "id": _is_number,
        "number": _is_number,
        "corrected": lambda value: value is None or _is_digest(value),
        "entry": lambda value: from_line(value) is not None,
    },
}
