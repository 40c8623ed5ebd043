"""The only places where personal data leaves its `Personal` container, each with its reason."""

import ast
import re
from pathlib import Path

from tests.house_rules.product import tree

PLACES = {
    "visits/vault/personal.py": "the container itself",
    "visits/printing/badge_content.py": "the badge",
    "visits/printing/rolls.py": "the roll of an alarm, on paper",
    "visits/guest_log.py": "whether the desk searches for a part of the guest's name",
    "visits/past_guests.py": "whether a host searches for a part of the guest's name",
    "visits/emails.py": "whom a letter goes to",
    "lencana/mail/template_context.py": "whom a letter greets",
    "lencana/channels/texts.py": "a guest's initials, for their host",
    "visits/lobby/named_guests.py": "whether the family name that was typed is the guest's",
    "front_desk/template_filters.py": "the board",
    "front_desk/roll_call.py": "the roll of an alarm, for its marshals and the desk",
    "front_desk/templates/copies.html": "what the desk hands to the person it is about",
    "kiosk/templates/arrived.html": "the welcome on the tablet",
    "host_portal/forms.py": "the form that invites a past guest again, and that of the badge's name",
    "visits/rights/corrections.py": "whether the badge's name is still what a host was shown",
    "host_portal/templates/_guest.html": "a host's list of guests",
    "host_portal/templates/invitation.html": "whom a host invited",
    "host_portal/templates/answer.html": "the initials of a guest who is here",
    "guest_page/templates/visit.html": "the guest's own page",
    "guest_page/templates/_my_data.html": "the guest's own page",
    "guest_page/templates/_badge.html": "the badge that a guest is shown beforehand",
    "guest_page/forms.py": "what the guest may correct",
    "visits/rights/access.py": "what a guest takes with them",
}
IN_TEMPLATE = re.compile(
    r"\.\s*reveal\b|\[\s*[\"']reveal[\"']\s*\]|attr\(\s*[\"']reveal[\"']|\b_value\b"
)
ESCAPES = {"reveal", "_value"}


def in_template(template: Path) -> list[str]:
    """Where a template reveals."""
    return [
        f"{template}: {found.group()}"
        for found in IN_TEMPLATE.finditer(template.read_text("utf-8"))
    ]


def in_module(module: Path) -> list[str]:
    """Where a module reveals, or reaches for what a container hides."""
    reached = [_reach(node) for node in ast.walk(tree(module))]
    return [f"{module}: {how}" for how in reached if how]


def _reach(node: ast.AST) -> str:
    match node:
        case ast.Attribute(attr="reveal"):
            return "reveal"
        case ast.Attribute(attr="_value"):
            return "_value"
        case ast.Constant(value=str(word)) if word in ESCAPES:
            return word
    return ""
