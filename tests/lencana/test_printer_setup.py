"""The printer desk: every way to write a place where no printer of a site stands."""

from dataclasses import replace
from typing import Any

import pytest

from lencana.printer_setup import addresses_of, machine
from visits.printing.printer_setup import NotAPrinter, PrinterDescription, UnfitReason

COUNTER = PrinterDescription(name="Counter", address="tcp://192.0.2.7:9100", width=576)
ELSEWHERE = [
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "localhost",
    "0.0.0.0",
    "0",
    "0.1.2.3",
    "[::]",
    "169.254.169.254",
    "[fe80::1]",
    "[fe80::1%251]",
    "224.0.0.1",
    "[ff02::1]",
    "255.255.255.255",
    "[::ffff:169.254.169.254]",
    "①②⑦.⓪.⓪.①",
    "8.8.8.8",
    "[2606:4700::1111]",
    "[2002:808:808::]",
]


def refusal(described: PrinterDescription) -> UnfitReason:
    with pytest.raises(NotAPrinter) as refused:
        machine(described)
    (reason,) = refused.value.problems
    return reason


@pytest.mark.parametrize("host", ELSEWHERE)
def test_no_printer_stands_at_an_address_of_this_machine_or_of_everybody(
    host: str,
) -> None:
    assert refusal(replace(COUNTER, address=f"tcp://{host}:9100")) in {
        UnfitReason.THIS_COMPUTER,
        UnfitReason.NOT_IN_THE_NETWORK,
        UnfitReason.NOT_FOUND,
        UnfitReason.NO_ADDRESS,
    }


@pytest.mark.parametrize(
    "hidden",
    [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "0.0.0.0",
        "2002:7f00:1::",
        "8.8.8.8",
        "2606:4700::1111",
    ],
)
def test_a_name_that_stands_for_such_an_address_is_refused_whatever_else_it_stands_for(
    hidden: str,
) -> None:
    with pytest.raises(NotAPrinter) as refused:
        machine(COUNTER, lambda _host, _port: ["192.0.2.7", hidden])
    assert refused.value.problems.keys() <= {
        UnfitReason.NOT_IN_THE_NETWORK,
        UnfitReason.THIS_COMPUTER,
    }


def test_a_name_is_looked_up_once_and_its_number_kept() -> None:
    asked: list[tuple[str, int]] = []

    def lookup(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["192.0.2.7", "192.0.2.8"]

    found = machine(replace(COUNTER, address="tcp://printer.lobby.example:515"), lookup)

    assert (found.address, asked) == (
        "tcp://192.0.2.7:515",
        [("printer.lobby.example", 515)],
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("tcp://192.0.2.7", "tcp://192.0.2.7:9100"),
        ("192.0.2.7", "tcp://192.0.2.7:9100"),
        ("192.0.2.7:515", "tcp://192.0.2.7:515"),
        ("fd00::7", "tcp://[fd00::7]:9100"),
        ("[fd00::7]:631", "tcp://[fd00::7]:631"),
        ("tcp://[fd00::7]:631", "tcp://[fd00::7]:631"),
        ("tcp://[::ffff:192.0.2.7]:9100", "tcp://192.0.2.7:9100"),
        (" tcp://10.0.0.7:515 ", "tcp://10.0.0.7:515"),
    ],
)
def test_an_address_of_the_network_is_kept_in_its_plain_form(
    written: str, kept: str
) -> None:
    assert machine(replace(COUNTER, address=written)).address == kept


@pytest.mark.parametrize("port", [1, 22, 80, 443, 9101, 65535])
def test_only_the_ports_of_printers_are_spoken_to(port: int) -> None:
    assert (
        refusal(replace(COUNTER, address=f"tcp://192.0.2.7:{port}"))
        is UnfitReason.OTHER_PORT
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://192.0.2.7:9100",
        "file:///dev/usb/lp0",
        "usb://04b8:0202",
        "cups:badges",
        "serial:///dev/ttyUSB0?baud=115200",
        "tcp://",
        "tcp://192.0.2.7:0",
        "tcp://192.0.2.7:99999",
        "tcp://me@192.0.2.7:9100",
        "tcp://192.0.2.7:9100/path",
        "tcp://[::1:9100",
    ],
)
def test_what_is_no_raw_socket_is_no_address_for_a_page(address: str) -> None:
    assert refusal(replace(COUNTER, address=address)) is UnfitReason.NO_ADDRESS


@pytest.mark.parametrize("name", ["printer.invalid", "no such host", "a" * 300])
def test_a_name_that_stands_for_nothing_is_not_found(name: str) -> None:
    assert addresses_of(name, 9100) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"width": None}, UnfitReason.NO_WIDTH),
        ({"width": 9999}, UnfitReason.WRONG_WIDTH),
        ({"width": 577}, UnfitReason.WRONG_WIDTH),
        ({"width": 0}, UnfitReason.WRONG_WIDTH),
        ({"width": -576}, UnfitReason.WRONG_WIDTH),
        ({"model": "Teleporter"}, UnfitReason.UNKNOWN_MODEL),
        ({"model": "tm-u220", "width": 400}, UnfitReason.UNFIT_MODEL),
        ({"model": "SP2000"}, UnfitReason.UNFIT_MODEL),
        ({"model": "TM-T88V", "width": 9999}, UnfitReason.WRONG_WIDTH),
        ({"model": "TM-T88V", "width": 0}, UnfitReason.WRONG_WIDTH),
        ({"model": "TM-T88V", "width": 576}, UnfitReason.WIDER_THAN_ITS_MODEL),
    ],
)
def test_a_badge_needs_paper_that_it_fits(
    change: dict[str, Any], reason: UnfitReason
) -> None:
    assert refusal(replace(COUNTER, **change)) is reason


def test_a_model_knows_its_own_width() -> None:
    assert machine(replace(COUNTER, model="TM-T88V", width=None)).width == 512


def test_a_model_may_print_narrower_than_it_could() -> None:
    assert machine(replace(COUNTER, model="TM-T88V", width=384)).width == 384
