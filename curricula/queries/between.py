"""People between two steps: a module passed, and no seat in anything that follows."""

from dataclasses import dataclass
from datetime import date

from curricula.queries import outline
from curricula.queries.standing import standings
from lms.learners import queries as learners


@dataclass(frozen=True)
class Between:
    """Somebody who passed `module` on a day and sits in nothing since."""

    learner: learners.LearnerInfo
    module: str
    since: date
    weeks: int


def between_steps(centre_id: str, day: date, weeks: int) -> list[Between]:
    """Who has waited `weeks` or longer since the last module passed, the longest first."""
    found = []
    for one in standings(learners.all_of(centre_id)).values():
        last = one.ready_since
        waited = (day - last.on_day).days // 7 if last else -1
        if last is not None and waited >= weeks:
            known = outline.module_on(last.module_key, last.on_day)
            found.append(Between(one.learner, known[1].name if known else last.module_key, last.on_day, waited))
    return sorted(found, key=lambda one: (-one.weeks, one.learner.name))
