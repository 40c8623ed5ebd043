"""Host news in words for the guest: the same on the kiosk and on the guest's own page."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.escalation import HostStatus
from visits.host_news import HostNews
from visits.vocabulary.visits import Answer

ANSWERS: dict[Answer, LazyString] = {
    Answer.COMING: _("Your host is on the way to you."),
    Answer.FIVE_MINUTES: _("Your host comes in about five minutes."),
    Answer.WAIT: _("Your host asks you to wait a little."),
    Answer.SOMEBODY_ELSE: _("A colleague of your host comes to you."),
    # Why is for the front desk to say.
    Answer.NOBODY_EXPECTED: _("Please see the front desk."),
}
STATUSES: dict[HostStatus, LazyString] = {
    HostStatus.BEING_TOLD: _("We are telling your host."),
    HostStatus.TOLD: _("We have told your host."),
    HostStatus.DESK_TOLD: _("The front desk knows that you are here."),
}


def text(news: HostNews) -> str:
    """The news as one sentence; empty if there is nothing to say."""
    if news.answer is Answer.SEND_UP:
        return go_up(news.directions.company, news.directions.floor)
    if news.answer:
        return str(ANSWERS[news.answer])
    return str(STATUSES[news.status]) if news.status else ""


def go_up(company: str, floor: str) -> str:
    """The way up to the company, with its own words of where it is if there are any."""
    if floor:
        said = gettext(
            "Please go up: %(company)s, %(floor)s.", company=company, floor=floor
        )
    else:
        said = gettext("Please go up to %(company)s.", company=company)
    return str(said)
