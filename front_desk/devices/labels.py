"""What is said of devices: how printers are and what helps, what cannot be a printer, what revoking means."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.printing.printer_setup import Unfit
from visits.vocabulary.printing import Condition, Trouble

CONDITIONS: dict[Condition, LazyString] = {
    Condition.READY: _("Ready"),
    Condition.PAPER_LOW: _("Paper low"),
    Condition.PAPER_OUT: _("Out of paper"),
    Condition.COVER_OPEN: _("Cover open"),
    Condition.CUTTER_ERROR: _("Cutter jam"),
    Condition.FAULT: _("Fault"),
    Condition.OFFLINE: _("Offline"),
    Condition.UNREACHABLE: _("Not reachable"),
}

CURES: dict[Condition, LazyString] = {
    Condition.PAPER_LOW: _("Have a new roll at hand."),
    Condition.PAPER_OUT: _("Put a new roll in. What waits comes out by itself."),
    Condition.COVER_OPEN: _("Close the cover. What waits comes out by itself."),
    Condition.CUTTER_ERROR: _("Open the cover, take out what is stuck, and close it again."),
    Condition.FAULT: _("Switch it off and on again. If that does not help, tell your operator."),
    Condition.OFFLINE: _(
        "It does not answer as it should. Look at its buttons and lights: somebody may have paused it. "
        "If not, switch it off and on; if that does not help, tell your operator."
    ),
    Condition.UNREACHABLE: _("Is it switched on and connected?"),
}

SET_UP_WRONG = frozenset(
    {
        Trouble.BAD_ADDRESS, Trouble.UNKNOWN_WIDTH, Trouble.UNKNOWN_PROFILE, Trouble.TOO_SLOW,
        Trouble.NO_FONTS, Trouble.BAD_CODE, Trouble.BAD_IMAGE,
    }
)  # fmt: skip
"""What no look at paper and cover mends."""
ASK_OPERATOR = _("It is not set up well. Please tell your operator.")
CANNOT_CONFIRM = _("Cannot confirm: it prints, but cannot say whether. The kiosk asks each guest.")

UNFIT: dict[Unfit, LazyString] = {
    Unfit.NO_ADDRESS: _("Give an address in your network, such as 192.168.1.50 or tcp://192.168.1.50:9100."),
    Unfit.OTHER_PORT: _("A printer listens at port 9100, 515 or 631. Other ports are not spoken to."),
    Unfit.NOT_FOUND: _("Nothing in your network is called that. Give the printer's number instead."),
    Unfit.THIS_COMPUTER: _(
        "That address is this computer itself: give the printer's own, which its status page says."
    ),
    Unfit.TAKEN: _("That is the address of %(hint)s."),
    Unfit.NOT_IN_THE_NETWORK: _(
        "No printer of your network stands at that address. Its own status page says its number."
    ),
    Unfit.UNKNOWN_MODEL: _(
        "No model of this name is known. Leave it empty, and give the width of the paper."
    ),
    Unfit.MISSPELT_MODEL: _("No model of this name is known. Close to it: %(hint)s."),
    Unfit.NO_WIDTH: _("Give the model or the width of the paper: 576 dots on 80 mm, 384 on 58 mm."),
    Unfit.WRONG_WIDTH: _("A badge is 384 to 640 dots wide, in steps of 8: 576 on 80 mm paper, 384 on 58 mm."),
    Unfit.WIDER_THAN_ITS_MODEL: _("This model prints fewer dots than that. Leave the width empty."),
}

UNFIT_FIELDS: dict[Unfit, str] = {
    Unfit.NO_ADDRESS: "address",
    Unfit.OTHER_PORT: "address",
    Unfit.NOT_FOUND: "address",
    Unfit.THIS_COMPUTER: "address",
    Unfit.TAKEN: "address",
    Unfit.NOT_IN_THE_NETWORK: "address",
    Unfit.MISSPELT_MODEL: "model",
    Unfit.UNKNOWN_MODEL: "model",
    Unfit.NO_WIDTH: "width",
    Unfit.WRONG_WIDTH: "width",
    Unfit.WIDER_THAN_ITS_MODEL: "width",
}


class Revocation(NamedTuple):
    """The question before a device is revoked, and what it means."""

    title: LazyString
    meaning: LazyString
    act: LazyString


REVOKE_KIOSK = Revocation(
    _("Revoke a kiosk"),
    _("From this moment on the tablet checks nobody in. To use it again, pair it with a new code."),
    _("Revoke this kiosk"),
)
REVOKE_AGENT = Revocation(
    _("Revoke a print agent"),
    _("From this moment on it drives no printer of this site. To use it again, pair it with a new code."),
    _("Revoke this print agent"),
)

NAME_TAKEN = _("Something here is called that already. Choose another name.")
