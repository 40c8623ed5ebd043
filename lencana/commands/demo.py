"""`lencana demo`: the whole product on this machine, with invented people and no hardware."""

import errno
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from lencana import app, installation, printer_setup
from lencana.channels.delivery import ChannelSettings
from lencana.commands import CommandFailed, options
from lencana.demo import pages, seed
from lencana.demo.store import DemoRunsError, NotADemoError, prepared
from lencana.embedded_queue import IN_HOUSE, EmbeddedQueue
from lencana.health import Health
from lencana.jobs import worker_jobs
from lencana.mail.mail_settings import MailSettings
from lencana.mail.mailbox import MemoryMailbox
from lencana.server import process
from lencana.server.bridge import Bridge
from lencana.server.serving import AddressInUse, ListenSettings, free_port, serve
from lencana.settings import Settings
from lencana.worker import working
from printers.agent.agent import at_work
from printers.virtual import VirtualPrinter
from visits.audit.access_log import AccessLog
from visits.store.database import Database
from web.face import FaceSettings

HOST = "127.0.0.1"
PORT = 8080
FOLDER = Path("demo-data")


@dataclass(frozen=True)
class DemoSetup:
    """Everything that a running demo uses."""

    base_url: str
    database: Database
    printer: VirtualPrinter
    mailbox: MemoryMailbox
    cast: seed.Cast


@click.command()
@click.option(
    "--port",
    type=options.port,
    default=str(PORT),
    show_default=True,
    help="0 for any free one.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=FOLDER,
    show_default=True,
    metavar="FOLDER",
    help="Folder of the demo's own; made anew at each start.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object on one line, and keep serving.",
)
def demo(port: int, data: Path, *, as_json: bool) -> None:
    """Try everything on this machine, on a database of its own, until Ctrl-C."""
    process.tune()
    port = _free_port(port)
    access_log = AccessLog()
    with _alone(data), _set_up(data, port, access_log) as setup:
        mail_settings = MailSettings(
            links=app.links(setup.base_url), sender="lobby@menara-utara.example"
        )
        listening = ListenSettings(host=HOST, port=port)
        channels = ChannelSettings(mail_settings.links)
        jobs = worker_jobs(
            setup.database, access_log, setup.mailbox, mail_settings, channels
        )
        with (
            working(setup.database, jobs),
            at_work(EmbeddedQueue(setup.database), IN_HOUSE),
        ):
            serve(
                _bridge(setup),
                listening,
                lambda _url: _greet(_facts(setup), as_json=as_json),
            )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with ExitStack() as stack:
        try:
            stack.enter_context(prepared(folder))
        except (NotADemoError, DemoRunsError) as problem:
            raise CommandFailed(str(problem)) from None
        yield


@contextmanager
def _set_up(folder: Path, port: int, access_log: AccessLog) -> Iterator[DemoSetup]:
    # All given, so that no environment variable can point the demo at a real database.
    settings = Settings.of_folder(folder)
    with (
        installation.open_or_create(settings, access_log=access_log) as database,
        VirtualPrinter() as printer,
    ):
        installation.bring_forward(settings, database)
        cast = seed.seed(database, printer.address)
        yield DemoSetup(
            f"http://{HOST}:{port}", database, printer, MemoryMailbox(), cast
        )


def _bridge(setup: DemoSetup) -> Bridge:
    settings = FaceSettings(
        links=app.links(setup.base_url),
        secrets=setup.database.keys.secrets,
        paper=lambda _printer: setup.printer.paper_png(),
        check_printer=printer_setup.machine,
        writable_scripts=app.WRITABLE_SCRIPTS,
    )
    faces = app.build(settings, setup.database)
    # Each press gets a new code: one opens once, and runs out.
    faces["kiosk"].extensions["lencana.demo_pairing"] = lambda: _pairing(setup)
    entrance = pages.create_app(
        settings,
        setup.database,
        pages.DemoParts(setup.mailbox, setup.printer, setup.cast),
    )
    application = app.mount(faces, entrance, Health(setup.database))
    return app.bridge(application, setup.database)


def _pairing(setup: DemoSetup) -> str:
    return seed.pairing_code(setup.database, setup.cast.site_id)


def _greet(facts: dict[str, Any], *, as_json: bool) -> None:
    print(json.dumps(facts) if as_json else _welcome(facts), flush=True)


def _facts(setup: DemoSetup) -> dict[str, Any]:
    cast, links = setup.cast, app.links(setup.base_url)
    return {
        "kiosk": f"{links.kiosk}/",
        "hosts": f"{links.hosts}/",
        "desk": f"{links.desk}/",
        "mail": f"{setup.base_url}/mail",
        "paper": f"{setup.base_url}/paper",
        "pairing": _pairing(setup),
        "host": asdict(cast.host),
        "staff": asdict(cast.staff),
        "guest": {
            "name": cast.guest_name,
            "email": cast.guest_email,
            "code": cast.guest_code,
        },
    }


def _welcome(facts: dict[str, Any]) -> str:
    host, staff, guest = facts["host"], facts["staff"], facts["guest"]
    return f"""
Lencana is open. Everything below is on this machine only, and is made anew at the next start.

  Kiosk         {facts["kiosk"]}     press "Pair this browser"
  Host portal   {facts["hosts"]}     {host["login"]}   {host["password"]}
  Front desk    {facts["desk"]}      {staff["login"]}   {staff["password"]}
  Mail          {facts["mail"]}      every e-mail the product sends
  Paper         {facts["paper"]}     what the printer printed last

To begin: open the kiosk, pair it, press "I have no code" and type {guest["email"]}.
The one-time codes are on the mail page; the badge comes out on the paper page.
Ctrl-C ends the demo.
"""


def _free_port(port: int) -> int:
    """Ask for the port before anything is touched: a running demo may have it."""
    try:
        return free_port(HOST, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise CommandFailed(
                f"port {port} cannot be listened at: {error.strerror}"
            ) from None
        raise AddressInUse(
            f"{HOST} port {port} is in use: name another with --port"
        ) from None
