"""The provider manager's figures: demand and seats, hours by funder, what the numbers ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from flask import request
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from lms.courses import queries as courses
from lms.courses.queries import figures as counted
from lms.exchange.domain import figures as rules
from lms.exchange.views.door import pages
from lms.exchange.views.sheets import download
from lms.kernel import clock, language, separated
from lms.kernel.contracts import WeekInterval
from lms.kernel.vocabulary import LESSON_MINUTES, LEVELS, Track
from lms.kernel.web import current_actor, now, render
from lms.learners import queries as learners
from lms.learners.domain.availability import Availability
from lms.organisations import queries as organisations

RIGHT = "exchange.figures"
USUAL_SMALLEST, USUAL_LARGEST = 8, 16
"""Size of a group where no course says one."""
MONTHS = 6
SERIES = 3
WIDEST_MONTH = 5
"""Letters that have room under a bar."""
CHILD_YEARS = 6


@dataclass(frozen=True)
class Asked:
    """What the page is about: a term by its name with its first and last day, one centre or all, and the moment."""

    term: str
    first: date
    last: date
    centre_id: str | None
    at: datetime

    @property
    def today(self) -> date:
        """The calendar date of the moment."""
        return self.at.date()

    @property
    def until(self) -> date:
        """The last day to count hours of: today, or the term's last day when that is over."""
        return min(self.last, self.today)


@pages.get("/figures", permission=RIGHT)
def figures() -> Any:
    """Demand and seats, hours by funder, and what they ask for."""
    terms, centres = counted.term_names(), organisations.centres()
    asked = _asked(terms, centres)
    if asked is None:
        return render("exchange/figures_empty.html")
    offered = courses.courses(asked.centre_id)
    demand = sorted(counted.demand(asked.term, centre_id=asked.centre_id), key=_order)
    return render(
        "exchange/figures.html",
        asked=asked,
        terms=terms,
        centres=centres,
        bars=[_bar(one, size_of_groups(offered, one.track, one.level)[0]) for one in demand],
        without_seat=sum(one.waiting for one in demand),
        hours=_hours(asked),
        asks=[*_groups_to_open(asked, demand, offered), *_groups_to_join(asked, centres, demand)],
        chart=_chart(asked),
    )


@pages.get("/figures/demand.csv", permission=RIGHT)
def demand_csv() -> Any:
    """People and seats by track and level."""
    asked = _asked(counted.term_names(), organisations.centres())
    rows = counted.demand(asked.term, centre_id=asked.centre_id) if asked else []
    head = ("track", "level", "people", "seated", "waiting", "seats")
    table = [(one.track, one.level, one.people, one.seated, one.waiting, one.seats) for one in sorted(rows, key=_order)]
    return download(separated.as_csv(head, table), "demand-and-seats.csv")


@pages.get("/figures/hours.csv", permission=RIGHT)
def hours_csv() -> Any:
    """Lessons by funder, for the funders."""
    asked = _asked(counted.term_names(), organisations.centres())
    rows = _hours(asked) if asked else []
    head = ["funder", "purpose", "first_day", "last_day", "lessons_held", "lessons_attended", "lessons_to_charge"]
    head += ["marks_without_reason", "registers_missing"]
    table = [
        (
            r["name"],
            r["purpose"],
            asked.first,
            asked.until,
            *(r[k] for k in ("held", "attended", "charged", "open", "missing")),
        )
        for r in rows
        if asked
    ]
    return download(separated.as_csv(head, table), "hours-by-funder.csv")


def _asked(terms: Sequence[tuple[str, date, date]], centres: Sequence[organisations.Centre]) -> Asked | None:
    """What is asked for; without a choice the term that runs today, else the next one, else the last one."""
    at = clock.local(now(), current_actor().zone)
    ahead = [term for term in reversed(terms) if term[2] >= at.date()]
    usual = ahead[0] if ahead else (terms[0] if terms else None)
    chosen = next((term for term in terms if term[0] == request.args.get("term")), usual)
    if chosen is None:
        return None
    centre_id = request.args.get("centre")
    known = {centre.id for centre in centres}
    return Asked(*chosen, centre_id if centre_id in known else None, at)


def _order(one: counted.Demand) -> tuple[int, int]:
    tracks, levels = [track.value for track in Track], [level.value for level in LEVELS]
    return (
        tracks.index(one.track) if one.track in tracks else len(tracks),
        levels.index(one.level) if one.level in levels else -1,
    )


# --- people against seats --------------------------------------------------------------------------------------------


def _bar(one: counted.Demand, smallest: int) -> dict[str, Any]:
    state = rules.state_of(one.people, one.seats, smallest)
    short, empty = one.people - one.seats, one.seats - one.people
    mark = {
        rules.State.SHORT: ("warn", "warning", ngettext("%(num)s seat short", "%(num)s seats short", short)),
        rules.State.FITS: ("ok", "check-circle", _("fits")),
        rules.State.EMPTY: ("wait", "git-merge", ngettext("%(num)s empty", "%(num)s empty", empty)),
    }[state]
    name, level = language.say(f"track.{one.track}"), language.say(f"level.{one.level}")
    return {"name": name, "note": level, "a": one.people, "b": one.seats, "mark": mark}


def size_of_groups(offered: Sequence[courses.CourseInfo], track: str, level: str) -> tuple[int, int]:
    """Smallest and largest group of a kind, as the courses on offer say."""
    fitting = [course for course in offered if (course.track, course.level) == (track, level)]
    if not fitting:
        return USUAL_SMALLEST, USUAL_LARGEST
    return min(course.section_min for course in fitting), max(course.section_max for course in fitting)


# --- hours by funder -------------------------------------------------------------------------------------------------


