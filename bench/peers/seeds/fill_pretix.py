"""Run by pretix's own Python: an event with paid tickets, and a device that scans them."""

import json
import sys
from datetime import timedelta
from decimal import Decimal

import django

django.setup()

from django.db import transaction  # noqa: E402 - models can be imported only now
from django.utils.timezone import now  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Device, Event, Order, OrderPosition, Organizer  # noqa: E402


def seed(attendees: int) -> dict[str, object]:
    """Fill the empty database; return what a device needs to check the attendees in."""
    organizer = Organizer.objects.create(name="Lobby", slug="lobby")
    event = Event.objects.create(
        organizer=organizer,
        name="Today",
        slug="today",
        currency="EUR",
        date_from=now(),
        live=True,
    )
    checkin_list = event.checkin_lists.create(name="Door", all_products=True)
    device = Device.objects.create(
        organizer=organizer,
        name="Scanner",
        all_events=True,
        api_token="lobby-scanner",  # noqa: S106 - of a database that lives for minutes
        initialized=now(),
    )
    return {
        "organizer": organizer.slug,
        "list": checkin_list.pk,
        "token": device.api_token,
        "attendees": _tickets(event, attendees),
    }


def _tickets(event: Event, attendees: int) -> list[str]:
    """Return the secrets of so many paid tickets."""
    item = event.items.create(name="Visit", default_price=0)
    channel = event.organizer.sales_channels.get(identifier="web")
    secrets = []
    for number in range(attendees):
        order = Order.objects.create(
            code=f"V{number:05}",
            event=event,
            email=f"guest{number}@guest.example",
            status=Order.STATUS_PAID,
            datetime=now(),
            expires=now() + timedelta(days=10),
            total=Decimal(0),
            sales_channel=channel,
            locale="en",
        )
        position = OrderPosition.objects.create(
            order=order,
            item=item,
            price=Decimal(0),
            attendee_name_parts={"_scheme": "full", "full_name": f"Guest {number}"},
        )
        order.create_transactions()
        secrets.append(position.secret)
    return secrets


if __name__ == "__main__":
    with scopes_disabled(), transaction.atomic():
        facts = seed(int(sys.argv[1]))
    sys.stdout.write(json.dumps(facts) + "\n")
