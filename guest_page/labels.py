"""The guest page's own texts: refusals, what was done, and who has read an item."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.vocabulary.policy import Reader
from visits.vocabulary.refusals import (
    ClockIsBehind,
    LinkExpired,
    TooManyTries,
    VisitRefused,
    WrongCode,
)

REFUSALS: dict[type[VisitRefused], LazyString] = {
    WrongCode: _("Those are not the digits. Please look at the e-mail again."),
    LinkExpired: _("That was good for a while only. Please ask for new digits."),
    TooManyTries: _("Too many tries. Please wait a while, then begin again."),
    ClockIsBehind: _(
        "Our clock is wrong just now, so nothing was changed. Please try again later."
    ),
}

FLASH_MESSAGES: dict[str, LazyString] = {
    "late": _("Your host and the front desk know."),
    "declined": _("Your host knows that you cannot come."),
    "corrected": _("It is corrected."),
    "unchanged": _("Nothing was different, so nothing was changed."),
    "desk_asked": _(
        "The front desk knows. Show them an ID when you are there, and they correct it."
    ),
    "restricted": _(
        "It is kept, and nobody uses it. Your code now leads to the front desk."
    ),
    "lifted": _("Everything is as it was before."),
    "objected": _("We have your objection. Until it is decided nobody uses your data."),
    "deferred": _("It is erased as soon as you leave."),
    "not_corrected": _(
        "It cannot be corrected here yet. Below you see why, and until when."
    ),
    "held": _("It cannot be erased yet. Below you see why, and until when."),
    "silenced": _(
        "No more e-mails. To remember that, we keep a digest of your address, not the address."
    ),
    "written": _("You get e-mails again."),
}

READERS: dict[Reader, LazyString] = {
    Reader.HOST: _("Your host"),
    Reader.CO_HOST: _("A colleague of your host"),
    Reader.COMPANY_ADMIN: _("Whoever manages the company of your host"),
    Reader.DESK: _("The front desk of %(site)s"),
    Reader.MARSHAL: _("Whoever looked for you in an alarm"),
    Reader.KIOSK: _("The kiosk"),
    Reader.MAILER: _("An e-mail to you"),
    Reader.PRINTING: _("The badge printer"),
    Reader.GUEST: _("You, on this page"),
}

HANDED_OVER = _("The front desk, when it handed you a copy")
