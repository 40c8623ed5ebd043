"""What is kept of a member: asked for without reading what is kept of everybody."""

import pytest

from tests.cast import Cast
from tests.query_plans import plans
from visits.people import member_data
from visits.store.database import Database


@pytest.mark.embedded
def test_what_a_member_did_is_counted_by_the_index_alone(
    database: Database, cast: Cast
) -> None:
    asked = plans(database, lambda store: member_data.of_member(store, cast.hana.id))

    assert [plan for plan in asked if "SCAN auditentry" in plan] == []
    assert any("COVERING INDEX audit_by_actor" in plan for plan in asked)
