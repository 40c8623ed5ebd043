"""`lencana mail try`: one e-mail to a real mail server, and one sentence for each outcome."""

import ssl
from collections.abc import Callable
from urllib.parse import quote

import pytest

from lencana.command_line import main
from lencana.mail import advice
from tests.lencana.mail.conftest import PASSWORD, Inbox, Listen
from tests.ports import free_port
from visits.vocabulary.mail import MailProblem

TO = "gita@example.org"
ACCEPTED = (0, "accepted by the mail server: now see that it is in the mailbox\n")

Attempt = Callable[..., tuple[int, str]]


@pytest.fixture
def attempt(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Attempt:
    """Run the command with these settings; return its exit code and what it said."""

    def run(
        url: str, to: str = TO, sender: str = "lobby@example.org"
    ) -> tuple[int, str]:
        monkeypatch.setenv("LENCANA_SMTP_URL", url)
        monkeypatch.setenv("LENCANA_MAIL_FROM", sender)
        code = main(["mail", "try", "--to", to])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.mark.usefixtures("trusted")
def test_an_e_mail_that_is_taken_is_accepted(
    attempt: Attempt, inbox: Inbox, listen: Listen, server_side: ssl.SSLContext
) -> None:
    port = listen(
        ssl_context=server_side, authenticator=inbox.knows, auth_require_tls=False
    )
    url = f"smtps://lobby:{quote(PASSWORD, safe='')}@localhost:{port}"
    assert attempt(url, to="gita@bücher.example") == ACCEPTED
    assert inbox.recipients() == ["gita@xn--bcher-kva.example"]
    assert inbox.signed_in == 1


@pytest.mark.parametrize(
    ("command", "answer", "problem"),
    [
        ("to_any_recipient", "550 5.1.1 unknown", MailProblem.NO_SUCH_RECIPIENT),
        ("to_any_recipient", "452 4.2.2 mailbox full", MailProblem.RECIPIENT_NOT_NOW),
        ("to_any_recipient", "554 5.7.1 Relay access denied", MailProblem.REFUSED),
        ("to_sender", "553 5.7.1 not owned by user", MailProblem.SENDER),
        ("to_sender", "421 4.7.0 too many connections", MailProblem.BUSY),
        ("to_data", "554 5.6.0 what is this", MailProblem.REFUSED),
    ],
)
def test_a_refusal_is_told_with_the_servers_own_codes(
    attempt: Attempt,
    inbox: Inbox,
    listen: Listen,
    command: str,
    answer: str,
    problem: MailProblem,
) -> None:
    setattr(inbox, command, answer)
    sentence = advice.SENTENCES[problem]
    assert attempt(f"smtp://127.0.0.1:{listen()}") == (
        1,
        f"lencana: not sent: {sentence} ({answer[:9]})\n",
    )


def test_what_comes_before_the_e_mail_is_told_apart(
    attempt: Attempt, inbox: Inbox, listen: Listen, server_side: ssl.SSLContext
) -> None:
    signed = listen(authenticator=inbox.knows, auth_require_tls=False)
    told = {
        f"smtp://127.0.0.1:{free_port()}": MailProblem.UNREACHABLE,
        "smtp://mail.invalid": MailProblem.HOST_UNKNOWN,
        f"smtps://localhost:{listen(ssl_context=server_side)}": MailProblem.TLS,
        f"smtp://lobby:hush@127.0.0.1:{signed}": MailProblem.LOGIN,
    }
    for url, problem in told.items():
        code, said = attempt(url)
        assert code == 1
        assert said.startswith(f"lencana: not sent: {advice.SENTENCES[problem]}")
        assert said.count("\n") == 1
        assert "hush" not in said


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (("",), "LENCANA_SMTP_URL: write it like smtps://"),
        (("smtp://127.0.0.1:1", "gita, raka@example.org"), "--to is no address"),
        (("smtp://127.0.0.1:1", TO, "nobody"), "LENCANA_MAIL_FROM is no mailbox"),
    ],
)
def test_a_wrong_setting_or_address_is_named(
    attempt: Attempt, settings: tuple[str, ...], expected: str
) -> None:
    code, said = attempt(*settings)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"lencana: not sent: {expected}")


def test_no_mail_server_sends_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LENCANA_SMTP_URL", raising=False)
    assert main(["mail", "try", "--to", TO]) == 1
    assert "set LENCANA_SMTP_URL" in capsys.readouterr().err


def test_there_is_a_sentence_for_every_problem() -> None:
    assert advice.SENTENCES.keys() == set(MailProblem)
