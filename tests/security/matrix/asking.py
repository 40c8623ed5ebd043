"""The requests of the matrix: each actor asks each route for their own things and for others'."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from zlib import crc32

from tests.security.matrix.actors import Actor
from tests.security.matrix.rows import Kind, Row
from tests.security.matrix.things import NUMBERED, UNKNOWN_OF, Thing, Things

SEED = 20261130
ONE_IN = 3
"""Of what is somebody else's each actor asks each route for so many, and the next for others."""
FEW = 6
"""Things of each other kind whose ids look alike."""
PAIRS = 60
"""An address of one's own with what its form names."""


@dataclass(frozen=True)
class Asked:
    """One request: by whom, for what, and of which thing."""

    actor: Actor
    endpoint: str
    row: Row
    of: Thing | None
    other: Thing | None

    @property
    def named(self) -> list[Thing]:
        """What the address names, and then what the form does."""
        return [thing for thing in (self.of, self.other) if thing]

    @property
    def is_open(self) -> bool:
        """Whether the actor gets beyond the door."""
        return self.row.who in self.actor.may

    @property
    def own(self) -> list[Thing]:
        """What is named and is the actor's, or goes with what the address names."""
        row = self.row
        takes = (self.of, row.of, row.own), (self.other, row.other, row.whose)
        return [
            thing
            for thing, kind, own in takes
            if thing
            and thing.kind is kind
            and self.actor.is_own(own, thing, self.of or thing)
        ]

    @property
    def is_own(self) -> bool:
        """Whether nothing is named but what is the actor's."""
        return len(self.own) == len(self.named)

    @property
    def is_fitting(self) -> bool:
        """Whether each thing is of the kind that the route takes."""
        takes = (self.of, self.row.of), (self.other, self.row.other)
        return all(thing is None or thing.kind is kind for thing, kind in takes)

    @property
    def is_of_another_scanner(self) -> bool:
        """Whether a badge is held where an invitation is read, or the other way round."""
        return any(":" in thing.id for thing in self.named) and not self.is_fitting

    def with_unknown(self) -> "Asked":
        """The same for what does not exist in place of what is somebody else's."""
        row, of, other = self.row, self.of, self.other
        is_of_own = row.of is None or (of is not None and of in self.own)
        if row.other and is_of_own:
            other = UNKNOWN_OF[row.other]
        elif row.of:
            of = UNKNOWN_OF[row.of]
        return Asked(self.actor, self.endpoint, row, of, other)


def every(actor: Actor, endpoint: str, row: Row, things: Things) -> Iterator[Asked]:
    """Every request of the actor to this route."""
    paths: list[Thing | None] = [*_fitting(row.of, things, row)] or [None]
    own = [of for of in paths if Asked(actor, endpoint, row, of, None).is_own]
    foreign = [of for of in paths if of not in own]
    # A door that is closed is closed whatever lies behind it.
    is_open = row.who in actor.may
    turn = crc32(f"{actor.name}{endpoint}".encode()) % ONE_IN
    step = ONE_IN if is_open else ONE_IN * FEW
    for of in (own if is_open else own[:FEW]) + foreign[turn::step]:
        yield Asked(actor, endpoint, row, of, _usual(actor, row, of, things))
    if row.other and is_open:
        pairs = [
            (of, other) for of in own for other in _fitting(row.other, things, row)
        ]
        for of, other in Random(SEED).sample(pairs, min(PAIRS, len(pairs))):
            yield Asked(actor, endpoint, row, of, other)


def _fitting(kind: Kind | None, things: Things, row: Row) -> Iterator[Thing]:
    """Everything of this kind, and some of all others whose ids look like its."""
    if kind is None:
        return
    if "{name}" in row.says.values():
        # By the name of a person with two memberships either of them is asked for.
        called = Counter(thing.name for thing in things.of(kind))
        yield from (thing for thing in things.of(kind) if called[thing.name] == 1)
        return
    yield from things.of(kind)
    if kind in NUMBERED:
        # Another kind's number is one of this kind's too.
        return
    for other in Kind:
        if other is not kind and _shape(UNKNOWN_OF[other]) == _shape(UNKNOWN_OF[kind]):
            found = things.of(other)
            yield from found[:: max(1, len(found) // FEW)]


def _usual(actor: Actor, row: Row, of: Thing | None, things: Things) -> Thing | None:
    """What goes with it, such as a colleague of the host."""
    if row.other is None:
        return None
    fitting = (
        one for one in things.of(row.other) if actor.is_own(row.whose, one, of or one)
    )
    return next(fitting, UNKNOWN_OF[row.other])


def _shape(thing: Thing) -> tuple[int, bool]:
    return len(thing.id), ":" in thing.id
