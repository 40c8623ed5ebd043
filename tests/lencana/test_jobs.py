"""The rounds: closing time and forgetting go on whatever is set, or nobody would ever be forgotten."""

import re
from pathlib import Path

import pytest

from lencana import jobs
from lencana.mail.delivery import MailRoom
from lencana.mail.smtp import SmtpCarrier
from lencana.settings import Settings
from tests.cast import Cast, Invite, SettableClock, check_in, stage
from visits.store.database import Database
from visits.visit_state import Stage

FORGETTING = Path(__file__).parents[2] / "visits" / "forgetting"
SMTP = SmtpCarrier("smtp://127.0.0.1:25")


@pytest.fixture
def office() -> MailRoom:
    return MailRoom(links=None, sender="lobby@example.org")  # type: ignore[arg-type] # nothing is sent


@pytest.mark.parametrize("carrier", [None, SMTP])
def test_forgetting_and_closing_time_are_always_among_them(
    database: Database, office: MailRoom, carrier: SmtpCarrier | None
) -> None:
    pauses = {one.name: one.pause for one in jobs.rounds(database, carrier, office)}

    assert (pauses["forgetting"], pauses["closing time"]) == (15 * 60, 60)


def test_no_setting_is_about_forgetting_and_forgetting_reads_none() -> None:
    words = re.compile("forget|purge|retention|erase|keeps?_")
    read = [
        module.name
        for module in FORGETTING.glob("*.py")
        if re.search("environ|[Ss]ettings", module.read_text())
    ]

    assert [name for name in Settings.model_fields if words.search(name)] == []
    assert read == []


def test_everybody_inside_is_signed_out_at_closing_time_a_few_at_a_time(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    office: MailRoom,
) -> None:
    inside = [invite() for _ in range(jobs.AT_ONCE + 1)]
    for visit in inside:
        check_in(database, cast.kiosk, visit)
    clock.at("2026-11-23 20:00")
    before = database.commits
    closing = next(
        one for one in jobs.rounds(database, None, office) if one.name == "closing time"
    )

    closing.work()

    assert {stage(database, visit) for visit in inside} == {Stage.LEFT}
    assert database.commits == before + 2
