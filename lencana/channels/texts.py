"""The words that go out by a channel: a guest's initials and the time, and no more of them."""

from dataclasses import dataclass, field
from gettext import NullTranslations

from lencana.mail.template_context import spoken, translations
from visits import sites
from visits.messages import GuestNews, MessageContents
from web.dates import SiteDates
from web.face import Links
from web.names import clean, initials


@dataclass(frozen=True)
class Words:
    """A sentence, and the address at which its reader answers; empty if there is none."""

    sentence: str = field(repr=False)
    link: str = field(repr=False, default="")
    button: str = ""
    """What stands on the link."""
    event: str = "guest.arrived"
    """What it is, for a program."""

    @property
    def plain(self) -> str:
        """Both as plain text."""
        return "\n".join(filter(None, (self.sentence, self.link)))


def words(contents: MessageContents, links: Links) -> Words:
    """Return the words in the language of their reader."""
    news, texts = contents.guest_news, translations(spoken(contents.language))
    if news is None:
        test = texts.gettext("This is a test from %(site)s.")
        return Words(test % {"site": contents.site.name}, event="test")
    dates = SiteDates(sites.zone(contents.site), spoken(contents.language))
    told = {
        "place": news.place,
        "who": _who(clean(news.guest.name.reveal())) or texts.gettext("Your guest"),
        "time": dates.clock(news.came_at),
    }
    if not news.answer_link:
        return _without_link(news, told, texts)
    event = "guest.asking" if news.is_asking else "guest.arrived"
    if news.is_asking:
        sentence = texts.gettext(
            "Somebody without an invitation asks for you at %(place)s (%(who)s, %(time)s)."
        )
    else:
        sentence = texts.gettext("A guest for you is at %(place)s (%(who)s, %(time)s).")
    link = f"{links.hosts}/answers/{news.answer_link}"
    return Words(sentence % told, link, texts.gettext("Answer"), event)


def _without_link(
    news: GuestNews, told: dict[str, str], texts: NullTranslations
) -> Words:
    """Return what is told to whom nobody asks: a front desk, a company, the host of before."""
    if news.is_undone:
        sentence = texts.gettext(
            "That was a mistake of the front desk: %(who)s has not arrived at %(place)s."
        )
        return Words(sentence % told, event="guest.arrival_undone")
    if news.taken_by:
        sentence = texts.gettext(
            "%(host)s has taken over your guest's visit (%(who)s, %(place)s)."
        )
        by = {"host": clean(news.taken_by)}
        return Words(sentence % (told | by), event="guest.taken_over")
    sentence = texts.gettext("A guest is at %(place)s (%(who)s, %(time)s).")
    return Words(sentence % told)


def _who(name: str) -> str:
    """Return the initials; empty where they would be the whole name, which stays with us."""
    shown = initials(name)
    return shown if _letters(shown) != _letters(name) else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()
