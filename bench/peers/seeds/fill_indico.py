"""Run by Indico's own Python: an event with registrations, and a token that checks them in."""

import json
import sys
from datetime import timedelta

from indico.web.flask.app import make_app

application = make_app()

from indico.core.db import db  # noqa: E402 - models can be imported only now
from indico.core.oauth.models.personal_tokens import PersonalToken  # noqa: E402
from indico.modules.categories import Category  # noqa: E402
from indico.modules.events import Event  # noqa: E402
from indico.modules.events.features.util import set_feature_enabled  # noqa: E402
from indico.modules.events.models.events import EventType  # noqa: E402
from indico.modules.events.registration.models.forms import RegistrationForm  # noqa: E402
from indico.modules.events.registration.util import (  # noqa: E402
    create_personal_data_fields,
    create_registration,
)
from indico.modules.users import User  # noqa: E402
from indico.util.date_time import now_utc  # noqa: E402


def seed(attendees: int) -> dict[str, object]:
    """Fill the database; return what a check-in needs."""
    manager = User(first_name="Dewi", last_name="Desk", email="desk@lobby.example")
    event = Event(
        category=Category.get_root(),
        creator=manager,
        type_=EventType.meeting,
        title="Today",
        start_dt=now_utc(),
        end_dt=now_utc() + timedelta(hours=12),
        timezone="UTC",
    )
    db.session.add_all([manager, event])
    db.session.flush()
    event.update_principal(manager, full_access=True)
    set_feature_enabled(event, "registration", True)  # noqa: FBT003 - as it is called there
    token = PersonalToken(user=manager, name="check-in", scopes=["registrants"])
    plain = token.generate_token()
    form = RegistrationForm(event=event, title="Visit", currency="EUR")
    create_personal_data_fields(form)
    db.session.add_all([token, form])
    # The numbers of registrations are given in transactions of their own.
    db.session.commit()
    registrations = [_registration(form, number) for number in range(attendees)]
    db.session.commit()
    return {
        "event": event.id,
        "token": plain,
        "attendees": registrations,
    }


def _registration(form: RegistrationForm, number: int) -> str:
    """Return the id of one more who has registered."""
    words = {
        "first_name": "Guest",
        "last_name": str(number),
        "email": f"guest{number}@guest.example",
    }
    made = create_registration(form, words, management=True, notify_user=False)
    return str(made.id)


if __name__ == "__main__":
    with application.test_request_context():
        facts = seed(int(sys.argv[1]))
    sys.stdout.write(json.dumps(facts) + "\n")
