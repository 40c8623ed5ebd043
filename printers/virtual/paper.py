"""The roll of paper in a printer that is not there."""

from PIL import Image

MARGIN = 32


class Paper:
    """Rows of dots that wait for the knife."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._pieces: list[Image.Image] = []

    def burn(self, dots: bytes, across: int) -> None:
        """Print rows of so many bytes, not more than the roll is wide."""
        self._pieces.append(Image.frombytes("1", (across * 8, len(dots) // across), dots, "raw", "1;I"))

    def cut(self) -> Image.Image:
        """Return what was printed since the last cut, with the roll's white around it."""
        height = sum(piece.height for piece in self._pieces)
        sheet = Image.new("1", (self.width + 2 * MARGIN, height + 2 * MARGIN), 255)
        top = MARGIN
        for piece in self._pieces:
            sheet.paste(piece, (MARGIN, top))
            top += piece.height
        self._pieces.clear()
        return sheet
