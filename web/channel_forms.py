"""The forms of channels: for each kind what it needs, and nothing else."""

import base64
import secrets
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, StringField, TelField
from wtforms.validators import DataRequired, Length

from visits.people.channel_fields import SECRET_PREFIX, TYPED
from visits.vocabulary.channels import ChannelKind
from visits.vocabulary.refusals import ChannelFieldWrong, VisitRefused
from web.forms import FaceForm, Phone, text

NEW_SECRET_BYTES = 32


def _new_secret() -> str:
    return (
        SECRET_PREFIX + base64.b64encode(secrets.token_bytes(NEW_SECRET_BYTES)).decode()
    )


class ChannelForm(FaceForm):
    """What a channel of one kind needs; the fields of the other kinds are left out."""

    address = StringField(_("Address (https)"), [DataRequired(), Length(max=1000)])
    secret = StringField(
        _("Secret for signatures"),
        [DataRequired(), Length(max=100)],
        default=_new_secret,
    )
    bot = StringField(_("Token of the bot"), [DataRequired(), Length(max=120)])
    chat = StringField(_("Number of the chat"), [DataRequired(), Length(max=40)])
    account = StringField(_("Account SID"), [DataRequired(), Length(max=40)])
    token = StringField(_("Auth token"), [DataRequired(), Length(max=80)])
    host = StringField(_("Base URL"), [DataRequired(), Length(max=80)])
    key = StringField(_("API key"), [DataRequired(), Length(max=120)])
    sender = TelField(_("Number that sends"), [DataRequired(), Phone()])
    phone = TelField(_("Number that is told"), [DataRequired(), Phone()])
    # A browser's own, which nobody types.
    p256dh = HiddenField(validators=[DataRequired(), Length(max=100)])
    auth = HiddenField(validators=[DataRequired(), Length(max=40)])

    def __init__(
        self,
        kind: ChannelKind,
        **options: Any,  # noqa: ANN401 - as WTForms says
    ) -> None:
        super().__init__(**options)
        self.kind = kind
        for name in {name for names in TYPED.values() for name in names}:
            if name not in TYPED[kind]:
                del self[name]

    def typed(self) -> dict[str, str]:
        """What was typed, by the names of the fields."""
        return {name: text(self[name]) for name in TYPED[self.kind]}

    def show_at_field(self, refusal: VisitRefused, text: str) -> str:
        """Put the text at the field that the refusal names."""
        if not isinstance(refusal, ChannelFieldWrong):
            return super().show_at_field(refusal, text)
        field = self[refusal.field]
        field.errors = [*field.errors, text]
        return ""
