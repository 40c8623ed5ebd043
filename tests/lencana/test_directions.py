"""What guests are told of the way: chosen by command, and said in e-mails, calendars and pages."""

from pathlib import Path

import pytest

from lencana.command_line import main
from tests.lencana.mail.sample_emails import about_visit, written
from visits.vocabulary.mail import EmailKind
from visits.vocabulary.visits import WalkInRule

ADDRESS = "Jalan Senopati 41, Jakarta & 12190"
ON_A_MAP = (
    "https://www.openstreetmap.org/search?query=Jalan+Senopati+41%2C+Jakarta+%26+12190"
)
SITE = [
    "--name",
    "Senopati",
    "--time-zone",
    "Asia/Jakarta",
    "--privacy-contact",
    "privacy@example.org",
]


@pytest.fixture(autouse=True)
def senopati_is_open(data: Path) -> None:
    assert data.is_dir()
    assert main(["site", "add", *SITE]) == 0
    assert main(["company", "add", "--name", "Langit Studio", "--floor", "3"]) == 0


def chosen(capsys: pytest.CaptureFixture[str], *options: str) -> list[list[str]]:
    capsys.readouterr()
    assert main(["site", "directions", "--site", "Senopati", *options]) == 0
    return [_words(line) for line in capsys.readouterr().out.splitlines()]


def _words(line: str) -> list[str]:
    """The label, the language if it is said, and what is chosen."""
    return [*line[:12].split(), line[12:]]


def test_what_was_not_named_stays_and_an_empty_value_takes_one_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen(capsys, "--address", ADDRESS, "--desk-phone", "021 5050 1234")
    told = chosen(capsys, "--note", "Sit by the window.", "--printer", "left")
    assert [words[-1] for words in told] == [
        ADDRESS,
        "+622150501234",
        "Sit by the window.",
        "-",
        "left",
    ]

    told = chosen(capsys, "--address", " ", "--desk-phone", "")

    assert [words[-1] for words in told] == [
        "-",
        "-",
        "Sit by the window.",
        "-",
        "left",
    ]


def test_words_are_written_for_each_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen(capsys, "--note", "Sit by the window.")
    chosen(capsys, "--note", "Silakan duduk.", "--language", "id")
    told = chosen(capsys, "--note", "Please sit.", "--language", "en")
    assert told[2:4] == [["note", "Please sit."], ["note", "id", "Silakan duduk."]]

    told = chosen(capsys, "--note", "", "--language", "id")

    assert told[2:4] == [["note", "Please sit."], ["assembly", "-"]]
    told = chosen(capsys, "--assembly-point", "Parkiran B", "--language", "id")
    assert told[3:5] == [["assembly", "-"], ["assembly", "id", "Parkiran B"]]


def rules(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    capsys.readouterr()
    assert main(["site", "rules", "--site", "Senopati", *options]) == 0
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def in_force(told: list[str]) -> dict[str, bool]:
    """The versions that are kept, and whether each is in force."""
    return {
        line.split()[1].rstrip(","): not line.endswith(", not in force")
        for line in told
        if line.startswith("version ")
    }


def test_house_rules_are_written_in_versions_and_printed_for_an_inspector(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert rules(capsys) == ["-"]
    first = "No\tphotographs on  floor\xa04.\nBadge visible."
    rules(capsys, "--text", "en", first)
    told = rules(capsys, "--text", "id", "Dilarang memotret.")
    assert in_force(told) == {"1": True}
    assert told[1:] == [
        "  en  No photographs on floor 4.",
        "      Badge visible.",
        "  id  Dilarang memotret.",
    ]

    told = rules(capsys, "--text", "en", "No photographs.", "--text", "id", "Jangan.")
    assert in_force(told) == {"1": False, "2": True}
    assert "      Badge visible." in told
    assert in_force(rules(capsys, "--end")) == {"1": False, "2": False}
    assert in_force(rules(capsys)) == {"1": False, "2": False}


def test_a_line_of_signs_may_divide_house_rules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = rules(
        capsys, "--text", "en", "Badge visible.\n\n---\n* * *\nNo photographs."
    )
    assert told[1:] == [
        "  en  Badge visible.",
        "",
        "      ---",
        "      * * *",
        "      No photographs.",
    ]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--text", "id", "Jangan."), "a new version needs a text in en"),
        (("--text", "en", " "), "it has 1 to 2000 characters"),
        (("--text", "en", "a" * 2001), "it has 1 to 2000 characters"),
        (("--text", "en", "No\x1b[31m red"), "it has 1 to 2000 characters"),
        (("--text", "en", "---\n..."), "there is no letter or digit in it"),
        (("--text", "en", "No.\n--\x1b[31m"), "it has 1 to 2000 characters"),
        (("--text", "xx", "No."), "'xx' is not one of"),
        (("--text", "en", "No.", "--end"), "either --text or --end"),
        (("--text", "en", "A.", "--text", "en", "B."), "--text once for each language"),
        (("--text", "en", "No \u202ephotographs."), "it has 1 to 2000 characters"),
    ],
)
def test_rules_that_nobody_could_read_are_refused_at_their_option(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], why: str
) -> None:
    before = rules(capsys, "--text", "en", "Badge visible.", "--text", "id", "Lencana.")
    assert main(["site", "rules", "--site", "Senopati", *options]) != 0
    assert why in capsys.readouterr().err.replace("\n", " ")
    assert rules(capsys) == before


