"""The doctor looks at every site: its tablets, its desk, and printers that are really asked."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lencana.doctor.examination import examine
from lencana.doctor.finding import Finding, Verdict
from lencana.doctor.sites import examine_sites
from lencana.settings import Settings
from printers.virtual import Build, Fault, VirtualPrinter
from printers.vocabulary import PrinterCondition
from tests.cast import Cast, SettableClock, ask_for
from tests.ports import free_port
from visits import outbox
from visits.store.database import Database
from visits.store.sites import Kiosk, Printer
from visits.vocabulary.mail import UndeliveredReason


def of_printer(database: Database, cast: Cast, address: str | None) -> Finding:
    """What is found of the printer at Senopati, at this address."""
    with database.transaction() as store:
        store.get_one(Printer, cast.printer.id).address = address
    (found, *_) = [
        each for each in examine_sites(database) if "Senopati, Counter" in each.sentence
    ]
    return found


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    with VirtualPrinter() as running:
        yield running


def test_a_printer_that_answers_is_well(
    database: Database, cast: Cast, printer: VirtualPrinter
) -> None:
    found = of_printer(database, cast, printer.address)

    assert (found.verdict, "says: ready" in found.sentence) == (Verdict.OK, True)
    assert printer.badges == 0


def test_a_printer_out_of_paper_is_for_staff(
    database: Database, cast: Cast, printer: VirtualPrinter
) -> None:
    printer.switches.turn_on(Fault.PAPER_OUT)

    found = of_printer(database, cast, printer.address)

    assert (found.verdict, "paper out" in found.sentence) == (Verdict.NOTE, True)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:{}", "cannot be reached: nothing listens"),
        ("tcp://nobody.invalid:9100", "nothing in this network has that name now"),
        ("file:///dev/usb/not-there", "no such device"),
        (None, "its print agent was not heard of since"),
    ],
)
def test_a_printer_that_cannot_be_reached_is_wrong(
    database: Database, cast: Cast, address: str | None, said: str
) -> None:
    with database.transaction() as store:
        seen = store.get_one(Printer, cast.printer.id)
        seen.condition = PrinterCondition.READY
        seen.last_seen_at = store.now - timedelta(hours=1)
    place = address.format(free_port()) if address else None

    found = of_printer(database, cast, place)

    assert (found.verdict, said in found.sentence) == (Verdict.WRONG, True)


def test_a_printer_that_prints_no_images_is_wrong(
    database: Database, cast: Cast
) -> None:
    with VirtualPrinter(build=Build(model="TM-U220")) as needles:
        found = of_printer(database, cast, needles.address)

    assert found.verdict is Verdict.WRONG
    assert "prints no raster images" in found.sentence


def test_a_site_without_tablet_desk_or_printer_is_told(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        store.get_one(Kiosk, cast.kiosk_in_mitte.id).revoked_at = store.now
        store.merge(cast.dieter).closed_at = store.now

    mitte = [each for each in examine_sites(database) if "Mitte: " in each.sentence]

    assert {each.verdict for each in mitte} == {Verdict.NOTE}
    said = " ".join(each.sentence for each in mitte)
    assert "no tablet is paired" in said
    assert "nobody has an account for the desk" in said
    assert "there is no printer" in said


@pytest.mark.parametrize(("minutes", "is_told"), [(4.9, False), (5, True)])
def test_a_tablet_is_told_of_after_five_minutes_as_on_the_board(
    database: Database,
    cast: Cast,
    clock: SettableClock,
    minutes: float,
    *,
    is_told: bool,
) -> None:
    clock.forward(minutes=minutes)

    said = " ".join(each.sentence for each in examine_sites(database))
    name = f"{cast.senopati.name}, {cast.kiosk.name}"
    assert (f"{name} was not seen since" in said) is is_told
    assert (
        "Senopati: every tablet was seen within five minutes" in said
    ) is not is_told


def test_a_lock_that_has_ended_by_itself_is_none(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        kiosk = store.get_one(Kiosk, cast.kiosk.id)
        kiosk.locked_at, kiosk.locked_until = (
            store.now,
            store.now + timedelta(minutes=9),
        )
    locked = " ".join(each.sentence for each in examine_sites(database))
    with database.transaction() as store:
        store.get_one(Kiosk, cast.kiosk.id).locked_until = store.now

    over = " ".join(each.sentence for each in examine_sites(database))

    assert ("is locked after wrong codes" in locked, "is locked" in over) == (
        True,
        False,
    )


def test_a_folder_that_takes_nothing_is_wrong(tmp_path: Path) -> None:
    """Nobody, not even root, can make a file in this one."""
    settings = Settings(data=tmp_path / "data", keys=Path("/proc/tty"))

    found = [each.sentence for each in examine(settings) if each.grave]

    assert any("/proc/tty cannot be written to" in sentence for sentence in found)


def test_hosts_whom_no_e_mail_reaches_are_counted_before_a_guest_waits_for_them(
    database: Database, cast: Cast
) -> None:
    ask_for(database, cast.kiosk, cast.hana)
    with database.transaction() as store:
        while email := outbox.claim(store):
            outbox.not_delivered(store, email.id, UndeliveredReason.REJECTED)

    sentences = [each.sentence for each in examine_sites(database)]

    told = [one for one in sentences if "nothing reaches" in one]
    assert len(told) == 1
    assert told[0].startswith("Senopati: nothing reaches 1 of its hosts")
