"""People between two steps: a module passed, and no lesson for weeks since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from curricula.queries import outline
from curricula.queries.rule import thresholds_on
from curricula.queries.standing import Standing, standing, standings
from lms.courses.queries.around import sessions_around
from lms.learners import queries as learners


@dataclass(frozen=True)
class Between:
    """Somebody who passed `module` on a day and has had no lesson for so many full weeks.

    `since` is the day of her last lesson, or of the pass where that came later; `starts` the next lesson, if she has a seat.
    """

    learner: learners.LearnerInfo
    module: str
    passed_on: date
    since: date
    weeks: int
    starts: date | None


def usual_weeks(day: date) -> int:
    """From how many weeks on a pause counts as long: six, or what the provider set for its review."""
    return thresholds_on(day).long_pause_weeks


def between_steps(centre_id: str, day: date, weeks: int) -> list[Between]:
    """Who has had no lesson for more than `weeks` since the last module passed, the longest first."""
    found = _between(standings(learners.all_of(centre_id)).values(), day, weeks)
    return sorted(found, key=lambda one: (one.since, one.learner.name))


def gap_of(learner_id: str, day: date) -> Between | None:
    """The gap of one learner, nothing for who learns or has not passed anything."""
    return next(iter(_between([standing(learner_id)], day, usual_weeks(day))), None)


def _between(people: Iterable[Standing], day: date, weeks: int) -> list[Between]:
    finished = [one for one in people if one.passed and one.learner.until is None]
    around = sessions_around([one.learner.id for one in finished], day)
    found = []
    for one in finished:
        passed, (last, starts) = one.passed[-1], around.get(one.learner.id, (None, None))
        since = max(passed.on_day, last or passed.on_day)
        if (day - since).days > 7 * weeks:
            known = outline.module_on(passed.module_key, passed.on_day)
            title = known[1].name if known else passed.module_key
            found.append(Between(one.learner, title, passed.on_day, since, (day - since).days // 7, starts))
    return found
