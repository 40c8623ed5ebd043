"""What was chosen before is seen: every kind of button that says it has a look for it."""

import re

from tests.house_rules.product import PACKAGES, ROOT

SAYS_SO = re.compile(r'<button class="([^"]+)"[^>]*?aria-pressed="true"')
SHEET = (ROOT / "web/static/pages.css").read_text()


def test_a_button_that_was_chosen_looks_so_on_every_page() -> None:
    kinds = {
        found[1]
        for package in PACKAGES
        for template in package.rglob("*.html")
        for found in SAYS_SO.finditer(template.read_text())
    }

    assert {"btn btn-quiet", "language"} <= kinds
    for kind in kinds:
        # `pages.css` is of every page with a frame: a face's own sheet would leave others out.
        assert f'.{kind.split()[0]}[aria-pressed="true"] {{' in SHEET
