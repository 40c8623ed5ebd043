"""`lencana demo`: the whole product on this machine, with a cast, a mailbox and a printer of its own."""

import errno
import json
import socket
from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lencana import app, installation, printer_setup
from lencana.commands import CommandFailed, options
from lencana.demo import pages, seed
from lencana.demo.store import DemoRunsError, NotADemoError, prepared
from lencana.embedded_queue import IN_HOUSE, EmbeddedQueue
from lencana.health import Health
from lencana.jobs import worker_jobs
from lencana.mail.delivery import MailRoom
from lencana.mail.mailbox import MemoryMailbox
from lencana.server.bridge import Bridge
from lencana.server.memory import give_back_large_blocks
from lencana.server.serving import AddressInUse, ListenSettings, serve
from lencana.server.threads import take_short_turns
from lencana.settings import Settings
from lencana.worker import working
from lencana.writable_scripts import LETTERING
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
    """Everything the demo plays on."""

    base_url: str
    database: Database
    printer: VirtualPrinter
    mailbox: MemoryMailbox
    cast: seed.Cast


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The verb `demo`."""
    verb = nouns.add_parser(
        "demo", help="try everything on this machine, on a store of its own"
    )
    verb.add_argument(
        "--port", type=options.port, default=PORT, help="0 for any free one"
    )
    verb.add_argument(
        "--data",
        type=Path,
        default=FOLDER,
        help="folder of the demo's own; made anew at each start",
    )
    verb.add_argument(
        "--json",
        action="store_true",
        help="print one JSON object on one line, and keep serving",
    )
    verb.set_defaults(run=run)


def run(asked: Namespace) -> int:
    """Played until SIGTERM or Ctrl-C."""
    give_back_large_blocks()
    take_short_turns()
    port = _free_port(asked.port)
    access_log = AccessLog()
    with _alone(asked.data), _stage(asked.data, port, access_log) as stage:
        office = MailRoom(
            links=app.links(stage.base_url), sender="lobby@menara-utara.example"
        )
        printing = at_work(EmbeddedQueue(stage.database), IN_HOUSE)
        with (
            working(
                stage.database,
                worker_jobs(stage.database, access_log, stage.mailbox, office),
            ),
            printing,
        ):
            listening = ListenSettings(host=HOST, port=port)
            serve(
                _bridge(stage), listening, lambda _url: _say(stage, as_json=asked.json)
            )
    return 0


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with ExitStack() as held:
        try:
            held.enter_context(prepared(folder))
        except (NotADemoError, DemoRunsError) as problem:
            raise CommandFailed(str(problem)) from None
        yield


@contextmanager
def _stage(folder: Path, port: int, access_log: AccessLog) -> Iterator[DemoSetup]:
    # Named one by one, so that no variable of the environment can point the demo at a real store.
    settings = Settings(data=folder, keys=folder / "keys")
    with (
        installation.founded(settings, access_log=access_log) as database,
        VirtualPrinter() as printer,
    ):
        installation.bring_forward(settings, database)
        cast = seed.seed(database, printer.address)
        yield DemoSetup(
            f"http://{HOST}:{port}", database, printer, MemoryMailbox(), cast
        )


def _bridge(stage: DemoSetup) -> Bridge:
    settings = FaceSettings(
        links=app.links(stage.base_url),
        secrets=stage.database.keys.secrets,
        paper=lambda _printer: stage.printer.paper_png(),
        printer_desk=printer_setup.machine,
        lettering=LETTERING,
    )
    faces = app.build(settings, stage.database)
    faces["kiosk"].extensions["lencana.demo_pairing"] = lambda: _pairing(stage)
    entrance = pages.create_app(
        settings, stage.database, pages.Props(stage.mailbox, stage.printer, stage.cast)
    )
    roof = app.roof(faces, entrance, Health(stage.database))
    return Bridge(roof, app.longest_body, holds=app.holds(stage.database))


def _pairing(stage: DemoSetup) -> str:
    return seed.pairing_code(stage.database, stage.cast.site_id)


def _say(stage: DemoSetup, *, as_json: bool) -> None:
    print(json.dumps(_facts(stage)) if as_json else _welcome(_facts(stage)), flush=True)


def _facts(stage: DemoSetup) -> dict[str, Any]:
    cast, links = stage.cast, app.links(stage.base_url)
    return {
        "kiosk": f"{links.kiosk}/",
        "hosts": f"{links.hosts}/",
        "desk": f"{links.desk}/",
        "mail": f"{stage.base_url}/mail",
        "paper": f"{stage.base_url}/paper",
        "pairing": _pairing(stage),
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
Lencana is open. Everything below lives on this machine only, and is made anew at the next start.

  Kiosk         {facts["kiosk"]}     press "Pair this browser"
  Host portal   {facts["hosts"]}     {host["login"]}   {host["password"]}
  Front desk    {facts["desk"]}      {staff["login"]}   {staff["password"]}
  Mail          {facts["mail"]}      every letter the product sends
  Paper         {facts["paper"]}     what the printer printed last

To begin: open the kiosk, pair it, press "I have no code" and type {guest["email"]}.
The one-time codes are on the mail page; the badge comes out on the paper page.
Ctrl-C ends the demo.
"""


def _free_port(wanted: int) -> int:
    """The port, asked for before anything is touched: it may be a running demo that has it."""
    try:
        with socket.create_server((HOST, wanted)) as listener:
            port: int = listener.getsockname()[1]
            return port
    except OSError as problem:
        if problem.errno != errno.EADDRINUSE:
            raise CommandFailed(
                f"port {wanted} cannot be listened at: {problem.strerror}"
            ) from None
        raise AddressInUse(
            f"{HOST} port {wanted} is in use: name another with --port"
        ) from None
