"""Paper under a print head: rows of dots, and pictures stored until they are printed."""

from PIL import Image

# Dots from one line of text to the next.
LINE = 30


class Inked:
    """Every row is a number, its leftmost dot the highest bit of `width`."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.spacing = LINE
        self.text = bytearray()
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._column_height = 0
        self._words = b""
        self._stored: list[tuple[int, int, list[bytes]]] = []

    def print_row(self, dots: bytes, wide: int = 1, high: int = 1) -> None:
        """The dots are on paper, from the left; what is wider than the head is not."""
        self._rows += [
            self._fitted(_stretched(dots, wide), len(dots) * 8 * wide)
        ] * high

    def add_column(self, dots: bytes, high: int, wide: int) -> None:
        """One more column of the line, which is printed when it ends."""
        self._columns += [_stretched(dots, high)] * wide
        self._column_height = max(self._column_height, len(dots) * 8 * high)

    def write(self, words: bytes) -> None:
        """More words of the line: how they look is not known here."""
        self._words += words

    def end_line(self, lines: int = 1) -> None:
        """The line is on paper, and so many lines of it passed."""
        printed = self.flush()
        self.feed(max(lines * self.spacing - printed, 0))

    def flush(self) -> int:
        """What was collected of a line is on paper; says how many rows that took."""
        before = len(self._rows)
        for place in reversed(range(self._column_height)):
            self._rows.append(self._across_columns(place))
        self.text += self._words + b"\n" if self._words else b""
        self._columns, self._column_height, self._words = [], 0, b""
        return len(self._rows) - before

    def feed(self, rows: int) -> None:
        """So many white rows."""
        self._rows += [0] * rows

    def store(self, words: bytes) -> None:
        """A picture waits to be printed: tone, scales, colour, columns and rows, dots."""
        across = (int.from_bytes(words[4:6], "little") + 7) // 8
        rows = [words[at : at + across] for at in range(8, len(words), across)]
        self._stored.append((words[1], words[2], rows))

    def print_stored(self) -> None:
        """The pictures that waited are on paper."""
        for wide, high, rows in self._stored:
            for dots in rows:
                self.print_row(dots, wide, high)
        self._stored = []

    def forget(self) -> None:
        """What was not printed yet never will be."""
        self._columns, self._column_height, self._words, self._stored = [], 0, b"", []

    def remove(self) -> None:
        """The paper so far was cut off."""
        self._rows, self.text = [], bytearray()

    def picture(self) -> Image.Image:
        """What is on the paper, black on white; one white row at least."""
        rows = self._rows or [0]
        dots = b"".join(row.to_bytes(self.width // 8, "big") for row in rows)
        return Image.frombytes("1", (self.width, len(rows)), dots, "raw", "1;I")

    def _across_columns(self, place: int) -> int:
        bits = "".join(
            "01"[column >> place & 1] for column in self._columns[: self.width]
        )
        return self._fitted(int(bits or "0", 2), len(bits))

    def _fitted(self, dots: int, width: int) -> int:
        spare = self.width - width
        return dots << spare if spare >= 0 else dots >> -spare


def _stretched(dots: bytes, times: int) -> int:
    """Every dot so many times."""
    bits = f"{int.from_bytes(dots, 'big'):0{len(dots) * 8}b}"
    return int("".join(bit * times for bit in bits) if times > 1 else bits, 2)
