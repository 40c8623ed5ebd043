"""The doctor: whether guests can be served safely, one finding for each check and site."""

from collections.abc import Iterator
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from lencana import installation
from lencana.doctor.examination import examine
from lencana.doctor.finding import Finding
from lencana.doctor.sites import examine_sites
from lencana.doctor.trials import try_settings
from lencana.settings import Settings
from visits.vocabulary.refusals import OperatorError

__all__ = ["diagnose", "examine"]


def diagnose(settings: Settings) -> Iterator[Finding]:
    """Yield what the examination finds, then how whatever the settings and sites name answers."""
    yield from examine(settings)
    yield from try_settings(settings)
    # What keeps the database from being opened is a finding of the examination.
    with (
        suppress(OperatorError, SQLAlchemyError),
        installation.open_database(settings) as database,
    ):
        yield from examine_sites(database)
