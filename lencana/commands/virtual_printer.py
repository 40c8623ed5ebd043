"""`lencana printer virtual`: a printer without paper, for training and for trying things."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import click
from flask import Flask

from lencana import app, installation
from lencana.commands import CommandFailed, options
from lencana.demo import paper
from lencana.server.bridge import Bridge
from lencana.server.serving import ListenSettings, free_port, serve
from lencana.settings import Settings
from printers.virtual import VirtualPrinter
from visits.store import schema
from web.face import FaceSettings

HOST = "127.0.0.1"
PORT = 9100
"""Where receipt printers listen for raw data."""
WIDTHS = ("576", "512", "384")
"""Dots across 80 mm of paper at 203 dpi, at 180 dpi, and across 58 mm."""


@click.command()
@click.option(
    "--port", type=options.port, default=str(PORT), help="0 for any free one."
)
@click.option(
    "--width",
    type=click.Choice(WIDTHS),
    default=WIDTHS[0],
    help="Dots across the paper.",
)
@click.option(
    "--page",
    type=options.port,
    metavar="PORT",
    help="Show the paper and the switches in a browser.",
)
def virtual(port: int, width: str, page: int | None) -> None:
    """Be a printer without paper, on this machine only, until SIGTERM or Ctrl-C."""
    printer = VirtualPrinter(port, int(width))
    try:
        printer.start()
    except OSError as error:
        raise CommandFailed(
            f"port {port} cannot be listened at: {error.strerror}"
        ) from None
    with printer:
        if page is None:
            _wait(printer)
        else:
            _show(printer, page)


def _wait(printer: VirtualPrinter) -> None:
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print(_welcome(printer), flush=True)
    stop.wait()


def _show(printer: VirtualPrinter, page: int) -> None:
    try:
        port = free_port(HOST, page)
    except OSError as error:
        raise CommandFailed(
            f"port {page} cannot be listened at: {error.strerror}"
        ) from None
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
    # The page's forms keep their tokens in a database, as all pages do. This one is temporary.
    with TemporaryDirectory(prefix="lencana-printer-") as folder:
        settings = Settings.of_folder(Path(folder))
        with installation.open_or_create(settings) as database:
            schema.migrate(database)
            face = FaceSettings(
                links=app.links(base_url), secrets=database.keys.secrets
            )
            yield paper.create_app(face, database, printer)


def _welcome(printer: VirtualPrinter) -> str:
    return f"A printer without paper listens at {printer.address}. Ctrl-C ends it."
