"""What members may do, in the portal and at the front desk: one row for each route."""

from tests.security.matrix.rows import (
    ADMIN,
    ANYONE,
    DESK,
    HOST,
    INVITING,
    MEMBER,
    Kind,
    Own,
    Row,
    Who,
    decision,
    desk,
    form,
    guest,
    host,
)

NONCE = "7" * 26
PLAN = {
    "site": "1", "day": "2026-11-24", "starts": "16:00", "ends": "17:00",
    "purpose": "meeting", "language": "en",
}  # fmt: skip
NEW = PLAN | {"nonce": NONCE, "name": "New Guest", "email": "new@example.org"}
INVITATION = NEW | {"least_level": "usual"}
LIST = PLAN | {"pasted": "New Guest, new@example.org"}
LOG = {"reason": "protect", "first": "2026-11-20", "last": "2026-11-25"}
WALK_IN = {"name": "New Guest", "host": "{other}", "purpose": "tour", "nonce": NONCE}
MORE = {"day": "2026-11-24", "guests": "3", "reason": "event"}
HOST_TO_BE = {"name": "New Host", "email": "host@example.org", "language": "en"}
WATCHED = {"contact": "{email}"}
TWICE = {"password": "four loud kettles", "present": "three quiet lamps"}


SHARED = {
    "languages.choose": form(Who.ANYONE, {"language": "id"}), "theme.send": ANYONE,
}  # fmt: skip
SIGN_IN = SHARED | {
    "sign_in.ask": ANYONE, "sign_in.leave": ANYONE,
    "sign_in.enter": form(Who.ANYONE, {"email": "{email}", "password": "x"}, Kind.MEMBER),
    "sign_in.welcome": guest(Kind.WELCOME),
    "sign_in.accept": guest(Kind.WELCOME, password="short"),
    "forgotten_password.ask": ANYONE, "forgotten_password.sent": ANYONE,
    "forgotten_password.begin": form(Who.ANYONE, {"email": "{email}"}, Kind.MEMBER),
    "second_factor.ask": ANYONE,
    "second_factor.enter": form(Who.ANYONE, {"code": "123456"}),
    "second_factor.show": MEMBER, "second_factor.begin": MEMBER,
    "second_factor.picture": MEMBER, "second_factor.ask_codes": MEMBER,
    "second_factor.ask_removal": MEMBER,
    "second_factor.confirm": form(Who.MEMBER, {"code": "123456", "nonce": NONCE}),
    "second_factor.forget": form(Who.MEMBER, {"device": "all"}),
    "second_factor.renew_codes": form(Who.MEMBER, TWICE | {"nonce": NONCE}),
    "second_factor.remove": form(Who.MEMBER, TWICE),
    "account.show": MEMBER, "account.ask": MEMBER, "account.ask_password": MEMBER,
    "account.close": form(Who.MEMBER, TWICE),
    "account.export": MEMBER, "account.change_password": form(Who.MEMBER, TWICE),
    "account.speak": form(Who.MEMBER, {"language": "id"}),
    "own_places.switch": form(
        Who.MEMBER, {"membership": "{other}"}, Kind.MEMBER, Own.SAME_PERSON
    ),
    "own_sessions.show": MEMBER,
    "own_sessions.revoke": form(Who.MEMBER, TWICE | {"session": "all"}),
}  # fmt: skip


def channels(who: Who, own: Own, of: str = "channels") -> dict[str, Row]:
    """By what else than e-mail a member, a desk or a company is told."""
    kept = Row(who, Kind.CHANNEL, own)
    address = (
        "https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/abcdefghijklmnopqrstuvwx"
    )
    return {
        f"{of}.show": Row(who), f"{of}.new": Row(who),
        f"{of}.add": form(who, {"address": address}),
        f"{of}.make_email_first": Row(who), f"{of}.make_first": kept,
        f"{of}.remove": kept, f"{of}.test": kept,
    }  # fmt: skip


