"""Facts in words: each fact of the register has a sentence, and it says all that the row does."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.web.cast import Stage
from visits.policy.register import register
from visits.rights.facts import FACTS
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.erasure import HoldReason
from visits.vocabulary.mail import EmailKind, UndeliveredReason
from visits.vocabulary.rights import RequestOutcome, Right
from visits.vocabulary.visits import LeftBy, LetInBy, Level, WaitReason, WatchReason
from web import facts
from web.context import set_current_site

AT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
WHEN = "Mon, 23 Nov, 14:05"
MIDNIGHT = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""With which Monday ends at Senopati."""
NOT_SENT = {
    "kind": EmailKind.INVITATION,
    "at": AT,
    "undelivered": UndeliveredReason.REJECTED,
}
DECIDED = {
    "kind": Right.ERASE,
    "received_at": AT,
    "settled_at": AT,
    "outcome": RequestOutcome.DONE,
}


def test_every_fact_has_a_sentence() -> None:
    assert set(facts.SENTENCES) == set(FACTS) <= set(register().facts)


@pytest.mark.parametrize(
    ("fact", "row", "line"),
    [
        (
            "presence",
            {"came_at": AT, "left_at": AT, "left_by": LeftBy.DESK},
            f"came {WHEN}, checked out {WHEN}, checked out at the desk",
        ),
        (
            "level",
            {
                "asked": Level.INVITED,
                "shown": Level.NAME_ONLY,
                "let_in_by": LetInBy.NAME,
            },
            "by name, asked for: Code of the invitation",
        ),
        ("wait", {"at": AT, "reason": WaitReason.HELP}, f"{WHEN}: asks for help"),
        (
            "emails",
            NOT_SENT,
            f"Invitation with the QR code, {WHEN}, not delivered: the address did not accept it",
        ),
        (
            "emails",
            NOT_SENT
            | {"kind": ChannelKind.NTFY, "undelivered": UndeliveredReason.OVER},
            f"ntfy, {WHEN}, not delivered: it was too late for it",
        ),
        (
            "watch",
            {"reason": WatchReason.THREAT, "review_at": MIDNIGHT},
            "Threatened or hurt somebody, until Mon, 23 Nov",
        ),
        (
            "hold",
            {"reason": HoldReason.INCIDENT, "review_at": MIDNIGHT},
            "yes, until Mon, 23 Nov at the latest: an incident",
        ),
        ("request", DECIDED, f"Erase everything, {WHEN}: Done, {WHEN}"),
        (
            "host",
            {"host": None, "company": "Langit Studio", "site": "Senopati"},
            "a former member, Langit Studio, Senopati",
        ),
    ],
)
def test_a_line_says_all_of_its_row(
    app: Flask, stage: Stage, fact: str, row: dict[str, Any], line: str
) -> None:
    with app.test_request_context():
        set_current_site(stage.cast.senopati)
        assert facts.lines(fact, [row, row]) == [line]
