"""The labels of channels: where to find what each needs, what is wrong with one, refusals."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits.vocabulary.channels import ChannelKind, ChannelProblem
from visits.vocabulary.refusals import (
    ChannelFieldWrong,
    TooManyChannels,
    TooManyTries,
    VisitRefused,
)

REFUSALS: dict[type[VisitRefused], LazyString] = {
    ChannelFieldWrong: _(
        "It looks different there. Copy it once more, the whole of it."
    ),
    TooManyChannels: _("Five ways are enough. Remove one before you add another."),
    TooManyTries: _("You have tested very often. Wait an hour."),
}

HELP: dict[ChannelKind, LazyString] = {
    ChannelKind.SLACK: _(
        "In Slack, add an app with an incoming webhook to your own conversation, and paste its "
        "webhook URL here."
    ),
    ChannelKind.TEAMS: _(
        "In Teams, open Workflows, choose to post to a chat when a webhook request is received, "
        "and paste the address that it shows. It stops when the person who made it leaves."
    ),
    ChannelKind.GOOGLE_CHAT: _(
        "In the space, open Apps and integrations, then Webhooks, and paste the address here."
    ),
    ChannelKind.MATTERMOST: _(
        "Make an incoming webhook in Mattermost or Rocket.Chat, and paste its address here."
    ),
    ChannelKind.TELEGRAM: _(
        "Make a bot with @BotFather and write to it once. @userinfobot tells the number of your "
        "chat."
    ),
    ChannelKind.NTFY: _(
        "The address is the server's and your topic's. Choose a topic that nobody guesses: "
        "whoever knows it reads along."
    ),
    ChannelKind.TWILIO: _(
        "You find these in Twilio's console. Twilio charges your account for each SMS."
    ),
    ChannelKind.INFOBIP: _(
        "You find these on Infobip's start page. Infobip charges your account for each SMS."
    ),
    ChannelKind.WEB_PUSH: _("This browser tells you, also while no page is open."),
    ChannelKind.WEBHOOK: _(
        "For a program of your own. Calls are signed as standardwebhooks.com says: copy the "
        "secret before you go on."
    ),
}
"""Where to find what a channel of each kind needs."""

NOT_REACHED = _(
    "No server that may be reached is found by that name. Is it spelt right? Your operator can "
    "look up why."
)
PROBLEMS: dict[ChannelProblem, LazyString] = {
    ChannelProblem.REFUSED: _(
        "It is refused there: the address or the key is no longer valid. Add it anew, and remove "
        "this one."
    ),
    ChannelProblem.GONE: _(
        "Nothing is there any more: it was removed on the other side. Add it anew, and remove "
        "this one."
    ),
    ChannelProblem.REDIRECTED: _(
        "It leads on to another address. Add that one, and remove this one."
    ),
    # One sentence for both: whoever tests names learns of none whether it exists inside.
    ChannelProblem.PRIVATE_ADDRESS: NOT_REACHED,
    ChannelProblem.HOST_UNKNOWN: NOT_REACHED,
    ChannelProblem.TLS: _(
        "The server's certificate is not trusted. Tell whoever runs it."
    ),
    ChannelProblem.UNREACHABLE: _("The server does not answer. Test it again later."),
    ChannelProblem.BUSY: _("The server is overloaded or ill. Test it again later."),
    ChannelProblem.NOT_TAKEN: _(
        "The provider did not take it. Are the keys right, and is there credit left?"
    ),
    ChannelProblem.FAILED: _("Something is wrong here. Please tell your operator."),
    ChannelProblem.OVER: _("It was too late for it. Test it again."),
    ChannelProblem.UNWANTED: _("You want to be told of no guest."),
}
"""What is wrong with a channel, and what its owner can do."""
