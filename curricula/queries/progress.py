"""The facts of a review for many learners at once, what the rule says of them, and when time alone may say otherwise."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from curricula.domain import pathway, stalled
from curricula.domain.causes import Signals
from curricula.domain.chance import Chance
from curricula.domain.checks import SCALES
from curricula.domain.hours import EXPECTED_LESSONS, Profile, expected_minutes, profile_of
from curricula.domain.kept import day_of
from curricula.domain.progress import Assessment
from curricula.queries import outline
from curricula.queries.evidence import AssessmentInfo, EffortInfo, assessments_of, efforts_of
from curricula.queries.lessons import Kept, Sessions, joined, lessons_of
from curricula.queries.standing import Standing, standings
from curricula.queries.steps import NextCourse, next_course, open_offers, sitting_in, steps_in_view
from lms.courses import queries as courses
from lms.courses.domain.calendar import minutes
from lms.courses.queries.lessons import attended_before
from lms.kernel.vocabulary import Level, Literacy, Track
from lms.learners import queries as learners
from lms.learners.domain import availability

if TYPE_CHECKING:
    from curricula.domain.gain import Course, GainModel

EVENING = 17
EFFORT_WEEKS = 26
DEFAULTS = stalled.DEFAULTS


class Mate(NamedTuple):
    """What a classmate is compared by."""

    learner_id: str
    profile: Profile | None
    level: str


@dataclass(frozen=True)
class Reviewed:
    """One learner with the verdict and what the page shows beside it. `lessons` are kept for the next night, with the
    questions of the rule that they answer."""

    standing: Standing
    facts: stalled.LearnerFacts
    verdict: stalled.Verdict
    seat: courses.EnrolmentInfo | None
    section: courses.SectionInfo | None
    efforts: Mapping[str, EffortInfo]
    next_course: NextCourse | None
    lessons: bytes
    answers: int
    chance: Chance | None = None
    look_again_on: date | None = None
    """The first day on which time alone may change this."""


def review_facts(
    people: Sequence[learners.LearnerInfo],
    day: date,
    thresholds: stalled.Thresholds = DEFAULTS,
    model: "GainModel | None" = None,
    *,
    mates: Mapping[str, Sequence[Mate]] | None = None,
    kept: Kept | None = None,
    sessions: Sessions | None = None,
) -> list[Reviewed]:
    """Everything a review knows of these learners of one centre, with the verdict. A fixed number of queries, plus a search
    for each learner who is ready for a next course.

    They are compared with `mates`, by section; without them with each other. `kept` are lessons that need not be read,
    `sessions` all of the provider since the earliest day that counts, where many calls follow each other.
    """
    if not people:
        return []
    known = standings(people)
    ordered = [known[one.id] for one in people]
    around = _Around(ordered, mates, day, thresholds, kept or {}, sessions)
    asked = [(one, *around.facts_of(one)) for one in ordered]
    chances = _chances([facts for _, facts, _ in asked], [one.learner.centre_id for one in ordered], thresholds, model)
    return [around.review(*each, chance) for each, chance in zip(asked, chances, strict=True)]


def course_of(facts: stalled.LearnerFacts, centre_id: str, thresholds: stalled.Thresholds) -> "Course | None":
    """A learner's checks as the model reads them; nothing without a profile."""
    from curricula.domain.gain import course_of as read

    if facts.profile is None:
        return None
    expected = expected_minutes(facts.profile, facts.levels_covered, dict(thresholds.expected_lessons))
    passed = facts.attended_minutes if facts.level_met else None
    return read(facts.profile, centre_id, facts.assessments, expected, passed_at=passed)


def _chances(
    people: Sequence[stalled.LearnerFacts],
    centres: Sequence[str],
    thresholds: stalled.Thresholds,
    model: "GainModel | None",
) -> list[Chance | None]:
    """What the model says of those whose hours are past the first mark and who were checked; of others it says nothing."""
    found: list[Chance | None] = [None] * len(people)
    courses: dict[int, Course] = {}
    for place, (facts, centre_id) in enumerate(zip(people, centres, strict=True)):
        over = (stalled.ratio_of(facts, thresholds) or 0) >= thresholds.watch_ratio
        course = course_of(facts, centre_id, thresholds) if over and not facts.level_met else None
        if course is not None and len(course.exposures) >= 2:
            courses[place] = course
    if courses:
        from curricula.domain.gain import ASSUMED, chances

        for place, chance in zip(courses, chances(model or ASSUMED, list(courses.values())), strict=True):
            found[place] = chance
    return found


