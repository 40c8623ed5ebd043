"""The demo's own face: how to begin, the e-mails, and the virtual printer's paper."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Flask, Response, abort, current_app, make_response, url_for
from flask.typing import ResponseReturnValue

from lencana.demo import paper
from lencana.demo.seed import Cast
from lencana.mail.mailbox import Mail, MemoryMailbox
from printers.virtual import VirtualPrinter
from visits.store.database import Database
from web.access import open_to_everyone
from web.face import FaceSettings, create_face, links
from web.pages import page

views = Blueprint("demo", __name__)

EMAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
"""An e-mail carries its styles in itself, as mail programs want it, and nothing that runs."""


@dataclass(frozen=True)
class DemoParts:
    """What the demo shows."""

    mailbox: MemoryMailbox
    printer: VirtualPrinter
    cast: Cast


def create_app(settings: FaceSettings, database: Database, props: DemoParts) -> Flask:
    """Create the demo's face; it is open to everyone, because only this machine reaches it."""
    app = create_face("demo", __name__, settings, database)
    app.extensions["lencana.demo"] = props
    app.register_blueprint(views)
    app.jinja_env.globals["whole_demo"] = True
    paper.set_up(app, props.printer)
    return app


@views.get("/")
@open_to_everyone
def begin() -> ResponseReturnValue:
    """Show how to begin."""
    return page("begin.html", links=links(), cast=_parts().cast)


@views.get("/mail")
@open_to_everyone
def mail() -> ResponseReturnValue:
    """Show every e-mail the product sent, newest first."""
    mails = _parts().mailbox.mails()
    version = mails[0].number if mails else 0
    return paper.watched(page("mail.html", mails=mails, version=version), str(version))


@views.get("/mail/<int:number>")
@open_to_everyone
def mail_page(number: int) -> ResponseReturnValue:
    """Show one e-mail as its reader sees it."""
    email = _mail(number)
    answer = make_response(
        email.html(lambda index: url_for(".mail_picture", number=number, index=index))
    )
    # A guest's name stands in it: nothing that somebody wrote may run on this page.
    answer.headers["Content-Security-Policy"] = EMAIL_POLICY
    return answer


@views.get("/mail/<int:number>/pictures/<int:index>")
@open_to_everyone
def mail_picture(number: int, index: int) -> ResponseReturnValue:
    """Return a picture inside an e-mail."""
    pictures = _mail(number).pictures
    if index >= len(pictures):
        abort(HTTPStatus.NOT_FOUND)
    return Response(pictures[index].content, content_type=pictures[index].kind)


def _mail(number: int) -> Mail:
    return _parts().mailbox.mail(number) or abort(HTTPStatus.NOT_FOUND)


def _parts() -> DemoParts:
    props: DemoParts = current_app.extensions["lencana.demo"]
    return props
