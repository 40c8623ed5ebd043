"""A problem that the proof of erasure found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProofProblem:
    """The place of something that should not be there, and a sentence that quotes no guest."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"
