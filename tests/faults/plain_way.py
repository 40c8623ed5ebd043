"""The plain way: python-escpos as its manual uses it, tried again whenever it raises."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Event
from typing import NamedTuple

from escpos.exceptions import Error
from escpos.printer import Network
from PIL import Image

from printers.virtual import VirtualPrinter
from tests.faults import badges_on_paper, mishaps
from tests.faults.mishaps import Mishap
from tests.faults.trial import paper_of

TRIES, PAUSE, PATIENCE = 5, 0.2, 0.5


class Plain(NamedTuple):
    """Whether the program believes that the badge is printed, and how often it is."""

    mishap: Mishap
    believed: bool
    on_paper: int


def plainly_tried(drawn: Image.Image, mishap: Mishap) -> Plain:
    """A badge was printed the plain way while the mishap befell the printer and was mended."""
    with VirtualPrinter(record=True) as printer, ThreadPoolExecutor(1) as pool:
        mishaps.befall(printer, mishap)
        done = pool.submit(_deliver, printer.address, drawn)
        done.add_done_callback(lambda _: printer.engine.notice())
        _mend_in_time(printer, mishap, done)
        believed, paper = done.result(), paper_of(printer)
    return Plain(
        mishap,
        believed,
        sum(badges_on_paper.shows(sheet, drawn) for sheet in paper.sheets),
    )


def _mend_in_time(
    printer: VirtualPrinter, mishap: Mishap, done: "Future[bool]"
) -> None:
    printer.wait_until(
        lambda: done.done() or mishaps.has_struck(printer, mishap), PATIENCE * TRIES
    )
    printer.wait_until(lambda: False, mishap.mended)
    mishaps.mend(printer, mishap)


def _deliver(address: str, drawn: Image.Image) -> bool:
    host, port = address.removeprefix("tcp://").split(":")
    for _ in range(TRIES):
        printer = Network(host, int(port), timeout=PATIENCE)
        with closing(printer), suppress(Error, OSError):
            printer.image(drawn.convert("L"))
            printer.cut()
            return True
        Event().wait(PAUSE)
    return False
