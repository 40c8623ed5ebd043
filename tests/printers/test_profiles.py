"""What the table of profiles knows of a printer, and what it cannot know."""

import subprocess
import sys

import pytest

from printers import profiles
from printers.drawing.layout import WIDTHS
from printers.errors import PrinterError
from printers.profiles import PrinterProfile
from printers.vocabulary import PrintProblemKind


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("TM-T20II", PrinterProfile(width=576, cutter=True)),
        ("TM-T88IV", PrinterProfile(width=512, cutter=True)),
        ("TM-T20II-42col", PrinterProfile(width=544, cutter=True)),
        ("POS-5890", PrinterProfile(width=384, cutter=False)),
    ],
)
def test_a_profile_tells_width_and_cutter(name: str, known: PrinterProfile) -> None:
    assert profiles.profile(name) == known


def test_a_profile_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(PrinterError) as refusal:
        profiles.profile("TM-T2000")

    assert refusal.value.kind is PrintProblemKind.UNKNOWN_PROFILE


@pytest.mark.parametrize("name", ["default", "RP326", "TUP500", "AF-240"])
def test_a_profile_without_a_width_for_a_badge_is_refused(name: str) -> None:
    with pytest.raises(PrinterError) as refusal:
        profiles.profile(name)

    assert refusal.value.kind is PrintProblemKind.UNKNOWN_WIDTH


def test_every_name_on_the_list_is_a_profile() -> None:
    assert all(
        profiles.profile(model.name).width in WIDTHS for model in profiles.models()
    )
    assert len(profiles.models()) > 15


def test_the_press_and_the_table_load_no_escpos_printer() -> None:
    look = "import sys, printers.print_badge; from printers import profiles; profiles.models(); print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", look], check=True, capture_output=True, text=True
    ).stdout

    assert "escpos.printer" not in loaded.split()
