"""Why a guest who has proven who they are cannot go on, in words for nobody else."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from visits import visit_state
from visits.store.database import Store
from visits.vocabulary.visits import WaitReason
from web import dates

SEE_DESK = _("Please see the front desk")
SHOW_ID = _("Please show your photo ID")
HEADINGS: dict[WaitReason, LazyString] = {
    WaitReason.TOO_EARLY: _("You are expected at %(time)s"),
    WaitReason.TOO_LATE: _("You were expected on %(day)s"),
    WaitReason.ANOTHER_SITE: _("You are expected at %(site)s"),
    WaitReason.USED_AGAIN: _("This code was used already"),
    WaitReason.WITHDRAWN: _("This visit was cancelled"),
    WaitReason.RESTRICTED: _("You asked us not to use your data"),
    WaitReason.ID_CHECK: SHOW_ID,
    # In the words of everybody whose ID is asked for: only the desk learns why.
    WaitReason.ON_WATCH_LIST: SHOW_ID,
    # Why the desk has turned somebody away is for the desk to say.
    WaitReason.REFUSED: SEE_DESK,
}
UNPROVEN = frozenset(
    {
        WaitReason.HELP,
        WaitReason.REPLACED,
        WaitReason.UNKNOWN_CODE,
        WaitReason.NO_WAY_TO_SEND,
        WaitReason.WRONG_CODE,
        WaitReason.TOO_MANY_SENDINGS,
        WaitReason.NO_BADGE,
        WaitReason.KIOSK_LOCKED,
        WaitReason.NOBODY_EXPECTED,
        WaitReason.HOST_SILENT,
        WaitReason.HOST_NOT_TOLD,
        WaitReason.UNINVITED,
    }
)
"""Reasons that nobody has who has just proven who they are; the kiosk says none of them."""


def context(store: Store, reason: WaitReason, visit_id: int) -> dict[str, Any]:
    """The context of the screen that tells the guest of this visit."""
    visit = visit_state.of(store, visit_id)
    starts_at = visit.invitation.starts_at
    values = {
        "time": dates.clock_beside(starts_at, store.now, visit.site),
        "day": dates.day_without_year(starts_at, visit.site),
        "site": visit.site.name,
    }
    return {
        "heading": str(HEADINGS[reason]) % values,
        "is_restricted": reason is WaitReason.RESTRICTED,
    }
