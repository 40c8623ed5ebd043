"""The command line: every answer is a sentence, every failure has its exit code."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from lencana.command_line import COMMANDS, lencana, main
from lencana.commands import sites
from tests.ports import free_port


@pytest.fixture
def installation(data: Path) -> Path:
    """An empty installation, migrated."""
    return data


ADD_SITE = ["site", "add"]
ADD_MEMBER = ["member", "add"]
ADD_PRINTER = ["printer", "add"]
CANNOT_BE = [
    (ADD_SITE, "--region", "XYZ"),
    (ADD_SITE, "--region", "XX"),
    (ADD_SITE, "--time-zone", "GMT"),
    (ADD_SITE, "--time-zone", "../etc/passwd"),
    (ADD_SITE, "--time-zone", ""),
    (ADD_SITE, "--time-zone", "Asia"),
    (ADD_SITE, "--closes", "20:00+01:00"),
    (ADD_SITE, "--closes", "24:01"),
    (ADD_SITE, "--privacy-contact", "not an address"),
    (ADD_SITE, "--name", "N" * 81),
    (ADD_SITE, "--name", " "),
    (ADD_SITE, "--name", "Senopati\nUtara"),
    (["company", "add"], "--name", "N" * 81),
    (["kiosk", "pair"], "--name", "N" * 41),
    (ADD_MEMBER, "--email", "gît@example.org"),
    (ADD_MEMBER, "--email", "hana"),
    (ADD_MEMBER, "--name", "N" * 121),
    (ADD_MEMBER, "--role", "queen"),
    (ADD_PRINTER, "--name", "N" * 41),
    (ADD_PRINTER, "--address", "lpt1"),
    (ADD_PRINTER, "--address", "tcp://host:0"),
    (ADD_PRINTER, "--address", "tcp://drücker:9100"),
    (ADD_PRINTER, "--address", "tcp://[fe80::1%eth0]:9100"),
    (ADD_PRINTER, "--address", "tcp://" + "h" * 120),
    (ADD_PRINTER, "--address", "tcp://printer.invalid"),
    (ADD_PRINTER, "--address", "serial:///dev/ttyS0?baud=9600"),
    (ADD_PRINTER, "--width", "1024"),
    (ADD_PRINTER, "--width", "570"),
    (ADD_PRINTER, "--width", "wide"),
    (["demo"], "--port", "99999"),
    (["demo"], "--port", "-1"),
]


@pytest.mark.parametrize(("command", "option", "value"), CANNOT_BE)
def test_what_cannot_be_is_refused_at_its_option(
    command: list[str], option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, f"{option}={value}"]) == 2

    assert f"Error: Invalid value for '{option}'" in capsys.readouterr().err


@pytest.mark.usefixtures("installation")
def test_what_can_be_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    site = [
        "--name",
        "Senopati",
        "--time-zone",
        "America/Argentina/Buenos_Aires",
        "--closes",
        "9:30",
    ]
    more = ["--region", "ar", "--privacy-contact", "privacy@example.org"]

    assert main([*ADD_SITE, *site, *more]) == 0
    assert main([*ADD_PRINTER, "--site", "Senopati", "--address", "tcp://[::1]:9"]) == 0

    assert (
        "Senopati prints on tcp://[::1]:9: it does not answer now"
        in capsys.readouterr().out
    )


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(
    ("closes", "said"),
    [
        ("24:00", "it closes at 24:00."),
        ("02:00", "it closes at 02:00, in the night after each day."),
        ("9:30", "it closes at 09:30, in the night after each day."),
        ("12:00", "it closes at 12:00."),
    ],
)
def test_a_closing_time_before_noon_is_said_to_be_in_the_night(
    capsys: pytest.CaptureFixture[str], closes: str, said: str
) -> None:
    site = ["--name", "Senopati", "--time-zone", "Asia/Jakarta", "--closes", closes]

    assert main([*ADD_SITE, *site, "--privacy-contact", "privacy@example.org"]) == 0

    assert said in capsys.readouterr().out


@pytest.mark.usefixtures("installation")
def test_what_only_the_store_refuses_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sites, "ACCENT", "Gita's favourite green")

    added = main(
        [
            *ADD_SITE,
            "--name",
            "Senopati",
            "--time-zone",
            "Asia/Jakarta",
            "--privacy-contact",
            "p@example.org",
        ]
    )

    said = capsys.readouterr().err
    assert added == 1
    assert (
        said
        == "lencana: something that was typed cannot be kept: a code is not of its column's shape\n"
    )


def test_an_unknown_site_is_answered_with_those_there_are(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installation.exists()
    assert main(["kiosk", "pair", "--site", "Nowhere"]) == 1
    assert (
        "there is no site called Nowhere; there are: none yet"
        in capsys.readouterr().err
    )


def test_a_database_that_was_never_made_is_not_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LENCANA_DATA", str(tmp_path / "nothing"))
    assert main(["serve"]) == 1
    assert "run `lencana migrate`" in capsys.readouterr().err


@pytest.mark.sampled(4)
@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("LENCANA_HOST", "0.0.0.0", "needs TLS"),
        ("LENCANA_BASE_URL", "http://lobby.example", "must be https"),
        ("LENCANA_BASE_URL", "lobby", "LENCANA_BASE_URL"),
        ("LENCANA_BASE_URL", "https://lobby.example/visitors", "leave the path out"),
        ("LENCANA_BASE_URL", "https://me:secret@lobby.example", "write it whole"),
        ("LENCANA_BASE_URL", "https://lobby.example:x", "LENCANA_BASE_URL"),
        ("LENCANA_BASE_URL", "https://a..example", "no host has this name"),
        ("LENCANA_PORT", "99999", "LENCANA_PORT"),
        ("LENCANA_SMTP_URL", "smtp://user:secret@mail.example:x", "LENCANA_SMTP_URL"),
        ("LENCANA_TLS_KEY", "/nowhere.pem", "LENCANA_TLS_CERTIFICATE"),
    ],
)
def test_a_setting_that_is_not_safe_keeps_the_program_from_serving(
    name: str,
    value: str,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["serve"]) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert "secret" not in said


@pytest.mark.usefixtures("installation")
def test_the_doctor_says_a_line_for_each_check_and_site(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = ["--name", "Senopati", "--time-zone", "Asia/Jakarta"]
    main([*ADD_SITE, *site, "--privacy-contact", "privacy@example.org"])
    monkeypatch.setenv("LENCANA_BASE_URL", f"http://127.0.0.1:{free_port()}")
    capsys.readouterr()

    assert main(["doctor"]) == 0
    well = capsys.readouterr().out.splitlines()
    monkeypatch.setenv("LENCANA_SMTP_URL", f"smtp://127.0.0.1:{free_port()}")
    assert main(["doctor"]) == 1
    ill = capsys.readouterr().out

    assert {line[:7] for line in well} == {"ok     ", "note   "}
    assert sum("Senopati: " in line for line in well) == 3
    assert "\nWRONG  LENCANA_SMTP_URL, 127.0.0.1" in ill


def test_a_key_that_others_can_read_is_grave(
    installation: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (installation / "keys" / "root.key").chmod(0o644)
    assert main(["doctor"]) == 1
    assert "WRONG  The key root.key is open to others" in capsys.readouterr().out


def test_the_demo_does_not_touch_a_folder_that_is_not_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lencana.db").write_text("somebody's guests")
    assert main(["demo", "--port", "0", "--data", str(tmp_path)]) == 1
    assert "is not a demo's folder" in capsys.readouterr().err
    assert (tmp_path / "lencana.db").read_text() == "somebody's guests"


def test_it_says_which_version_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0

    assert capsys.readouterr().out.split()[0] == "lencana"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Usage: lencana [OPTIONS] COMMAND"),
        (["site"], "Usage: lencana site [OPTIONS] COMMAND"),
        (["launch"], "No such command 'launch'"),
        (["kiosk", "pair"], "Missing option '--site'"),
        (["doctor", "--loudly"], "No such option '--loudly'"),
        (
            ["printer", "try", "--address=x", "--profile=TM-T88V", "--width=384"],
            "give --profile or --width, not both",
        ),
    ],
)
def test_wrong_usage_is_told_with_exit_code_2(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def commands(group: click.Group) -> Iterator[click.Command]:
    """Every command of the group, and of the groups in it."""
    # By their names: the outermost group has none before it is asked.
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        yield command
        yield from commands(command) if isinstance(command, click.Group) else ()


TYPED = re.compile(r"^ +--[\w-]+(?:, --[\w-]+)* ([^\s\[/-]\S*)", re.MULTILINE)
"""What stands behind an option that takes a value, but for one of a closed list."""
TO_TYPE = (
    "ACT ADDRESS DATE DIGEST DOMAINS DOTS FILE FOLDER HH:MM ID INTEGER LANGUAGE N NAME NUMBER "
    "PORT REGION SECONDS TEXT ZONE"
)


def test_the_help_of_every_option_says_what_to_type() -> None:
    words = {
        (command.name, word)
        for command in commands(lencana)
        for word in TYPED.findall(command.get_help(click.Context(command)))
    }

    known = set(TO_TYPE.split())
    assert {(name, word) for name, word in words if word not in known} == set()
    assert {word for _, word in words} == known


def test_every_command_says_what_it_does() -> None:
    assert [command.name for command in commands(lencana) if not command.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_listed_of_a_command_is_what_it_says_itself(name: str) -> None:
    assert COMMANDS[name].load().get_short_help_str(200) == COMMANDS[name].help


def test_listing_the_commands_imports_none_of_them() -> None:
    listing = [sys.executable, "-X", "importtime", "-m", "lencana", "--help"]

    listed = subprocess.run(listing, capture_output=True, text=True, check=True)

    assert all(name in listed.stdout for name in COMMANDS)
    assert "lencana.commands" not in listed.stderr
    assert "sqlalchemy" not in listed.stderr


def test_asking_about_printers_imports_nothing_that_draws() -> None:
    listing = [sys.executable, "-X", "importtime", "-m", "lencana", "printer", "--help"]

    listed = subprocess.run(listing, capture_output=True, text=True, check=True)

    assert all(name in listed.stdout for name in ("try", "ruler", "virtual", "list"))
    assert "lencana.commands.device_options" in listed.stderr
    assert "printers.drawing" not in listed.stderr


def test_a_shell_completes_the_values_of_a_closed_list(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_LENCANA_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "lencana legal-hold place --reason leg")
    monkeypatch.setenv("COMP_CWORD", "4")

    with pytest.raises(SystemExit):
        main([])

    assert capsys.readouterr().out == "plain,legal_claim\n"


def test_no_command_needs_the_driver_of_a_database_that_is_not_used() -> None:
    """The package of PostgreSQL's driver is an extra, which most do not install."""
    without = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from importlib import import_module\n"
        "for name in sys.argv[1:]: import_module(f'lencana.commands.{name}')"
    )
    modules = {lazy.place.partition(":")[0] for lazy in COMMANDS.values()}
    subprocess.run([sys.executable, "-c", without, *modules], check=True)
