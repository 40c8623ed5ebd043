"""Which revisions there are is read off the names of their files, without importing them."""

from alembic.script import ScriptDirectory

import visits.store.migrations
from visits.store import schema


def test_the_files_begin_with_the_revisions_that_are_in_them() -> None:
    scripts = ScriptDirectory(next(iter(visits.store.migrations.__path__)))

    revisions = [script.revision for script in scripts.walk_revisions()]

    assert schema.revisions() == list(reversed(revisions))
    assert schema.revisions()[-1] == scripts.get_current_head()
