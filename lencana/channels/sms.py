"""SMS by Apprise, which knows the providers. It is imported when the first one is sent."""

import logging
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from lencana.channels import guard
from lencana.channels.guard import Addresses
from lencana.channels.http import NotTaken, explained
from visits.vocabulary.channels import ChannelKind, ChannelProblem

Fields = Mapping[str, str]


def send(kind: ChannelKind, fields: Fields, text: str, allowed: Addresses) -> None:
    """Hand the text to the provider once (`NotTaken`: why, Apprise does not say)."""
    provider = PROVIDERS[kind](fields)
    with explained():
        is_taken = guard.bounded(partial(provider.send, body=text), allowed)
    if not is_taken:
        raise NotTaken(ChannelProblem.NOT_TAKEN)


def twilio(fields: Fields) -> Any:  # noqa: ANN401 - a plugin of Apprise's
    """Return Twilio for this account."""
    from apprise.plugins.twilio import NotifyTwilio  # noqa: PLC0415 - takes 0.4 seconds

    plugin: Any = NotifyTwilio
    return plugin(
        account_sid=fields["account"],
        auth_token=fields["token"],
        source=fields["sender"],
        targets=[fields["phone"]],
        asset=_asset(),
    )


def infobip(fields: Fields) -> Any:  # noqa: ANN401 - the same
    """Return Infobip for this account."""
    from apprise.plugins.infobip import NotifyInfobip  # noqa: PLC0415 - the same

    return NotifyInfobip(
        apikey=fields["key"],
        source=fields["sender"],
        targets=[fields["phone"]],
        host=fields["host"],
        asset=_asset(),
    )


PROVIDERS: Mapping[ChannelKind, Callable[[Fields], Any]] = {
    ChannelKind.TWILIO: twilio,
    ChannelKind.INFOBIP: infobip,
}


@cache
def _asset() -> Any:  # noqa: ANN401 - the same
    """Return what all plugins share; from then on their logs say nothing."""
    from apprise import AppriseAsset  # noqa: PLC0415 - the same

    # They log phone numbers and answers, and urllib3 logs paths, which have the account in them.
    logging.getLogger("apprise").disabled = True
    logging.getLogger("urllib3.connectionpool").setLevel(logging.WARNING)
    return AppriseAsset(app_id="Lencana", http_redirects=False)
