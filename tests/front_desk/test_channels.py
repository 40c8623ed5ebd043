"""The desk chooses by what else it is told of arrivals; nobody but the desk of the site does."""

import re

import pytest
from flask import Flask
from sqlmodel import col, select

from tests.cast import Cast, Invite, check_in
from tests.visits.people.test_channel_fields import SLACK
from tests.visits.test_host_channels import TELEGRAM
from tests.web.cast import Browser, signed_in
from visits.people import channels
from visits.people.channels import ChannelOwner
from visits.store.audit import AuditEntry
from visits.store.channels import Message
from visits.store.database import Database
from visits.vocabulary.audit import Act, ActorKind
from visits.vocabulary.channels import ChannelKind, MessageKind


def kinds(database: Database, site_id: int) -> list[ChannelKind]:
    with database.reading() as store:
        return [one.kind for one in channels.of(store, ChannelOwner(site_id=site_id))]


def test_the_desk_adds_orders_tests_and_removes_its_channels(
    database: Database, cast: Cast, dewi: Browser, invite: Invite
) -> None:
    assert "/channels" in dewi.get("/devices").get_data(as_text=True)
    page = dewi.get("/channels").get_data(as_text=True)
    assert "data-push-key" not in page
    assert "It takes over" not in page
    for kind, typed in (("slack", {"address": SLACK}), ("telegram", TELEGRAM)):
        dewi.get(f"/channels/new/{kind}")
        assert dewi.post(f"/channels/new/{kind}", **typed).status_code == 303
    page = dewi.get("/channels").get_data(as_text=True)
    assert page.count("A test is on its way…") == 2

    second = re.findall(r'action="(/channels/\w+)/first"', page)
    assert len(second) == 1
    assert dewi.post(f"{second[0]}/first").status_code == 303
    assert kinds(database, cast.senopati.id) == ["telegram", "slack"]
    check_in(database, cast.kiosk, invite())
    with database.reading() as store:
        arrived = col(Message.kind) == MessageKind.ARRIVED
        assert len(store.exec(select(Message).where(arrived)).all()) == 2
        by_member = select(AuditEntry.actor, AuditEntry.actor_id).where(
            col(AuditEntry.act) == Act.SITE_CHANGED
        )
        # Who of the desk it was, as it was not the operator.
        assert set(store.exec(by_member)) == {(ActorKind.MEMBER, cast.dewi.id)}

    assert dewi.post(f"{second[0]}/removal").status_code == 303
    assert kinds(database, cast.senopati.id) == ["slack"]


def test_another_sites_channels_do_not_exist(
    database: Database, cast: Cast, dewi: Browser
) -> None:
    with database.transaction() as store:
        owner = ChannelOwner(site_id=cast.mitte.id)
        theirs = channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})

    assert "Slack <span" not in dewi.get("/channels").get_data(as_text=True)
    for act in ("test", "first"):
        assert dewi.post(f"/channels/{theirs}/{act}").status_code == 404
    dewi.post(f"/channels/{theirs}/removal")
    assert kinds(database, cast.mitte.id) == [ChannelKind.SLACK]


@pytest.mark.parametrize("place", ["", "/new/slack"])
def test_a_host_who_is_not_of_the_desk_gets_none_of_it(
    database: Database, cast: Cast, front_desk: Flask, place: str
) -> None:
    hana = signed_in(front_desk, cast.hana.id)

    assert hana.get(f"/channels{place}").status_code == 403
    assert hana.post("/channels/new/slack", address=SLACK).status_code == 403
    assert kinds(database, cast.senopati.id) == []


def test_what_is_a_members_own_way_is_none_of_a_desk(dewi: Browser) -> None:
    dewi.get("/channels")

    assert dewi.get("/channels/new/web_push").status_code == 404
    assert dewi.post("/channels/new/web_push").status_code == 404
    assert dewi.post("/channels/email/first").status_code == 404
