"""The shapes of the codes that rows hold."""

from visits.policy.register import register

PUBLIC_ID = "[0-9a-z]{26}"
LANGUAGE = "[a-z]{2}(-[A-Z]{2})?"
REGION = "[A-Z]{2}"
TIME_ZONE = "UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}"
MONTH = "[0-9]{4}-[0-9]{2}"
COLOUR = "#[0-9a-f]{6}"
HEX = "[0-9a-f]{40}"
BADGE_NUMBER = "[A-Z][0-9]-[0-9]{3,6}"
PASSWORD_HASH = r"\$argon2id\$[A-Za-z0-9$=,+/]+"  # noqa: S105 - the shape of one, not one
MAIL_REPLY = r"[2-5][0-9]{2}( [245](\.[0-9]{1,3}){2})?"
PRINTER_ADDRESS = (
    r"tcp://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*):[0-9]{1,5}"
    r"|usb://[0-9a-f]{4}:[0-9a-f]{4}(/[\w.-]{1,60})?"
    r"|serial://(/[\w.:-]+)+\?baud=[0-9]{6,7}|file://(/[\w.:-]+)+|cups:[\w.-]{1,80}"
)
_ITEM = "|".join(register().items)
ITEMS = rf"({_ITEM})(\+({_ITEM}))*"
