"""What is handed to an operator.

A configuration that can be read, and a unit that calls what there is.
"""

import re
import shlex
from pathlib import Path

import pytest

from printers import __main__ as command
from printers.agent.configuration import read, server_address
from tests.house_rules.product import ROOT


def test_the_sample_configuration_is_one() -> None:
    wanted = read(ROOT / "deploy" / "agent.toml")

    assert ([machine.key for machine in wanted.machines], wanted.state) == (
        ["Counter"],
        Path("/var/lib/lencana-agent"),
    )


def test_every_line_of_the_sample_that_is_switched_off_can_be_switched_on(
    tmp_path: Path,
) -> None:
    text = (ROOT / "deploy" / "agent.toml").read_text()
    for key in ("profile", "width", "cutter", "confirm", "answers_within"):
        text = text.replace(f"# {key} =", f"{key} =")
    file = tmp_path / "agent.toml"
    file.write_text(text.replace("width = 576", "width = 512"))

    (machine,) = read(file).machines
    assert (machine.device.width, machine.device.confirm) == (512, "process_id")
    assert machine.device.answers_within == 5


def test_the_unit_starts_the_agent_as_it_wants_to_be_started() -> None:
    unit = (ROOT / "deploy" / "lencana-agent.service").read_text()
    (start,) = [
        line.partition("=")[2]
        for line in unit.splitlines()
        if line.startswith("ExecStart=")
    ]
    _, dash, module, *arguments = shlex.split(start)
    asked = command.parser().parse_args(arguments)

    assert (dash, module, asked.config, asked.pair) == (
        "-m",
        "printers",
        Path("/etc/lencana/agent.toml"),
        None,
    )
    assert server_address(asked.server) == asked.server


@pytest.mark.parametrize(
    "file", ["deploy/lencana-agent.service", "deploy/lencana.service"]
)
def test_a_unit_hides_no_printer_on_a_usb_or_serial_line(file: str) -> None:
    """Switched on as they stand, or after the drop-in that stands in a comment."""
    unit = (ROOT / file).read_text()
    on = dict(re.findall(r"^(\w+)=(.*)$", unit, re.MULTILINE))
    allowed = re.findall(r"^(?:#   )?DeviceAllow=char-(\w+) rw$", unit, re.MULTILINE)

    assert on.get("PrivateDevices", "no") == "no"
    assert on["DevicePolicy"] == "closed"
    assert {"usb_device", "usblp", "ttyUSB", "ttyACM"} <= set(allowed)
    # libusb finds no printer at all without this socket.
    assert "AF_NETLINK" in on["RestrictAddressFamilies"].split()
