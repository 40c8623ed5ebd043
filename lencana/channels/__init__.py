"""Channels beside e-mail: what is sent to Slack, Teams and the like, by SMS and to webhooks."""
