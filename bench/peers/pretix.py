"""pretix: `POST /api/v1/organizers/ORGANIZER/checkinrpc/redeem/`, as a scanning device does it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.peers import environments, services
from bench.peers.ground import Ground
from bench.peers.peer import Peer, Request, desks
from bench.product import free_port

NAME = "pretix"
PINS = ("pretix==2026.8.0", "gunicorn==27.0.1")
SEEDS = Path(__file__).with_name("seeds")
FORGET = "DELETE FROM pretixbase_checkin"


@contextmanager
def running(ground: Ground) -> Iterator[Peer]:
    """Install, fill and serve it during the block; raises NotMeasuredError if that fails."""
    python = environments.python_with(ground.environments, NAME, PINS)
    place, port = ground.place(NAME), free_port()
    settings = _settings(ground, place, port)
    tables: list[str | Path] = [python, "-m", "django", "migrate", "--run-syncdb"]
    schema = {"DJANGO_SETTINGS_MODULE": "pretix_schema", "PYTHONPATH": str(SEEDS)}
    services.finished(tables, settings | schema, place)
    seed: list[str | Path] = [python, SEEDS / "fill_pretix.py", str(ground.attendees)]
    facts = json.loads(services.finished(seed, settings, place).splitlines()[-1])

    def redeem(secret: str) -> Request:
        body = {"secret": secret, "lists": [facts["list"]], "type": "entry"}
        path = f"/api/v1/organizers/{facts['organizer']}/checkinrpc/redeem/"
        return Request("POST", path, json.dumps(body))

    headers = {"Authorization": f"Device {facts['token']}"}
    with (
        services.gunicorn(python, "pretix.wsgi", port, settings),
        desks(port, ground.clients, headers, redeem, b'"status":"ok"') as opened,
    ):
        peer = Peer(
            NAME, opened, facts["attendees"], lambda: ground.execute(NAME, FORGET)
        )
        peer.try_out()
        yield peer


def _settings(ground: Ground, place: Path, port: int) -> dict[str, str]:
    """As its guide for administrators has it: PostgreSQL, Redis as cache and queue."""
    data = place / "data"
    data.mkdir()
    redis = f"redis://127.0.0.1:{ground.redis}"
    return ground.environment(place) | {
        "PRETIX_CONFIG_FILE": "/dev/null",
        "PRETIX_PRETIX_DATADIR": str(data),
        "PRETIX_PRETIX_URL": f"http://127.0.0.1:{port}",
        "PRETIX_DATABASE_BACKEND": "postgresql",
        "PRETIX_DATABASE_NAME": NAME,
        "PRETIX_DATABASE_USER": ground.user,
        "PRETIX_DATABASE_HOST": str(ground.socket),
        "PRETIX_REDIS_LOCATION": f"{redis}/0",
        "PRETIX_REDIS_SESSIONS": "true",
        "PRETIX_CELERY_BROKER": f"{redis}/1",
        "PRETIX_CELERY_BACKEND": f"{redis}/2",
        "DJANGO_SETTINGS_MODULE": "pretix.settings",
    }
