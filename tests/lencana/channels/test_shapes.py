"""What each service is sent, as a server behind TLS receives it."""

import base64
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest

from lencana.channels import http, shapes
from lencana.channels.texts import Words
from tests.lencana.channels.receiver import Call, Service
from visits.people import channel_fields
from visits.vocabulary.channels import ChannelKind

SENTENCE = "A guest for you is at <Senopati> & Lobby (G. P., 09:30)."
LINK = "https://lobby.example.org/hosts/answers/abc-def"
WORDS = Words(SENTENCE, LINK, "Answer")
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"a secret of 32 bytes, of a test.").decode()
TEAMS = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    "/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=a-B_c9"
)
ADDRESSES = {
    ChannelKind.SLACK: "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstuvwx",
    ChannelKind.TEAMS: TEAMS,
    ChannelKind.GOOGLE_CHAT: "https://chat.googleapis.com/v1/spaces/AAAA/messages?key=k-1&token=t_2%3D",
    ChannelKind.MATTERMOST: "https://chat.example.com/hooks/abcdefghijklmnopqrstuvwxyz",
    ChannelKind.NTFY: "https://chat.example.com/hana-lobby-7f3a",
}
PLAIN = f"{SENTENCE}\n{LINK}"
EXPECTED: dict[ChannelKind, tuple[str, Any]] = {
    ChannelKind.SLACK: (
        ADDRESSES[ChannelKind.SLACK].removeprefix("https://hooks.slack.com"),
        {
            "text": f"A guest for you is at &lt;Senopati&gt; &amp; Lobby (G. P., 09:30).\n<{LINK}|Answer>"
        },
    ),
    ChannelKind.GOOGLE_CHAT: (
        "/v1/spaces/AAAA/messages?key=k-1&token=t_2%3D",
        {"text": PLAIN},
    ),
    ChannelKind.MATTERMOST: ("/hooks/abcdefghijklmnopqrstuvwxyz", {"text": PLAIN}),
    ChannelKind.NTFY: (
        "/",
        {
            "topic": "hana-lobby-7f3a",
            "message": SENTENCE,
            "priority": 4,
            "click": LINK,
        },
    ),
    ChannelKind.TELEGRAM: (
        "/bot123456789:abcdefghijklmnopqrstuvwxyzABCDE/sendMessage",
        {"chat_id": "-100123", "text": PLAIN},
    ),
}
TYPED = {
    ChannelKind.TELEGRAM: {
        "bot": "123456789:abcdefghijklmnopqrstuvwxyzABCDE",
        "chat": "-100123",
    }
} | {kind: {"address": address} for kind, address in ADDRESSES.items()}


def sent(service: Service, kind: ChannelKind) -> Call:
    fields = channel_fields.read(kind, TYPED[kind])
    http.send(shapes.BY_HTTP[kind](fields, WORDS), service.allowed)
    return service.calls[-1]


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_service_is_sent_what_it_takes(service: Service, kind: ChannelKind) -> None:
    call = sent(service, kind)

    assert (call.path, call.json) == EXPECTED[kind]
    assert call.headers["content-type"].startswith("application/json")


def test_a_workflow_of_teams_is_sent_an_adaptive_card(service: Service) -> None:
    call = sent(service, ChannelKind.TEAMS)

    assert f"https://{call.host}:443{call.path}" == TEAMS
    [attachment] = call.json["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert card["body"][0]["text"] == SENTENCE
    assert card["actions"] == [
        {"type": "Action.OpenUrl", "title": "Answer", "url": LINK}
    ]


def test_a_webhook_is_signed_with_its_time(service: Service) -> None:
    typed = {"address": "https://chat.example.com/in?to=lobby", "secret": SECRET}
    fields = channel_fields.read(ChannelKind.WEBHOOK, typed)

    http.send(shapes.webhook(fields, WORDS, "msg_1", NOW), service.allowed)

    [call] = service.calls
    moment = call.headers["webhook-timestamp"]
    signed = f"msg_1.{moment}.".encode() + call.body
    digest = hmac.digest(b"a secret of 32 bytes, of a test.", signed, "sha256")
    assert (
        call.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
    )
    assert int(moment) == NOW.timestamp()
    assert call.path == "/in?to=lobby"
    assert call.json["data"] == {"text": SENTENCE, "answer": LINK}
    assert call.json["type"] == "guest.arrived"
