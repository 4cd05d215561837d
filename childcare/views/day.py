"""The carers' day: who is here, who is to come, whether the carers suffice and from when not; the list for the assembly point."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import make_response, url_for
from flask_babel import format_date, gettext

from childcare import queries
from childcare.domain.day import HALF_HOUR, HouseHalfHour
from childcare.domain.ratios import Mode, RatioRule
from childcare.views.door import DAY, centre_words, local_now, own_centre, pages, wall_clock, wanted_day
from lms.accounts.services import audit
from lms.courses.views import offline
from lms.kernel import clock, language
from lms.kernel.web import now, render
from lms.organisations import queries as organisations

SOON = timedelta(days=14)
KEPT_SECONDS = 12 * 3600
"""So long a device keeps the fire list, for a moment without network."""


@dataclass(frozen=True)
class GroupCard:
    """One group on a day: its children, its half hours, carers it needs and has now."""

    group: queries.GroupInfo
    children: tuple[queries.ChildToday, ...]
    counts: tuple[dict[str, Any], ...]
    starts: str
    ends: str
    needed: int
    has: int


@pages.get("/childcare", permission=DAY, writes=True)
def day() -> Any:
    """Who is here, who is still to come, whether the carers suffice, and from when not."""
    return day_page(None)


def day_page(door: dict[str, Any] | None, status: int = 200) -> Any:
    """The day; with `door` one child stands at the door beside it."""
    centre = own_centre()
    at = local_now(centre)
    shown = at.date() if door else wanted_day(at.date())
    children = queries.children_on(shown, centre.id)
    carers = queries.carers(centre.id, shown)
    duties = queries.duties_of(carers)
    house = queries.house_on(children, centre.id, shown, duties)
    is_today = shown == at.date()
    present = queries.house_now(children, centre.id, at, duties) if is_today else None
    missed = frozenset(
        one.booking_id for one in children if is_today and one.arrived_at is None and one.ends <= at.time()
    )
    _note_reading(children)
    groups = queries.groups(centre.id)
    rule = queries.rule_for(centre.id, shown)
    return render(
        "childcare/day.html",
        status,
        **centre_words(centre),
        door=door,
        who=offline.who(),
        shown=shown,
        long_day=language.day_written(shown, "EEEE d MMMM", language.locale_code.get()),
        is_today=is_today,
        at=at,
        before=shown - timedelta(days=1),
        after=shown + timedelta(days=1),
        cards=_cards(groups, children, house, present, missed),
        missed=missed,
        has_groups=bool(groups),
        here=[child for child in children if is_here(child)],
        to_come=[child for child in children if child.arrived_at is None and child.ends > at.time()],
        overdue=[child for child in children if is_here(child) and is_today and child.ends < at.time()],
        on_duty=present.on_duty if present else None,
        not_counted=[one for one in carers if one.present and not one.standing.counts],
        short=_first_short(house, at if is_today else None),
        growing=queries.changes_of_group(children, centre.id, shown, shown + SOON),
        group_names={group.id: group.name for group in groups},
        brothers=_siblings(children),
        away=queries.away_on(shown, centre.id),
        rule=rule,
        rule_lines=rule_lines(rule),
        wall=lambda instant: clock.local(instant, centre.zone).strftime("%H:%M"),
    )


def is_here(child: queries.ChildToday) -> bool:
    """Whether a child is in the house."""
    return child.arrived_at is not None and child.left_at is None


def _siblings(children: Sequence[queries.ChildToday]) -> dict[str, str]:
    """Names of the siblings who come that day, too, by child."""
    names: dict[str, dict[str, str]] = {}
    for child in children:
        names.setdefault(child.learner_id, {})[child.child_id] = child.name
    return {
        child.child_id: language.joined(name for key, name in names[child.learner_id].items() if key != child.child_id)
        for child in children
        if len(names[child.learner_id]) > 1
    }


def _note_reading(children: Sequence[queries.ChildToday]) -> None:
    """Who saw what carers must know of a child stands in the audit."""
    shown = sorted({child.child_id for child in children if child.allergies or child.medicine})
    audit.read("childcare_child_record", shown, "day", now=now())


def _cards(
    groups: Sequence[queries.GroupInfo],
    children: Sequence[queries.ChildToday],
    house: Sequence[HouseHalfHour],
    present: HouseHalfHour | None,
    missed: frozenset[str],
) -> list[GroupCard]:
    shared = present.shared if present else {}
    return [
        GroupCard(
            group=group,
            children=tuple(
                sorted((one for one in children if one.group_id == group.id), key=lambda one: _done_with(one, missed))
            ),
            counts=tuple(
                {
                    "count": half.children.get(group.id, 0),
                    "short": group.id in half.broken,
                    "time": wall_clock(half.start),
                }
                for half in house
            ),
            starts=wall_clock(house[0].start) if house else "",
            ends=wall_clock(house[-1].start + HALF_HOUR) if house else "",
            needed=present.needed.get(group.id, 0) if present else 0,
            has=shared.get(group.id, 0),
        )
        for group in groups
    ]


def _done_with(child: queries.ChildToday, missed: frozenset[str]) -> int:
    """Below those for whom something is still to be done stands who did not come, and last who has gone."""
    return 2 if child.left_at else 1 if child.booking_id in missed else 0


def _first_short(house: Sequence[HouseHalfHour], at: datetime | None) -> dict[str, Any] | None:
    """The first half hour from now on with too few carers."""
    minute = at.hour * 60 + at.minute if at else 0
    first = minute - HALF_HOUR if at else -1
    found = next((half for half in house if not half.ok and half.start > first), None)
    if found is None:
        return None
    broken = found.broken
    return {
        "time": "" if at and found.start <= minute else wall_clock(found.start),
        "needed": found.carers_needed,
        "on_duty": found.on_duty,
        "children": sum(found.children.values()),
        "group_id": broken[0] if broken else max(found.children, key=lambda key: found.children[key]),
    }


def rule_lines(rule: RatioRule | None) -> list[str]:
    """The bands of a rule as people say them."""
    if rule is None:
        return []
    lines = [
        gettext(
            "1 carer for %(num)s children under %(years)s years",
            num=band.children_per_carer,
            years=band.to_months // 12 if band.to_months % 12 == 0 else band.to_months / 12,
        )
        if band.to_months is not None
        else gettext("1 carer for %(num)s older children", num=band.children_per_carer)
        for band in rule.bands
    ]
    if len(rule.bands) == 1:
        lines = [gettext("1 carer for %(num)s children", num=rule.bands[0].children_per_carer)]
    elif rule.mode is Mode.YOUNGEST_DECIDES:
        lines.append(gettext("In a mixed group the youngest child decides."))
    elif rule.mode is Mode.EACH_COUNTS:
        lines.append(gettext("In a mixed group each age counts for itself."))
    else:
        lines.append(gettext("All children together keep to the last number."))
    if rule.age_year is not None:
        month = format_date(date(2000, rule.age_year.month, 1), "MMMM")
        lines.append(gettext("A child counts as a year older from %(month)s of the year of its birthday.", month=month))
    if rule.minimum_on_site > 1:
        lines.append(gettext("At least %(num)s carers in the house.", num=rule.minimum_on_site))
    return lines


@pages.get("/childcare/fire-list", permission=DAY, writes=True)
def fire_list() -> Any:
    """Who is in the house now, for the assembly point. A device keeps the last one, in case the network is gone."""
    centre = own_centre()
    at = local_now(centre)
    children = [child for child in queries.children_on(at.date(), centre.id) if is_here(child)]
    audit.read("childcare_child_record", sorted({child.child_id for child in children}), "fire_list", now=now())
    answer = make_response(
        render(
            "childcare/fire_list.html",
            **centre_words(centre),
            at=at,
            groups=[
                (group, [one for one in children if one.group_id == group.id]) for group in queries.groups(centre.id)
            ],
            children=children,
            carers=queries.carers_at(centre.id, at),
            meeting_place=organisations.centre(centre.id).entrance,
            back_url=url_for("childcare.day"),
        )
    )
    answer.headers["Onward-Keep"] = str(KEPT_SECONDS)
    return answer


def today_of(centre: organisations.Centre) -> date:
    """The calendar day at a centre."""
    return local_now(centre).date()
