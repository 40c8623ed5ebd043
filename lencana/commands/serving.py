"""`lencana serve`: the real thing, until told to stop."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from lencana import app, doctor, installation, printer_setup
from lencana.commands import CommandFailed
from lencana.embedded_queue import IN_HOUSE, EmbeddedQueue
from lencana.health import Health
from lencana.jobs import worker_jobs
from lencana.mail.delivery import MailRoom
from lencana.mail.smtp import SmtpCarrier
from lencana.server.bridge import Bridge
from lencana.server.memory import give_back_large_blocks
from lencana.server.serving import ListenSettings, serve
from lencana.server.threads import take_short_turns
from lencana.settings import Settings
from lencana.worker import working
from lencana.writable_scripts import LETTERING
from printers.agent.agent import at_work
from printers.text import fonts
from visits.audit.access_log import AccessLog
from visits.erasure import after_restore
from visits.people import accounts, first_run
from visits.store.database import Database
from web.face import FaceSettings


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The verb `serve`."""
    nouns.add_parser("serve", help="serve guests, members and staff").set_defaults(
        run=run
    )


def run(_asked: Namespace) -> int:
    """Served until SIGTERM or SIGINT; refuses while the doctor finds something grave."""
    give_back_large_blocks()
    take_short_turns()
    settings = Settings()
    fonts.use_folder(settings.fonts)
    grave = [finding.sentence for finding in doctor.examine(settings) if finding.grave]
    if grave:
        raise CommandFailed("\n".join(grave))
    access_log = AccessLog()
    with installation.open_database(settings, access_log=access_log) as database:
        _catch_up(database)
        _say_first_run(settings, database)
        _serve(settings, database, access_log)
    return 0


def _serve(settings: Settings, database: Database, access_log: AccessLog) -> None:
    links = app.links(settings.base_url)
    face_settings = FaceSettings(
        links=links,
        secrets=database.keys.secrets,
        proxy_hops=1 if settings.behind_proxy else 0,
        printer_desk=printer_setup.machine,
        lettering=LETTERING,
    )
    office = MailRoom(links=links, sender=settings.mail_from)
    carrier = (
        SmtpCarrier(settings.smtp_url.get_secret_value()) if settings.smtp_url else None
    )
    listening = ListenSettings(
        host=settings.host,
        port=settings.port,
        certificate=settings.tls_certificate,
        key=settings.tls_key,
        access_log=settings.access_log,
    )
    roof = app.roof(app.build(face_settings, database), health=Health(database))
    bridge = Bridge(roof, app.longest_body, holds=app.holds(database))
    with (
        working(database, worker_jobs(database, access_log, carrier, office)),
        at_work(EmbeddedQueue(database), IN_HOUSE),
    ):
        serve(
            bridge,
            listening,
            lambda url: print(
                f"Serving {settings.base_url} (listening on {url})", flush=True
            ),
        )


def _catch_up(database: Database) -> None:
    """An older copy of the database that was put back by hand brings nobody back who was erased."""
    with database.transaction() as store:
        after_restore.replay_erasures(store)


def _say_first_run(settings: Settings, database: Database) -> None:
    with database.reading() as store:
        if accounts.any_member(store):
            return
        code = first_run.first_run_code(store)
    print(
        f"There is no account yet. Open {settings.base_url}/desk/first-run and type {code}",
        flush=True,
    )
