"""Networks: against what tries are counted."""

from pathlib import Path

import pytest
from flask import Flask

from web.safety import client_address

ROOT = Path(__file__).parents[2]
FACES = ("api", "web", "front_desk", "guest_page", "host_portal", "kiosk")


def asker(app: Flask, address: str | None) -> str:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        return client_address.client_network()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("203.0.113.9:51234", "203.0.113.9"),
        ("[2001:db8:1:2::9]:4711", "2001:db8:1:2::/64"),
        ("a path of a socket", "unknown"),
        ("another", "unknown"),
        (None, ""),
    ],
)
def test_who_has_one_address_of_a_line_has_them_all(
    app: Flask, address: str | None, network: str
) -> None:
    assert asker(app, address) == network


def test_the_line_beside_it_is_another(app: Flask) -> None:
    assert asker(app, "2001:db8:1:2::9") != asker(app, "2001:db8:1:3::9")


def test_no_face_counts_against_an_address_by_itself() -> None:
    sources = [path for face in FACES for path in (ROOT / face).rglob("*.py")]
    said = {
        path.relative_to(ROOT).as_posix()
        for path in sources
        if "remote_addr" in path.read_text()
    }
    assert said == {"web/safety/client_address.py"}
