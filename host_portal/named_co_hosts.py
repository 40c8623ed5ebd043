"""The rows of an invitation's form in which the host chooses co-hosts from their colleagues."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, SelectField

from host_portal.guest_rows import add_error
from visits.co_hosts import MOST
from visits.people import delegates
from visits.vocabulary.refusals import TooManyCoHosts, VisitRefused
from web.access import this_member
from web.face import database
from web.forms import FaceForm, text


class CoHostRow(FaceForm):
    """A colleague, or nobody."""

    class Meta(FaceForm.Meta):
        """As every form, but for the token, which the whole form has."""

        csrf = False

    colleague = SelectField(default="")


class CoHostsForm(FaceForm):
    """A form that names colleagues who are told of the guest beside the host.

    One list for each, as on the page of a guest: whoever has a hundred colleagues finds one by
    the first letters, and a phone shows a list of its own.
    """

    co_hosts = FieldList(FormField(CoHostRow), min_entries=MOST, max_entries=MOST)

    def __init__(self, *given: Any, **options: Any) -> None:  # noqa: ANN401 - as WTForms says
        super().__init__(*given, **options)
        with database().reading() as store:
            colleagues = delegates.colleagues(store, this_member().id)
        named = [(one.public_id, one.name) for one in colleagues]
        # Nobody is named twice: there are no more lists than colleagues.
        self.co_host_fields = [one.form.colleague for one in self.co_hosts.entries]
        for number, field in enumerate(self.co_host_fields, 1):
            field.choices = [("", _("Nobody")), *named]
            field.label.text = _("Co-host %(number)s", number=number)
        self.co_host_fields = self.co_host_fields[: len(named)]

    @property
    def colleagues(self) -> list[str]:
        """Whom the host named, by their public ids; the form must be valid."""
        return list(dict.fromkeys(filter(None, map(text, self.co_host_fields))))

    def show_at_field(self, refusal: VisitRefused, text: str) -> str:
        """Put what is about co-hosts at the first of them, and everything else as always."""
        if not isinstance(refusal, TooManyCoHosts):
            return super().show_at_field(refusal, text)
        add_error(self.co_host_fields[0], text)
        return ""
