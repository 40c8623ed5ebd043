"""Pairing: a short code makes a browser a kiosk, or a program a print agent."""

from datetime import timedelta

from visits import codes
from visits.people import rate_limits
from visits.store.database import Store
from visits.store.sites import PairingCode
from visits.vocabulary.refusals import PairingRefused
from visits.vocabulary.visits import PairedDevice, RateLimited

LASTS = timedelta(minutes=15)
SYMBOLS = 10
"""50 bits, in use for 15 minutes, with 30 tries an address: short enough to type."""
TRIES = 30


def offer(
    store: Store, site_id: int, name: str, device: PairedDevice, nonce: str = ""
) -> str:
    """Return a code that pairs one device with the site within 15 minutes: `XXXXX-XXXXX`.

    With the same random nonce and the same name it is the same code.
    """
    form = (nonce or codes.public_id(), site_id, device, name)
    raw = codes.symbols(store.keys.secrets.digest("pairing code", *form))[:SYMBOLS]
    digest = _digest(store, raw)
    if before := store.get(PairingCode, digest):
        before.expires_at = store.now + LASTS
        return _written(raw)
    code = PairingCode(
        digest=digest,
        device=device,
        site_id=site_id,
        name=name,
        expires_at=store.now + LASTS,
    )
    store.add(code)
    return _written(raw)


def count_attempt(store: Store, address: str) -> None:
    """Count an attempt of this address, in a transaction of its own; raises TooManyTries."""
    rate_limits.refuse_above(store, RateLimited.PAIRING, address, TRIES, LASTS)
    rate_limits.count(store, RateLimited.PAIRING, address)


def redeem(store: Store, typed: str, device: PairedDevice) -> PairingCode:
    """Use the code up and return what it was offered for; raises PairingRefused."""
    offered = store.get(PairingCode, _digest(store, typed))
    # One refusal for all: it does not tell a wrong code from one of the other device.
    if offered is None or offered.device is not device:
        raise PairingRefused
    if offered.expires_at <= store.now:
        raise PairingRefused
    # Gone in the same transaction, so that of two devices only one is paired.
    store.delete(offered)
    return offered


def _written(raw: str) -> str:
    return f"{raw[:5]}-{raw[5:]}"


def _digest(store: Store, typed: str) -> bytes:
    # People read I and L as 1, and O as 0; none of them is in the alphabet.
    read_as = str.maketrans("ILO", "110", "-")
    plain = "".join(typed.upper().translate(read_as).split())
    return store.keys.secrets.digest("pairing", plain)
