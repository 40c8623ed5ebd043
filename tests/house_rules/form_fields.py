"""Form fields in pages, templates and modules, and those that the register does not know."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house_rules.product import tree
from visits.policy.register import register

CONTROLS = {
    "csrf_token": "the form's own token",
    "next": "the page to go back to",
    "back": "that a form goes back to the place that it is of, and is shown there",
    "days": "the days that the page has shown: compared, never kept",
    "known": "which guest the page has said to be invited already: compared, never kept",
    "rest": "whether the days after it are meant, too", "every": "whether every day is meant",
    "present": "the password before it is changed: compared, never kept",
    "nonce": "so that a form counts once",
    "of": "which check-in, check-out or refusal is undone, and not a later one",
    "came_at": "when the stay began of which a host says that it is over, and not a later one",
    "alarm": "which alarm a button is about", "generation": "which link of it is replaced",
    "names": "whether a marshal's phone has no names yet", "unlisted": "how many people no roll names",
    "roll": "which roll a marshal's phone was told of, as an alarm is another one than its drill",
    "sendings": "how many e-mails had been sent when the form was made, so that it counts once",
    "floors": "where a company is, in its own words", "preview": "that they are shown and not kept yet",
    "until": "until when the link to a password opens that a page shows, so that it counts once",
    "replaces": "which copy of a badge it is about",
    "copies": "how many copies of a roll there were, so that a second tap adds none",
    "shown": "the name on the badge before it is changed: compared, never kept",
    "digits": "digits by which a host vouches, or that prove an address: compared, never kept",
    "code": "what a QR code or a letter says: compared as a digest, never kept",
    "host": "the number of the host a walk-in asks for, which the visit keeps",
    "search": "the beginning of a host's name, or a part of a past guest's: compared, never kept",
    "ending": "what became of a past guest's visit", "skipped": "how many past visits a page is further",
    "family_name": "compared at the kiosk where several guests share an address, never kept",
    "address": "where a guest is found: kept as a digest; or a printer's place in the network",
    "contact": "an address typed at the desk: kept as a digest",
    "guests": "how many guests more than the plan a host may invite: kept as a number for the day",
    "session": "which other browser is signed out: a digest of its row's, never kept",
    "membership": "in which of their own a person goes on: the public id of a row",
    "visit": "whose row a request is about", "visits": "which of the visits found a request is about",
    "id_seen": "that the desk has seen an ID; a request is not noted without",
    "pasted": "a list of guests, of whom only the register's items are kept",
    "file": "the same as a file: read in memory, and kept nowhere",
    "listed": "the rows of that list whom it invites", "later": "those of its rows to be mended later",
    "row": "the line of the list that a row stood on", "invited": "how many of the list are invited",
    "wanted": "whether messages are wanted", "List-Unsubscribe": "the one click of a mail program",
    "printer": "a printer of the site", "group": "printers of the site", "model": "a printer's model",
    "width": "a printer's paper", "cutter": "a printer's knife", "switch": "what befalls a virtual printer",
    "time_zone": "a new site's", "region": "a new site's", "closes_at": "a new site's",
    "privacy_contact": "a new site's",
}  # fmt: skip
NAMELESS = {
    "wanted": "looks through the lines on the board in the browser, and is sent nowhere",
    "link": "shows a host the address to share, to be copied",
}
WIDGET = "web/templates/field.html"
"""Draws whatever field a form class declares."""

TAG = re.compile(r"<(?:input|select|textarea|button)\b[^>]*>", re.DOTALL)
TYPED = re.compile(r"<(?:input|select|textarea)\b")
ATTRIBUTE = re.compile(r"""\b(?P<which>name|id)\s*=\s*["'](?P<value>[^"']*)["']""")
KIOSK_FIELD = re.compile(r"""\bfield\(\s*["'](\w+)["']""")
IN_ROW = re.compile(r"^[a-z_]+-\d+-|-\d+$")
"""What stands before a field's name in one of several rows of a form, or after it in a list."""
EDITABLE = re.compile(r"\bcontenteditable\b")


def known() -> set[str]:
    """The names that a field may have: those of the register, and the controls."""
    entries = register().everything().values()
    return {field for entry in entries for field in entry.fields} | CONTROLS.keys()


def undeclared(found: Iterator[str]) -> list[str]:
    """Those of the field names that are neither the register's nor controls."""
    return sorted({IN_ROW.sub("", name) for name in found} - known())


def in_page(html: str) -> Iterator[str]:
    """The names of a page's fields; for one without a name, `#` and its id."""
    yield from ("contenteditable" for _ in EDITABLE.finditer(html))
    for tag in TAG.findall(html):
        said = {
            found["which"]: found["value"]
            for found in ATTRIBUTE.finditer(_without_data(tag))
        }
        if said.get("name"):
            yield said["name"]
        elif TYPED.match(tag) and said.get("id") not in NAMELESS:
            yield f"#{said.get('id', '')}"


def in_template(template: Path) -> Iterator[str]:
    """The names of the fields that stand in the template itself."""
    text = template.read_text("utf-8")
    yield from (name for name in in_page(text) if "{{" not in name)
    yield from KIOSK_FIELD.findall(text)


def in_module(module: Path) -> Iterator[str]:
    """The fields that a module's form classes declare, and those that its views read."""
    for node in ast.walk(tree(module)):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=kind))
            ) if kind.endswith("Field") and kind != "Field":
                yield name
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(
                    func=ast.Name(id="FieldList"),
                    args=[ast.Call(func=ast.Name(id=kind)), *_],
                ),
            ) if kind != "FormField":
                yield name
            case ast.Call(
                func=ast.Attribute(attr="get" | "getlist", value=source), args=[key, *_]
            ) if _is_form(source):
                yield from _literal(key)
            case ast.Subscript(value=source, slice=key) if _is_form(source):
                yield from _literal(key)


def _without_data(tag: str) -> str:
    return re.sub(r"\bdata-[\w-]+\s*=\s*([\"'])(?:(?!\1).)*\1", "", tag)


def _is_form(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {
        "form",
        "values",
        "files",
        "json",
    }


def _literal(key: ast.expr) -> Iterator[str]:
    match key:
        case ast.Constant(value=str(name)):
            yield name
