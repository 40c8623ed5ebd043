"""All keys of one installation, held together."""

from dataclasses import dataclass
from pathlib import Path

from visits.keys.keyring import Keyring
from visits.keys.secrets import Secrets, load_or_create


@dataclass(frozen=True)
class Keys:
    """The root secret and the keyring; neither is in the database or its backups."""

    secrets: Secrets
    keyring: Keyring


def open_keys(folder: Path) -> Keys:
    """The keys in `folder`, made there on first use."""
    return Keys(load_or_create(folder / "root.key"), Keyring(folder))
