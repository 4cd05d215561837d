"""What is in demand at a centre, the checks before a search, the button that starts one, and earlier searches."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from lms.courses import queries as courses
from lms.kernel import clock, errors, language
from lms.kernel.web import back_to, current_actor, current_day, now, refuse, render
from lms.organisations import queries as organisations
from scheduling import queries, services
from scheduling.domain import checks, week
from scheduling.forms import SearchForm
from scheduling.views import phrases
from scheduling.views.door import pages

DRAFTS = 10


@dataclass(frozen=True)
class Wanted:
    """A course and who waits for it."""

    course: courses.CourseInfo
    people: int
    children: int


def own_centre() -> organisations.Centre:
    """The administrator's centre; without one of her own the provider's first. Raises NotFound."""
    return organisations.centre_in_view(current_actor().centre_id)


@pages.get("/timetable", permission="scheduling.plan")
def timetable() -> Any:
    """What is in demand, what will be in the way, and one big button."""
    return _page(own_centre(), SearchForm())


@pages.post("/timetable", permission="scheduling.plan")
def make() -> Any:
    """Start a search."""
    centre, form = own_centre(), SearchForm()
    term, monday = _term(centre.id, form.term.data or "")
    if term is None or monday is None:
        raise errors.Conflict("scheduling.no_term")
    form.offer(_open_terms(centre.id), term)
    if not form.validate():
        return _page(centre, form, status=422)
    try:
        run_id = services.request_run(
            centre.id, term.id, monday, seconds=form.seconds.data, actor=current_actor(), now=now()
        )
    except errors.OnwardError as error:
        refuse(form, error)
        return _page(centre, form, status=error.status)
    return back_to("scheduling.run", run_id=run_id)


def _page(centre: organisations.Centre, form: SearchForm, *, status: int = 200) -> Any:
    term, monday = _term(centre.id)
    form.offer(_open_terms(centre.id), term) if term else None
    demand = queries.build_problem(centre.id, term.id, monday) if term and monday else None
    earlier = [queries.true_state(run) for run in queries.runs(centre.id)]
    return render(
        "scheduling/timetable.html",
        status,
        form=form,
        centre=centre,
        term=term,
        monday=monday,
        wanted=_wanted(centre.id, demand) if demand else [],
        without_course=_without_course(demand) if demand else [],
        waiting=len(demand.waiting) + len(demand.without_course) if demand else 0,
        checks=_checks(centre.id, demand) if demand else [],
        under_way=queries.under_way(centre.id),
        being_published=queries.being_published(centre.id),
        published=queries.newest_publication(centre.id),
        drafts=queries.drafts(centre.id, limit=DRAFTS),
        running=bool(demand and demand.standing.sections),
        earlier=earlier,
        terms={one.id: one.name for one in organisations.terms(centre.id)},
        local=lambda at: clock.local(at, centre.zone),
        people_url=url_for("learners.people"),
    )


def _open_terms(centre_id: str) -> list[organisations.Term]:
    today = current_day()
    return [term for term in organisations.terms(centre_id) if week.first_monday(term.starts_on, term.ends_on, today)]


def _term(centre_id: str, term_id: str = "") -> tuple[organisations.Term | None, date | None]:
    """The wanted term, or the first one with a Monday left, and that Monday."""
    offered = _open_terms(centre_id)
    term = next((one for one in offered if one.id == term_id), offered[0] if offered else None)
    if term is None:
        return None, None
    return term, week.first_monday(term.starts_on, term.ends_on, current_day())


def _wanted(centre_id: str, demand: queries.Demand) -> list[Wanted]:
    people, children = Counter[str](), Counter[str]()
    for learner in demand.waiting:
        people[learner.course] += 1
        children[learner.course] += len(learner.children)
    return [
        Wanted(course, people[course.id], children[course.id])
        for course in courses.courses(centre_id)
        if people[course.id]
    ]


def _without_course(demand: queries.Demand) -> list[tuple[str, str, int]]:
    """People whose track and level have no course here: words for both, and how many. A level may not be known yet."""
    wanted = Counter((learner.track, learner.level or "") for learner in demand.without_course)
    return [
        (language.say(f"track.{track}"), language.say(f"level.{level}") if level else "", people)
        for (track, level), people in sorted(wanted.items())
    ]


def _checks(centre_id: str, demand: queries.Demand) -> list[phrases.CheckLine]:
    told = services.checked(demand, checks.check(demand.problem))
    about = [one["facts"]["learner"] for one in told if "learner" in one["facts"]]
    return phrases.check_lines(told, queries.names(centre_id, about))
