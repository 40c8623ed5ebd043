"""Web Push: only the browser reads what its push service passes on, and knows who sent it."""

import base64
import json

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlmodel import col, select

from lencana.channels.delivery import ChannelSettings, deliver_due
from tests.cast import NAME, Cast, Invite, check_in
from tests.lencana.channels.receiver import Call, Service
from tests.lencana.mail.sample_emails import LINKS
from visits.people import channels, push_key
from visits.people.channels import ChannelOwner
from visits.store.database import Database
from visits.store.outbox import Email
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.mail import EmailKind

AUTH = b"sixteen bytes..."
ENDPOINT = "https://chat.example.com/push/f3a9"


def written(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.fixture
def browser() -> ec.EllipticCurvePrivateKey:
    """The key of Hana's browser."""
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def settings(service: Service) -> ChannelSettings:
    return ChannelSettings(LINKS, service.allowed, "lobby@example.org")


@pytest.fixture
def hana(
    database: Database, cast: Cast, browser: ec.EllipticCurvePrivateKey
) -> ChannelOwner:
    """Hana, whose browser is told first."""
    owner = ChannelOwner(member_id=cast.hana.id)
    point = browser.public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    typed = {"address": ENDPOINT, "p256dh": written(point), "auth": written(AUTH)}
    with database.transaction() as store:
        public_id = channels.add(store, owner, ChannelKind.WEB_PUSH, typed)
        channels.make_first(store, owner, public_id)
    return owner


def read(call: Call, browser: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    opened = http_ece.decrypt(
        call.body, private_key=browser, auth_secret=AUTH, version="aes128gcm"
    )
    payload: dict[str, str] = json.loads(opened)
    return payload


@pytest.mark.usefixtures("hana")
def test_the_browser_alone_reads_that_a_guest_is_here(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
    browser: ec.EllipticCurvePrivateKey,
) -> None:
    check_in(database, cast.kiosk, invite())
    service.status = 201

    deliver_due(database, settings)

    [call] = service.calls
    payload = read(call, browser)
    assert payload["text"] == "A guest for you is at Senopati, Lobby (G.P., 09:30)."
    assert payload["link"].startswith(f"{LINKS.hosts}/answers/")
    assert b"Senopati" not in call.body
    assert NAME not in payload["text"]
    assert (call.path, call.headers["ttl"]) == ("/push/f3a9", "3600")
    assert call.headers["content-encoding"] == "aes128gcm"


@pytest.mark.usefixtures("hana")
def test_the_push_service_knows_who_sends(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
) -> None:
    check_in(database, cast.kiosk, invite())

    deliver_due(database, settings)

    said = service.calls[0].headers["authorization"].removeprefix("vapid ")
    parts = dict(part.strip().split("=", 1) for part in said.split(","))
    public = push_key.public(database.keys.secrets)
    assert parts["k"] == public
    signed, _, signature = parts["t"].rpartition(".")
    numbers = decoded(signature)
    point = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), decoded(public)
    )
    point.verify(
        encode_dss_signature(
            int.from_bytes(numbers[:32], "big"), int.from_bytes(numbers[32:], "big")
        ),
        signed.encode(),
        ec.ECDSA(SHA256()),
    )
    claims = json.loads(decoded(signed.partition(".")[2]))
    assert (claims["aud"], claims["sub"]) == (
        "https://chat.example.com",
        "mailto:lobby@example.org",
    )
    assert claims["exp"] - database.clock().timestamp() == 12 * 3600


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_wants_no_more_is_removed_and_e_mail_takes_over(
    database: Database,
    cast: Cast,
    invite: Invite,
    service: Service,
    settings: ChannelSettings,
    hana: ChannelOwner,
    status: int,
) -> None:
    check_in(database, cast.kiosk, invite())
    service.status = status

    deliver_due(database, settings)

    with database.reading() as store:
        assert channels.shown(store, hana) == []
        to_host = store.exec(select(Email.kind).where(col(Email.visit_id).is_not(None)))
        assert EmailKind.ARRIVED in to_host.all()
