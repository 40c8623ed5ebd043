"""Renders an e-mail: texts, QR picture and calendar entry become one message to one person."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage, MIMEPart
from functools import cache, partial
from typing import Any
from uuid import uuid4

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from lencana.mail import headers, template_context
from lencana.mail.calendar_entry import CalendarEvent, ics, method
from lencana.mail.mail_settings import MailSettings
from visits import calendar_ids, languages
from visits.emails import AboutVisit, Contents
from visits.vocabulary.mail import ABOUT_INVITATION, EmailKind
from visits.vocabulary.people import Role
from visits.vocabulary.visits import CODE_DIGITS
from web import qr

WITH_ENTRY = ABOUT_INVITATION
WITH_PICTURE = WITH_ENTRY - {EmailKind.HOST_CHANGED, EmailKind.WITHDRAWN}
MODULE = 14
"""Dots to a module: twice what is shown, so that it stays sharp on fine screens."""
ENTRY_NAME = "visit.ics"


def render(
    contents: Contents,
    kind: EmailKind,
    mail: MailSettings,
    at: datetime,
    roles: frozenset[Role] = frozenset(),
) -> EmailMessage:
    """Render the e-mail as of the moment `at`, for its one recipient; `headers.stamp` completes it.

    `roles` are those of the recipient, if they are a member.
    Raises AddressUnusable if no mail can be sent to the recipient.
    """
    values = template_context.context(contents, mail.links, roles)
    # Of this e-mail alone: iOS shows the first picture that it ever had under an id.
    values["picture_id"] = f"{uuid4().hex}@{calendar_ids.OWN}"
    message = EmailMessage(policy=headers.POLICY)
    message["To"] = headers.recipient(contents.to)
    _add_texts(message, kind, template_context.spoken(contents.language), values)
    if kind in ABOUT_INVITATION:
        headers.unsubscribable(message, values["no_more"])
    if isinstance(contents, AboutVisit) and kind in WITH_PICTURE:
        _add_picture(message, contents.code, values["picture_id"])
    if isinstance(contents, AboutVisit) and kind in WITH_ENTRY:
        _add_entries(message, _entries(contents, kind, mail), at)
    return message


def _add_texts(
    message: EmailMessage, kind: EmailKind, language: str, values: dict[str, Any]
) -> None:
    subject, _, text = _page(language, f"{kind.value}.txt", values).partition("\n")
    message["Subject"] = " ".join(subject.split())  # a line break could begin a header
    message["Content-Language"] = language
    message.set_content(text.strip() + "\n")
    html = _page(language, f"{kind.value}.html", values | {"subject": subject})
    message.add_alternative(html, "html")


def _page(language: str, template: str, values: dict[str, Any]) -> str:
    return _templates(language).get_template(template).render(values)


@cache
def _templates(language: str) -> Environment:
    templates = Environment(
        loader=PackageLoader("lencana.mail"),
        # Guests' names stand in HTML, but in plain text `&amp;` would be read as such.
        autoescape=select_autoescape(["html"]),
        # A misspelt value fails in the tests instead of leaving a gap in an e-mail.
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["language"] = language
    templates.globals["direction"] = languages.direction(language)
    templates.globals["comma"] = languages.comma(language)
    templates.filters["isolated"] = partial(languages.isolated, language=language)
    templates.globals["code_digits"] = CODE_DIGITS
    # The i18n extension adds this method when it is loaded, which its types do not show.
    translated: Any = templates
    translated.install_gettext_translations(
        template_context.translations(language), newstyle=True
    )
    return templates


def _add_picture(message: EmailMessage, code: str, picture_id: str) -> None:
    # Inline, beside the HTML: many mail programs load no picture from a server, and loading
    # one would tell us when the guest reads.
    html = message.get_body(("html",))
    if isinstance(html, MIMEPart):
        html.add_related(
            qr.png(code, MODULE),
            "image",
            "png",
            cid=f"<{picture_id}>",
            disposition="inline",
        )


def _add_entries(
    message: EmailMessage, entries: Sequence[CalendarEvent], at: datetime
) -> None:
    # RFC 6047, 2.4: mail programs offer the entry by the method that its part names.
    params = {"method": method(entries)}
    # In base64, in which every reader finds its line ends as RFC 5545 wants them.
    message.add_attachment(
        ics(entries, at),
        subtype="calendar",
        filename=ENTRY_NAME,
        params=params,
        cte="base64",
    )


def _entries(
    contents: AboutVisit, kind: EmailKind, mail: MailSettings
) -> list[CalendarEvent]:
    texts = template_context.translations(template_context.spoken(contents.language))
    site = contents.site
    return [
        CalendarEvent(
            # The same in every e-mail about the visit: so a change replaces the entry (RFC 5545).
            uid=day.calendar_id,
            organizer=headers.sender(mail.sender).addr_spec,
            sequence=day.invitation.sequence,
            starts_at=day.invitation.starts_at,
            ends_at=day.invitation.ends_at,
            summary=texts.gettext("Visit to %(site)s") % {"site": site.name},
            place=", ".join(filter(None, (site.name, contents.address))),
            cancelled=day.is_cancelled or kind is EmailKind.WITHDRAWN,
        )
        for day in contents.days
    ]
