"""Backups: copies of the database, copies of the keys under a passphrase, and the restore."""

from visits.vocabulary.refusals import OperatorError


class BackupRefused(OperatorError):
    """No backup was made or restored; the text says why and what to do."""
