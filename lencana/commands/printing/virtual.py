"""`lencana printer virtual`: a printer without paper that runs alone, for training and for trying things."""

import signal
import socket
from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from flask import Flask

from lencana import app, installation
from lencana.commands import CommandFailed, options
from lencana.demo import paper
from lencana.server.bridge import Bridge
from lencana.server.serving import ListenSettings, serve
from lencana.settings import Settings
from printers.virtual import VirtualPrinter
from visits.store import schema
from web.face import FaceSettings

HOST = "127.0.0.1"
PORT = 9100
WIDTHS = (576, 512, 384)


def add_to(verbs: "_SubParsersAction[Any]") -> None:
    """The verb `virtual` of the noun `printer`."""
    verb = verbs.add_parser(
        "virtual", help="be a printer without paper, on this machine only"
    )
    verb.add_argument(
        "--port", type=options.port, default=PORT, help="0 for any free one"
    )
    verb.add_argument(
        "--width",
        type=int,
        choices=WIDTHS,
        default=WIDTHS[0],
        help="dots across the paper",
    )
    verb.add_argument(
        "--page",
        type=options.port,
        metavar="PORT",
        help="show the paper and the switches in a browser",
    )
    verb.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """It prints until SIGTERM or Ctrl-C."""
    with _printing(asked) as printer:
        if asked.page is None:
            _wait(printer)
        else:
            _show(printer, _free_port(asked.page))
    return 0


@contextmanager
def _printing(asked: Namespace) -> Iterator[VirtualPrinter]:
    printer = VirtualPrinter(asked.port, asked.width)
    try:
        printer.start()
    except OSError as problem:
        raise CommandFailed(
            f"port {asked.port} cannot be listened at: {problem.strerror}"
        ) from None
    with printer:
        yield printer


def _wait(printer: VirtualPrinter) -> None:
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    print(_welcome(printer), flush=True)
    told.wait()


def _show(printer: VirtualPrinter, port: int) -> None:
    with _face(printer, f"http://{HOST}:{port}") as face:
        serve(
            Bridge(face),
            ListenSettings(host=HOST, port=port),
            lambda url: print(
                f"{_welcome(printer)}\nIts paper and its switches: {url}/paper",
                flush=True,
            ),
        )


@contextmanager
def _face(printer: VirtualPrinter, base_url: str) -> Iterator[Flask]:
    # The page's forms remember their token in a store, as all pages do; this one is gone with the printer.
    with TemporaryDirectory(prefix="lencana-printer-") as folder:
        settings = Settings(data=Path(folder), keys=Path(folder) / "keys")
        with installation.founded(settings) as database:
            schema.migrate(database)
            face = FaceSettings(
                links=app.links(base_url), secrets=database.keys.secrets
            )
            yield paper.create_app(face, database, printer)


def _welcome(printer: VirtualPrinter) -> str:
    return f"A printer without paper listens at {printer.address}. Ctrl-C ends it."


def _free_port(wanted: int) -> int:
    try:
        with socket.create_server((HOST, wanted)) as listener:
            port: int = listener.getsockname()[1]
            return port
    except OSError as problem:
        raise CommandFailed(
            f"port {wanted} cannot be listened at: {problem.strerror}"
        ) from None
