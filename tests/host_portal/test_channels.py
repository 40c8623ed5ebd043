"""A host chooses by what they are told, tests it, and sees whether it works."""

import re

import pytest
from flask import Flask

from tests.cast import Cast
from tests.visits.people.test_channel_fields import SLACK
from tests.web.cast import Browser, signed_in
from visits import channel_outbox, host_channels
from visits.people import channel_fields, channels, push_key
from visits.people.channels import ChannelOwner, OwnChannel
from visits.store.database import Database
from visits.vocabulary.channels import FINAL, ChannelKind, ChannelProblem

SECRET = "whsec_" + "A" * 40
TWILIO = {
    "account": "AC" + "0a" * 16,
    "token": "1b" * 16,
    "sender": "+6281200000001",
    "phone": "0812 3456 7890",
}


def own(database: Database, cast: Cast) -> list[OwnChannel]:
    with database.reading() as store:
        return channels.shown(store, ChannelOwner(member_id=cast.hana.id))


def add(hana: Browser, kind: str = "slack", **typed: str) -> int:
    hana.get(f"/channels/new/{kind}")
    return hana.post(f"/channels/new/{kind}", **typed or {"address": SLACK}).status_code


def settle(database: Database, problem: ChannelProblem | None) -> None:
    with database.transaction() as store:
        for message in channel_outbox.claim(store, 8):
            host_channels.settle(store, message.id, problem)


def test_a_channel_is_added_tested_and_shown_without_its_secret(
    hana: Browser, database: Database, cast: Cast
) -> None:
    assert add(hana) == 303
    said = hana.get("/channels").get_data(as_text=True)
    assert "A test is on its way…" in said
    assert "T0AAAAAAA" in said
    assert "abcdefghijklmnopqrstuvwx" not in said

    assert "T0AAAAAAA" in hana.get("/account").get_data(as_text=True)
    exported = hana.post("/account/exports").get_json()
    assert exported["channels"][0]["known_by"] == "T0AAAAAAA"
    assert SLACK.rsplit("/", 1)[1] not in str(exported)

    settle(database, None)
    assert "Test at 09:30: it was taken." in hana.get("/channels").get_data(
        as_text=True
    )

    [channel] = own(database, cast)
    assert hana.post(f"/channels/{channel.public_id}/test").status_code == 303
    settle(database, ChannelProblem.REFUSED)
    said = hana.get("/channels").get_data(as_text=True)
    assert "Does not work since" in said
    assert "It is refused there" in said


@pytest.mark.parametrize(
    "kind", [kind for kind in ChannelKind if kind is not ChannelKind.WEB_PUSH]
)
def test_every_kind_asks_for_what_it_needs(hana: Browser, kind: ChannelKind) -> None:
    page = hana.get(f"/channels/new/{kind.value}").get_data(as_text=True)

    asked = set(re.findall(r'name="(\w+)"', page)) & set().union(
        *channel_fields.TYPED.values()
    )
    assert asked == set(channel_fields.TYPED[kind])


def test_the_suggested_secret_is_one_that_is_taken(
    hana: Browser, database: Database, cast: Cast
) -> None:
    page = hana.get("/channels/new/webhook").get_data(as_text=True)
    [secret] = re.findall(r'value="(whsec_[^"]+)"', page)

    typed = {"address": "https://example.com/in", "secret": secret}

    assert hana.post("/channels/new/webhook", **typed).status_code == 303
    assert [one.kind for one in own(database, cast)] == [ChannelKind.WEBHOOK]


