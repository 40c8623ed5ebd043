"""Why a printer brought nothing out, as a sentence for whoever stands at the console."""

from printers import profiles
from printers.errors import PrinterError, Reason

REASONS: dict[Reason, str] = {
    Reason.UNREACHABLE: "it cannot be reached; see that it is switched on and connected",
    Reason.REFUSED: "it refused the connection: it is no printer, or is busy with another computer",
    Reason.RESET: "it broke the connection off: look whether a badge came out",
    Reason.CLOSED: "it hung up: look whether a badge came out",
    Reason.STALLED: "it stopped taking the badge",
    Reason.PAPER_OUT: "it is out of paper",
    Reason.COVER_OPEN: "its cover is open",
    Reason.CUTTER_ERROR: "its cutter is jammed",
    Reason.FAULT: "it reports a fault: switch it off and on again",
    Reason.OFFLINE: "it does not answer as it should: it may be paused, or no printer of this kind",
    Reason.UNCONFIRMED: "it did not say that the badge is complete: look whether one came out",
    Reason.BAD_ADDRESS: "the address is none",
    Reason.BAD_CODE: "this badge cannot be drawn",
    Reason.BAD_IMAGE: "this badge cannot be drawn",
    Reason.UNKNOWN_WIDTH: "nobody knows how wide this model prints: give --width instead of --profile",
    Reason.UNKNOWN_PROFILE: "no model of this name is known",
    Reason.TOO_SLOW: "the serial line is too slow",
    Reason.NO_FONTS: "no font for badges is installed: `lencana doctor` says more",
}
SAY_MORE = frozenset({Reason.BAD_ADDRESS, Reason.TOO_SLOW})


def said(problem: PrinterError) -> str:
    """The reason in words; where what was typed is at fault, with what is wrong about it."""
    words = REASONS[problem.reason]
    more = str(problem).partition(": ")[2]
    return f"{words}: {more}" if more and problem.reason in SAY_MORE else words


def unknown_model(name: str) -> str:
    """That there is no such model, the names that are almost so, and where all of them are listed."""
    alike = profiles.alike(name)
    meant = f" Did you mean {' or '.join(alike)}?" if alike else ""
    return f"no model is called {name!a}.{meant} `lencana printer models` lists those that are known"
