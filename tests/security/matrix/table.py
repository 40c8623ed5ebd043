"""Who may do what to whose objects: one row for each route of each face, and nothing else."""

from tests.security.matrix.member_table import (
    COMPANY,
    DESKS,
    HOSTS,
    NONCE,
    SHARED,
    WALK_IN,
)
from tests.security.matrix.rows import (
    ANYONE,
    KIOSK,
    Kind,
    Own,
    Row,
    Who,
    form,
    guest,
    here,
    job,
)

PRINTER = {"condition": "ready", "width": 576}
KIOSKS = SHARED | {
    "kiosk.document": ANYONE, "kiosk.pair": form(Who.ANYONE, {"code": "0000-0000"}),
    "kiosk.welcome": KIOSK, "kiosk.status": KIOSK, "kiosk.goodbye": KIOSK,
    "kiosk.ask_help": KIOSK, "kiosk.help_coming": KIOSK, "kiosk.rights": KIOSK,
    "kiosk.leave": form(Who.KIOSK, {"code": "{other}"}, Kind.BADGE_CODE, Own.OF_SITE),
    "encounters.arrive": form(
        Who.KIOSK, {"code": "{other}"}, Kind.INVITATION_CODE, Own.OF_SITE
    ),
    # A guest of another site hears so, once the digits have shown that it is them.
    "encounters.explain": Row(
        Who.KIOSK, None, Own.ANYBODYS, {"code": "{other}"},
        Kind.INVITATION_CODE, Own.OF_SITE, sends_digits=True,
    ),
    "encounters.ask_address": KIOSK,
    "encounters.announce_address": Row(
        Who.KIOSK, None, Own.ANYBODYS, {"address": "{email}"},
        Kind.VISIT, Own.OF_SITE, sends_digits=True,
    ),
    "encounters.show": here(), "encounters.agree": here(rules="0"),
    "encounters.confirm": here(code="{digits}", rules="0"), "encounters.end": here(),
    "encounters.tell_family_name": here(family_name="Wijaya", rules="0"),
    "encounters.missing_badge": here(), "encounters.report_missing_badge": here(),
    "encounters.own_page": here(), "encounters.accept_rules": here(rules="0"),
    "encounters.send_again": here(), "encounters.touch": here(),
    "encounters.vouching": here(),
    "walk_ins.begin": KIOSK, "walk_ins.ask_name": KIOSK, "walk_ins.tell_desk": KIOSK,
    "walk_ins.enter_name": form(Who.KIOSK, {"name": "New Guest"}),
    "walk_ins.find_host": form(
        Who.KIOSK, WALK_IN | {"search": "{name}"}, Kind.MEMBER, Own.OF_SITE
    ),
    "walk_ins.choose_host": form(Who.KIOSK, WALK_IN, Kind.MEMBER),
    "walk_ins.ask": form(Who.KIOSK, WALK_IN, Kind.MEMBER, Own.OF_SITE),
}  # fmt: skip
GUESTS = SHARED | {
    "inquiries.ask": ANYONE, "inquiries.erased": ANYONE,
    "inquiries.begin": Row(
        Who.ANYONE, None, Own.ANYBODYS, {"address": "{email}", "nonce": NONCE},
        Kind.VISIT, sends_digits=True, form="AddressForm",
    ),
    "inquiries.show": guest(Kind.INQUIRY),
    "inquiries.confirm": guest(Kind.INQUIRY, "CodeForm", code="{digits}"),
    "inquiries.send_again": guest(Kind.INQUIRY, "SendingForm", sendings="1"),
    "shared.show": guest(Kind.SHARED), "shared.code": guest(Kind.SHARED),
    "visit.show": guest(), "visit.code": guest(), "visit.news": guest(),
    "visit.badge": guest(), "visit.copy": guest(),
    "answers.late": guest(Kind.PROVEN, "LateForm", minutes="15"),
    "answers.decline": Row(
        Who.LINK, Kind.PROVEN, Own.HELD, {"visit": "{other}"},
        Kind.VISIT, Own.SAME_GUEST, form="CancellationForm",
    ),
    "confirmation.begin": guest(Kind.PROVEN, "ConfirmationForm", nonce=NONCE),
    # Whoever knows an inquiry has begun it, or has its digits.
    "confirmation.show": Row(
        Who.LINK, Kind.PROVEN, Own.HELD, {}, Kind.INQUIRY
    ),
    "confirmation.confirm": Row(
        Who.LINK, Kind.PROVEN, Own.HELD, {"code": "{digits}"},
        Kind.INQUIRY, form="CodeForm",
    ),
    "confirmation.send_again": Row(
        Who.LINK, Kind.PROVEN, Own.HELD, {"sendings": "1"},
        Kind.INQUIRY, form="SendingForm",
    ),
    "data_rights.ask_desk": guest(Kind.PROVEN, "DeskForm"),
    "data_rights.choose_emails": guest(Kind.PROVEN, "EmailsForm", wanted="no"),
    "data_rights.correct": guest(Kind.PROVEN, "CorrectionForm", badge_name="New"),
    "data_rights.correcting": guest(), "data_rights.erasing_page": guest(),
    "data_rights.erase": guest(Kind.PROVEN, "ErasureForm"),
    "data_rights.lift": guest(Kind.PROVEN, "LiftingForm"),
    "data_rights.object_to": guest(Kind.PROVEN, "ObjectionForm"),
    "data_rights.objecting": guest(), "data_rights.show_emails": guest(),
    "data_rights.restrict": guest(Kind.PROVEN, "RestrictionForm"),
    "language.choose": guest(Kind.PROVEN, "OwnLanguageForm", language="id"),
}  # fmt: skip
API = {
    "agents.pair": form(Who.ANYONE, {"code": "0000-0000"}),
    "agents.announce": form(Who.AGENT, {"printers": []}),
    "agents.poll": form(Who.AGENT, {"printers": [PRINTER], "wait": 0}),
    "agents.badge": job(), "agents.start": job(), "agents.roll": job(Kind.ROLL_JOB),
    "agents.condition": job(condition="paper_out"),
    "agents.outcome": job(outcome="printed"),
    "description.show": ANYONE,
}  # fmt: skip
TABLE = {
    "kiosk": KIOSKS,
    "guest": GUESTS,
    "hosts": HOSTS | COMPANY,
    "desk": DESKS,
    "api": API,
}
UNREACHED = {
    # A result, or a walk-in, would have to be what goes on at a tablet.
    "kiosk": {
        "encounters.missing_badge",
        "encounters.report_missing_badge",
        "encounters.own_page",
    },
    # The digits of each inquiry were typed.
    "guest": {"inquiries.send_again", "confirmation.send_again"},
    # The administrators are no hosts.
    "hosts": {"company_guests.take_over"},
    # Nobody has printed a badge yet, and each printer is a real one.
    "desk": {"badges.hand_over", "virtual_paper.show", "virtual_paper.picture"},
    "api": set[str](),
}
"""Routes about which the cast has nothing of anybody's own that they would do or show."""
