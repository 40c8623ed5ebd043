"""`lencana printer`: an operator tries a printer, gives it to a site, and hears truly what became of it."""

from pathlib import Path

import pytest

from lencana.command_line import main
from printers.virtual import VirtualPrinter
from printers.virtual.switches import Switch
from tests.lencana.post.conftest import free_port


@pytest.fixture
def senopati(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An installation with one site."""
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path / "data"))
    main(["migrate"])
    site = ["--name", "Senopati", "--time-zone", "Asia/Jakarta", "--privacy-contact", "p@example.org"]
    assert main(["site", "add", *site]) == 0
    capsys.readouterr()


def test_a_badge_that_the_printer_confirms_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with VirtualPrinter(width=384) as printer:
        assert main(["printer", "try", "--address", printer.address, "--width", "384"]) == 0
        assert (printer.badges, printer.faults) == (1, [])
    assert capsys.readouterr().out == "printed\n"


def test_a_printer_that_says_nothing_is_not_believed_to_have_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with VirtualPrinter() as printer:
        printer.switches.turn_on(Switch.MUTE)
        assert main(["printer", "try", "--address", printer.address]) == 3
        assert printer.wait_for_badges(1, timeout=30)
    assert capsys.readouterr().out == "sent, not confirmed\n"


def test_a_printer_that_is_off_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["printer", "try", "--address", f"tcp://127.0.0.1:{free_port()}"]) == 1
    assert capsys.readouterr().err.startswith("lencana: not printed: refused")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--address", "lpt1", "bad_address"),
        ("--address", "tcp://", "bad_address"),
        ("--address", "tcp://host:0", "bad_address"),
        ("--address", "http://host:9100", "bad_address"),
        ("--address", "serial:///dev/ttyS0?baud=9600", "too_slow"),
        ("--profile", "TM-T99", "unknown_profile"),
    ],
)
def test_a_trial_that_cannot_be_says_why_nothing_was_printed(
    option: str, value: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {"--address": "tcp://127.0.0.1"} | {option: value}

    assert main(["printer", "try", *(word for pair in asked.items() for word in pair)]) == 1

    assert capsys.readouterr().err.startswith(f"lencana: not printed: {said}")


@pytest.mark.usefixtures("senopati")
def test_a_printer_is_asked_what_it_can_do_when_it_is_added(capsys: pytest.CaptureFixture[str]) -> None:
    with VirtualPrinter() as printer:
        assert main(["printer", "add", "--site", "Senopati", "--address", printer.address]) == 0

    assert "says when a badge is complete." in capsys.readouterr().out


@pytest.mark.usefixtures("senopati")
def test_two_printers_of_one_name_could_not_be_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    adding = ["printer", "add", "--site", "Senopati", "--address", f"tcp://127.0.0.1:{free_port()}"]
    assert main(adding) == 0

    assert main(adding) == 1

    assert "Senopati has a printer called Badge printer already" in capsys.readouterr().err


@pytest.mark.usefixtures("senopati")
def test_an_unknown_model_adds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    adding = ["printer", "add", "--site", "Senopati", "--address", "tcp://127.0.0.1"]

    assert main([*adding, "--profile", "TM-T99"]) == 1

    assert capsys.readouterr().err == "lencana: unknown_profile: no printer is known by this name\n"
    main(["printer", "list", "--site", "Senopati"])
    assert capsys.readouterr().out.startswith("Senopati has no printer")


@pytest.mark.usefixtures("senopati")
def test_a_sites_printers_are_listed_and_retired(capsys: pytest.CaptureFixture[str]) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    main(["printer", "add", "--site", "Senopati", "--address", address, "--group", "North lobby"])
    capsys.readouterr()
    main(["printer", "list", "--site", "Senopati"])
    listed = capsys.readouterr().out
    assert f"Badge printer, {address}, not seen yet" in listed

    retire = ["printer", "retire", "--site", "Senopati", "--printer"]
    assert main([*retire, listed.split()[0]]) == 0
    assert main([*retire, listed.split()[0]]) == 1


def test_the_models_that_are_known_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["printer", "models"]) == 0
    assert "TM-T88V" in capsys.readouterr().out.split("\n")


def test_a_ruler_shows_how_wide_the_paper_is(capsys: pytest.CaptureFixture[str]) -> None:
    with VirtualPrinter(width=512) as printer:
        assert main(["printer", "ruler", "--address", printer.address, "--width", "512"]) == 0
        assert printer.wait_for_badges(1, timeout=30)
        assert printer.faults == []
    assert capsys.readouterr().out.startswith("sent. Both edges")
