"""`lencana migrate` and `lencana doctor`: the installation itself."""

import click
from click.exceptions import Exit

from lencana import doctor as the_doctor
from lencana import installation
from lencana.settings import Settings


@click.command()
def migrate() -> None:
    """Bring the database to this program's schema; make it if there is none."""
    settings = Settings()
    with installation.open_or_create(settings) as database:
        installation.bring_forward(settings, database)
    print("The database is up to date.")


@click.command()
def doctor() -> None:
    """Try each setting and look at each site; exit code 1 if something is WRONG.

    One line for each: ok, a note, or WRONG with what to do.
    """
    is_wrong = False
    for finding in the_doctor.diagnose(Settings()):
        # At once: what is called may take some seconds.
        print(finding, flush=True)
        is_wrong = is_wrong or finding.grave
    if is_wrong:
        raise Exit(1)
