"""Indico: `PATCH /api/events/EVENT/registrants/REGISTRANT`, as its check-in app does it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers import environments, services
from bench.peers.ground import Ground
from bench.peers.peer import Peer, Request, desks
from bench.product import free_port

NAME = "Indico"
DATABASE = "indico"
PINS = ("indico==3.2.9", "gunicorn==27.0.1")
"""The last one for Python 3.11, which is what this product is measured on."""
SEED = Path(__file__).with_name("seeds") / "fill_indico.py"
FORGET = "UPDATE event_registration.registrations SET checked_in = false, checked_in_dt = NULL"


@contextmanager
def running(ground: Ground) -> Iterator[Peer]:
    """Install, fill and serve it during the block; raises NotMeasuredError if that fails."""
    python = environments.python_with(ground.environments, DATABASE, PINS)
    place, port = ground.place(DATABASE), free_port()
    for extension in ("unaccent", "pg_trgm"):
        ground.execute(DATABASE, f"CREATE EXTENSION {extension}")
    settings = _settings(ground, place, port)
    command = python.with_name("indico")
    services.finished([command, "db", "prepare"], settings, place)
    seed: list[str | Path] = [python, SEED, str(ground.attendees)]
    facts = json.loads(services.finished(seed, settings, place).splitlines()[-1])

    def check_in(registrant: str) -> Request:
        path = f"/api/events/{facts['event']}/registrants/{registrant}"
        return Request("PATCH", path, json.dumps({"checked_in": True}))

    headers = {"Authorization": f"Bearer {facts['token']}"}
    with (
        services.gunicorn(python, "indico.web.flask.app:make_app()", port, settings),
        desks(port, ground.clients, headers, check_in, b'"checked_in":true') as opened,
    ):
        peer = Peer(
            NAME, opened, facts["attendees"], lambda: ground.execute(DATABASE, FORGET)
        )
        peer.try_out()
        yield peer


def _settings(ground: Ground, place: Path, port: int) -> dict[str, str]:
    redis = f"redis://127.0.0.1:{ground.redis}"
    where = f"postgresql:///{DATABASE}?host={ground.socket}&user={ground.user}"
    configuration = {
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": "of a database that lives for minutes",
        "SQLALCHEMY_DATABASE_URI": where,
        "REDIS_CACHE_URL": f"{redis}/3",
        "CELERY_BROKER": f"{redis}/4",
        "DISABLE_CELERY_CHECK": True,
        "STORAGE_BACKENDS": {"default": f"fs:{place / 'archive'}"},
        "CACHE_DIR": str(place / "cache"),
        "LOG_DIR": str(place / "log"),
        "TEMP_DIR": str(place / "temporary"),
    }
    for folder in ("archive", "cache", "log", "temporary"):
        (place / folder).mkdir()
    file = place / "indico.conf"
    file.write_text(
        "".join(f"{name} = {value!r}\n" for name, value in configuration.items())
    )
    return ground.environment(place) | {"INDICO_CONFIG": str(file)}
