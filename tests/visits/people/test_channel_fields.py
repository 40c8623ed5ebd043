"""An address that a service hands out is taken apart, and leads nowhere else."""

import pytest

from tests.lencana.channels.test_shapes import SECRET, TEAMS
from visits.people import channel_fields
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.refusals import ChannelFieldWrong

SLACK = "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstuvwx"


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        (ChannelKind.SLACK, ""),
        (ChannelKind.SLACK, SLACK.replace("https", "http")),
        (
            ChannelKind.SLACK,
            SLACK.replace("hooks.slack.com", "hooks.slack.com.evil.example"),
        ),
        (ChannelKind.SLACK, SLACK.replace("hooks.slack.com", "10.0.0.1")),
        (ChannelKind.SLACK, SLACK.replace("hooks", "hooks.slack.com@evil")),
        (ChannelKind.SLACK, SLACK.replace("/services/", "/services/../")),
        (ChannelKind.SLACK, f"{SLACK}?x=1"),
        (ChannelKind.SLACK, f"{SLACK}#x"),
        (ChannelKind.SLACK, f"{SLACK}\r\nHost: evil"),
        (
            ChannelKind.TEAMS,
            TEAMS.replace("logic.azure.com", "logic.azure.com.evil.example"),
        ),
        (ChannelKind.TEAMS, TEAMS.replace("&sig=a-B_c9", "")),
        (ChannelKind.TEAMS, TEAMS.replace(":443", ":8443")),
        (ChannelKind.TEAMS, "https://contoso.webhook.office.com/webhookb2/x"),
        (
            ChannelKind.GOOGLE_CHAT,
            "https://chat.googleapis.com/v1/spaces/A/messages?key=k",
        ),
        (ChannelKind.MATTERMOST, "https://chat.example.com/api/v4/users"),
        (ChannelKind.NTFY, "https://ntfy.sh/"),
        (ChannelKind.WEBHOOK, "https://user:pass@example.com/in"),
        (ChannelKind.WEBHOOK, "https://example.com:0/in"),
        (ChannelKind.WEBHOOK, "https://example.com:99999/in"),
        (ChannelKind.WEBHOOK, "https://exämple.com/in"),
        (ChannelKind.WEBHOOK, "https://example.com/" + "a" * 1000),
        (ChannelKind.WEBHOOK, "https:///in"),
    ],
)
def test_what_is_no_address_of_the_service_is_refused(
    kind: ChannelKind, address: str
) -> None:
    with pytest.raises(ChannelFieldWrong) as refusal:
        channel_fields.read(kind, {"address": address, "secret": SECRET})

    assert refusal.value.field == "address"


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        (ChannelKind.WEBHOOK, {"secret": "short"}, "secret"),
        (ChannelKind.WEBHOOK, {"secret": "whsec_c2hvcnQ="}, "secret"),
        (ChannelKind.WEBHOOK, {"secret": "whsec_" + "!" * 40}, "secret"),
        (ChannelKind.TELEGRAM, {"bot": "123", "chat": "1"}, "bot"),
        (
            ChannelKind.TELEGRAM,
            {"bot": "123456789:" + "a" * 35, "chat": "Hana"},
            "chat",
        ),
        (ChannelKind.TWILIO, {"account": "AC1"}, "account"),
        (ChannelKind.INFOBIP, {"host": "infobip.evil.example"}, "host"),
    ],
)
def test_a_field_of_another_shape_is_refused_by_its_name(
    kind: ChannelKind, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(ChannelFieldWrong) as refusal:
        channel_fields.read(kind, {"address": "https://example.com/in"} | typed)

    assert refusal.value.field == field


def test_a_workflow_may_be_of_power_automate() -> None:
    address = (
        "https://defaultabc.12.environment.api.powerplatform.com:443/powerautomate/automations"
        "/direct/workflows/0a1b2c3d/triggers/manual/paths/invoke?api-version=1&sp=x&sv=1.0&sig=s"
    )

    fields = channel_fields.read(ChannelKind.TEAMS, {"address": address})

    assert (fields["is_direct"], fields["workflow"], fields["signature"]) == (
        "yes",
        "0a1b2c3d",
        "s",
    )


def test_a_channel_is_known_again_without_its_secrets() -> None:
    fields = channel_fields.read(ChannelKind.SLACK, {"address": SLACK})
    assert channel_fields.hint(fields) == "T0AAAAAAA"
    assert channel_fields.hint({"phone": "+6281234567890"}) == "+62 … 890"