def test_a_phone_number_is_read_as_one_of_the_country(
    hana: Browser, database: Database, cast: Cast
) -> None:
    assert add(hana, "twilio", **TWILIO) == 303
    assert own(database, cast)[0].hint == "+62 … 890"


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("slack", {"address": "https://10.0.0.1/services/T/B/x"}, "address"),
        ("webhook", {"address": "https://example.com/", "secret": "mine"}, "secret"),
        ("telegram", {"bot": "x", "chat": "1"}, "bot"),
        ("twilio", TWILIO | {"account": "AC1"}, "account"),
        ("twilio", TWILIO | {"phone": "12"}, "phone"),
    ],
)
def test_what_is_not_of_the_service_is_said_at_its_field(
    hana: Browser,
    database: Database,
    cast: Cast,
    kind: str,
    typed: dict[str, str],
    field: str,
) -> None:
    hana.get(f"/channels/new/{kind}")
    answer = hana.post(f"/channels/new/{kind}", **typed)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert own(database, cast) == []


def test_a_browser_is_added_by_what_its_push_service_gives_out(
    hana: Browser, database: Database, cast: Cast
) -> None:
    page = hana.get("/channels").get_data(as_text=True)
    assert f'data-push-key="{push_key.public(database.keys.secrets)}"' in page
    given = {"address": "https://push.example.com/f3", "auth": "a" * 22}

    typed = given | {"p256dh": "B" + "x" * 86}
    assert hana.post("/channels/new/web_push", **typed).status_code == 303
    assert [one.hint for one in own(database, cast)] == ["push.example.com"]
    wrong = given | {"p256dh": "B" + "x" * 85}
    assert hana.post("/channels/new/web_push", **wrong).status_code == 422
    assert hana.get("/channels/new/web_push").status_code == 302


def test_an_unknown_kind_is_no_page(hana: Browser) -> None:
    assert hana.get("/channels/new/pigeon").status_code == 404


def test_the_order_is_the_hosts_choice(
    hana: Browser, database: Database, cast: Cast
) -> None:
    add(hana)
    [channel] = own(database, cast)
    hana.get("/channels")

    assert hana.post(f"/channels/{channel.public_id}/first").status_code == 303
    page = hana.get("/channels").get_data(as_text=True)
    assert page.index("Slack <span") < page.index("It takes over")
    assert hana.post("/channels/email/first").status_code == 303
    page = hana.get("/channels").get_data(as_text=True)
    assert page.index("It takes over") < page.index("Slack <span")

    assert hana.post(f"/channels/{channel.public_id}/removal").status_code == 303
    assert own(database, cast) == []


def test_nobody_else_touches_a_hosts_channel(
    hana: Browser, raka: Browser, database: Database, cast: Cast
) -> None:
    add(hana)
    [channel] = own(database, cast)
    raka.get("/channels")

    assert raka.post(f"/channels/{channel.public_id}/test").status_code == 404
    assert raka.post(f"/channels/{channel.public_id}/first").status_code == 404
    raka.post(f"/channels/{channel.public_id}/removal")
    assert len(own(database, cast)) == 1


def test_somebody_of_the_desk_has_no_channels_in_the_portal(
    portal: Flask, cast: Cast
) -> None:
    dewi = signed_in(portal, cast.dewi.id)

    assert dewi.get("/channels").status_code == 403
    assert dewi.get("/channels/new/slack").status_code == 403


def test_a_test_tells_nobody_which_names_exist_inside(
    hana: Browser, database: Database
) -> None:
    add(hana, "webhook", address="https://wiki.corp/", secret=SECRET)
    hana.get("/channels")  # It says once that the channel was added.
    said = []
    for problem in (ChannelProblem.HOST_UNKNOWN, ChannelProblem.PRIVATE_ADDRESS):
        settle(database, problem)
        page = hana.get("/channels").get_data(as_text=True)
        [place] = re.findall(r'action="(/channels/\w+)/test"', page)
        assert "Is it spelt right?" in page
        said.append(re.sub(r'value="[^"]+"', "", page))
        hana.post(f"{place}/test")

    assert said[0] == said[1]
    # Nor by how often it is tried.
    kinds = {ChannelProblem.HOST_UNKNOWN, ChannelProblem.PRIVATE_ADDRESS}
    assert not kinds & FINAL
