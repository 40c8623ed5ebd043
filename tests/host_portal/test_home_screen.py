"""The portal can be put on a phone's home screen, where an iPhone gives notifications."""

import json
import re
from io import BytesIO
from urllib.parse import urljoin

import pytest
from flask import Flask
from PIL import Image

from tests.web.cast import Browser


def test_a_phone_finds_the_manifest_and_all_that_it_names_without_a_cookie(
    portal: Flask, hana: Browser
) -> None:
    anybody = portal.test_client()
    page = hana.get("/").get_data(as_text=True)
    [address] = re.findall(r'rel="manifest" href="([^"]+)"', page)
    [touch] = re.findall(r'rel="apple-touch-icon" sizes="180x180" href="([^"]+)"', page)

    answer = anybody.get(address, buffered=True)
    manifest = json.loads(answer.data)

    assert manifest["display"] == "standalone"
    assert urljoin(address, manifest["start_url"]) == "/"
    assert urljoin(address, manifest["scope"]) == "/"
    assert "manifest-src 'self'" in answer.headers["Content-Security-Policy"]
    icons = {one["sizes"]: urljoin(address, one["src"]) for one in manifest["icons"]}
    assert icons.keys() == {"192x192", "512x512"}
    for sizes, place in {"180x180": touch, **icons}.items():
        icon = Image.open(BytesIO(anybody.get(place).data))
        assert "{}x{}".format(*icon.size) == sizes
        middle = icon.width // 2
        # The mark is in the middle, and its corners are paper: round icons cut nothing off.
        above = (middle, icon.height * 2 // 5)
        assert icon.getpixel(above) != icon.getpixel((0, 0))
        assert icon.getpixel((middle // 2, middle // 2)) == icon.getpixel((0, 0))


@pytest.mark.parametrize("size", ["1", "181", "99999999999999999999"])
def test_nobody_has_other_sizes_drawn(portal: Flask, size: str) -> None:
    assert portal.test_client().get(f"/icons/{size}.png").status_code == 404


def test_iphone_users_are_told_to_put_it_there(hana: Browser) -> None:
    said = hana.get("/channels").get_data(as_text=True)

    assert "put this page on the home screen first" in said
