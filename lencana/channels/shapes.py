"""What each service takes: its address made of a channel's fields, and the body it reads."""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import quote, urlencode

from lencana.channels.http import Post
from lencana.channels.texts import Words
from visits.people.channel_fields import HTTPS_PORT, SECRET_PREFIX
from visits.vocabulary.channels import ChannelKind

Fields = Mapping[str, str]
JSON = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Lencana"}


def slack(fields: Fields, words: Words) -> Post:
    """Return an incoming webhook's call (https://docs.slack.dev/messaging/)."""
    # Whatever is not escaped can be a mention of everybody, or a link.
    escaped = words.sentence.replace("&", "&amp;")
    escaped = escaped.replace("<", "&lt;").replace(">", "&gt;")
    link = f"\n<{words.link}|{words.button}>" if words.link else ""
    path = f"/services/{fields['team']}/{fields['app']}/{fields['token']}"
    return _post("hooks.slack.com", path, {"text": escaped + link})


def teams(fields: Fields, words: Words) -> Post:
    """Return the call of a workflow, which takes an Adaptive Card and nothing else."""
    opens = {"type": "Action.OpenUrl", "title": words.button, "url": words.link}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": words.sentence, "wrap": True}],
        "actions": [opens] if words.link else [],
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "content": card,
    }
    body = {"type": "message", "attachments": [attachment]}
    query = {
        "api-version": fields["version"],
        "sp": "/triggers/manual/run",
        "sv": "1.0",
        "sig": fields["signature"],
    }
    direct = fields["is_direct"] == "yes"
    prefix = "/powerautomate/automations/direct" if direct else ""
    path = f"{prefix}/workflows/{fields['workflow']}/triggers/manual/paths/invoke"
    return _post(fields["host"], f"{path}?{urlencode(query)}", body)


def google_chat(fields: Fields, words: Words) -> Post:
    """Return an incoming webhook's call (https://developers.google.com/workspace/chat)."""
    query = urlencode({"key": fields["key"], "token": fields["token"]})
    path = f"/v1/spaces/{fields['space']}/messages?{query}"
    return _post("chat.googleapis.com", path, {"text": words.plain})


def mattermost(fields: Fields, words: Words) -> Post:
    """Return an incoming webhook's call, which Rocket.Chat takes as well."""
    return _post(fields["host"], fields["path"], {"text": words.plain}, fields["port"])


def telegram(fields: Fields, words: Words) -> Post:
    """Return a bot's `sendMessage` (https://core.telegram.org/bots/api)."""
    body = {"chat_id": fields["chat"], "text": words.plain}
    return _post("api.telegram.org", f"/bot{fields['bot']}/sendMessage", body)


def ntfy(fields: Fields, words: Words) -> Post:
    """Return a publication as JSON (https://docs.ntfy.sh/publish/)."""
    body = {"topic": fields["topic"], "message": words.sentence, "priority": 4}
    if words.link:
        body["click"] = words.link
    return _post(fields["host"], "/", body, fields["port"])


def webhook(fields: Fields, words: Words, message_id: str, at: datetime) -> Post:
    """Return a signed call, as https://www.standardwebhooks.com says.

    A call that comes twice has the same `webhook-id` twice.
    """
    event = {
        "type": words.event,
        "timestamp": at.isoformat(),
        "data": {"text": words.sentence, "answer": words.link or None},
    }
    post = _post(fields["host"], fields["path"], event, fields["port"])
    moment = str(int(at.timestamp()))
    secret = base64.b64decode(fields["secret"].removeprefix(SECRET_PREFIX))
    signed = b".".join((message_id.encode(), moment.encode(), post.body))
    signature = base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature}",
    }
    return Post(
        host=post.host,
        port=post.port,
        path=post.path,
        body=post.body,
        headers=post.headers | headers,
    )


BY_HTTP: Mapping[ChannelKind, Callable[[Fields, Words], Post]] = {
    ChannelKind.SLACK: slack,
    ChannelKind.TEAMS: teams,
    ChannelKind.GOOGLE_CHAT: google_chat,
    ChannelKind.MATTERMOST: mattermost,
    ChannelKind.TELEGRAM: telegram,
    ChannelKind.NTFY: ntfy,
}


def _post(
    host: str, path: str, body: Mapping[str, object], port: str = str(HTTPS_PORT)
) -> Post:
    return Post(
        host=host,
        port=int(port),
        path=quote(path, "/?&=%:@!$'()*+,;~"),
        body=json.dumps(body, ensure_ascii=False).encode(),
        headers=JSON,
    )
