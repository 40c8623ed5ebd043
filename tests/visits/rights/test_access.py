"""Access: every fact of the register is told, or it is said why no row of a visit holds it."""

import json

from tests.cast import NAME, Cast, Invite, check_in
from tests.visits.people.test_channel_fields import SLACK
from visits import board, visit_state
from visits.audit.access_log import AccessLog
from visits.people import channels
from visits.people.channels import ChannelOwner
from visits.policy.register import register
from visits.rights import access, facts
from visits.store.database import Database
from visits.vocabulary.actors import as_guest
from visits.vocabulary.channels import ChannelKind

ELSEWHERE = {
    "inquiry": "of whoever asks, before anybody knows which visits are theirs",
    "printed": "in memory until the printer has it",
    "audit_log": "`visits.audit.access_log`",
    "rate_limits": "digests of whoever tried something too often, of no visit",
}
"""Facts of the register that no row of a visit holds."""


def test_every_item_and_fact_of_the_register_has_its_place() -> None:
    assert set(facts.FACTS) | set(ELSEWHERE) == set(register().facts)


def test_all_that_is_kept_is_told_with_its_last_moment(
    database: Database, cast: Cast, invite: Invite
) -> None:
    visit = invite(badge_name="Gita")
    check_in(database, cast.kiosk, visit)
    with database.reading() as store:
        every = access.all_data(store, visit_state.of(store, visit.id), as_guest())
    kept = {one.name: one for one in every.kept}
    assert {
        "name",
        "badge_name",
        "email",
        "host",
        "planned",
        "presence",
        "badge",
        "encounter",
    } <= set(kept)
    last = [kept[name].until for name in ("email", "name")]
    assert last == sorted(last, key=str)
    assert every.rows("presence")[0]["came_at"] == every.at


def test_a_guest_reads_by_what_else_than_e_mail_their_host_was_told(
    database: Database, cast: Cast, invite: Invite
) -> None:
    owner, visit = ChannelOwner(member_id=cast.hana.id), invite()
    with database.transaction() as store:
        slack = channels.add(store, owner, ChannelKind.SLACK, {"address": SLACK})
        channels.make_first(store, owner, slack)
    check_in(database, cast.kiosk, visit)
    with database.reading() as store:
        every = access.all_data(store, visit_state.of(store, visit.id), as_guest())

    told = {"kind": ChannelKind.SLACK, "at": every.at, "undelivered": None}
    assert told in every.rows("emails")


def test_what_is_not_kept_is_not_listed(database: Database, invite: Invite) -> None:
    visit = invite()
    with database.reading() as store:
        every = access.all_data(store, visit_state.of(store, visit.id), as_guest())
    assert not {
        "phone",
        "badge_name",
        "presence",
        "refusal",
        "hold",
        "restriction_or_erasure",
    } & {one.name for one in every.kept}


def test_the_guest_reading_is_in_the_audit_log_like_any_other(
    database: Database, cast: Cast, invite: Invite, access_log: AccessLog
) -> None:
    visit = invite()
    with database.reading() as store:
        board.of_host(store, cast.hana.id)
    access_log.write(database)
    with database.reading() as store:
        access.all_data(store, visit_state.of(store, visit.id), as_guest())
    access_log.write(database)
    with database.reading() as store:
        every = access.all_data(store, visit_state.of(store, visit.id), as_guest())
    assert {look.reader for look in every.read} == {"host", "guest"}


def test_a_machine_reads_the_same(database: Database, invite: Invite) -> None:
    visit = invite()
    with database.reading() as store:
        document = access.as_document(
            access.all_data(store, visit_state.of(store, visit.id), as_guest()), "id"
        )
    document = json.loads(json.dumps(document))
    kept = {one["name"]: one for one in document["kept"]}
    assert (kept["name"]["value"], kept["name"]["label"]) == (NAME, "nama")
    assert document["register_version"] == register().version


def test_who_is_expected_reads_both_days_and_who_came_reads_one(
    database: Database, cast: Cast, invite: Invite
) -> None:
    kept = []
    visit = invite()
    for come in (False, True):
        if come:
            check_in(database, cast.kiosk, visit)
        with database.reading() as store:
            document = access.as_document(
                access.all_data(store, visit_state.of(store, visit.id), as_guest()),
                "en",
            )
        kept += [next(one for one in document["kept"] if one["name"] == "name")]
    assert kept[0]["erased_by"] > kept[0]["erased_if_absent"]
    assert (kept[1]["erased_by"], "erased_if_absent" in kept[1]) == (
        kept[0]["erased_by"],
        False,
    )


def test_no_value_stands_in_the_text_of_it(database: Database, invite: Invite) -> None:
    visit = invite()
    with database.reading() as store:
        every = access.all_data(store, visit_state.of(store, visit.id), as_guest())
    assert NAME not in repr(every)
    assert "gita" not in repr(every.kept).lower()
