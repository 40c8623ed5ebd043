"""Why a printer brought nothing out, as a sentence for whoever stands at the console."""

from printers import profiles
from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind

REASONS: dict[PrintProblemKind, str] = {
    PrintProblemKind.UNREACHABLE: "it cannot be reached; see that it is switched on and connected",
    PrintProblemKind.REFUSED: "it refused the connection: it is no printer, or is busy with another computer",
    PrintProblemKind.RESET: "it broke the connection off: look whether a badge came out",
    PrintProblemKind.CLOSED: "it hung up: look whether a badge came out",
    PrintProblemKind.STALLED: "it stopped taking the badge",
    PrintProblemKind.PAPER_OUT: "it is out of paper",
    PrintProblemKind.COVER_OPEN: "its cover is open",
    PrintProblemKind.CUTTER_ERROR: "its cutter is jammed",
    PrintProblemKind.FAULT: "it reports a fault: switch it off and on again",
    PrintProblemKind.OFFLINE: "it does not answer as it should: it may be paused, or no printer of this kind",
    PrintProblemKind.UNCONFIRMED: "it did not say that the badge is complete: look whether one came out",
    PrintProblemKind.BAD_ADDRESS: "the address is none",
    PrintProblemKind.BAD_CODE: "this badge cannot be drawn",
    PrintProblemKind.BAD_IMAGE: "this badge cannot be drawn",
    PrintProblemKind.UNKNOWN_WIDTH: "nobody knows how wide this model prints: give --width instead of --profile",
    PrintProblemKind.UNKNOWN_PROFILE: "no model of this name is known",
    PrintProblemKind.TOO_SLOW: "the serial line is too slow",
    PrintProblemKind.NO_FONTS: "no font for badges is installed: `lencana doctor` says more",
}
SAY_MORE = frozenset({PrintProblemKind.BAD_ADDRESS, PrintProblemKind.TOO_SLOW})


def said(problem: PrinterError) -> str:
    """The reason in words; where what was typed is at fault, with what is wrong about it."""
    words = REASONS[problem.kind]
    more = str(problem).partition(": ")[2]
    return f"{words}: {more}" if more and problem.kind in SAY_MORE else words


def unknown_model(name: str) -> str:
    """That there is no such model, the names that are almost so, and where all of them are listed."""
    alike = profiles.alike(name)
    meant = f" Did you mean {' or '.join(alike)}?" if alike else ""
    return f"no model is called {name!a}.{meant} `lencana printer models` lists those that are known"
