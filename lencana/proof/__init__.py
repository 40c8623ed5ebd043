"""The proof that nothing is left of erased guests, and the problems that it finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProofProblem:
    """The place of something that should not be there, and a sentence that quotes no guest."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"
