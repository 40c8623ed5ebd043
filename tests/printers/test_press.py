"""A badge goes all the way: drawn, encoded, delivered, and read back from the paper."""

from datetime import date

import zxingcpp

from printers.badge import Badge
from printers.delivery import Outcome, parse_address
from printers.press import print_badge
from printers.virtual import VirtualPrinter

CODE = "LB1:0123456789ABCDEFGHJKMNPQRS"


def test_a_badge_comes_out_of_the_printer_and_its_code_can_be_scanned() -> None:
    badge = Badge(
        word="Guest",
        name="Gita Pramesti",
        host="Hana Wijaya",
        company="Langit Studio",
        site="Senopati",
        day="22 Nov 2026",
        valid_until="18:00",
        number="K7-042",
        code=CODE,
        day_number=date(2026, 11, 22).toordinal(),
    )

    with VirtualPrinter() as printer:
        outcome = print_badge(badge, parse_address(printer.address))
        paper = printer.paper()

    assert outcome is Outcome.sent_unconfirmed
    assert printer.faults == []
    assert paper is not None
    assert zxingcpp.read_barcodes(paper.convert("L"))[0].text == CODE
