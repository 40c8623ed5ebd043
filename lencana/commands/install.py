"""`lencana migrate` and `lencana doctor`: the installation itself."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from lencana import doctor, installation
from lencana.settings import Settings


def add_to(nouns: "_SubParsersAction[Any]") -> None:
    """The verbs stand among the others."""
    nouns.add_parser(
        "migrate", help="bring the database to this program's schema"
    ).set_defaults(run=migrate)
    nouns.add_parser(
        "doctor", help="check the installation, and say what is wrong"
    ).set_defaults(run=examine)


def migrate(_asked: Namespace) -> int:
    """The live schema is this program's."""
    settings = Settings()
    with installation.founded(settings) as database:
        installation.bring_forward(settings, database)
    print("The database is up to date.")
    return 0


def examine(_asked: Namespace) -> int:
    """0 when nothing stands in the way of serving guests."""
    findings = doctor.examine(Settings())
    for finding in findings:
        print(finding)
    return 1 if any(finding.grave for finding in findings) else 0
