"""`lencana migrate` and `lencana doctor`: the installation itself."""

import click
from click.exceptions import Exit

from lencana import doctor as checks
from lencana import installation
from lencana.settings import Settings


@click.command()
def migrate() -> None:
    """Bring the database to this program's schema; make it if there is none."""
    settings = Settings()
    with installation.founded(settings) as database:
        installation.bring_forward(settings, database)
    print("The database is up to date.")


@click.command()
def doctor() -> None:
    """Check the installation; exit code 1 if a problem keeps it from serving."""
    problems = checks.examine(Settings())
    for problem in problems:
        print(problem)
    if any(problem.grave for problem in problems):
        raise Exit(1)
