"""SMS: what Apprise sends to the providers, as a server behind TLS receives it."""

import base64
import logging
import subprocess
import sys
from urllib.parse import parse_qs

import pytest

from lencana.channels import sms
from lencana.channels.guard import Addresses
from lencana.channels.http import NotTaken
from tests.lencana.channels.receiver import Service
from visits.people import channel_fields
from visits.vocabulary.channels import ChannelKind, ChannelProblem

TEXT = "A guest for you is at Senopati (G.P., 09:30).\nhttps://lobby.example.org/a"
ACCOUNT, TOKEN, PHONE = "AC" + "0a" * 16, "1b" * 16, "+6281234567890"
TWILIO = {"account": ACCOUNT, "token": TOKEN, "sender": "+14155550100", "phone": PHONE}
INFOBIP = {
    "host": "abc12.api.infobip.com",
    "key": "k" * 40,
    "sender": "+14155550100",
    "phone": PHONE,
}


def send(kind: ChannelKind, typed: dict[str, str], allowed: Addresses) -> None:
    sms.send(kind, channel_fields.read(kind, typed), TEXT, allowed)


def problem_of(
    kind: ChannelKind, typed: dict[str, str], allowed: Addresses
) -> ChannelProblem:
    with pytest.raises(NotTaken) as refusal:
        send(kind, typed, allowed)
    return refusal.value.problem


def test_twilio_is_sent_a_form(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.status = 201

    send(ChannelKind.TWILIO, TWILIO, service.allowed)

    [call] = service.calls
    assert (call.host, call.path) == (
        "api.twilio.com",
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
    )
    form = {name: values[0] for name, values in parse_qs(call.body.decode()).items()}
    assert form == {"Body": TEXT, "From": "+14155550100", "To": PHONE}
    login = base64.b64decode(call.headers["authorization"].removeprefix("Basic "))
    assert login.decode() == f"{ACCOUNT}:{TOKEN}"
    service.status = 401
    assert problem_of(ChannelKind.TWILIO, TWILIO, service.allowed)
    assert not any(word in caplog.text for word in (ACCOUNT, TOKEN, PHONE[1:]))


def test_infobip_is_sent_json(service: Service) -> None:
    send(ChannelKind.INFOBIP, INFOBIP, service.allowed)

    [call] = service.calls
    assert (call.host, call.path) == ("abc12.api.infobip.com", "/sms/3/messages")
    assert call.headers["authorization"] == f"App {INFOBIP['key']}"
    [message] = call.json["messages"]
    assert message["destinations"] == [{"to": PHONE[1:]}]
    assert message["content"] == {"text": TEXT}


def test_a_refusal_within_a_success_is_a_refusal(service: Service) -> None:
    service.answer = b'{"messages": [{"status": {"groupName": "REJECTED"}}]}'

    problem = problem_of(ChannelKind.INFOBIP, INFOBIP, service.allowed)

    assert problem is ChannelProblem.NOT_TAKEN


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(ChannelKind.TWILIO, TWILIO), (ChannelKind.INFOBIP, INFOBIP)],
)
def test_no_provider_leads_to_a_private_address_or_on_to_another(
    service: Service, kind: ChannelKind, typed: dict[str, str]
) -> None:
    assert problem_of(kind, typed, frozenset()) is ChannelProblem.PRIVATE_ADDRESS
    assert service.calls == []

    service.status, service.location = 307, "https://api.twilio.com/elsewhere"
    assert problem_of(kind, typed, service.allowed) is ChannelProblem.NOT_TAKEN
    assert len(service.calls) == 1


def test_apprise_is_not_imported_before_an_sms_is_sent() -> None:
    program = (
        "import sys, lencana.jobs, lencana.commands.serving\n"
        "print(sorted({'apprise', 'requests', 'yaml'} & sys.modules.keys()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "[]"
