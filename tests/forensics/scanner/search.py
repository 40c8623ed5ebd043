"""Looks for thousands of spellings in one pass over bytes, exactly, at the speed of a set."""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.forensics.scanner.encodings import spellings
from tests.forensics.scanner.terms import SearchTerm

BLOCK = 1 << 20
_SHORT, _LONG = 4, 8


class Hit(NamedTuple):
    """A term that was found, by its number, and the encoding in which it lay."""

    term: int
    encoding: str


class _Grams:
    """Patterns by the aligned machine words inside them.

    A pattern of 2n-1 bytes holds an aligned word of n bytes wherever it begins.
    """

    def __init__(self, size: int, patterns: Iterable[bytes]) -> None:
        self.size = size
        self.patterns: defaultdict[int, list[bytes]] = defaultdict(list)
        for pattern in patterns:
            for start in range(size):
                gram = int.from_bytes(pattern[start : start + size], sys.byteorder)
                self.patterns[gram].append(pattern)
        self._grams = frozenset(self.patterns)

    def candidates(self, block: bytes) -> set[bytes]:
        view = memoryview(block)[: len(block) // self.size * self.size]
        machine_words = view.cast("Q" if self.size == _LONG else "I")
        if self._grams.isdisjoint(machine_words):
            return set()
        seen = self._grams.intersection(machine_words)
        return {pattern for gram in seen for pattern in self.patterns[gram]}


class Search:
    """Finds every spelling of every term; says which terms, never what they are.

    Refuses a term that is too short to be told from chance (`ValueError`).
    """

    def __init__(self, terms: Iterable[SearchTerm]) -> None:
        self._hits: defaultdict[bytes, set[Hit]] = defaultdict(set)
        for term in terms:
            patterns = spellings(term)
            if not patterns:
                raise ValueError(f"term {term.number} is too short")
            for pattern, encoding in patterns.items():
                self._hits[pattern].add(Hit(term.number, encoding))
        self.patterns = len(self._hits)
        self._overlap = max(map(len, self._hits), default=0)
        long = {pattern for pattern in self._hits if len(pattern) >= 2 * _LONG - 1}
        middle = {
            pattern for pattern in self._hits if len(pattern) >= 2 * _SHORT - 1
        } - long
        self._grams = [_Grams(_LONG, long), _Grams(_SHORT, middle)]
        few = sorted(self._hits.keys() - long - middle, key=len, reverse=True)
        # An alternation finds one pattern at a place, so that one hit makes all of them candidates.
        self._few = re.compile(b"|".join(map(re.escape, few))) if few else None
        self._short = few

    @property
    def encodings(self) -> set[str]:
        return {hit.encoding for hits in self._hits.values() for hit in hits}

    def within(self, content: bytes) -> set[Hit]:
        """Every term and encoding found in it."""
        return {
            hit for block in self._blocks(content) for hit in self._within_block(block)
        }

    def _blocks(self, content: bytes) -> Iterator[bytes]:
        for start in range(0, len(content), BLOCK):
            yield content[start : start + BLOCK + self._overlap]

    def _within_block(self, block: bytes) -> Iterator[Hit]:
        candidates = {
            pattern for grams in self._grams for pattern in grams.candidates(block)
        }
        if self._few and self._few.search(block):
            candidates.update(self._short)
        for pattern in candidates:
            if pattern in block:
                yield from self._hits[pattern]
