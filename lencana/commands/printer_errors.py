"""What the commands print if a printer printed nothing: a sentence for each reason."""

from printers import profiles
from printers.errors import PrinterError
from printers.vocabulary import PrintProblemKind as Kind

REASONS: dict[Kind, str] = {
    Kind.UNREACHABLE: "it cannot be reached",
    Kind.REFUSED: "it refused the connection: it is no printer, or is busy with another computer",
    Kind.RESET: "it broke the connection off: look whether a badge came out",
    Kind.CLOSED: "it hung up: look whether a badge came out",
    Kind.STALLED: "it stopped taking the badge",
    Kind.PAPER_OUT: "it is out of paper",
    Kind.COVER_OPEN: "its cover is open",
    Kind.CUTTER_ERROR: "its cutter is jammed",
    Kind.FAULT: "it reports a fault: switch it off and on again",
    Kind.OFFLINE: "it does not answer as it should: it may be paused, or no printer of this kind",
    Kind.UNCONFIRMED: "it did not say that the badge is complete: look whether one came out",
    Kind.BAD_ADDRESS: "the address is none",
    Kind.BAD_CODE: "this badge cannot be drawn",
    Kind.BAD_IMAGE: "this badge cannot be drawn",
    Kind.UNKNOWN_WIDTH: "it is not known how wide this model prints: give --width instead",
    Kind.UNKNOWN_PROFILE: "no model of this name is known",
    Kind.UNFIT_PROFILE: "this model cannot print badges",
    Kind.TOO_SLOW: "the serial line is too slow",
    Kind.NO_PRINTER: "the site has no printer that may print it",
    Kind.AGENT_LOST: "nothing was heard of the print agent since it began",
    Kind.NO_FONTS: "no font for badges is installed: `lencana doctor` says more",
}
WITH_DETAIL = frozenset(
    {Kind.BAD_ADDRESS, Kind.TOO_SLOW, Kind.UNFIT_PROFILE, Kind.UNREACHABLE}
)


def sentence(error: PrinterError) -> str:
    """Return the reason in words, with the details where they tell an operator something."""
    if error.explanation and error.kind in WITH_DETAIL:
        return f"{REASONS[error.kind]}: {error.explanation}"
    return REASONS[error.kind]


def unknown_model(name: str) -> str:
    """Return that no model has this name, which ones are similar, and what lists them all."""
    similar = profiles.alike(name)
    hint = f" Did you mean {' or '.join(similar)}?" if similar else ""
    return f"no model is called {name!a}.{hint} `lencana printer models` lists those that are known"
