"""The installation knows in which living scripts it can write names, and says which are missing."""

import pytest
import regex

from printers.text import fonts
from printers.text.scripts import SCRIPTS, SampleName, missing, sentence


def test_there_are_forty_two_living_scripts_each_once() -> None:
    assert (
        len({script.code for script in SCRIPTS})
        == len({script.title for script in SCRIPTS})
        == len(SCRIPTS)
        == 42
    )


@pytest.mark.parametrize(
    ("code", "name"),
    [(script.code, name) for script in SCRIPTS for name in script.names],
    ids=str,
)
def test_a_name_is_written_in_its_script_alone(code: str, name: SampleName) -> None:
    assert regex.fullmatch(rf"[\p{{{code}}}\p{{Common}}\p{{Inherited}}]+", name.words)
    assert regex.match(rf"\p{{{code}}}", name.words)


def test_with_the_fonts_of_the_test_machine_nothing_is_missing() -> None:
    assert sentence(missing()) == "", "tools/install_test_tools.sh installs the fonts"


@pytest.mark.usefixtures("only_shipped_fonts")
def test_what_is_missing_is_named_with_what_to_install() -> None:
    lacking = missing()

    assert len(lacking) == 38
    assert not {"Latn", "Grek", "Cyrl", "Deva"} & {script.code for script in lacking}
    assert "Hebrew, Arabic, Syriac" in sentence(lacking)
    assert sentence(lacking).endswith(
        "On Debian, install fonts-noto-core and fonts-noto-cjk."
    )
    assert sentence([script for script in lacking if script.code == "Hang"]).endswith(
        "install fonts-noto-cjk."
    )


@pytest.mark.usefixtures("only_shipped_fonts")
def test_without_any_font_every_script_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fonts, "OWN_FOLDER", fonts.OWN_FOLDER / "none")

    assert missing() == SCRIPTS
