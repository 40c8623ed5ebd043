"""Periods: a site shortens freely, lengthens up to the ceiling, and the audit log says so."""

from datetime import timedelta

import pytest
from sqlmodel import select

from lencana import command_line
from tests.cast import Cast
from visits.retention import periods
from visits.store.audit import AuditEntry
from visits.store.database import Database
from visits.vocabulary import actors
from visits.vocabulary.audit import Act
from visits.vocabulary.policy import Period
from visits.vocabulary.refusals import PeriodOutOfRange


@pytest.mark.parametrize(
    ("period", "hours"),
    [
        (Period.CONTACT, 0),
        (Period.CONTACT, 169),
        (Period.LOG, 2161),
        (Period.NO_SHOW, 25),
        (Period.AUDIT_LOG, 24),
    ],
)
def test_no_retention_class_is_kept_beyond_its_ceiling_or_not_at_all(
    database: Database, cast: Cast, period: Period, hours: int
) -> None:
    with database.transaction() as store, pytest.raises(PeriodOutOfRange):
        periods.keep(store, cast.senopati.id, period, hours, actors.OPERATOR)


def test_up_to_the_ceiling_a_site_chooses_and_the_audit_log_says_so(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        periods.keep(store, cast.senopati.id, Period.CONTACT, 168, actors.OPERATOR)

    with database.reading() as store:
        kept = {
            one.period: one.keeps for one in periods.listed(store, cast.senopati.id)
        }
        acts = store.exec(select(AuditEntry.act)).all()
    assert (kept[Period.CONTACT], kept[Period.LOG]) == (
        timedelta(days=7),
        timedelta(days=30),
    )
    assert Act.PERIOD_CHANGED in acts


@pytest.mark.embedded
@pytest.mark.usefixtures("cast")
def test_the_command_says_what_may_be_chosen(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LENCANA_DATA", str(database.keys.keyring.folder.parent))
    asked = ["site", "keep", "--site", "Senopati", "--retention-class"]

    codes = [
        command_line.main([*asked, "log", "--hours", hours]) for hours in ("9999", "48")
    ]

    said = capsys.readouterr()
    assert codes == [1, 0]
    assert "log is kept for 1 to 2160 hours" in said.err
    assert "log         48 h" in said.out
