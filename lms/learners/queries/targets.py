"""What is known of a learner, as far as groups ask whom something is for."""

from lms.kernel.vocabulary import Shift
from lms.learners.domain.patterns import Kind
from lms.learners.domain.targets import Known
from lms.learners.queries.people import children, learner
from lms.learners.queries.week import availabilities


def known_of(learner_id: str) -> Known:
    """Whom somebody belongs to, by what she said. Raises NotFound."""
    found = learner(learner_id)
    week = availabilities([learner_id]).get(learner_id)
    return Known(
        found.track,
        found.level,
        found.birth_date,
        found.literacy,
        found.schooling_years,
        tuple(child.birth_date for child in children([found.person_id]).get(found.person_id, ())),
        week is not None and (week.shift is not Shift.NONE or any(one.kind is Kind.WORK for one in week.patterns)),
    )
