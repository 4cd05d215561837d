"""Which course somebody who waits is timetabled for: the next one of her track, in the order of its programme."""

from collections.abc import Mapping, Sequence, Set

from lms.courses import queries as courses
from lms.kernel import plugins
from lms.kernel.vocabulary import LEVELS, Level, Track
from lms.learners import queries as learners

Order = Mapping[tuple[str, str], int]
"""(programme, module) -> its place in the programme."""


def wishes(
    people: Sequence[learners.LearnerInfo],
    offered: Sequence[courses.CourseInfo],
    listed: Mapping[str, str] | None = None,
    finishing: Mapping[str, str] | None = None,
) -> dict[str, courses.CourseInfo | None]:
    """The course of each of these learners, None where the centre has none for her.

    `listed` is the course whose waiting list somebody stands on: that says what she wants. `finishing` is the course that
    somebody has a seat in until before the term: she goes on as if she passed it.
    """
    results = courses.completions([one.id for one in people])
    by_id = {course.id: course for course in offered}
    order = programme_order()
    found: dict[str, courses.CourseInfo | None] = {}
    for one in people:
        passed = {each.module_key for each in results.get(one.id, ()) if each.passed}
        ends = by_id.get((finishing or {}).get(one.id, ""))
        passed |= {ends.module_key} if ends else set()
        on_list = by_id.get((listed or {}).get(one.id, ""))
        found[one.id] = on_list or course_for(one, offered, passed, order)
    return found


def programme_order() -> Order:
    """Modules as the packs order them. Empty where no plug-in knows programmes."""
    return {
        (programme["key"], module["key"]): place
        for programme in plugins.installed().ask("programmes")
        for place, module in enumerate(programme["modules"])
    }


def course_for(
    learner: learners.LearnerInfo, offered: Sequence[courses.CourseInfo], passed: Set[str], order: Order
) -> courses.CourseInfo | None:
    """The earliest module of the programme that she has not passed, at the highest entry level she has reached.

    A course's level is what people bring when they begin. Whoever passed everything at her level goes on to the next
    one, and nobody goes back to a lower one. Somebody below every entry level of her track (language for work from A2)
    begins in the regular track: the door would refuse her elsewhere.
    """
    rank = _rank(learner.level)
    hers = [course for course in offered if course.track == learner.track]
    fitting = [course for course in hers if _rank(course.level) <= rank]
    if hers and not fitting:
        hers = [course for course in offered if course.track == Track.REGULAR]
        fitting = [course for course in hers if _rank(course.level) <= rank]
    least = max((_rank(course.level) for course in fitting), default=len(LEVELS))
    ahead = [course for course in hers if _rank(course.level) >= least and not _is_passed(course, passed)]
    return min(ahead, key=lambda course: _place(course, order), default=None)


def _rank(level: str) -> int:
    return Level(level).rank if level in LEVELS else 0


def _is_passed(course: courses.CourseInfo, passed: Set[str]) -> bool:
    # Results name a module by its key alone or with its programme.
    return course.module_key in passed or f"{course.programme}:{course.module_key}" in passed


def _place(course: courses.CourseInfo, order: Order) -> tuple[int, int, str, str]:
    """Where no programme says which module is earlier, the title decides, so that a search gives the same every time."""
    place = order.get((course.programme, course.module_key), len(order))
    return _rank(course.level), place, course.title, course.id
