"""What a check-in costs the store, counted over the whole request."""

from pathlib import Path

from bench.statements import of_a_check_in


def test_a_check_in_takes_at_most_twelve_statements(tmp_path: Path) -> None:
    assert of_a_check_in(tmp_path / "counted") <= 12
