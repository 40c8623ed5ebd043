"""pretix's settings for making its tables from its models, as its own tests do, in place of hundreds of migrations."""

from pretix.settings import *  # noqa: F403 - how Django settings build on others


class _NoMigrations:
    """Says of every application that it has none."""

    def __contains__(self, application: str) -> bool:
        return True

    def __getitem__(self, application: str) -> None:
        return None


MIGRATION_MODULES = _NoMigrations()
