"""The configuration.

What can be driven is taken, anything else is refused in one sentence at the start.
"""

from json import dumps
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.bodies import AnnouncementBody
from printers.__main__ import main
from printers.addresses import Network
from printers.agent.configuration import ConfigurationWrong, read, server_address
from printers.vocabulary import Confirmation
from tests.printers.agent.conftest import Configure

NAME, ADDRESS = 'name = "Counter"', 'address = "tcp://127.0.0.1:9100"'
SECOND = '[[printer]]\nname = "{}"\naddress = "tcp://127.0.0.1:{}"'


def test_what_is_left_out_is_usual(configure: Configure) -> None:
    (machine,) = read(configure()).machines

    assert (machine.key, machine.device.address) == (
        "Counter",
        Network("127.0.0.1", 9100),
    )
    assert (machine.device.width, machine.device.cutter, machine.device.confirm) == (
        576,
        True,
        None,
    )


def test_what_is_said_is_taken(configure: Configure) -> None:
    said = ("width = 384", "cutter = false", 'confirm = "barrier"')
    (machine,) = read(configure(NAME, ADDRESS, *said)).machines

    assert (machine.device.width, machine.device.cutter, machine.device.confirm) == (
        384,
        False,
        Confirmation.BARRIER,
    )


def test_a_profile_says_how_wide_it_prints(configure: Configure) -> None:
    (machine,) = read(configure(NAME, ADDRESS, 'profile = "TM-T88II"')).machines

    assert machine.device.width == 512


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([NAME], 'printer "Counter" needs an address'),
        ([ADDRESS], "[[printer]] 1 needs a name"),
        (['name = "a\\nb"', ADDRESS], "[[printer]] 1 needs a name"),
        ([NAME, 'address = "lpt1"'], "lpt1 is no address"),
        ([NAME, 'address = "tcp://a..b"'], "the name or the number of no host"),
        ([NAME, 'address = "tcp://192.0.2.256"'], "the name or the number of no host"),
        (['name = "---"', ADDRESS], "[[printer]] 1 needs a name"),
        (['name = "Counter\u034f"', ADDRESS], "[[printer]] 1 needs a name"),
        (
            [NAME, ADDRESS, 'profile = "TM-U220"', "width = 400"],
            "profile TM-U220: it prints no raster images",
        ),
        (
            [NAME, ADDRESS, 'profile = "SP2000"', "width = 576"],
            "profile SP2000: it prints 85 dots an inch",
        ),
        (
            [NAME, ADDRESS, 'profile = "POS-5890"', "cutter = true"],
            "POS-5890 has no cutter",
        ),
        ([NAME, ADDRESS, "answers_within = 31"], "answers_within is seconds"),
        ([NAME, ADDRESS, "answers_within = true"], "answers_within is seconds"),
        ([NAME, 'address = "serial:///dev/ttyS0?baud=9600"'], "115200 baud"),
        (
            [NAME, ADDRESS, 'profile = "TM-X"'],
            "profile TM-X: no printer is known by this name",
        ),
        (
            [NAME, ADDRESS, 'profile = "TM-T88II"', "width = 576"],
            "width 576 is more than the 512 dots of TM-T88II",
        ),
        (
            [NAME, ADDRESS, "width = 648"],
            "width is dots in whole bytes, from 384 to 640",
        ),
        ([NAME, ADDRESS, "width = true"], "width is dots"),
        ([NAME, ADDRESS, "cutter = 1"], "cutter is true or false"),
        ([NAME, ADDRESS, 'confirm = "hope"'], "confirm is process_id, barrier, none"),
        ([NAME, ADDRESS, "colour = 1"], "[[printer]] 1 knows no 'colour'"),
        (
            [NAME, ADDRESS, SECOND.format("Counter", 9101)],
            "two printers have the name Counter",
        ),
        (
            [NAME, ADDRESS, SECOND.format("Door", 9100)],
            "two printers have the address tcp://127.0.0.1:9100",
        ),
        (["name ="], "is no TOML"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    configure: Configure,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    lines: list[str],
    sentence: str,
) -> None:
    assert (
        main(["--config", str(configure(*lines)), "--server", "http://127.0.0.1:1"])
        == 1
    )

    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("agent", "sentence"),
    [
        ('ca = "/nowhere.pem"', "there is no file /nowhere.pem"),
        ("tokn = 1", "[agent] knows no 'tokn'"),
    ],
)
def test_an_agent_that_cannot_be_is_refused(
    configure: Configure, agent: str, sentence: str
) -> None:
    with pytest.raises(ConfigurationWrong) as refusal:
        read(configure(agent=agent))
    assert sentence in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationWrong, match="cannot be read"):
        read(tmp_path / "agent.toml")


@pytest.mark.parametrize(
    "address",
    [
        "tcp://nobody.invalid",
        "usb://04b8:0202/NOT-PLUGGED",
        "serial:///dev/ttyNOT-THERE",
        "file:///dev/usb/not-there",
        "cups:none-such",
    ],
)
def test_a_printer_that_cannot_be_reached_today_is_taken(
    configure: Configure, address: str
) -> None:
    (machine,) = read(configure(NAME, f'address = "{address}"')).machines

    assert str(machine.device.address).startswith(address)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "---",
        "\u200b",
        "Lobby\u034f",
        "Gate\u202e",
        " Gate",
        "a\nb",
        "\U0001f5a8",
        "a" * 41,
    ],
)
def test_a_name_is_taken_by_the_file_if_and_only_if_the_api_takes_it(
    configure: Configure, name: str
) -> None:
    with pytest.raises(ValidationError):
        AnnouncementBody.model_validate_json(
            dumps({"printers": [{"name": name, "width": 576, "condition": "ready"}]})
        )
    with pytest.raises(ConfigurationWrong):
        read(configure(f"name = {dumps(name)}", ADDRESS))


def test_a_servers_name_is_called_by_the_form_that_its_owner_registered() -> None:
    assert (
        server_address("https://Faß.example:8443/") == "https://xn--fa-hia.example:8443"
    )


@pytest.mark.parametrize(
    "text", ["https://lobby.example.org/", "http://127.0.0.1:8080", "http://[::1]:8080"]
)
def test_a_server_is_called_by_tls_or_on_this_machine(text: str) -> None:
    assert server_address(text) == text.rstrip("/")


@pytest.mark.parametrize(
    "text",
    [
        "lobby.example.org",
        "http://lobby.example.org",
        "https://",
        "https://a@b",
        "ftp://a",
        "https://a:b",
    ],
)
def test_another_server_is_refused(text: str) -> None:
    with pytest.raises(ConfigurationWrong):
        server_address(text)


def test_an_agent_without_a_token_is_told_to_pair(
    configure: Configure, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(configure()), "--server", "http://127.0.0.1:1"]) == 1
    assert "pair first with --pair" in capsys.readouterr().err
