"""The refusal of a backup or a restore; nothing was changed then."""


class BackupRefused(Exception):
    """No backup was made or restored; the text says why and what to do."""
