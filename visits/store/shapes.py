"""The shapes of the codes that rows hold."""

PUBLIC_ID = "[0-9a-z]{26}"
LANGUAGE = "[a-z]{2}(-[A-Z]{2})?"
REGION = "[A-Z]{2}"
TIME_ZONE = "UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}"
MONTH = "[0-9]{4}-[0-9]{2}"
COLOUR = "#[0-9a-f]{6}"
FACE = "[a-z_]{2,20}"
HEX = "[0-9a-f]{40}"
BADGE_NUMBER = "[A-Z][0-9]-[0-9]{3,6}"
PASSWORD_HASH = r"\$argon2id\$[A-Za-z0-9$=,+/]+"  # noqa: S105 - the shape of one, not one
PRINTER_ADDRESS = "tcp://[A-Za-z0-9.:\\[\\]_-]+"