HOSTS = SIGN_IN | channels(Who.HOST, Own.HERS) | {
    "guests.show": INVITING, "home_screen.icon": ANYONE,
    "absence.show": HOST, "absence.dismiss": HOST,
    "absence.name": form(
        Who.HOST, {"colleague": "{other}", "first": "2026-11-23", "last": "2026-11-25"},
        Kind.MEMBER, Own.COLLEAGUE,
    ),
    "absence.choose_emails": form(Who.HOST, {"wanted": "no"}),
    "absence.choose_walk_ins": form(Who.HOST, {"wanted": "no"}),
    "answers.show": guest(Kind.ANSWER), "answers.take_over": guest(Kind.ANSWER),
    "answers.answer": guest(Kind.ANSWER, answer="coming"),
    "answers.answer_signed_in": host(Own.EXPECTED, answer="coming"),
    "answers.hand_over": Row(
        Who.HOST, Kind.VISIT, Own.EXPECTED, {"colleague": "{other}"},
        Kind.MEMBER, Own.COLLEAGUE,
    ),
    "answers.say_left": host(Own.EXPECTED),
    "answers.take_over_signed_in": host(Own.EXPECTED),
    "co_hosts.name": Row(
        Who.HOST, Kind.VISIT, Own.HOSTED, {"colleague": "{other}"},
        Kind.MEMBER, Own.COLLEAGUE,
    ),
    "co_hosts.dismiss": Row(
        Who.HOST, Kind.VISIT, Own.HOSTED, {}, Kind.MEMBER, Own.COLLEAGUE
    ),
    "guest_lists.new": HOST, "guest_lists.preview": form(Who.HOST, LIST),
    "guest_lists.invite": form(Who.HOST, LIST | {"listed": LIST["pasted"]}),
    "invitations.new": HOST,
    "invitations.invite": form(
        Who.HOST, INVITATION | {"co_hosts-0-colleague": "{other}"},
        Kind.MEMBER, Own.COLLEAGUE,
    ),
    "invitations.show": host(Own.EXPECTED),
    "invitations.new_again": host(Own.HOSTED),
    "invitations.choose_badge_name": host(Own.HOSTED),
    "invitations.name_badge": host(Own.HOSTED, badge_name="New Name"),
    "invitations.confirm": host(Own.HOSTED),
    "invitations.resend": host(Own.HOSTED),
    "invitations.choose_time": host(Own.HOSTED),
    "invitations.reschedule": host(Own.HOSTED, **PLAN, rest="y"),
    "invitations.confirm_withdrawal": host(Own.HOSTED),
    "invitations.withdraw": host(Own.HOSTED, rest="y"),
    "past_guests.show": HOST,
    "past_guests.search": form(Who.HOST, {"search": "{name}", "ending": ""}, Kind.VISIT),
    "vouching.new": HOST, "vouching.show": host(Own.EXPECTED),
    "vouching.vouch": form(Who.HOST, {"digits": "{vouch}"}, Kind.ENCOUNTER, Own.EXPECTED),
}  # fmt: skip
COMPANY = channels(Who.ADMIN, Own.OF_OFFICE, "company_channels") | {
    "company.show": ADMIN, "company.new": ADMIN,
    "company.add": form(Who.ADMIN, HOST_TO_BE),
    "company.ask_closure": Row(Who.ADMIN, Kind.MEMBER, Own.OF_OFFICE),
    "company.close": Row(Who.ADMIN, Kind.MEMBER, Own.OF_OFFICE, TWICE),
    "company.welcome": Row(Who.ADMIN, Kind.MEMBER, Own.OF_OFFICE, {"until": ""}),
    "company_place.show": ADMIN,
    "company_place.write": form(Who.ADMIN, {"floors-0": "Floor 3"}),
    "company_guests.show": ADMIN,
    "company_guests.show_one": Row(Who.ADMIN, Kind.VISIT, Own.OF_OFFICE),
    "company_guests.reschedule": Row(Who.ADMIN, Kind.VISIT, Own.OF_OFFICE, PLAN),
    "company_guests.take_over": Row(Who.ADMIN, Kind.VISIT, Own.OF_OFFICE),
    "company_guests.withdraw": Row(Who.ADMIN, Kind.VISIT, Own.OF_OFFICE),
}  # fmt: skip
COPY = {"replaces": "1"}
OF_ALARM = {"alarm": "{other}", "generation": "{generation}"}, Kind.ALARM, Own.OF_SITE
DESKS = SIGN_IN | channels(Who.DESK, Own.OF_DESK) | {
    "first_run.ask": ANYONE, "first_run.complete": form(Who.ANYONE, {"code": "0000"}),
    "alarms.show": DESK, "alarms.now": DESK, "alarms.link": DESK,
    "alarms.begin": form(Who.DESK, {"kind": "drill"}),
    "alarms.end": form(Who.DESK, *OF_ALARM), "alarms.renew_link": form(Who.DESK, *OF_ALARM),
    "alarms.print_roll": form(Who.DESK, OF_ALARM[0] | {"copies": "1"}, *OF_ALARM[1:]),
    "arrival_counts.show": DESK,
    "badge_recovery.choose": desk(Kind.VISIT), "badge_recovery.show": desk(Kind.VISIT),
    "badge_recovery.move": Row(
        Who.DESK, Kind.VISIT, Own.OF_SITE, COPY | {"printer": "{other}"},
        Kind.PRINTER, Own.OF_SITE,
    ),
    "badge_recovery.write": desk(Kind.VISIT, **COPY),
    "badges.hand_over": desk(Kind.VISIT),
    "badges.print_again": desk(Kind.VISIT, **COPY, reason="lost"),
    "board.show": DESK, "board.now": DESK, "board.around": DESK,
    "board.settle": desk(Kind.WAIT),
    "colleague.choose": Row(
        Who.DESK, Kind.VISIT, Own.OF_SITE, whose=Own.SAME_COMPANY
    ),
    "colleague.tell": Row(
        Who.DESK, Kind.VISIT, Own.OF_SITE, {"colleague": "{other}"},
        Kind.MEMBER, Own.SAME_COMPANY,
    ),
    "decisions.correct": decision(name="New Name"),
    "decisions.decline": desk(Kind.REQUEST, reason="refused_not_proven"),
    "decisions.erase": decision(), "decisions.lift": decision(),
    "decisions.restrict": decision(), "decisions.save_copy": decision(),
    "decisions.show_copy": decision(), "decisions.hand_over": desk(Kind.REQUEST),
    "devices.show": DESK, "devices.now": DESK,
    "groups.add": form(Who.DESK, {"name": "New group"}),
    "groups.bring": Row(
        Who.DESK, Kind.KIOSK, Own.OF_SITE, {"group": "{other}"}, Kind.GROUP, Own.OF_SITE
    ),
    "groups.choose": desk(Kind.KIOSK), "groups.remove": desk(Kind.GROUP),
    "guest_log.show": DESK,
    "guest_log.search": form(Who.DESK, LOG | {"search": "{name}"}, Kind.VISIT),
    "guest_log.save": form(Who.DESK, LOG | {"search": "{name}"}, Kind.VISIT),
    "more_guests.ask": DESK,
    "more_guests.allow": form(
        Who.DESK, MORE | {"search": "{name}", "host": "{other}"}, Kind.MEMBER, Own.OF_SITE
    ),
    "pairing.ask_agent": desk(Kind.AGENT), "pairing.revoke_agent": desk(Kind.AGENT),
    "pairing.ask_kiosk": desk(Kind.KIOSK), "pairing.revoke_kiosk": desk(Kind.KIOSK),
    "pairing.release": desk(Kind.KIOSK),
    "pairing.offer_agent": form(Who.DESK, {"name": "New agent", "nonce": NONCE}),
    "pairing.offer_kiosk": form(Who.DESK, {"name": "New tablet", "nonce": NONCE}),
    "printers.add": DESK, "printers.describe": DESK,
    "printers.show": desk(Kind.PRINTER), "printers.now": desk(Kind.PRINTER),
    "printers.ask": desk(Kind.PRINTER), "printers.retire": desk(Kind.PRINTER),
    "printers.put_first": desk(Kind.PRINTER),
    "printers.place": Row(
        Who.DESK, Kind.PRINTER, Own.OF_SITE, {"group": "{other}"}, Kind.GROUP, Own.OF_SITE
    ),
    "visits.let_in_watched": desk(Kind.VISIT),
    "watch_list.show": DESK,
    "watch_list.propose": form(Who.DESK, WATCHED | {"reason": "threat", "until": "2026-12-20"}),
    "watch_list.check": form(Who.DESK, WATCHED, Kind.WATCH),
    "watch_list.ask": desk(Kind.WATCH), "watch_list.decline": desk(Kind.WATCH),
    "watch_list.take_off": desk(Kind.WATCH, contact="{email}"),
    "watch_list.confirm": desk(Kind.WATCH, contact="{email}"),
    "virtual_paper.show": desk(Kind.PRINTER), "virtual_paper.picture": desk(Kind.PRINTER),
    "requests.show": DESK, "requests.one": desk(Kind.REQUEST),
    "requests.ask": form(Who.DESK, {"visit": "{other}"}, Kind.VISIT, Own.OF_SITE),
    "requests.note": form(
        Who.DESK, {"visit": "{other}", "kind": "access"}, Kind.VISIT, Own.OF_SITE
    ),
    "roll_call.show": guest(Kind.ROLL), "roll_call.worker": ANYONE,
    "roll_call.report": Row(
        Who.LINK, Kind.ROLL, Own.HELD,
        {"phone": NONCE, "unlisted": "0", "names": "1", "mark": "1 {other} 1 0"},
        Kind.VISIT, Own.SAME_GUEST,
    ),
    "visits.show": desk(Kind.VISIT), "visits.arrive": desk(Kind.VISIT),
    "visits.let_back_in": desk(Kind.VISIT), "visits.depart": desk(Kind.VISIT),
    "visits.refuse": desk(Kind.VISIT, reason="safety"), "visits.undo": desk(Kind.VISIT, of="{undone}"),
    "walk_ins.new": DESK,
    "walk_ins.note": form(
        Who.DESK, WALK_IN | {"search": "{name}"}, Kind.MEMBER, Own.OF_SITE
    ),
}  # fmt: skip
