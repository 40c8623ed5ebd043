"""The policy's ceilings, in code: whoever edits the register cannot raise them."""

from datetime import timedelta

from visits.vocabulary.policy import Period

CEILINGS = {
    Period.CONTACT: timedelta(days=7),
    Period.LOG: timedelta(days=90),
    Period.NO_SHOW: timedelta(hours=24),
    Period.LOBBY: timedelta(hours=24),
    Period.INQUIRY: timedelta(hours=1),
    Period.HOST: timedelta(days=6 * 365),
    Period.REQUESTS: timedelta(days=396),
    Period.TRAIL: timedelta(days=396),
}
"""The longest each may be set to; 396 days are thirteen months."""
