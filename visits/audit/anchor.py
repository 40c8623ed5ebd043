"""The head of the audit log, to be noted where whoever can write the database cannot.

The chain of seals shows a change only to somebody who remembers its newest digest: with the
program at hand, a whole other log can be written and sealed. So the head leaves the database
by itself: in each backup's manifest, in a weekly e-mail to each site's privacy contact, and
at the foot of the desk's pages. `lencana audit verify --head` compares one.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from visits.store.audit import AuditSeal
from visits.store.database import Store

SHORT = 12
"""Digits of a digest that a person can note and compare: 48 bits, too many to forge by trying."""


@dataclass(frozen=True)
class AuditHead:
    """The newest seal's digest, in hexadecimal, how many entries there were, and when.

    `entries` counts those that a purge has deleted since, too.
    """

    digest: str
    entries: int
    at: datetime

    @property
    def short(self) -> str:
        """The first digits of the digest, for a person to note."""
        return self.digest[:SHORT]


def head(store: Store) -> AuditHead | None:
    """Return the head of the audit log; None as long as nothing was sealed."""
    newest = select(AuditSeal).order_by(col(AuditSeal.id).desc()).limit(1)
    seal = store.exec(newest).first()
    return AuditHead(seal.digest.hex(), seal.through, seal.at) if seal else None
