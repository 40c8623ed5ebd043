"""Processes that a peer needs: started, awaited, and ended with what they print in a file."""

import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.peers.system import NotMeasuredError
from bench.product import free_port

PATIENCE, NAP = 90, 0.1
"""Seconds until a service answers, and between two tries."""
WORKERS = 2
REASON = 300
"""Letters of a log that are repeated as the reason."""
_ERROR = re.compile(r"(ERROR\b|error:|[\w.]+(Error|Exception)\b)")


@contextmanager
def gunicorn(
    python: Path, application: str, port: int, environment: Mapping[str, str]
) -> Iterator[None]:
    """Two synchronous workers, as both peers' documentation starts them, during the block."""
    command = [
        str(python),
        "-m",
        "gunicorn",
        application,
        f"--workers={WORKERS}",
        f"--bind=127.0.0.1:{port}",
        "--timeout=120",
    ]
    with _service(command, port, environment):
        yield


@contextmanager
def redis(folder: Path) -> Iterator[int]:
    """Yield the port of a Redis of our own that keeps nothing; both peers cache and queue in one.

    Raises NotMeasuredError if there is none on PATH.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise NotMeasuredError("redis-server is missing: apt-get install redis-server")
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = [program, "--bind", "127.0.0.1", "--port", str(port)]
    command += ["--save", "", "--dir", str(folder)]
    with _service(command, port, {"PWD": str(folder)}):
        yield port


def finished(
    command: Sequence[str | Path], environment: Mapping[str, str], folder: Path
) -> str:
    """What a command printed; raises NotMeasuredError with its own reason if it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        env=dict(environment),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        step = " ".join(str(part) for part in command[1:4])
        raise NotMeasuredError(f"{step}: {_reason(done.stderr or done.stdout)}")
    return done.stdout


@contextmanager
def _service(
    command: list[str], port: int, environment: Mapping[str, str]
) -> Iterator[None]:
    folder = Path(environment["PWD"])
    log = folder / f"{Path(command[0]).name}.log"
    with (
        log.open("w") as out,
        subprocess.Popen(
            command, env=dict(environment), cwd=folder, stdout=out, stderr=out
        ) as process,
    ):
        try:
            _wait_for(process, port, log)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once somebody listens at the port."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(NAP)
        else:
            return
    raise NotMeasuredError(f"it does not start: {_reason(log.read_text())}")


def _reason(text: str) -> str:
    """The last line that names an error, or the last one of all."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if _ERROR.match(line)]
    return [*lines, *errors][-1][:REASON] if lines else "without a word"
