"""Why no backup was made or put back, in one sentence; nothing was changed then."""


class BackupRefused(Exception):
    """What was asked cannot be done; the text says why and what to do."""
