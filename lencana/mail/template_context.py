"""The values that the templates of e-mails may use.

Names made safe, moments by the site's clock.
"""

from datetime import timedelta
from gettext import NullTranslations
from pathlib import Path
from typing import Any

import regex

from lencana.mail import styles
from visits import confirmed_codes, sites
from visits.emails import AboutVisit, AuditHeadNote, Contents, RightsCode
from visits.languages import OWN_NAMES, SOURCE, catalogue, comma
from visits.lobby import one_time_codes
from visits.lobby.admission import level_for
from visits.member_emails import AboutMember
from visits.people import password_resets
from visits.people.welcome_links import LIFETIME
from visits.policy import notice
from visits.policy.notice import NoticeContext
from visits.rights import inquiries
from visits.visit_state import Stage, VisitState
from visits.vocabulary.people import Role
from visits.vocabulary.policy import Period, Way
from visits.vocabulary.sessions import FaceName
from visits.vocabulary.visits import EARLIEST, Level
from web import maps
from web.dates import SiteDates
from web.face import Links
from web.labels import CHANNEL_KINDS
from web.languages import FORMER_CODES
from web.names import clean, initials

_ADDRESS_LIKE = regex.compile(r"[/\\:@<>]|\.\p{L}{2}")
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def context(contents: Contents, links: Links, roles: frozenset[Role]) -> dict[str, Any]:
    """Return every value for the template; `roles` are those of the recipient, if a member."""
    if isinstance(contents, AboutMember):
        return _to_member(contents, links, roles)
    if isinstance(contents, RightsCode):
        return _rights_code(contents, links)
    if isinstance(contents, AuditHeadNote):
        return _audit_head(contents)
    return _about_visit(contents, links)


def greeted(name: str) -> str:
    """Return the name for the greeting; empty if a mail program could make a link of it.

    Anybody may type a name: a link in it would reach its reader as one of ours.
    """
    cleaned = clean(name)
    return "" if _ADDRESS_LIKE.search(cleaned) else cleaned


def _to_member(
    contents: AboutMember, links: Links, roles: frozenset[Role]
) -> dict[str, Any]:
    # The portal is for hosts: somebody of the desk only would set a password there and see a 403.
    invites = Role.HOST in roles or Role.DESK not in roles
    asked_at_desk = contents.face is FaceName.DESK and Role.DESK in roles
    face = links.desk if asked_at_desk or not invites else links.hosts
    broken = (CHANNEL_KINDS[kind] for kind in contents.broken)
    return {
        "name": greeted(contents.name),
        "invites": invites,
        "manages": roles == {Role.COMPANY_ADMIN},
        "face": f"{face}/",
        "button": f"{face}/welcome/{contents.link}",
        "site": contents.site,
        "company": contents.company,
        "added_by": greeted(contents.added_by),
        "hours": LIFETIME // _HOUR,
        "is_first": contents.is_first,
        "minutes": password_resets.LIFETIME // _MINUTE,
        **_changed(contents),
        "broken": comma(spoken(contents.language)).join(broken),
        "channels": f"{links.hosts}/channels",
        "look": styles.look(styles.LENCANA),
    }


def _changed(contents: AboutMember) -> dict[str, Any]:
    """When and where a password was set, if the e-mail is about that."""
    if contents.at is None or contents.site is None:
        return {"when": "", "at_desk": False}
    dates = SiteDates(sites.zone(contents.site), spoken(contents.language))
    at = contents.at
    return {
        "when": f"{dates.long_day(at)}, {dates.clock(at)} {dates.zone_name(at)}",
        "at_desk": contents.face is FaceName.DESK,
    }


def _rights_code(contents: RightsCode, links: Links) -> dict[str, Any]:
    return {
        "digits": contents.digits,
        "minutes": inquiries.CODE_LASTS // _MINUTE,
        "page": f"{links.guest}/",
        "look": styles.look(styles.LENCANA),
    }


def _audit_head(contents: AuditHeadNote) -> dict[str, Any]:
    dates = SiteDates(sites.zone(contents.site), spoken(contents.language))
    at = contents.head.at
    return {
        "site": contents.site,
        "head": contents.head,
        "sealed": f"{dates.long_day(at)}, {dates.clock(at)} {dates.zone_name(at)}",
        "look": styles.look(contents.site.accent),
    }


def _about_visit(contents: AboutVisit, links: Links) -> dict[str, Any]:
    name = contents.guest.name.reveal()
    return {
        "name": greeted(name),
        "initials": initials(clean(name)),
        "host": clean(contents.host_name),
        "company": contents.company.name,
        "floor": contents.floor,
        "site": contents.site,
        "address": contents.address,
        "map": maps.search(contents.address),
        "digits": contents.digits,
        "minutes": one_time_codes.LAST // _MINUTE,
        "page_minutes": inquiries.CODE_LASTS // _MINUTE,
        "asks_for_code": contents.asks_for_code,
        "is_of_party": contents.visit_state.invitation.party_id is not None,
        "asks_for_id": level_for(contents.visit_state) >= Level.ID_SEEN,
        **_addresses(contents, links),
        **_to_host(contents),
        "look": styles.look(contents.site.accent),
        **_moments(contents),
        **_days(contents),
        "notice": _notice(contents, f"{links.guest}/{contents.link}"),
    }


