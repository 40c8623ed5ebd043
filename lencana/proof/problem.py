"""What the proof of erasure reports: something that should not be there."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProofProblem:
    """Where something should not be, and a sentence about it that quotes no guest."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"
