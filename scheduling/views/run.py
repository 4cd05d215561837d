"""A search while it runs, the timetable it found, and publishing it: asked for here, done in the background."""

from dataclasses import dataclass
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.courses.domain.calendar import monday_of
from lms.kernel import clock, errors, language
from lms.kernel.web import back_to, current_actor, done, now, render
from scheduling import queries, services
from scheduling.domain.compare import Difference, Meeting, Planned, difference
from scheduling.views import phrases
from scheduling.views.door import pages
from scheduling.views.timetable import own_centre

STEPS = 6


@dataclass(frozen=True)
class Curve:
    """The chart: best so far and proven limit over the seconds."""

    points: tuple[tuple[float, int], ...]
    limits: tuple[tuple[float, int], ...]
    most: float


def own_run(run_id: str) -> queries.RunInfo:
    """A run of the administrator's own centre. Raises NotFound."""
    run, actor = queries.run(run_id), current_actor()
    if actor.centre_id not in (None, run.centre_id):
        raise errors.NotFound("scheduling.absent")
    g.place = "scheduling.timetable"
    return run


@pages.get("/timetable/runs/<run_id>", permission="scheduling.plan")
def run(run_id: str) -> Any:
    """A search and what it found."""
    found = own_run(run_id)
    return render("scheduling/run.html", **_values(found))


@pages.get("/timetable/runs/<run_id>/look", permission="scheduling.plan")
def look(run_id: str) -> Any:
    """The piece of the page that changes: figures and chart of a search, or how far a publication is."""
    values = _values(own_run(run_id))
    piece = "_publishing" if values["publication"] else "_look"
    return render(f"scheduling/{piece}.html", **values)


@pages.get("/timetable/runs/<run_id>/aside", permission="scheduling.plan")
def beside(run_id: str) -> Any:
    """Checks and last steps, while the search runs."""
    return render("scheduling/_beside.html", **_values(own_run(run_id)))


def _values(run: queries.RunInfo) -> dict[str, Any]:
    seen, names = queries.look(run), queries.names_of_run(run)
    looking = seen.state in queries.UNDER_WAY
    run = queries.true_state(run)
    points = seen.points if looking else tuple((s, p, b) for s, p, b in run.figures.get("points", ()))
    zone = own_centre().zone
    return {
        "run": run,
        "state": seen.state,
        "looking": looking,
        "publication": queries.publication(run) if run.state == "publishing" else None,
        "trouble": phrases.reason(run.trouble) if run.trouble else "",
        "seen": seen,
        "curve": _curve(points, float(run.seconds or 0) if looking else 0),
        "steps": last_steps(points),
        "checks": phrases.check_lines(run.checks, names),
        "missing": phrases.missing_lines(run.missing, names),
        "without_seat": sum(len(one["learners"]) for one in run.missing),
        "refusals": phrases.refusals(run.refused, names),
        "seated": run.placed - len(run.refused),
        "sections": run.sections,
        "against": _against(run),
        "names": names,
        "weekly": weekly,
        "local": lambda at: clock.local(at, zone),
        "week_url": f"{url_for('courses.week_board')}?from={monday_of(run.starts_on)}",
    }


def _curve(points: tuple[tuple[float, int, int], ...], most: float) -> Curve | None:
    """Drawn from the first timetable on."""
    points = tuple(point for point in points if point[1])
    if not points:
        return None
    return Curve(
        points=tuple((second, placed) for second, placed, _ in points),
        limits=tuple((second, limit) for second, _, limit in points),
        most=max(most, points[-1][0], 1),
    )


def last_steps(points: tuple[tuple[float, int, int], ...]) -> list[tuple[int, str]]:
    """What changed when, the newest first: (second, sentence)."""
    steps: list[tuple[int, str]] = []
    before_placed, before_limit = 0, points[0][2] if points else 0
    for second, placed, limit in points:
        if placed > before_placed:
            gained = placed - before_placed
            said = (
                ngettext("%(num)s more has a seat", "%(num)s more have a seat", gained)
                if before_placed
                else ngettext("first timetable: %(num)s seat", "first timetable: %(num)s seats", placed)
            )
            steps.append((int(second), said))
        if limit < before_limit:
            steps.append((int(second), _("limit proven: %(limit)s", limit=limit)))
        before_placed, before_limit = placed, limit
    return steps[: -STEPS - 1 : -1]


def _against(run: queries.RunInfo) -> Difference | None:
    """What this plan changes against the one in force, which is another one of the same term."""
    published = queries.newest_publication(run.centre_id)
    if run.state != "done" or published is None or published.run_id == run.id or published.term_id != run.term_id:
        return None
    before = (
        Planned(one.id, True, one.course, one.meetings, one.room, one.teacher, one.learners, ())
        for one in published.groups
    )
    return difference(before, run.sections)


def weekly(meetings: tuple[Meeting, ...]) -> list[tuple[str, str, str]]:
    """Meetings at the same time together: ("Mon, Wed", "09:00", "11:15")."""
    days: dict[tuple[str, str], list[int]] = {}
    for weekday, starts, ends in sorted(meetings):
        days.setdefault((starts, ends), []).append(weekday)
    return [(language.joined(phrases.day_name(day) for day in found), *times) for times, found in days.items()]


# --- deeds -----------------------------------------------------------------------------------------------------------


@pages.post("/timetable/runs/<run_id>/stop", permission="scheduling.plan")
def stop(run_id: str) -> Any:
    """Stop the search and keep the best timetable so far."""
    services.stop(own_run(run_id).id)
    return done(_("The search stops. The best timetable so far is kept."), "scheduling.run", run_id=run_id)


@pages.get("/timetable/runs/<run_id>/publish", permission="scheduling.plan")
def before_publishing(run_id: str) -> Any:
    """What will happen, before it does."""
    found = own_run(run_id)
    if queries.true_state(found).state != "done":
        raise errors.Conflict("scheduling.not_done")
    sections = found.sections
    return render(
        "scheduling/publish.html",
        run=found,
        opened=sum(not one.existing and bool(one.new_learners) for one in sections),
        seats=sum(len(one.new_learners) for one in sections),
        children=sum(one.children for one in sections if not one.existing),
        without_seat=sum(len(one["learners"]) for one in found.missing),
    )


@pages.post("/timetable/runs/<run_id>/publish", permission="scheduling.plan")
def publish(run_id: str) -> Any:
    """Ask for the sections to be opened and everybody to be booked: a job does it while this page is looked at."""
    services.request_publication(own_run(run_id).id, actor=current_actor(), now=now())
    return back_to("scheduling.run", run_id=run_id)