def _to_host(contents: AboutVisit) -> dict[str, Any]:
    return {
        "place": contents.place,
        "is_in_place_of_host": contents.is_in_place_of_host,
        "is_to_co_host": contents.is_to_co_host,
        "is_asking": contents.visit_state.stage is Stage.ASKING,
        "is_declined": contents.visit_state.is_declined,
    }


def _addresses(contents: AboutVisit, links: Links) -> dict[str, str]:
    return {
        "page": f"{links.guest}/{contents.link}",
        "no_more": f"{links.guest}/{contents.link}/emails",
        "portal": _portal(contents, links),
        "answers": f"{links.hosts}/answers/{contents.answer_link}",
    }


def _portal(contents: AboutVisit, links: Links) -> str:
    """The page about this guest, which opens to the host and to co-hosts, or the portal's first."""
    if contents.is_in_place_of_host:
        return links.hosts
    return f"{links.hosts}/invitations/{contents.visit_state.visit.public_id}"


def _moments(contents: AboutVisit) -> dict[str, Any]:
    dates = SiteDates(sites.zone(contents.site), spoken(contents.language))
    invitation = contents.visit_state.invitation
    came = contents.visit_state.came
    starts_at = invitation.starts_at
    return {
        "day": dates.long_day(starts_at),
        "starts": dates.clock(starts_at),
        "confirm_from": dates.clock_beside(
            starts_at - confirmed_codes.OFFERED_BEFORE, starts_at
        ),
        "earliest": dates.clock_beside(starts_at - EARLIEST, starts_at),
        "ends": dates.clock_beside(invitation.ends_at, starts_at),
        "zone": dates.zone_name(starts_at),
        "arrived": dates.clock(came.at) if came else "",
        "late_by": str(int(invitation.late_by or 0)),
        "is_today": contents.is_today,
        "erased_if_absent": dates.long_day(contents.goes[Period.NO_SHOW]),
    }


def _days(contents: AboutVisit) -> dict[str, Any]:
    """The days of the series, those still to come, and those on which the guest cannot."""
    dates = SiteDates(sites.zone(contents.site), spoken(contents.language))
    days = [_day(dates, day.visit) for day in contents.days]
    visit = contents.visit_state
    plan = [day for day in days if not day["is_cancelled"]]
    of_host = [
        _day(dates, day.visit)
        for day in contents.days
        if day.visit.is_declined and day.visit.visit.host_id == visit.visit.host_id
    ]
    # Of a visit that is wholly cancelled all days are told, to say which they were.
    co_hosted = [
        {"initials": initials(clean(guest.name.reveal())), **_day(dates, one)}
        for one, guest in contents.co_hosted
    ]
    return {
        "days": days,
        "plan": plan or days,
        "declined": of_host,
        "co_hosted": co_hosted,
    }


def _day(dates: SiteDates, visit: VisitState) -> dict[str, Any]:
    invitation = visit.invitation
    starts_at = invitation.starts_at
    return {
        "day": dates.long_day(starts_at),
        "starts": dates.clock(starts_at),
        "ends": dates.clock_beside(invitation.ends_at, starts_at),
        "zone": dates.zone_name(starts_at),
        "is_cancelled": visit.withdrawal is not None,
    }


def _notice(contents: AboutVisit, page: str) -> dict[str, Any]:
    site, text = contents.site, notice.in_language(spoken(contents.language))
    dates = SiteDates(sites.zone(site), text.language)
    goes = {period: dates.long_day(moment) for period, moment in contents.goes.items()}
    about = NoticeContext(
        site=site.name,
        region=site.region,
        contact=site.privacy_contact,
        way=Way.ADDRESS,
        page=page,
        log_erased_by=goes[Period.LOG],
        contact_erased_by=goes[Period.CONTACT],
        absent_erased_by=goes[Period.NO_SHOW],
    )
    return {"heading": text.heading, "sentence": text.sentence(about)}


def spoken(language: str) -> str:
    """Return our language for somebody who reads `language`, such as `id` for `id-ID`."""
    primary = language.partition("-")[0]
    primary = FORMER_CODES.get(primary, primary)
    return primary if primary in OWN_NAMES else SOURCE


def translations(language: str) -> NullTranslations:
    """Return the translations of e-mails into one of our languages.

    English needs none: its texts stand in the templates.
    """
    return catalogue(language, (Path(__file__).parent / "translations",))
