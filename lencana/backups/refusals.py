"""The refusal of a backup or a restore; nothing was changed then."""

from visits.vocabulary.refusals import OperatorError


class BackupRefused(OperatorError):
    """No backup was made or restored; the text says why and what to do."""
