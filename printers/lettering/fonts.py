"""Which font can write which letters: the shipped Noto Sans Bold first, then the machine's Noto fonts."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from printers.errors import PrinterError, Reason
from printers.lettering.names import clusters

OWN_FOLDER = Path(__file__).parents[1] / "fonts"
MACHINE_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_JOINERS = frozenset(map(ord, "\u200c\u200d"))
_UNSUITABLE = ("Emoji", "Mono", "Italic", "Symbols", "Math", "Music", "Display", "Looped", "Unjoined")


@dataclass(frozen=True, slots=True)
class Face:
    """A font file that may be opened in any size."""

    path: Path

    def covers(self, cluster: str) -> bool:
        return _coverage(self.path) | _JOINERS >= set(map(ord, cluster))

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        return _opened(self.path, size)


@dataclass(frozen=True, slots=True)
class Letter:
    """A grapheme cluster with the face that can write it."""

    text: str = field(repr=False)
    face: Face


def letters(text: str) -> list[Letter]:
    """Return the text's clusters with their faces; what no font covers is its plain letters, or left out.

    A face stays as long as it covers what follows, so that a word is not written by two hands.
    """
    found: list[Letter] = []
    for cluster in clusters(text):
        before = found[-1].face if found else None
        letter = _letter(cluster, before) or _letter(_plain(cluster), before)
        if letter:
            found.append(letter)
    return found


@cache
def faces() -> tuple[Face, ...]:
    """Return every face there is, the one to ask first in front; raises PrinterError: no_fonts."""
    own = sorted(OWN_FOLDER.glob("*.woff2"), key=lambda path: ("latin" not in path.name, path.name))
    found = tuple(map(Face, [*own, *_machine_fonts()]))
    if not found:
        raise PrinterError(Reason.NO_FONTS)
    return found


def _machine_fonts() -> Iterator[Path]:
    found = [path for folder in MACHINE_FOLDERS for path in folder.rglob("Noto*-*.[ot]t[fc]")]
    for style in ("NotoSans*-Bold.*", "Noto*-Bold.*", "Noto*-Regular.*"):
        matching = (path for path in found if path.match(style))
        yield from sorted(path for path in matching if not any(word in path.name for word in _UNSUITABLE))


def _letter(cluster: str, before: Face | None) -> Letter | None:
    if not cluster:
        return None
    if before and before.covers(cluster):
        return Letter(cluster, before)
    face = first_face(cluster)
    return Letter(cluster, face) if face else None


@lru_cache(maxsize=4096)
def first_face(cluster: str) -> Face | None:
    """Return the first face that can write the cluster, if there is one."""
    return next((face for face in faces() if face.covers(cluster)), None)


def _plain(cluster: str) -> str:
    taken_apart = unicodedata.normalize("NFKD", cluster)
    return "".join(part for part in taken_apart if not unicodedata.category(part).startswith("M"))


@cache
def _coverage(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or ())


@lru_cache(maxsize=512)
def _opened(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
