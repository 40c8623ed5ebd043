"""Printer groups: added by a name, and chosen for the badges of a kiosk."""

import pytest
from sqlmodel import select

from tests import cast as casting
from tests.cast import Cast, Invite
from tests.web.cast import Browser
from tests.web.page_rules import check_page
from visits.lobby import printer_groups
from visits.store.database import Database
from visits.store.printing import PrintJob
from visits.store.sites import Kiosk


def names(database: Database, site_id: int) -> list[str]:
    with database.reading() as store:
        return [group.name for group in printer_groups.of_site(store, site_id)]


def test_a_group_is_added_once(dewi: Browser, cast: Cast, database: Database) -> None:
    assert dewi.post("/printer-groups", name=" Garden ").status_code == 303
    again = dewi.post("/printer-groups", name="Garden")
    page = again.get_data(as_text=True)
    check_page(page)
    assert again.status_code == 422
    assert "called that already" in page.split('id="group-name-error"')[1]
    assert names(database, cast.senopati.id) == ["Garden"]
    assert names(database, cast.mitte.id) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_group_needs_a_name(
    dewi: Browser, cast: Cast, database: Database, name: str
) -> None:
    answer = dewi.post("/printer-groups", name=name)
    check_page(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert names(database, cast.senopati.id) == []


def test_the_badges_of_a_kiosk_come_out_at_its_group(
    dewi: Browser, cast: Cast, database: Database, invite: Invite
) -> None:
    dewi.post("/printer-groups", name="Garden")
    path = f"/kiosks/{cast.kiosk.public_id}/group"
    check_page(dewi.get(path).get_data(as_text=True))
    with database.reading() as store:
        (group,) = printer_groups.of_site(store, cast.senopati.id)
    assert dewi.post(path, group=group.id).status_code == 303
    casting.check_in(database, cast.kiosk, invite())
    with database.reading() as store:
        assert store.exec(select(PrintJob)).one().group_id == group.id
    page = dewi.get("/devices").get_data(as_text=True)
    check_page(page)
    assert "Badges come out at:" in page


def test_a_kiosk_that_is_brought_to_a_group_without_a_printer_says_that_badges_would_wait(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    dewi.post("/printer-groups", name="Garden")
    path = f"/kiosks/{cast.kiosk.public_id}/group"
    assert "Garden (no printer yet)" in dewi.get(path).text
    with database.reading() as store:
        (group,) = printer_groups.of_site(store, cast.senopati.id)

    page = dewi.get(dewi.post(path, group=group.id).location).text

    assert "come out at Garden now. No printer is in this group" in page
    assert page.count("No printer is in this group: badges would wait.") == 3
    back = dewi.get(dewi.post(path, group=0).location).text
    assert "come out at Main printers now." in back
    assert "badges would wait" not in back


def test_a_group_is_shown_before_it_is_used_and_removed_while_it_is_empty(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    dewi.post("/printer-groups", name="Garden")
    page = dewi.get("/devices").text
    check_page(page)
    assert "Printers: 0 · Kiosks: 0" in page
    with database.reading() as store:
        (group,) = printer_groups.of_site(store, cast.senopati.id)
    dewi.post(f"/printers/{cast.printer.public_id}/group", group=group.id)
    path = f"/printer-groups/{group.id}/removal"
    assert path not in dewi.get("/devices").text

    in_use = dewi.post(path)
    check_page(in_use.text)
    assert (in_use.status_code, "still in this group" in in_use.text) == (422, True)
    dewi.post(f"/printers/{cast.printer.public_id}/group", group=0)
    assert dewi.post(path).status_code == 303

    assert names(database, cast.senopati.id) == []


def test_another_sites_kiosk_and_group_do_not_exist(
    dieter: Browser, dewi: Browser, cast: Cast, database: Database
) -> None:
    with database.transaction() as store:
        theirs = printer_groups.add(store, cast.mitte.id, "Hof").id
    path = f"/kiosks/{cast.kiosk.public_id}/group"
    assert (dieter.get(path).status_code, dieter.post(path, group=0).status_code) == (
        404,
        404,
    )
    assert dewi.post(path, group=theirs).status_code == 422
    assert dewi.post(f"/printer-groups/{theirs}/removal").status_code == 404
    with database.reading() as store:
        assert store.get_one(Kiosk, cast.kiosk.id).group_id is None


def test_without_the_pages_token_no_group_changes(
    dewi: Browser, cast: Cast, database: Database
) -> None:
    assert dewi.client.post("/printer-groups", data={"name": "x"}).status_code == 400
    assert dewi.client.post("/printer-groups/1/removal").status_code == 400
    assert (
        dewi.client.post(
            f"/kiosks/{cast.kiosk.public_id}/group", data={"group": 0}
        ).status_code
        == 400
    )
    assert names(database, cast.senopati.id) == []
