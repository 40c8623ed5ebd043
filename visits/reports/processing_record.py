"""The record of processing activities (GDPR, article 30), made from the register and the sites."""

from collections.abc import Iterable, Iterator, Sequence

from visits.policy.entries import Fact, Item
from visits.policy.register import Register, register
from visits.reports import privacy_table
from visits.store.sites import Site
from visits.vocabulary.policy import Reader

LANGUAGE = "en"
TRANSFERS = "None by this program. The operator names the mail server and the backups."
MEASURES = (
    (
        "Every item lies sealed with AES-256-GCM under a random key for its last day, "
        "kept outside the database."
    ),
    (
        "When the day is over its key is destroyed and the rows are deleted: "
        "nothing is masked or archived."
    ),
    (
        "A column that could hold free text is refused when the program is loaded, "
        "and when it starts."
    ),
    (
        "Every read is for one of five purposes and one of the named readers, "
        "and is written to the audit log."
    ),
    "The audit log names nobody and is a hash chain, so that a change to it can be detected.",
    "Browsers and mail servers are reached with TLS; no page loads anything from elsewhere.",
)


def record(sites: Sequence[Site]) -> str:
    """Return the whole record in Markdown."""
    return "\n".join(_lines(sites))


def _lines(sites: Sequence[Site]) -> Iterator[str]:
    policy = register()
    yield f"# Record of processing, register version {policy.version}"
    for head, lines in _sections(policy, sites):
        yield from ("", f"## {head}", "")
        yield from (f"- {line}" for line in lines)


def _sections(
    policy: Register, sites: Sequence[Site]
) -> Iterator[tuple[str, Iterable[str]]]:
    yield (
        "Controllers' contacts",
        (f"{site.name}: {site.privacy_contact}" for site in sites),
    )
    clauses = (f"{clause}: {text[LANGUAGE]}" for clause, text in policy.clauses.items())
    yield "Policy", [policy.policy, *clauses]
    purposes = policy.purposes.items()
    as_told = (f"{purpose}: {meaning.means[LANGUAGE]}" for purpose, meaning in purposes)
    yield "Purposes, as guests are told", as_told
    yield "Guests: what is kept of them", map(_entry, policy.of_guests().values())
    yield "Members: what is kept of them", map(_entry, policy.members.values())
    readers = (f"{reader}: {policy.label(reader, LANGUAGE)}" for reader in Reader)
    yield "Recipients", readers
    yield "Transfers to other countries", [TRANSFERS]
    yield (
        "Time limits",
        (
            f"{name}: {keeps}, {counted}; at most {most}"
            for name, keeps, counted, most in privacy_table.times()
        ),
    )
    yield "Security", MEASURES


def _entry(entry: Item | Fact) -> str:
    policy = register()
    category, basis, source, collected = (
        policy.label(value, LANGUAGE)
        for value in (entry.category, entry.basis, entry.source, entry.collected)
    )
    purposes = ", ".join(sorted(entry.purposes))
    readers = ", ".join(sorted(entry.readers))
    return (
        f"{entry.label[LANGUAGE]}: {category}, clause {entry.clause}; for {purposes}; "
        f"{basis}; from {source} {collected}; read by {readers}; "
        f"retention class {entry.retention_class}"
    )
