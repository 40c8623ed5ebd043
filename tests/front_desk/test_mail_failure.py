"""E-mails that do not go out: the board says since when and why, until one does."""

from front_desk import labels
from tests.cast import SettableClock
from tests.web.cast import Browser
from visits import mail_health
from visits.store.database import Database
from visits.vocabulary.mail import OF_RECIPIENT, MailProblem


def test_the_board_says_since_when_and_why_e_mails_do_not_go_out(
    dewi: Browser, database: Database, clock: SettableClock
) -> None:
    clock.at("2026-11-22 10:02")
    with database.transaction() as store:
        mail_health.failed(store, 1, MailProblem.LOGIN, "535 5.7.8")
    clock.at("2026-11-23 10:02")
    assert (
        "E\N{NON-BREAKING HYPHEN}mails are not going out since Sun, 22 Nov, 10:02: "
        "the mail server refuses our login." in dewi.get("/board").text
    )

    with database.transaction() as store:
        mail_health.accepted(store)
        mail_health.failed(store, 1, MailProblem.SENDER, "")
    assert "since 10:02: the mail server refuses our sender." in dewi.get("/board").text

    with database.transaction() as store:
        mail_health.accepted(store)
    assert (
        "E\N{NON-BREAKING HYPHEN}mails are not going out" not in dewi.get("/board").text
    )


def test_every_reason_has_a_label() -> None:
    assert labels.MAIL_PROBLEMS.keys() == set(MailProblem) - OF_RECIPIENT
