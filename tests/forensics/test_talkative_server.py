"""A word that a database server is told lies in all that it writes, and is found there."""

import re

import pytest

from tests.forensics import canaries
from tests.forensics.canaries import CYRILLIC, LATIN
from tests.forensics.scanner.scan import scan
from tests.forensics.talkative_server import talkative

PLACES = ("base", "pg_wal", "server.log", "histograms", "statements")


@pytest.mark.whole
def test_a_leak_into_a_database_server_is_found_wherever_it_spreads() -> None:
    with talkative() as server:
        server.shell("CREATE TABLE diary (note TEXT)")
        words = f"('{LATIN}'), ('{LATIN}'), ('other')"
        server.shell(f"INSERT INTO diary VALUES {words}")  # noqa: S608 - words of ours
        # A statement that only tells structure keeps its words in the texts of statements.
        server.shell(f"COMMENT ON TABLE diary IS '{CYRILLIC}'")
        server.tell()
        problems = scan([], canaries.search(), [server.folder]).problems

    found = {str(problem).split(":")[0] for problem in problems}
    assert [place for place in PLACES if not re.search(place, " ".join(found))] == []
    assert {"2", "3"} == {
        *re.findall(r"holds word (\d)", "\n".join(map(str, problems)))
    }
