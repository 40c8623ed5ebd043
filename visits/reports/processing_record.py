"""The record of processing (GDPR, article 30), made from the register and the sites there are."""

from collections.abc import Iterable, Iterator, Sequence

from visits.policy.entries import Fact, Item
from visits.policy.register import register
from visits.reports import privacy_table
from visits.store.sites import Site
from visits.vocabulary.policy import Reader

LANGUAGE = "en"
TRANSFERS = "None by this program. Where the mail server and the copies stand is the operator's to write here."
MEASURES = (
    "Every item lies sealed with AES-256-GCM under a random key for its last day, kept outside the database.",
    "When the day is over its key is destroyed and the rows are deleted: nothing is masked or archived.",
    "A column that could hold free text is refused when the program is loaded, and when it starts.",
    "Every read is for one of five purposes and one of the named readers, and stands in the trail.",
    "The trail names nobody and is chained, so that a change of it shows.",
    "Browsers and mail servers are reached with TLS; no page loads anything from elsewhere.",
)


def record(sites: Sequence[Site]) -> str:
    """The whole record in Markdown."""
    return "\n".join(_lines(sites))


def _lines(sites: Sequence[Site]) -> Iterator[str]:
    kept = register()
    clauses = [f"{clause}: {words[LANGUAGE]}" for clause, words in kept.clauses.items()]
    purposes = [
        f"{purpose}: {meaning.means[LANGUAGE]}"
        for purpose, meaning in kept.purposes.items()
    ]
    terms = [
        f"{name}: {keeps}, {counted}; at most {most}"
        for name, keeps, counted, most in privacy_table.times()
    ]
    yield f"# Record of processing, register version {kept.version}"
    yield from _section(
        "Controllers' contacts",
        [f"{site.name}: {site.privacy_contact}" for site in sites],
    )
    yield from _section("Policy", [kept.policy, *clauses])
    yield from _section("Purposes, as guests are told", purposes)
    yield from _section(
        "Guests: what is kept of them", map(_entry, kept.of_guests().values())
    )
    yield from _section(
        "Members: what is kept of them", map(_entry, kept.members.values())
    )
    yield from _section(
        "Recipients", [f"{one}: {kept.label(one, LANGUAGE)}" for one in Reader]
    )
    yield from _section("Transfers to other countries", [TRANSFERS])
    yield from _section("Time limits", terms)
    yield from _section("Security", MEASURES)


def _section(head: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {head}", "")
    yield from (f"- {line}" for line in lines)


def _entry(entry: Item | Fact) -> str:
    kept = register()
    purposes, readers = (
        ", ".join(sorted(entry.purposes)),
        ", ".join(sorted(entry.readers)),
    )
    return (
        f"{entry.label[LANGUAGE]}: {kept.label(entry.category, LANGUAGE)}, clause {entry.clause}; "
        f"for {purposes}; "
        f"{kept.label(entry.basis, LANGUAGE)}; from {kept.label(entry.source, LANGUAGE)} "
        f"{kept.label(entry.collected, LANGUAGE)}; read by {readers}; retention class {entry.retention_class}"
    )
