"""The worker's jobs: closing time and erasure run whatever is set."""

import re

import pytest
from sqlmodel import select

from lencana import jobs
from lencana.channels.delivery import ChannelSettings
from lencana.mail.mail_settings import MailSettings
from lencana.mail.smtp import SmtpTransport
from lencana.settings import Settings
from tests.cast import Cast, Invite, SettableClock, check_in, stage
from tests.lencana.mail.sample_emails import LINKS
from visits.audit.access_log import AccessLog
from visits.store.database import Database
from visits.store.news import News
from visits.store.visits import Visit
from visits.visit_state import Stage

SMTP = SmtpTransport("smtp://127.0.0.1:25")


CHANNELS = ChannelSettings(links=LINKS)


@pytest.fixture
def office() -> MailSettings:
    return MailSettings(links=None, sender="lobby@example.org")  # type: ignore[arg-type] # nothing is sent


@pytest.mark.parametrize("transport", [None, SMTP])
def test_erasure_and_closing_time_are_always_among_them(
    database: Database, office: MailSettings, transport: SmtpTransport | None
) -> None:
    pauses = {
        one.name: one.pause
        for one in jobs.worker_jobs(database, AccessLog(), transport, office, CHANNELS)
    }

    assert (pauses["erasure"], pauses["closing time"]) == (15 * 60, 60)


def test_eight_jobs_deliver_messages_beside_one_another(
    database: Database, office: MailSettings
) -> None:
    every = jobs.worker_jobs(database, AccessLog(), None, office, CHANNELS)

    assert len([one for one in every if one.news is News.MESSAGES]) == 8


def test_no_setting_is_about_erasure() -> None:
    about_erasure = re.compile("forget|purge|retention|erase|keeps?_")

    assert [name for name in Settings.model_fields if about_erasure.search(name)] == []


@pytest.mark.parametrize("transport", [None, SMTP])
def test_erasure_erases_what_is_due_whatever_is_set(
    database: Database,
    clock: SettableClock,
    invite: Invite,
    office: MailSettings,
    transport: SmtpTransport | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invite()
    for name in Settings.model_fields:
        # Reading the settings would fail now: this is no port, and no folder of fonts.
        monkeypatch.setenv(f"LENCANA_{name.upper()}", "never")
    work = {
        job.name: job.work
        for job in jobs.worker_jobs(database, AccessLog(), transport, office, CHANNELS)
    }["erasure"]

    for _ in range(3):
        clock.forward(days=1)
        work()

    with database.reading() as store:
        assert store.exec(select(Visit)).all() == []


def test_everybody_inside_is_signed_out_at_closing_time_a_few_at_a_time(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    invite: Invite,
    office: MailSettings,
) -> None:
    inside = [
        invite(email=f"guest{number}@example.org")
        for number in range(jobs.DEPARTURES_AT_ONCE + 1)
    ]
    for visit in inside:
        check_in(database, cast.kiosk, visit)
    clock.at("2026-11-23 20:00")
    before = database.commits
    closing = next(
        one
        for one in jobs.worker_jobs(database, AccessLog(), None, office, CHANNELS)
        if one.name == "closing time"
    )

    closing.work()

    assert {stage(database, visit) for visit in inside} == {Stage.LEFT}
    assert database.commits == before + 2
