"""All keys of one installation, held together."""

from dataclasses import dataclass
from pathlib import Path

from visits.keys.erasure_log import Erasures
from visits.keys.keyring import Keyring
from visits.keys.secrets import Secrets, load, load_or_create

ROOT = "root.key"


@dataclass(frozen=True)
class Keys:
    """The root secret, the keyring and the erasure log; none is in the database or its backups."""

    secrets: Secrets
    keyring: Keyring

    @property
    def erasures(self) -> Erasures:
        """Which visits were erased before their day; it lies beside the keys."""
        return self.keyring.erasures


def open_keys(folder: Path) -> Keys:
    """The keys in `folder`, made there on first use."""
    return Keys(load_or_create(folder / ROOT), Keyring(folder))


def find_keys(folder: Path) -> Keys:
    """The keys in `folder`; never makes a root secret, which could open nothing (`SecretMissingError`)."""
    return Keys(load(folder / ROOT), Keyring(folder))
