"""The facts of a review for many learners at once, what the rule says of them, and when time alone may say otherwise."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from curricula.domain import stalled
from curricula.domain.causes import Signals
from curricula.domain.chance import Chance
from curricula.domain.checks import SCALES
from curricula.domain.hours import EXPECTED_LESSONS, Profile, expected_minutes, profile_of
from curricula.queries.evidence import AssessmentInfo, EffortInfo, assessments_of, efforts_of
from curricula.queries.standing import Standing, standings
from curricula.queries.steps import NextCourse, next_course, open_offers
from lms.courses import queries as courses
from lms.courses.domain.calendar import minutes
from lms.courses.queries.lessons import Held, Lesson, held_since, lessons_of
from lms.kernel.vocabulary import AbsenceReason, Attendance, Level, Literacy, Track
from lms.learners import queries as learners
from lms.learners.domain import availability

if TYPE_CHECKING:
    from curricula.domain.gain import Course, GainModel

EVENING = 17
EFFORT_WEEKS = 26
CLUSTERED_ABSENCES = 4
DEFAULTS = stalled.DEFAULTS


@dataclass(frozen=True)
class Reviewed:
    """One learner with the verdict and what the page shows beside it. Weeks are (Monday, offered, attended) minutes."""

    standing: Standing
    facts: stalled.LearnerFacts
    verdict: stalled.Verdict
    seat: courses.EnrolmentInfo | None
    section: courses.SectionInfo | None
    weeks: tuple[tuple[date, int, int], ...]
    efforts: Mapping[str, EffortInfo]
    next_course: NextCourse | None
    chance: Chance | None = None
    look_again_on: date | None = None
    """The first day on which time alone may change this."""


def first_day_of_marks(day: date, thresholds: stalled.Thresholds) -> date:
    """The earliest mark that a review on a day looks at, beside the minutes since the level was begun."""
    return day - timedelta(weeks=thresholds.window_weeks + thresholds.long_pause_weeks)


def days_that_slide(before: date, day: date, thresholds: stalled.Thresholds) -> list[tuple[date, date]]:
    """Days whose marks count on one of two days of review and not on the other: first and last of each stretch."""
    later = timedelta(days=(day - before).days - 1)
    windows = (before - timedelta(weeks=thresholds.window_weeks), first_day_of_marks(before, thresholds))
    return [(before + timedelta(days=1), day), *((first, first + later) for first in windows)]


def review_facts(
    people: Sequence[learners.LearnerInfo],
    day: date,
    thresholds: stalled.Thresholds = DEFAULTS,
    model: "GainModel | None" = None,
    *,
    only: Set[str] | None = None,
    sessions: Mapping[str, Held] | None = None,
) -> list[Reviewed]:
    """Everything a review knows of these learners of one centre, with the verdict. Classmates belong into one call: they
    are compared with each other. A fixed number of queries, plus a search for each learner who is ready for a next course.

    `only` those are looked at, among their classmates. `sessions` are all of the provider since the earliest day that
    counts, where many calls follow each other.
    """
    if not people or (only is not None and only.isdisjoint(one.id for one in people)):
        return []
    known = standings(people)
    ordered = [known[one.id] for one in people]
    groups = _classes(ordered)
    ordered = [one for one in ordered if only is None or one.learner.id in only]
    around = _Around(ordered, groups, day, thresholds, sessions)
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
        groups: Mapping[str, Sequence[Standing]],
        day: date,
        thresholds: stalled.Thresholds,
        sessions: Mapping[str, Held] | None = None,
    ) -> None:
        ids = [one.learner.id for one in people]
        self.day, self.thresholds = day, thresholds
        self.window = day - timedelta(weeks=thresholds.window_weeks)
        self.assessments, self.efforts = assessments_of(ids), efforts_of(ids)
        self.ready = {one.learner.id for one in people if one.ready_since is not None}
        self.availabilities = learners.availabilities(self.ready) if self.ready else {}
        self.offered = open_offers(people[0].learner.centre_id, day) if self.ready else {}
        self.sections = {one.id: one for one in courses.sections(ids={s.section_id for p in people for s in p.seats})}
        self.entered = {one.learner.id: one.level_entered_on() for one in people}
        since = first_day_of_marks(day, thresholds)
        sessions = held_since(min(since, *self.entered.values())) if sessions is None else sessions
        self.lessons = lessons_of(self.entered, since, day, sessions)
        self.groups = groups
        together = [one for same in groups.values() for one in same]
        self.profiles = {one.learner.id: profile(one.learner) for one in (*together, *people)}

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
            self._weeks(who.learner.id),
            self._fresh_efforts(who.learner.id),
            coming,
            chance,
            self._look_again_on(who, facts),
        )

    def _look_again_on(self, who: Standing, facts: stalled.LearnerFacts) -> date | None:
        """Whoever is ready is looked at every night: what others book or cancel may give her a course."""
        if who.learner.id in self.ready:
            return self.day + timedelta(days=1)
        learner_id, shortest = who.learner.id, timedelta(weeks=self.thresholds.long_pause_weeks, days=1)
        last = max((one.day for one in self.lessons[learner_id][1]), default=None)
        newest = max((one.on for one in facts.assessments), default=None)
        said = [one.day for one in self.efforts.get(learner_id, {}).values()]
        days = [
            *([last + shortest] if last else []),
            *([newest + timedelta(weeks=self.thresholds.fresh_weeks, days=1)] if newest else []),
            *(day + timedelta(weeks=EFFORT_WEEKS, days=1) for day in said),
            # Written down for a day to come.
            *said,
            *(one.day for one in self.assessments.get(learner_id, ())),
        ]
        return min((one for one in days if one > self.day), default=None)

    def _next_course(self, who: Standing) -> NextCourse:
        known = self.availabilities.get(who.learner.id, availability.Availability())
        return next_course(who, known, self.offered, self.day)

    def _facts(self, who: Standing, coming: NextCourse | None) -> stalled.LearnerFacts:
        learner, entered = who.learner, self.entered[who.learner.id]
        attended, lessons = self.lessons[learner.id]
        window = [one for one in lessons if one.day >= self.window]
        said = self._fresh_efforts(learner.id)
        checks = _of_one_level([c for c in self.assessments.get(learner.id, ()) if entered <= c.day <= self.day])
        return stalled.LearnerFacts(
            on=self.day,
            profile=self.profiles[learner.id],
            level=Level(learner.level) if learner.level else Level.PRE_A1,
            level_entered_on=entered,
            attended_minutes=attended,
            window_offered=sum(one.offered for one in window),
            window_attended=sum(one.attended for one in window),
            window_excused=sum(one.offered for one in window if one.attendance == Attendance.EXCUSED),
            assessments=tuple(one.plain() for one in checks),
            effort_teacher=said["teacher"].effort if "teacher" in said else None,
            effort_learner=said["learner"].effort if "learner" in said else None,
            pauses=self._pauses(lessons),
            level_met=coming is not None,
            level_shown=_shown(checks),
            next_course_known=coming is not None,
            next_course_starts=coming.starts_on if coming else None,
            signals=self._signals(who, window),
        )

    def _fresh_efforts(self, learner_id: str) -> dict[str, EffortInfo]:
        oldest = self.day - timedelta(weeks=EFFORT_WEEKS)
        return {by: one for by, one in self.efforts.get(learner_id, {}).items() if oldest <= one.day <= self.day}

    def _weeks(self, learner_id: str) -> tuple[tuple[date, int, int], ...]:
        weeks = self.thresholds.window_weeks
        first = self.day - timedelta(days=self.day.weekday() + 7 * (weeks - 1))
        offered, attended = [0] * weeks, [0] * weeks
        for one in self.lessons[learner_id][1]:
            if one.day >= first:
                week = (one.day - first).days // 7
                offered[week] += one.offered
                attended[week] += one.attended
        return tuple((first + timedelta(weeks=week), offered[week], attended[week]) for week in range(weeks))

    def _pauses(self, lessons: Sequence[Lesson]) -> tuple[stalled.Pause, ...]:
        """Stretches without a class. The last one may still run; before the first mark nobody knows."""
        days = sorted({one.day for one in lessons})
        shortest = timedelta(weeks=self.thresholds.long_pause_weeks)
        gaps = [stalled.Pause(one, other) for one, other in pairwise(days) if other - one > shortest]
        running = [stalled.Pause(days[-1])] if days and self.day - days[-1] > shortest else []
        return (*gaps, *running)

    def _signals(self, who: Standing, window: Sequence[Lesson]) -> Signals:
        learner = who.learner
        sections = [self.sections[one.section_id] for one in who.seats if one.section_id in self.sections]
        meetings = [meeting for one in sections for meeting in one.meetings]
        group = [one for one in self.groups.get(who.seats[0].section_id, ()) if one is not who] if who.seats else []
        missed = [one for one in window if not one.attended]
        return Signals(
            literacy=Literacy(learner.literacy),
            script_tested=learner.literacy != Literacy.UNKNOWN,
            group_profile=self._made_for(group),
            group_levels_ahead=_levels_ahead(learner, group),
            weekly_minutes=sum(minutes(one.starts, one.ends) for one in meetings) if meetings else None,
            evening_only=bool(meetings) and all(one.starts.hour >= EVENING for one in meetings),
            absences_cluster=_cluster(missed, {one.weekday for one in meetings}),
            care_failures=sum(mark.reason == AbsenceReason.CARE_FAILED for mark in missed),
        )

    def _made_for(self, group: Sequence[Standing]) -> Profile | None:
        """The profile of the middle of the group: half learn at least that fast."""
        known = [found for one in group if (found := self.profiles.get(one.learner.id)) is not None]
        known.sort(key=lambda one: EXPECTED_LESSONS[one])
        return known[len(known) // 2] if known else None


def profile(learner: learners.LearnerInfo) -> Profile | None:
    """The profile that decides how much teaching a level takes."""
    track = Track(learner.track) if learner.track else None
    return profile_of(Literacy(learner.literacy), learner.schooling_years, track)


def _classes(people: Sequence[Standing]) -> dict[str, list[Standing]]:
    found: dict[str, list[Standing]] = {}
    for one in people:
        for seat in one.seats[:1]:
            found.setdefault(seat.section_id, []).append(one)
    return found


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


def _levels_ahead(learner: learners.LearnerInfo, group: Sequence[Standing]) -> float:
    ranks = [Level(one.learner.level).rank for one in group if one.learner.level]
    return sum(ranks) / len(ranks) - Level(learner.level).rank if ranks and learner.level else 0.0


def _cluster(missed: Sequence[Lesson], weekdays: set[int]) -> bool:
    """Whether at least two of three absences fall on one weekday of several."""
    if len(missed) < CLUSTERED_ABSENCES or len(weekdays) < 2:
        return False
    return Counter(mark.day.weekday() for mark in missed).most_common(1)[0][1] * 3 >= len(missed) * 2
