"""`lencana serve`: run the server, the background worker and the print agent until stopped."""

import click

from lencana import app, installation, printer_setup
from lencana.backups import replaying
from lencana.channels import guard
from lencana.channels.delivery import ChannelSettings
from lencana.commands import CommandFailed
from lencana.doctor.examination import examine
from lencana.health import Health
from lencana.jobs import worker_jobs
from lencana.mail import headers
from lencana.mail.mail_settings import MailSettings
from lencana.mail.smtp import SmtpTransport
from lencana.server import process
from lencana.server.bridge import Bridge
from lencana.server.serving import ListenSettings
from lencana.server.serving import serve as serve_application
from lencana.settings import Settings
from lencana.sole_printing import printing
from lencana.worker import working
from printers.text import fonts
from visits.audit.access_log import AccessLog
from visits.people import accounts, first_run
from visits.store.database import Database
from web.face import FaceSettings


@click.command()
def serve() -> None:
    """Serve guests, members and staff until SIGTERM or SIGINT.

    It refuses to start while the doctor finds a problem that is WRONG.
    """
    process.tune()
    settings = Settings()
    # Before the doctor, which looks at the fonts that badges will be drawn with.
    fonts.use_folder(settings.fonts)
    grave = [finding.sentence for finding in examine(settings) if finding.grave]
    if grave:
        raise CommandFailed("\n".join(grave))
    access_log = AccessLog()
    with installation.open_database(settings, access_log=access_log) as database:
        # An older copy of the database may have been put back by hand, or a commit cut short.
        database.run(replaying.replay)
        _print_first_run_code(settings, database)
        _run(settings, database, access_log)


def _print_first_run_code(settings: Settings, database: Database) -> None:
    with database.reading() as store:
        if accounts.any_member(store):
            return
        code = first_run.first_run_code(store)
    # Flushed: a service's output is a pipe, where the code would wait in a buffer.
    print(
        f"There is no account yet. Open {settings.base_url}/desk/first-run and type {code}",
        flush=True,
    )


def _run(settings: Settings, database: Database, access_log: AccessLog) -> None:
    url, links = settings.smtp_url, app.links(settings.base_url)
    transport = SmtpTransport(url.get_secret_value()) if url else None
    mail_settings = MailSettings(links=links, sender=settings.mail_from)
    allowed = guard.addresses(settings.channel_addresses)
    mailbox = headers.sender(settings.mail_from).addr_spec
    channels = ChannelSettings(links, allowed, mailbox)
    jobs = worker_jobs(database, access_log, transport, mail_settings, channels)
    listening, bridge = _listening(settings), _bridge(settings, database)
    # Ended after the server, so that what its last requests queued may still be sent.
    with (
        working(database, jobs),
        printing(database),
    ):
        serve_application(
            bridge,
            listening,
            lambda url: print(
                f"Serving {settings.base_url} (listening on {url})", flush=True
            ),
        )


def _listening(settings: Settings) -> ListenSettings:
    return ListenSettings(
        host=settings.host,
        port=settings.port,
        certificate=settings.tls_certificate,
        key=settings.tls_key,
        access_log=settings.access_log,
    )


def _bridge(settings: Settings, database: Database) -> Bridge:
    face_settings = FaceSettings(
        links=app.links(settings.base_url),
        secrets=database.keys.secrets,
        # Only the nearest proxy is trusted: a client can forge what stands further left.
        proxy_hops=1 if settings.behind_proxy else 0,
        check_printer=printer_setup.machine,
        writable_scripts=app.WRITABLE_SCRIPTS,
        sends_emails=settings.smtp_url is not None,
    )
    application = app.mount(app.build(face_settings, database), health=Health(database))
    return app.bridge(application, database)
