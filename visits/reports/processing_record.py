"""The record of processing activities (GDPR, article 30), made from the register and the sites."""

from collections.abc import Iterable, Iterator, Sequence

from visits.policy.entries import Fact, Item
from visits.policy.register import register
from visits.reports import privacy_table
from visits.store.sites import Site
from visits.vocabulary.policy import Reader

LANGUAGE = "en"
TRANSFERS = "None by this program. Where the mail server and the backups are, the operator adds here."
MEASURES = (
    "Every item lies sealed with AES-256-GCM under a random key for its last day, kept outside the database.",
    "When the day is over its key is destroyed and the rows are deleted: nothing is masked or archived.",
    "A column that could hold free text is refused when the program is loaded, and when it starts.",
    "Every read is for one of five purposes and one of the named readers, and is written to the audit log.",
    "The audit log names nobody and is a hash chain, so that a change to it can be detected.",
    "Browsers and mail servers are reached with TLS; no page loads anything from elsewhere.",
)


def record(sites: Sequence[Site]) -> str:
    """Return the whole record in Markdown."""
    return "\n".join(_lines(sites))


def _lines(sites: Sequence[Site]) -> Iterator[str]:
    policy = register()
    clauses = [
        f"{clause}: {words[LANGUAGE]}" for clause, words in policy.clauses.items()
    ]
    purposes = [
        f"{purpose}: {meaning.means[LANGUAGE]}"
        for purpose, meaning in policy.purposes.items()
    ]
    terms = [
        f"{name}: {keeps}, {counted}; at most {most}"
        for name, keeps, counted, most in privacy_table.times()
    ]
    yield f"# Record of processing, register version {policy.version}"
    yield from _section(
        "Controllers' contacts",
        [f"{site.name}: {site.privacy_contact}" for site in sites],
    )
    yield from _section("Policy", [policy.policy, *clauses])
    yield from _section("Purposes, as guests are told", purposes)
    yield from _section(
        "Guests: what is kept of them", map(_entry, policy.of_guests().values())
    )
    yield from _section(
        "Members: what is kept of them", map(_entry, policy.members.values())
    )
    yield from _section(
        "Recipients", [f"{one}: {policy.label(one, LANGUAGE)}" for one in Reader]
    )
    yield from _section("Transfers to other countries", [TRANSFERS])
    yield from _section("Time limits", terms)
    yield from _section("Security", MEASURES)


def _section(head: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {head}", "")
    yield from (f"- {line}" for line in lines)


def _entry(entry: Item | Fact) -> str:
    policy = register()
    purposes, readers = (
        ", ".join(sorted(entry.purposes)),
        ", ".join(sorted(entry.readers)),
    )
    return (
        f"{entry.label[LANGUAGE]}: {policy.label(entry.category, LANGUAGE)}, clause {entry.clause}; "
        f"for {purposes}; "
        f"{policy.label(entry.basis, LANGUAGE)}; from {policy.label(entry.source, LANGUAGE)} "
        f"{policy.label(entry.collected, LANGUAGE)}; read by {readers}; retention class {entry.retention_class}"
    )
