"""The labels of devices: conditions of printers, what helps, why a printer cannot be added."""

from typing import NamedTuple

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from printers.vocabulary import PrinterCondition, PrintProblemKind
from visits.printing.printer_setup import UnfitReason

CONDITIONS: dict[PrinterCondition, LazyString] = {
    PrinterCondition.READY: _("Ready"),
    PrinterCondition.PAPER_LOW: _("Paper low"),
    PrinterCondition.PAPER_OUT: _("Out of paper"),
    PrinterCondition.COVER_OPEN: _("Cover open"),
    PrinterCondition.CUTTER_ERROR: _("Cutter jam"),
    PrinterCondition.FAULT: _("Fault"),
    PrinterCondition.OFFLINE: _("Offline"),
    PrinterCondition.UNREACHABLE: _("Not reachable"),
}

PRINTER_ADVICE: dict[PrinterCondition, LazyString] = {
    PrinterCondition.PAPER_LOW: _("Have a new roll at hand."),
    PrinterCondition.PAPER_OUT: _("Put a new roll in. What waits comes out by itself."),
    PrinterCondition.COVER_OPEN: _("Close the cover. What waits comes out by itself."),
    PrinterCondition.CUTTER_ERROR: _(
        "Open the cover, take out what is stuck, and close it again."
    ),
    PrinterCondition.FAULT: _(
        "Switch it off and on again. If that does not help, tell your operator."
    ),
    PrinterCondition.OFFLINE: _(
        "It does not answer as it should. Look at its buttons and lights: somebody "
        "may have paused it. "
        "If not, switch it off and on; if that does not help, tell your operator."
    ),
    PrinterCondition.UNREACHABLE: _("Is it switched on and connected?"),
}

SET_UP_WRONG = frozenset(
    {
        PrintProblemKind.BAD_ADDRESS,
        PrintProblemKind.UNKNOWN_WIDTH,
        PrintProblemKind.UNKNOWN_PROFILE,
        PrintProblemKind.UNFIT_PROFILE,
        PrintProblemKind.TOO_SLOW,
        PrintProblemKind.NO_FONTS,
        PrintProblemKind.BAD_CODE,
        PrintProblemKind.BAD_IMAGE,
    }
)
"""Problems that nobody at the desk can solve by looking at paper and cover."""
ASK_OPERATOR = _("It is not set up well. Please tell your operator.")
CANNOT_CONFIRM = _(
    "Cannot confirm: it prints, but cannot say whether. The kiosk asks each guest."
)

PERHAPS_UNFIT = _(
    "It is set up as wide as %(models)s, which print no badges. If it is one of them, tell "
    "your operator."
)

UNFIT: dict[UnfitReason, LazyString] = {
    UnfitReason.NO_ADDRESS: _(
        "Give an address in your network, such as 192.168.1.50 or tcp://192.168.1.50:9100."
    ),
    UnfitReason.OTHER_PORT: _(
        "A printer listens at port 9100, 515 or 631. Other ports are not spoken to."
    ),
    UnfitReason.NOT_FOUND: _(
        "Nothing in your network is called that. Give the printer's number instead."
    ),
    UnfitReason.THIS_COMPUTER: _(
        "That address is this computer itself: give the printer's own, which its status page says."
    ),
    UnfitReason.TAKEN: _("That is the address of %(hint)s."),
    UnfitReason.NOT_IN_THE_NETWORK: _(
        "No printer of your network stands at that address. Its own status page says its number."
    ),
    UnfitReason.UNKNOWN_MODEL: _(
        "No model of this name is known. Leave it empty, and give the width of the paper."
    ),
    UnfitReason.MISSPELT_MODEL: _(
        "No model of this name is known. Close to it: %(hint)s."
    ),
    UnfitReason.UNFIT_MODEL: _(
        "This model cannot print badges: it prints no images, or too coarse ones. "
        "Take another printer."
    ),
    UnfitReason.NO_WIDTH: _(
        "Give the model or the width of the paper: 576 dots on 80 mm, 384 on 58 mm."
    ),
    UnfitReason.WRONG_WIDTH: _(
        "A badge is 384 to 640 dots wide, in steps of 8: 576 on 80 mm paper, 384 on 58 mm."
    ),
    UnfitReason.WIDER_THAN_ITS_MODEL: _(
        "This model prints fewer dots than that. Leave the width empty."
    ),
}

UNFIT_FIELDS: dict[UnfitReason, str] = {
    UnfitReason.NO_ADDRESS: "address",
    UnfitReason.OTHER_PORT: "address",
    UnfitReason.NOT_FOUND: "address",
    UnfitReason.THIS_COMPUTER: "address",
    UnfitReason.TAKEN: "address",
    UnfitReason.NOT_IN_THE_NETWORK: "address",
    UnfitReason.MISSPELT_MODEL: "model",
    UnfitReason.UNKNOWN_MODEL: "model",
    UnfitReason.UNFIT_MODEL: "model",
    UnfitReason.NO_WIDTH: "width",
    UnfitReason.WRONG_WIDTH: "width",
    UnfitReason.WIDER_THAN_ITS_MODEL: "width",
}


class Revocation(NamedTuple):
    """The page that asks before a device is revoked."""

    title: LazyString
    meaning: LazyString
    act: LazyString


REVOKE_KIOSK = Revocation(
    _("Revoke a kiosk"),
    _(
        "From then on the tablet checks nobody in. To use it again, pair it with a new code."
    ),
    _("Revoke this kiosk"),
)
REVOKE_AGENT = Revocation(
    _("Revoke a print agent"),
    _(
        "From this moment on it drives no printer of this site. To use it again, "
        "pair it with a new code."
    ),
    _("Revoke this print agent"),
)
