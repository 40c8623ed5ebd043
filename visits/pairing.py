"""Pairing: a short code makes a browser a kiosk, or a program beside the printers a print agent."""

from datetime import timedelta

from visits import codes
from visits.people import rate_limits
from visits.store.database import Store
from visits.store.sites import PairingCode
from visits.vocabulary.refusals import PairingRefused
from visits.vocabulary.visits import PairedDevice, RateLimited

LASTS = timedelta(minutes=15)
SYMBOLS = 10
TRIES = 30


def offer(store: Store, site_id: int, name: str, device: PairedDevice) -> str:
    """A code that pairs one device with the site, within 15 minutes; written in two groups of five."""
    raw = codes.symbols(codes.digest(codes.public_id()))[:SYMBOLS]
    code = PairingCode(
        digest=_digest(store, raw),
        device=device,
        site_id=site_id,
        name=name,
        expires_at=store.now + LASTS,
    )
    store.add(code)
    return f"{raw[:5]}-{raw[5:]}"


def count_attempt(store: Store, address: str) -> None:
    """One more try counts against the address (`TooManyTries`); belongs in a transaction of its own."""
    rate_limits.refuse_above(store, RateLimited.PAIRING, address, TRIES, LASTS)
    rate_limits.count(store, RateLimited.PAIRING, address)


def redeem(store: Store, typed: str, device: PairedDevice) -> PairingCode:
    """What was offered for this code, which is used up (`PairingRefused`)."""
    offered = store.get(PairingCode, _digest(store, typed))
    if (
        offered is None
        or offered.device is not device
        or offered.expires_at <= store.now
    ):
        raise PairingRefused
    store.delete(offered)
    return offered


def _digest(store: Store, typed: str) -> bytes:
    plain = "".join(
        typed.upper().translate(str.maketrans("ILO", "110")).replace("-", " ").split()
    )
    return store.keys.secrets.digest("pairing", plain)
