"""The head of the audit log at the foot of the desk's pages, for staff to note."""

from flask import Flask

from visits.audit import anchor
from visits.audit.anchor import AuditHead
from web.context import database


def set_up(app: Flask) -> None:
    """Give templates `audit_head()`."""
    app.jinja_env.globals["audit_head"] = audit_head


def audit_head() -> AuditHead | None:
    """Return the head of the audit log; None as long as nothing was sealed."""
    with database().reading() as store:
        return anchor.head(store)
