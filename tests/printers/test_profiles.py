"""What the table of profiles knows of a printer, and what it cannot know."""

import subprocess
import sys
from importlib.resources import files
from json import loads

import pytest

from printers import profiles
from printers.errors import PrinterError
from printers.profiles import PrinterProfile
from printers.vocabulary import WIDTHS, PrintProblemKind


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


@pytest.mark.parametrize("name", ["default", "RP326", "TUP500"])
def test_a_profile_without_a_width_for_a_badge_is_refused(name: str) -> None:
    with pytest.raises(PrinterError) as refusal:
        profiles.profile(name)

    assert refusal.value.kind is PrintProblemKind.UNKNOWN_WIDTH


@pytest.mark.parametrize(
    "name",
    [
        "TM-U220",
        "tm-u220b",
        "AF-240",
        "OCD-100",
        "OCD-300",
        "TH230",
        "TH230Plus",
        "SP2000",
    ],
)
def test_a_model_that_cannot_print_what_we_send_is_refused_and_not_offered(
    name: str,
) -> None:
    with pytest.raises(PrinterError) as refusal:
        profiles.profile(name)

    assert refusal.value.kind is PrintProblemKind.UNFIT_PROFILE
    assert name.casefold() not in {one.name.casefold() for one in profiles.models()}
    assert name not in profiles.alike(name)


def test_every_model_on_the_list_takes_raster_images() -> None:
    text = (files("escpos") / "capabilities.json").read_text("utf-8")
    features = {name: one["features"] for name, one in loads(text)["profiles"].items()}

    assert all(features[model.name]["bitImageRaster"] for model in profiles.models())


def test_a_width_that_only_unfit_models_have_names_them() -> None:
    assert profiles.unfit_of_width(400) == ["TM-U220", "TM-U220B"]
    assert profiles.unfit_of_width(576) == profiles.unfit_of_width(392) == []


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
