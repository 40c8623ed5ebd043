"""Which fonts there are.

Those we ship, those of a chosen folder, those of the machine, best first.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import ImageFont

from printers.errors import PrinterError
from printers.text.coverage import coverage, variants
from printers.vocabulary import PrintProblemKind

OWN_FOLDER = Path(__file__).parents[1] / "fonts"
MACHINE_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
REGIONS = ("SC", "JP", "TC", "HK", "KR")
_SLOW = "devanagari"
_chosen_folders: list[Path] = []
_JOINERS = "\u200c\u200d\u034f"
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc", ".woff2"})
_COLLECTIONS = frozenset({".ttc", ".otc"})
_UNSUITABLE = re.compile(
    "Emoji|Mono|Italic|Symbols|Math|Music|Display|Looped|Unjoined|Slanted|Color"
)
_REGION_OF_A_FAMILY = re.compile(rf"({'|'.join(REGIONS)})$", re.IGNORECASE)
_STYLES = (
    re.compile(r"Sans.*-Bold\b"),
    re.compile(r"-Bold\b"),
    re.compile(r"-Regular\b"),
)


@dataclass(frozen=True, slots=True)
class FontFace:
    """One font of a file, which may be opened in any size.

    Chinese letters look as in its region.
    """

    path: Path
    number: int = 0
    region: str = ""

    def covers(self, cluster: str) -> bool:
        """Return whether the font has all the cluster's characters; joiners need none.

        A variation selector is a character of some fonts; others list its variants.
        """
        points = coverage(self.path, self.number)
        return all(
            ord(character) in points
            or character in _JOINERS
            or self._has_variant(before, character)
            for before, character in pairwise(f"\0{cluster}")
        )

    def _has_variant(self, letter: str, selector: str) -> bool:
        if not _SELECTOR.match(selector):
            return False
        listed = variants(self.path, self.number).get(ord(selector))
        return listed is not None and ord(letter) in listed

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font in that size, in dots an em."""
        return _opened(self.path, self.number, size)

    def opens(self) -> bool:
        """Return whether the file is a font at all."""
        try:
            return bool(_opened(self.path, self.number, 20))
        except OSError:
            return False


def use_folder(folder: Path | None) -> None:
    """Use the fonts of that folder before the machine's, and no folder named earlier."""
    _chosen_folders[:] = [folder] if folder else []
    forget()


def forget() -> None:
    """Fonts are looked for again when the next letter is drawn."""
    faces.cache_clear()
    first_face.cache_clear()


def prepare() -> None:
    """Read the coverage of every font, so that the first badge is no slower (0.2 s, 1 MB)."""
    for face in faces():
        coverage(face.path, face.number)


@cache
def faces(region: str = REGIONS[0]) -> tuple[FontFace, ...]:
    """Return every face there is, the one to ask first in front; raises PrinterError: no_fonts.

    Of the folder's and the machine's, those with Chinese letters come last, because they are
    large, and the region's first among them. The shipped Devanagari comes after all: it takes
    ten times as long to shape.
    """
    own_files = sorted(
        OWN_FOLDER.glob("*.woff2"),
        key=lambda path: ("latin" not in path.name, path.name),
    )
    slow = [path for path in own_files if _SLOW in path.name]
    quick = [path for path in own_files if path not in slow]
    others = [*_in_order(_chosen(), region), *_in_order(_machine(), region)]
    in_order = [*map(FontFace, quick), *others, *map(FontFace, slow)]
    if not in_order:
        raise PrinterError(PrintProblemKind.NO_FONTS)
    return tuple(in_order)


@lru_cache(maxsize=4096)
def first_face(cluster: str, region: str = REGIONS[0]) -> FontFace | None:
    """Return the first face that can write the cluster, if there is one."""
    return next(
        (face for face in faces(region) if face.covers(cluster) and face.opens()), None
    )


def _chosen() -> Iterator[Path]:
    return (path for folder in _chosen_folders for path in folder.rglob("*.*"))


def _machine() -> Iterator[Path]:
    """Yield the machine's Noto fonts in the styles that we use.

    Of the others nobody knows how they look.
    """
    font_files = (
        path for folder in MACHINE_FOLDERS for path in folder.rglob("Noto*-*.*")
    )
    return (path for path in font_files if _style(path) < len(_STYLES))


def _in_order(paths: Iterable[Path], region: str) -> list[FontFace]:
    fonts = (
        path
        for path in paths
        if path.suffix.lower() in _SUFFIXES and not _UNSUITABLE.search(path.name)
    )
    ranked = [
        face
        for path in sorted(fonts, key=lambda path: (path.name, path))
        for face in _within(path)
    ]
    ranks = {name: place for place, name in enumerate(["", region, *REGIONS][::-1])}
    return sorted(
        ranked,
        key=lambda face: (bool(face.region), _style(face.path), -ranks[face.region]),
    )


def _style(path: Path) -> int:
    return next(
        (place for place, style in enumerate(_STYLES) if style.search(path.stem)),
        len(_STYLES),
    )


def _within(path: Path) -> list[FontFace]:
    if path.suffix.lower() not in _COLLECTIONS:
        return [FontFace(path, region=_region(path.stem.partition("-")[0]))]
    return list(_of_collection(path))


@cache
def _of_collection(path: Path) -> tuple[FontFace, ...]:
    """Return a collection's faces by the names that they give themselves.

    None, if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            _, _, count = struct.unpack(">4sII", file.read(12))
        families = [
            str(ImageFont.truetype(path, index=number).getname()[0])
            for number in range(count)
        ]
    except (OSError, struct.error):
        return ()
    names = enumerate(families)
    return tuple(
        FontFace(path, number, _region(name))
        for number, name in names
        if not _UNSUITABLE.search(name)
    )


def _region(family: str) -> str:
    match = _REGION_OF_A_FAMILY.search(family)
    return match[0].upper() if match else ""


@lru_cache(maxsize=64)
def _opened(path: Path, number: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        path, size, index=number, layout_engine=ImageFont.Layout.RAQM
    )
