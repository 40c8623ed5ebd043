"""`lencana site rules`: what a site's guests accept before they go in, in versions."""

from collections.abc import Iterator

import click

from lencana.commands import CommandFailed, options, transaction
from lencana.commands.by_name import site_called
from lencana.commands.site_lobby import choose
from visits import house_rules
from visits.house_rules import RulesVersion
from visits.languages import OWN_NAMES
from visits.vocabulary.refusals import OwnLanguageMissing

MOST_CHARACTERS = 2000
"""A column holds no more, and nobody reads more beside a kiosk."""


@click.command()
@options.site
@click.option(
    "--text",
    "texts",
    type=(click.Choice(list(OWN_NAMES)), options.lines(MOST_CHARACTERS)),
    multiple=True,
    metavar="LANGUAGE TEXT",
    help="The rules in one language; once for each language.",
)
@click.option("--end", is_flag=True, help="Ask guests to accept none from now on.")
def rules(site: str, *, texts: tuple[tuple[str, str], ...], end: bool) -> None:
    """Choose what guests accept before they go in; without an option, print what is kept.

    A text that differs from the one in force makes a new version of the texts given here; a
    language that it lacks is added to it. A version is kept while a visit is that accepted it.
    """
    if texts and end:
        raise CommandFailed("either --text or --end")
    if len(dict(texts)) < len(texts):
        raise CommandFailed("--text once for each language")
    with transaction() as store:
        row = site_called(store, site)
        try:
            is_written = house_rules.write(store, row, dict(texts))
        except OwnLanguageMissing:
            raise CommandFailed(
                f"a new version needs a text in {row.language}, the site's own language"
            ) from None
        is_ended = end and house_rules.end(row)
        choose(store, row, is_written=is_written or is_ended)
        versions = house_rules.versions(store, row)
    print("\n".join(line for one in versions for line in _lines(one)) or "-")


def _lines(version: RulesVersion) -> Iterator[str]:
    since = version.since.strftime("%Y-%m-%d %H:%M UTC")
    state = "in force" if version.is_in_force else "not in force"
    yield f"version {version.version}, written {since}, {state}"
    for language, words in version.words.items():
        yield f"  {language}  " + words.replace("\n", "\n      ")