class _Around:
    """What is asked once for all learners of a review."""

    def __init__(
        self,
        people: Sequence[Standing],
        mates: Mapping[str, Sequence[Mate]] | None,
        day: date,
        thresholds: stalled.Thresholds,
        kept: Kept,
        sessions: Sessions | None = None,
    ) -> None:
        ids = [one.learner.id for one in people]
        self.day, self.thresholds = day, thresholds
        self.assessments, self.efforts = assessments_of(ids), efforts_of(ids)
        self.ready = {one.learner.id for one in people if one.ready_since is not None}
        self.availabilities = learners.availabilities(self.ready) if self.ready else {}
        self.offered = open_offers(people[0].learner.centre_id, day) if self.ready else {}
        self.steps: dict[object, Sequence[pathway.Step]] = {}
        self.social: dict[str, bool] = {}
        self.sections = {one.id: one for one in courses.sections(ids={s.section_id for p in people for s in p.seats})}
        self.entered = {one.learner.id: one.level_entered_on() for one in people}
        # Checks say what was attended in all; the model asks for the minutes at this level.
        climbed = {one.learner.id: self.entered[one.learner.id] for one in people if _has_climbed(one)}
        self.earlier = attended_before({one: since for one, since in climbed.items() if one in self.assessments})
        self.profiles = {one.learner.id: profile(one.learner) for one in people}
        self.mates = _mates(people, self.profiles) if mates is None else mates
        self._read_lessons(kept, sessions)

    def _read_lessons(self, kept: Kept, sessions: Sessions | None) -> None:
        import numpy as np

        from curricula.domain import lessons

        unread = {one: since for one, since in self.entered.items() if one not in kept}
        found = lessons_of(unread, sessions)
        if kept:
            found = joined(self.entered, kept, found)
        self.seen = lessons.seen(found, self.day, self.thresholds)
        expected = [expected_of(self.profiles[one], self.thresholds) for one in self.entered]
        known = np.array([np.nan if one is None else one for one in expected], np.float64)
        self.answers = lessons.answers(self.seen, known, self.day, self.thresholds).tolist()
        self.kept = lessons.closed(found, self.day, self.thresholds)
        self.place = {one: at for at, one in enumerate(self.entered)}

    def facts_of(self, who: Standing) -> tuple[stalled.LearnerFacts, NextCourse | None]:
        """What the rule looks at, and the next course where one is due."""
        coming = self._next_course(who) if who.learner.id in self.ready else None
        return self._facts(who, coming), coming

    def review(
        self, who: Standing, facts: stalled.LearnerFacts, coming: NextCourse | None, chance: Chance | None
    ) -> Reviewed:
        """The verdict and what the page shows beside it."""
        seat = who.seats[0] if who.seats else None
        return Reviewed(
            who,
            facts,
            stalled.review(facts, self.thresholds, chance),
            seat,
            self.sections.get(seat.section_id) if seat else None,
            self._fresh_efforts(who.learner.id),
            coming,
            self.kept[self.place[who.learner.id]],
            self.answers[self.place[who.learner.id]],
            chance,
            self._look_again_on(who, facts),
        )

    def _look_again_on(self, who: Standing, facts: stalled.LearnerFacts) -> date | None:
        """Whoever is ready is looked at every night: what others book or cancel may give her a course. Weeks without a
        class need no day: lessons are counted every night (`lessons.answers`)."""
        if who.learner.id in self.ready:
            return self.day + timedelta(days=1)
        learner_id = who.learner.id
        newest = max((one.on for one in facts.assessments), default=None)
        said = [one.day for one in self.efforts.get(learner_id, {}).values()]
        days = [
            *([newest + timedelta(weeks=self.thresholds.fresh_weeks, days=1)] if newest else []),
            *(day + timedelta(weeks=EFFORT_WEEKS, days=1) for day in said),
            # Written down for a day to come.
            *said,
            *(one.day for one in self.assessments.get(learner_id, ())),
        ]
        return min((one for one in days if one > self.day), default=None)

    def _next_course(self, who: Standing) -> NextCourse:
        known = self.availabilities.get(who.learner.id, availability.Availability())
        # Many stand at the same place: where it leads is looked up once.
        place = (who.achievements, frozenset(who.person.items()), sitting_in(who))
        if place not in self.steps:
            self.steps[place] = steps_in_view(who, self.day)
        return next_course(who, known, self.offered, self.day, self.steps[place])

    def _facts(self, who: Standing, coming: NextCourse | None) -> stalled.LearnerFacts:
        learner, entered, seen = who.learner, self.entered[who.learner.id], self.seen
        place, said = self.place[learner.id], self._fresh_efforts(learner.id)
        checks = _of_one_level([c for c in self.assessments.get(learner.id, ()) if entered <= c.day <= self.day])
        return stalled.LearnerFacts(
            on=self.day,
            profile=self.profiles[learner.id],
            level=Level(learner.level) if learner.level else Level.PRE_A1,
            level_entered_on=entered,
            attended_minutes=int(seen.attended[place]),
            window_offered=int(seen.window_offered[place]),
            window_attended=int(seen.window_attended[place]),
            window_excused=int(seen.window_excused[place]),
            assessments=tuple(at_level(checks, self.earlier.get(learner.id, 0))),
            effort_teacher=said["teacher"].effort if "teacher" in said else None,
            effort_learner=said["learner"].effort if "learner" in said else None,
            pauses=tuple(
                stalled.Pause(day_of(first), None if last is None else day_of(last))
                for first, last in seen.pauses.get(place, ())
            ),
            level_met=coming is not None,
            unmeasured=self._unmeasured(who),
            level_shown=_shown(checks),
            next_course_known=coming is not None,
            next_course_starts=coming.starts_on if coming else None,
            signals=self._signals(who, place),
        )

    def _unmeasured(self, who: Standing) -> bool:
        for key in {one.module_key for one in who.seats} - self.social.keys():
            found = outline.module_on(key, self.day)
            self.social[key] = bool(found and found[1].without_pressure)
        return bool(who.seats) and all(self.social[one.module_key] for one in who.seats)

    def _fresh_efforts(self, learner_id: str) -> dict[str, EffortInfo]:
        oldest = self.day - timedelta(weeks=EFFORT_WEEKS)
        return {by: one for by, one in self.efforts.get(learner_id, {}).items() if oldest <= one.day <= self.day}

    def _signals(self, who: Standing, place: int) -> Signals:
        learner = who.learner
        sections = [self.sections[one.section_id] for one in who.seats if one.section_id in self.sections]
        meetings = [meeting for one in sections for meeting in one.meetings]
        mates = self.mates.get(who.seats[0].section_id, ()) if who.seats else ()
        group = [one for one in mates if one.learner_id != learner.id]
        return Signals(
            literacy=Literacy(learner.literacy),
            script_tested=learner.literacy != Literacy.UNKNOWN,
            group_profile=_made_for(group),
            group_levels_ahead=_levels_ahead(learner, group),
            weekly_minutes=sum(minutes(one.starts, one.ends) for one in meetings) if meetings else None,
            evening_only=bool(meetings) and all(one.starts.hour >= EVENING for one in meetings),
            # Where a class meets on one day only, all absences fall on it.
            absences_cluster=len({one.weekday for one in meetings}) > 1 and bool(self.seen.clustered[place]),
            care_failures=int(self.seen.care_failed[place]),
        )


