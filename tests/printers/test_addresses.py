"""An address says where a printer is, or is refused."""

import pytest

from printers.addresses import Network, parse_address
from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tcp://10.0.0.7:9101", Network("10.0.0.7", 9101)),
        ("tcp://printer.lobby", Network("printer.lobby", 9100)),
        (" tcp://[fe80::1]:9100/ ", Network("fe80::1", 9100)),
        ("tcp://[::1]", Network("::1", 9100)),
    ],
)
def test_an_address_says_host_and_port(text: str, address: Network) -> None:
    assert parse_address(text) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0.7",
        "http://a",
        "tcp://",
        "tcp://:9100",
        "tcp://a:0",
        "tcp://a:65536",
        "tcp://a:x",
        "tcp://[::1",
        "tcp://a/b",
        "tcp://a?b",
        "tcp://me@a",
        "tcp://a b",
        "tcp://a:-1",
    ],
)
def test_what_is_not_an_address_is_refused(text: str) -> None:
    with pytest.raises(PrinterError) as refusal:
        parse_address(text)

    assert refusal.value.kind is PrintProblemKind.BAD_ADDRESS