@pytest.mark.parametrize("number", ["12", "reception", "021\n5050 1234 5678 9012"])
def test_what_is_no_telephone_number_is_refused_and_nothing_changes(
    capsys: pytest.CaptureFixture[str], number: str
) -> None:
    assert (
        main(
            [
                "site",
                "directions",
                "--site",
                "Senopati",
                "--desk-phone",
                number,
                "--note",
                "Sit.",
            ]
        )
        == 1
    )

    assert "that is no telephone number in ID" in capsys.readouterr().err
    assert [words[-1] for words in chosen(capsys)] == ["-", "-", "-", "-", "below"]


def test_a_company_moves(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["company", "floor", "--name", "Langit Studio", "--floor", "Level 12"])
        == 0
    )

    told = capsys.readouterr().out
    assert told.endswith("Guests of Langit Studio are told: Level 12.\n")


@pytest.mark.parametrize("kind", [EmailKind.INVITATION, EmailKind.RESCHEDULED])
def test_an_e_mail_says_the_way_and_its_calendar_entry_the_address(
    kind: EmailKind,
) -> None:
    message = written(kind, address=ADDRESS)
    told = {
        part.get_content_type(): part.get_content().replace("\r\n", "\n")
        for part in message.walk()
        if part.get_content_maintype() == "text"
    }

    assert f"Where: Senopati, {ADDRESS}\n{ON_A_MAP}\n" in told["text/plain"]
    assert "Your host: Hana Wijaya, Langit Studio, Level 12\n" in told["text/plain"]
    assert f'href="{ON_A_MAP}"' in told["text/html"]
    [place] = [
        line
        for line in told["text/calendar"].replace("\n ", "").splitlines()
        if line.startswith("LOCATION")
    ]
    assert place == r"LOCATION:Senopati\, Jalan Senopati 41\, Jakarta & 12190"


def test_without_an_address_nothing_is_said_of_one() -> None:
    told = written(EmailKind.INVITATION).get_body(("html",))

    assert told
    assert "openstreetmap" not in told.get_content()
    assert about_visit().address == ""


def mailbox(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    capsys.readouterr()
    assert main(["site", "mail", "--site", "Senopati", *options]) == 0
    return [line.split()[-1] for line in capsys.readouterr().out.splitlines()]


def test_a_site_may_have_a_mailbox_of_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert mailbox(capsys) == ["-", "-"]

    mailbox(capsys, "--sender", "lobby@menara.example")
    chosen = mailbox(capsys, "--reply-to", "desk@menara.example")

    assert chosen == ["lobby@menara.example", "desk@menara.example"]
    assert mailbox(capsys, "--sender", "", "--reply-to", " ") == ["-", "-"]


@pytest.mark.parametrize(
    "address", ["lobby", "a@b.example, c@d.example", "é@b.example"]
)
def test_a_mailbox_that_no_mail_server_takes_is_refused(
    capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert main(["site", "mail", "--site", "Senopati", "--sender", address]) != 0
    assert mailbox(capsys) == ["-", "-"]


def on_tablets(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    """What its tablets are set to: how loud, and the endings that are one key."""
    capsys.readouterr()
    assert main(["site", "tablets", "--site", "Senopati", *options]) == 0
    return [line.split(maxsplit=1)[1] for line in capsys.readouterr().out.splitlines()]


def test_a_site_chooses_how_loud_its_kiosks_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    options = [(), ("--volume", "0"), ()]
    assert [on_tablets(capsys, *given)[0] for given in options] == [
        "60 %",
        "0 %",
        "0 %",
    ]
    refused = main(["site", "tablets", "--site", "Senopati", "--volume", "101"])
    assert refused == 2
    assert on_tablets(capsys)[0] == "0 %"


def test_a_site_chooses_the_endings_that_are_one_key(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert on_tablets(capsys)[1] == "gmail.com yahoo.com outlook.com"
    ours = "@menara.example gmail.com"
    assert on_tablets(capsys, "--endings", ours)[1] == "menara.example gmail.com"
    for refused in ("a.com b.com c.com d.com", "no ending", "gmail", "x@gmail.com"):
        command = ["site", "tablets", "--site", "Senopati", "--endings", refused]
        assert main(command) == 2, refused
    assert on_tablets(capsys, "--endings", "")[1] == "-"


def test_a_site_chooses_what_guests_without_an_invitation_may_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def rule(*options: str) -> str:
        capsys.readouterr()
        assert main(["site", "walk-ins", "--site", "Senopati", *options]) == 0
        return capsys.readouterr().out.partition(":")[0]

    chosen = [rule(), *(rule("--rule", one.value) for one in WalkInRule), rule()]

    assert chosen == ["in_person", "not_taken", "in_person", "accepted", "accepted"]
    assert main(["site", "walk-ins", "--site", "Senopati", "--rule", "all"]) == 2