def _made_for(group: Iterable[Mate]) -> Profile | None:
    """The profile of the middle of the group: half learn at least that fast."""
    known = sorted((one.profile for one in group if one.profile is not None), key=lambda one: EXPECTED_LESSONS[one])
    return known[len(known) // 2] if known else None


def profile(learner: learners.LearnerInfo) -> Profile | None:
    """The profile that decides how much teaching a level takes."""
    return profile_from(learner.literacy, learner.schooling_years, learner.track)


def profile_from(literacy: str, schooling_years: int | None, track: str) -> Profile | None:
    """The same from its values."""
    return profile_of(Literacy(literacy), schooling_years, Track(track) if track else None)


def expected_of(known: Profile | None, thresholds: stalled.Thresholds) -> int | None:
    """Minutes of one level, nothing without a profile."""
    return None if known is None else expected_minutes(known, 1, dict(thresholds.expected_lessons))


def _mates(people: Sequence[Standing], profiles: Mapping[str, Profile | None]) -> dict[str, list[Mate]]:
    found: dict[str, list[Mate]] = {}
    for one in people:
        for seat in one.seats[:1]:
            mate = Mate(one.learner.id, profiles[one.learner.id], one.learner.level)
            found.setdefault(seat.section_id, []).append(mate)
    return found


def _has_climbed(who: Standing) -> bool:
    first = min((one.from_date for one in who.enrolments), default=None)
    return first is not None and who.level_entered_on() > first


def at_level(checks: Iterable[AssessmentInfo], earlier: int) -> Iterator[Assessment]:
    """Checks as the rule compares them, with the minutes attended since the level was begun; `earlier` were before."""
    for one in checks:
        plain = one.plain()
        yield replace(plain, attended_minutes_at=max(0, plain.attended_minutes_at - earlier)) if earlier else plain


def _of_one_level(checks: Sequence[AssessmentInfo]) -> list[AssessmentInfo]:
    """Scores of different levels or scales cannot be compared: those like the newest count."""
    if not checks:
        return []
    newest = checks[-1]
    return [one for one in checks if (one.level, one.scale) == (newest.level, newest.scale)]


def _shown(checks: Sequence[AssessmentInfo]) -> bool:
    """Whether the newest day of checks, in at least two skills, reached the mark of the level."""
    newest = [one for one in checks if one.day == checks[-1].day and one.scale in SCALES]
    if len(newest) < 2:
        return False
    return sum(one.score for one in newest) / len(newest) >= SCALES[newest[0].scale].reached


def _levels_ahead(learner: learners.LearnerInfo, group: Sequence[Mate]) -> float:
    ranks = [Level(one.level).rank for one in group if one.level]
    return sum(ranks) / len(ranks) - Level(learner.level).rank if ranks and learner.level else 0.0