def _hours(asked: Asked) -> list[dict[str, Any]]:
    names = {funder.id: (funder.name, funder.purpose) for funder in organisations.funders()}
    return [
        {
            "name": names.get(one.funder_id or "", (_("No funder named"), ""))[0],
            "purpose": names.get(one.funder_id or "", ("", ""))[1],
            "held": one.offered // LESSON_MINUTES,
            "attended": one.attended // LESSON_MINUTES,
            "charged": one.charged // LESSON_MINUTES,
            "open": one.open_marks,
            "missing": one.open_registers,
        }
        for one in counted.hours(asked.first, asked.until, centre_id=asked.centre_id, today=asked.today)
    ]


def _chart(asked: Asked) -> dict[str, Any]:
    """Charged lessons of the last months, the two largest funders by name and the others together."""
    months = months_until(asked.today)
    charged = counted.charged_by_month(date(*months[0], 1), asked.today, centre_id=asked.centre_id)
    totals: dict[str | None, int] = {}
    for by_funder in charged.values():
        for funder_id, minutes in by_funder.items():
            totals[funder_id] = totals.get(funder_id, 0) + minutes
    names = {funder.id: funder.name for funder in organisations.funders()}
    largest = sorted(totals, key=lambda funder_id: (-totals[funder_id], funder_id or ""))
    own = largest if len(largest) <= SERIES else largest[: SERIES - 1]
    series = [names.get(funder_id or "", str(_("No funder named"))) for funder_id in own]
    series += [str(_("Others"))] if len(largest) > len(own) else []
    columns = [
        {
            "name": name,
            "note": _("so far") if month == months[-1] else None,
            "values": _values(charged.get(month, {}), own, len(series)),
        }
        for month, name in zip(months, month_names(months), strict=True)
    ]
    lessons = sum(totals.values()) // LESSON_MINUTES
    return {"columns": columns, "series": series, "lessons": lessons}


def month_names(months: Sequence[tuple[int, int]]) -> list[str]:
    """Short names for under the bars; numbers in a language that has no short ones, such as Arabic."""
    names = [str(format_date(date(*month, 1), "LLL", locale=get_locale())) for month in months]
    return names if max(map(len, names)) <= WIDEST_MONTH else [str(number) for _year, number in months]


def _values(by_funder: Mapping[str | None, int], own: Sequence[str | None], series: int) -> list[int]:
    values = [max(0, by_funder.get(funder_id, 0)) // LESSON_MINUTES for funder_id in own]
    rest = sum(minutes for funder_id, minutes in by_funder.items() if funder_id not in own)
    return values if len(values) == series else [*values, max(0, rest) // LESSON_MINUTES]


def months_until(today: date) -> list[tuple[int, int]]:
    """(year, month) of the last months, this one last."""
    months = [(today.year, today.month)]
    while len(months) < MONTHS:
        before = date(*months[0], 1) - timedelta(days=1)
        months.insert(0, (before.year, before.month))
    return months


# --- what the numbers ask for ----------------------------------------------------------------------------------------


def _groups_to_open(
    asked: Asked, demand: Sequence[counted.Demand], offered: Sequence[courses.CourseInfo]
) -> list[dict[str, Any]]:
    found = []
    for one in demand:
        smallest, largest = size_of_groups(offered, one.track, one.level)
        short = one.people - one.seats
        if short < smallest:
            continue
        ids = counted.waiting_ids(one.track, one.level, centre_id=asked.centre_id)
        known = learners.availabilities(ids)
        people = [known.get(learner_id, Availability()) for learner_id in ids]
        asked_for = rules.new_groups(one.track, one.level, short, largest, smallest, people)
        if asked_for is not None:
            small = _small_children(ids, asked.today)
            found.append({"kind": "open", "ask": asked_for, "waiting": len(ids), "children": small})
    return sorted(found, key=lambda row: -row["ask"].people)


def _small_children(learner_ids: Sequence[str], today: date) -> int:
    """How many children under six the waiting people have: they may need care during class."""
    found = learners.children_of_learners(learner_ids)
    born_after = date(today.year - CHILD_YEARS, today.month, min(today.day, 28))
    return sum(child.birth_date > born_after for children in found.values() for child in children)


def _groups_to_join(
    asked: Asked, centres: Sequence[organisations.Centre], demand: Sequence[counted.Demand]
) -> list[dict[str, Any]]:
    """For each course the two emptiest groups of the term that would fit into one, where nobody else needs the seats."""
    spare = {(one.track, one.level): one.seats - one.people for one in demand}
    sections = [one for one in courses.sections(centre_id=asked.centre_id) if one.ends_on >= asked.today]
    terms = {term.id for centre in centres for term in organisations.terms(centre.id) if term.name == asked.term}
    by_course: dict[str, list[courses.SectionInfo]] = {}
    for section in sections:
        if section.term_id in terms:
            by_course.setdefault(section.course.id, []).append(section)
    seated = counted.seated_ids([one.id for several in by_course.values() for one in several])
    known = learners.availabilities([learner_id for ids in seated.values() for learner_id in ids])
    names = {centre.id: centre.name for centre in centres}
    found = []
    for several in by_course.values():
        joined = rules.joined_groups([_group(one, seated.get(one.id, [])) for one in several], known)
        course = several[0].course
        if joined is not None and spare.get((course.track, course.level), 0) >= joined.closed.seats:
            found.append({"kind": "join", "ask": joined, "course": course, "centre": names.get(course.centre_id, "")})
    return sorted(found, key=lambda row: -row["ask"].empty)


def _group(section: courses.SectionInfo, learner_ids: Sequence[str]) -> rules.Group:
    week = tuple(WeekInterval(meeting.weekday, meeting.starts, meeting.ends) for meeting in section.meetings)
    return rules.Group(section.id, section.name, section.seats, tuple(learner_ids), week)
