"""The doctor tries the mail server and the pages' address, and says what is wrong with them."""

import ssl
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import SecretStr

from lencana.doctor.finding import Finding, Verdict
from lencana.doctor.trials import try_settings, within
from lencana.settings import Settings
from tests.lencana.mail.conftest import PASSWORD, Inbox, Listen
from tests.ports import free_port
from tests.printers.agent.far_server import Far, serving

LOGIN = f"lobby:{quote(PASSWORD, safe='')}"


def mail_finding(url: str) -> Finding:
    away = f"http://127.0.0.1:{free_port()}"
    _, found = try_settings(Settings(base_url=away, smtp_url=SecretStr(url)))
    assert "p/a#s" not in found.sentence
    return found


def test_a_mail_server_that_takes_the_login_is_well(
    inbox: Inbox, listen: Listen
) -> None:
    port = listen(authenticator=inbox.knows, auth_require_tls=False)

    found = mail_finding(f"smtp://{LOGIN}@127.0.0.1:{port}")

    assert (found.verdict, inbox.signed_in, inbox.taken) == (Verdict.OK, 1, [])
    assert "answers and takes the login" in found.sentence


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "smtp://lobby:no@127.0.0.1:{plain}",
            "refuses our login: look at user and password",
        ),
        ("smtp://127.0.0.1:{closed}", "look at host and port in LENCANA_SMTP_URL"),
        ("smtp://mail.invalid", "name cannot be resolved: look at the host"),
        ("smtps://127.0.0.1:{plain}", "its TLS must fit smtps://"),
        (
            "smtps://localhost:{secure}",
            "certificate is signed by an authority that this machine does not trust",
        ),
    ],
)
def test_what_is_wrong_with_a_mail_server_is_said(
    inbox: Inbox, listen: Listen, server_side: ssl.SSLContext, url: str, said: str
) -> None:
    ports = {
        "plain": listen(authenticator=inbox.knows, auth_require_tls=False),
        "closed": free_port(),
    }
    if "secure" in url:
        ports["secure"] = listen(ssl_context=server_side)

    found = mail_finding(url.format(**ports))

    assert found.verdict is Verdict.WRONG
    assert said in found.sentence


def test_a_call_that_is_never_answered_keeps_nobody_waiting() -> None:
    over = Event()

    assert within(0.5, [lambda: str(over.wait()), lambda: "well"]) == [None, "well"]
    over.set()


@pytest.mark.parametrize(
    ("answer", "verdict", "said"),
    [
        ({"openapi": "3.1.0"}, Verdict.OK, "Lencana answers at"),
        ({}, Verdict.WRONG, "is no Lencana"),
        (None, Verdict.NOTE, "Is `lencana serve` running"),
    ],
)
def test_the_address_of_the_pages_is_called(
    answer: dict[str, Any] | None, verdict: Verdict, said: str
) -> None:
    far = Far()
    far.said = answer
    with serving(far) as url:
        place = url if answer is not None else f"http://127.0.0.1:{free_port()}"
        (found,) = try_settings(Settings(base_url=place))

    assert (found.verdict, said in found.sentence) == (verdict, True)
