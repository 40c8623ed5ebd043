"""Pairing: a short code makes a browser a kiosk, or a program a print agent."""

from datetime import datetime, timedelta

from visits import codes
from visits.store.database import Store
from visits.store.sites import Kiosk, PairingCode, PrintAgent
from visits.vocabulary.devices import PairedDevice
from visits.vocabulary.refusals import PairingRefused

LASTS = timedelta(minutes=15)
# A kiosk reports every 15 s; a few reports may get lost before anybody needs to look.
SILENT_AFTER = timedelta(minutes=5)
SYMBOLS = 10
"""50 bits, in use for 15 minutes: a million guesses find one of ten open codes with 1e-8.

So guesses are not counted: staff and strangers stand behind one address in a lobby, and a count
that strangers use up would keep the staff from pairing.
"""


def is_silent(device: Kiosk | PrintAgent, now: datetime) -> bool:
    """True if the device was not seen for five minutes: board, devices and doctor say so alike."""
    return now - device.last_seen_at >= SILENT_AFTER


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


def check(store: Store, typed: str, device: PairedDevice) -> PairingCode:
    """Return what the code was offered for, without using it up; raises PairingRefused.

    Ask in `reading()` first: a wrong code must not make others wait for the one writer.
    """
    offered = store.get(PairingCode, _digest(store, typed))
    # One refusal for all: it does not tell a wrong code from one of the other device.
    if offered is None or offered.device is not device:
        raise PairingRefused
    if offered.expires_at <= store.now:
        raise PairingRefused
    return offered


def redeem(store: Store, typed: str, device: PairedDevice) -> PairingCode:
    """Use the code up and return what it was offered for; raises PairingRefused."""
    store.lock_names([_digest(store, typed)])
    offered = check(store, typed, device)
    # Gone in the same transaction, so that of two devices only one is paired.
    store.delete(offered)
    return offered


def _written(raw: str) -> str:
    return f"{raw[:5]}-{raw[5:]}"


def _digest(store: Store, typed: str) -> bytes:
    return store.keys.secrets.digest("pairing", codes.plain(typed))
