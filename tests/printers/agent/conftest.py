"""An agent's folder and its configuration, as an operator would write it."""

from collections.abc import Callable
from pathlib import Path

import pytest

Configure = Callable[..., Path]


@pytest.fixture
def configure(tmp_path: Path) -> Configure:
    """A configuration file with these lines for its printer, and these for the agent itself."""

    def write(*printer: str, agent: str = "") -> Path:
        lines = printer or ('name = "Counter"', 'address = "tcp://127.0.0.1:9100"')
        file = tmp_path / "agent.toml"
        ours = f'[agent]\nstate = "{tmp_path / "state"}"\n{agent}\n'
        file.write_text("\n".join([ours, "[[printer]]", *lines, ""]))
        return file

    return write
