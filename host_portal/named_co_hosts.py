"""The field of an invitation's form in which the host names co-hosts by their addresses."""

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.validators import Optional, ValidationError

from visits.people import accounts, delegates
from web.access import this_member
from web.face import database
from web.forms import FaceForm, text

BETWEEN = re.compile(r"[\s,;،؛]+")
"""What people write between two addresses, in the scripts of our languages."""


class CoHostsForm(FaceForm):
    """A form that names colleagues who are told of the guest beside the host."""

    colleagues: tuple[str, ...] = ()
    """Whom the host named, by their public ids; the form must be valid."""

    co_hosts = StringField(_("Addresses of your colleagues"), [Optional()])

    def validate_co_hosts(self, field: StringField) -> None:
        """Refuse the host's own address, and that of nobody who could be named."""
        host_id = this_member().id
        with database().reading() as store:
            own = accounts.by_id(store, host_id).public_id
            known = {one.public_id for one in delegates.colleagues(store, host_id)}
            named = {
                address: accounts.public_id(store, address)
                for address in filter(None, BETWEEN.split(text(field)))
            }
        for address, public_id in named.items():
            if public_id == own:
                raise ValidationError(
                    _("You are the host already: leave your own address out.")
                )
            if public_id not in known:
                raise ValidationError(
                    gettext(
                        "No colleague who is told of guests has the address %(address)s.",
                        address=address,
                    )
                )
        self.colleagues = tuple(dict.fromkeys(filter(None, named.values())))
