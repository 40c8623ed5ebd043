"""`lencana printer`: try a printer, give it to a site, list and retire it."""

from datetime import timedelta
from pathlib import Path

import pytest

from lencana.command_line import main
from lencana.commands import printer_errors
from lencana.commands.printers import listed
from printers.errors import PrinterError
from printers.virtual import Build, VirtualPrinter
from printers.virtual.faults import Fault
from printers.vocabulary import PrinterCondition, PrintProblemKind
from tests.cast import Cast
from tests.ports import free_port
from visits.printing import printers
from visits.printing.printers import PrinterSetup
from visits.store.database import Database
from visits.store.sites import Printer


@pytest.fixture
def senopati(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An installation with one site."""
    del data
    site = [
        "--name",
        "Senopati",
        "--time-zone",
        "Asia/Jakarta",
        "--privacy-contact",
        "p@example.org",
    ]
    assert main(["site", "add", *site]) == 0
    capsys.readouterr()


def test_a_badge_that_the_printer_confirms_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with VirtualPrinter(width=384) as printer:
        assert (
            main(["printer", "try", "--address", printer.address, "--width", "384"])
            == 0
        )
        assert (printer.badges, printer.faults) == (1, [])
    assert capsys.readouterr().out == "printed\n"


def test_a_printer_that_says_nothing_is_not_believed_to_have_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with VirtualPrinter() as printer:
        printer.switches.turn_on(Fault.MUTE)
        assert main(["printer", "try", "--address", printer.address]) == 3
        assert printer.wait_for_badges(1, timeout=300)
    assert capsys.readouterr().out == "sent, not confirmed\n"


def test_a_printer_that_is_off_is_said_to_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["printer", "try", "--address", f"tcp://127.0.0.1:{free_port()}"]) == 1
    assert capsys.readouterr().err.startswith(
        "lencana: not printed: it refused the connection"
    )


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--address", "printer.invalid", "it cannot be reached"),
        ("--address", "tcp://", "the address is none: a host follows tcp://"),
        (
            "--address",
            "host:0",
            "the address is none: nothing stands in it but host and port",
        ),
        ("--address", "http://host:9100", "the address is none: it begins with"),
        ("--address", "serial:///dev/ttyS0?baud=9600", "the serial line is too slow: "),
        ("--profile", "TM-T99", "no model is called 'TM-T99'. Did you mean TM-"),
        (
            "--profile",
            "TM-U220",
            "this model cannot print badges: it prints no raster images",
        ),
        (
            "--profile",
            "Teleporter",
            "no model is called 'Teleporter'. `lencana printer models` lists",
        ),
    ],
)
def test_a_trial_that_cannot_be_says_why_nothing_was_printed(
    option: str, value: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"--address": "tcp://127.0.0.1"} | {option: value}

    assert (
        main(["printer", "try", *(word for pair in asked.items() for word in pair)])
        == 1
    )

    assert capsys.readouterr().err.startswith(f"lencana: not printed: {said}")


@pytest.mark.usefixtures("senopati")
def test_a_printer_is_asked_what_it_can_do_when_it_is_added(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with VirtualPrinter() as printer:
        assert (
            main(["printer", "add", "--site", "Senopati", "--address", printer.address])
            == 0
        )

    assert "says when a badge is complete." in capsys.readouterr().out


@pytest.mark.usefixtures("senopati")
def test_a_printer_that_says_it_is_a_model_without_images_is_not_added(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with VirtualPrinter(build=Build(model="TM-U220")) as printer:
        adding = ["printer", "add", "--site", "Senopati", "--address", printer.address]
        assert main([*adding, "--width", "400"]) == 1

    assert "it prints no raster images" in capsys.readouterr().err


@pytest.mark.usefixtures("senopati")
def test_two_printers_of_one_name_could_not_be_told_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    adding = [
        "printer",
        "add",
        "--site",
        "Senopati",
        "--address",
        f"tcp://127.0.0.1:{free_port()}",
    ]
    assert main(adding) == 0

    assert main([*adding, "--address", f"tcp://127.0.0.1:{free_port()}"]) == 1

    assert (
        "Senopati has a printer called Badge printer already" in capsys.readouterr().err
    )


@pytest.mark.usefixtures("senopati")
def test_two_printers_do_not_stand_at_one_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    host = f"127.0.0.1:{free_port()}"
    assert (
        main(
            [
                "printer",
                "add",
                "--site",
                "Senopati",
                "--name",
                "Counter",
                "--address",
                host,
            ]
        )
        == 0
    )
    gate = [
        "printer",
        "add",
        "--site",
        "Senopati",
        "--name",
        "Gate",
        "--address",
        f"tcp://{host}",
    ]

    assert main(gate) == 1

    assert capsys.readouterr().err == f"lencana: tcp://{host} is Counter's address\n"


@pytest.mark.usefixtures("senopati")
def test_an_unknown_model_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    adding = ["printer", "add", "--site", "Senopati", "--address", "tcp://127.0.0.1"]

    assert main([*adding, "--profile", "TM-T99"]) == 1

    assert capsys.readouterr().err.startswith(
        "lencana: no model is called 'TM-T99'. Did you mean"
    )
    main(["printer", "list", "--site", "Senopati"])
    assert capsys.readouterr().out.startswith("Senopati has no printer")


@pytest.mark.usefixtures("senopati")
def test_a_sites_printers_are_listed_and_retired(
    capsys: pytest.CaptureFixture[str],
) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    main(
        [
            "printer",
            "add",
            "--site",
            "Senopati",
            "--address",
            address,
            "--group",
            "North lobby",
        ]
    )
    capsys.readouterr()
    main(["printer", "list", "--site", "Senopati"])
    listed = capsys.readouterr().out
    heading, row = listed.splitlines()
    assert heading.split() == ["id", "tried", "name", "width", "driven", "by", "is"]
    assert row.split("  ")[1:] == [
        "North lobby, 1.",
        "Badge printer",
        "576 dots",
        address,
        "not seen yet",
    ]

    retire = ["printer", "retire", "--site", "Senopati", "--printer"]
    assert main([*retire, row.split()[0]]) == 0
    assert main([*retire, row.split()[0]]) == 1


def test_the_models_that_are_known_are_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["printer", "models"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["name", "maker", "width", "cutter"]
    assert ["TM-T88V", "Epson", "512", "dots", "cutter"] in lines


def test_every_reason_is_said_in_words() -> None:
    assert set(printer_errors.REASONS) == set(PrintProblemKind)
    assert all(
        printer_errors.sentence(PrinterError(reason, "whatever")) != str(reason)
        for reason in PrintProblemKind
    )


def test_who_is_silent_and_who_takes_over_is_listed(
    database: Database, cast: Cast
) -> None:
    with database.transaction() as store:
        counter = store.get_one(Printer, cast.printer.id)
        counter.condition, counter.condition_since = (
            PrinterCondition.READY,
            store.now - timedelta(hours=2),
        )
        counter.last_seen_at, counter.agent_id, counter.address = (
            store.now - timedelta(hours=1),
            None,
            None,
        )
        printers.add(
            store,
            cast.senopati.id,
            PrinterSetup(name="Gate", width=384, address="tcp://192.0.2.8:9100"),
        )
        _heading, first, second = listed(store, cast.senopati.id)
    assert "main printers, 1." in first
    assert "no print agent any more" in first
    assert "not heard of since" in first
    assert "main printers, 2." in second


def test_a_ruler_shows_how_wide_the_paper_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with VirtualPrinter(width=512) as printer:
        assert (
            main(["printer", "ruler", "--address", printer.address, "--width", "512"])
            == 0
        )
        assert printer.wait_for_badges(1, timeout=300)
        assert printer.faults == []
    assert capsys.readouterr().out.startswith("sent. Both edges")
