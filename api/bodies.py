"""The bodies that the API reads: every field has a closed type, and unknown fields are refused."""

from http import HTTPStatus
from typing import Annotated, Self, TypeVar

from flask import abort, request
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from api.problems import NotValid
from printers.text.spelling import is_plain
from printers.vocabulary import (
    Confirmation,
    Outcome,
    PrinterCondition,
    PrintProblemKind,
)
from visits.printing.agents import MOST_PRINTERS, AnnouncedPrinter
from visits.store.patterns import PUBLIC_ID

# Seconds; the site hears of a silent agent after 150, which leaves room for lost polls.
LONGEST_WAIT = 25
# Problems that only the domain can know: an agent may not report them.
ONLY_OURS = frozenset({PrintProblemKind.NO_PRINTER, PrintProblemKind.AGENT_LOST})


def _plain(name: str) -> str:
    if not is_plain(name):
        raise ValueError("it stands on one line, and all of it can be seen")
    return name


def _reportable(problem: PrintProblemKind) -> PrintProblemKind:
    if problem in ONLY_OURS:
        raise ValueError("no agent can report that problem")
    return problem


Name = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_plain)]
JobId = Annotated[str, Field(pattern=f"^{PUBLIC_ID}$")]


class Body(BaseModel):
    """A body with exactly the fields of its class."""

    model_config = ConfigDict(
        # Strict: a number in quotes is no number, so each value has one spelling.
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
    )


class PairingBody(Body):
    """A pairing code, as the desk shows it."""

    code: Annotated[str, Field(min_length=1, max_length=40)]


class PrinterState(Body):
    """A printer's condition, and the job that its agent has in hand there."""

    name: Name
    # Dots on 58 to 80 mm paper; a line of a raster image is whole bytes of 8 dots.
    width: Annotated[int, Field(ge=384, le=640, multiple_of=8)]
    condition: PrinterCondition
    confirm: Confirmation | None = None
    job: JobId | None = None


class AnnouncementBody(Body):
    """The conditions of an agent's printers, each named once."""

    printers: Annotated[list[PrinterState], Field(max_length=MOST_PRINTERS)]

    @property
    def announced(self) -> list[AnnouncedPrinter]:
        return [
            AnnouncedPrinter(
                printer.name,
                printer.width,
                printer.condition,
                printer.confirm,
                printer.job,
            )
            for printer in self.printers
        ]

    @model_validator(mode="after")
    def _none_twice(self) -> Self:
        if len({printer.name for printer in self.printers}) != len(self.printers):
            raise ValueError("a printer is announced once")
        return self


class PollBody(AnnouncementBody):
    """An announcement by an agent that waits up to `wait` seconds for something to print."""

    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = 0


class WaitingBody(Body):
    """Why a printer that holds a badge waits."""

    condition: PrinterCondition


class OutcomeBody(Body):
    """The outcome of an attempt."""

    outcome: Outcome
    problem: Annotated[PrintProblemKind, AfterValidator(_reportable)] | None = None


Kind = TypeVar("Kind", bound=Body)


def parse_body(kind: type[Kind]) -> Kind:
    """Return the request's JSON body as a `kind` (`NotValid`; 415 for another content type)."""
    # A web page cannot send this type to another origin without a CORS preflight.
    if request.mimetype != "application/json":
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        return kind.model_validate_json(request.get_data())
    except ValidationError as error:
        raise NotValid(_place(error)) from None


def _place(error: ValidationError) -> str:
    """Return the JSON pointer of the first field at fault; a made-up field's name is left out."""
    # Without the input: an answer or a log must not repeat what was sent.
    first = error.errors(include_input=False, include_url=False, include_context=False)[
        0
    ]
    path = first["loc"][:-1] if first["type"] == "extra_forbidden" else first["loc"]
    return "/" + "/".join(str(part) for part in path)
