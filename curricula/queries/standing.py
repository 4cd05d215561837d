"""Where somebody stands: what she has passed, the level reached, the seats she holds, and what rules may ask about her."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from curricula.domain.eligibility import PersonFacts
from curricula.domain.pathway import Achievements
from curricula.domain.programme import PersonFact
from curricula.queries import outline
from curricula.queries.recognition import under_way
from lms.courses import queries as courses
from lms.courses.queries.hours import CompletionInfo
from lms.kernel.vocabulary import EnrolmentState, Level, Track
from lms.learners import queries as learners

SEATED = (EnrolmentState.OFFERED, EnrolmentState.ENROLLED, EnrolmentState.PAUSED)
FIELDS_OF_WORK = ("trade", "retail")
"""Values that rules of the packs ask for. Any other occupation leaves the question open instead of answering no."""


@dataclass(frozen=True)
class Standing:
    """A learner with everything that decides what she may do next. Enrolments newest first, completions oldest first."""

    learner: learners.LearnerInfo
    enrolments: tuple[courses.EnrolmentInfo, ...]
    completions: tuple[CompletionInfo, ...]
    achievements: Achievements
    person: PersonFacts

    @property
    def seats(self) -> tuple[courses.EnrolmentInfo, ...]:
        """Enrolments that hold a seat."""
        return tuple(one for one in self.enrolments if one.state in SEATED)

    @property
    def seats_passed(self) -> tuple[courses.EnrolmentInfo, ...]:
        """Of these, the ones in modules that she has passed: whoever moves on needs them no more."""
        return tuple(one for one in self.seats if outline.full_name(one.module_key) in self.achievements.completed)

    @property
    def passed(self) -> tuple[CompletionInfo, ...]:
        """Modules passed, oldest first."""
        return tuple(one for one in self.completions if one.passed)

    @property
    def ready_since(self) -> CompletionInfo | None:
        """The module last passed, if she holds no seat in anything else: she waits for what comes next."""
        open_seats = [one for one in self.seats if outline.full_name(one.module_key) not in self.achievements.completed]
        return self.passed[-1] if self.passed and not open_seats else None

    def level_entered_on(self) -> date:
        """Since when she works towards the next level: the last pass that reached one, else her first class."""
        reached = [one.on_day for one in self.passed if reaches_level(one)]
        first = [one.from_date for one in self.enrolments if one.state != EnrolmentState.WAITING]
        return max(reached, default=min(first, default=self.learner.since))


def standing(learner_id: str) -> Standing:
    """One learner. Raises NotFound."""
    return standings([learners.learner(learner_id)])[learner_id]


def standings(people: Iterable[learners.LearnerInfo]) -> dict[str, Standing]:
    """Several learners at once, by id."""
    people = list(people)
    ids = [one.id for one in people]
    enrolments, completions = courses.enrolments_of(ids, seated=False), courses.completions(ids)
    recognition = under_way(ids)
    return {
        one.id: _standing(
            one,
            tuple(enrolments.get(one.id, ())),
            tuple(completions.get(one.id, ())),
            recognition=recognition.get(one.id),
        )
        for one in people
    }


def _standing(
    learner: learners.LearnerInfo,
    enrolments: tuple[courses.EnrolmentInfo, ...],
    completions: tuple[CompletionInfo, ...],
    *,
    recognition: bool | None,
) -> Standing:
    completed = frozenset(outline.full_name(one.module_key) for one in completions if one.passed)
    # Whoever was let into a module once may go on with it in another group.
    let_in = frozenset(outline.full_name(one.module_key) for one in enrolments if one.state != EnrolmentState.WAITING)
    level = Level(learner.level) if learner.level else None
    achievements = Achievements(completed, level, let_in)
    return Standing(learner, enrolments, completions, achievements, person_facts(learner, completed, recognition))


def person_facts(
    learner: learners.LearnerInfo, completed: frozenset[str], recognition: bool | None = None
) -> PersonFacts:
    """What rules may ask. A fact that is not known is left out, which is not the same as "no"."""
    attended = frozenset(name.partition(":")[0] for name in completed)
    known: dict[PersonFact, object | None] = {
        PersonFact.LITERACY: learner.literacy if learner.literacy != "unknown" else None,
        PersonFact.SCHOOLING_YEARS: learner.schooling_years,
        PersonFact.LEVEL: learner.level or None,
        PersonFact.GOAL: learner.goal or None,
        PersonFact.FIELD_OF_WORK: learner.occupation if learner.occupation in FIELDS_OF_WORK else None,
        PersonFact.PLACEMENT_TAKEN: True if learner.track_recommended or learner.track else None,
        PersonFact.FAST_PROGRESS_PREDICTED: True if learner.track_recommended == Track.FAST_TRACK else None,
        PersonFact.PROPERLY_ATTENDED: attended or None,
        PersonFact.COURSE_TRACK: learner.track or None,
        PersonFact.RECOGNITION_CASE: recognition,
    }
    return {fact: value for fact, value in known.items() if value is not None}


def reaches_level(one: CompletionInfo) -> bool:
    """Whether the module that was passed ends with a level."""
    found = outline.module_on(one.module_key, one.on_day)
    return bool(found and found[1].level)
