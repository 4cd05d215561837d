"""The facts of a review for many learners at once: a frame of minutes and, from it, what the rule looks at."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

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
from lms.courses.queries.hours import marks_frame
from lms.kernel.vocabulary import AbsenceReason, Level, Literacy, Track
from lms.learners import queries as learners
from lms.learners.domain import availability

if TYPE_CHECKING:
    # Loaded where a frame is made: it takes longer than everything else that a process starts with.
    import pandas as pd

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


def progress_frame(people: Sequence[Standing], day: date, thresholds: stalled.Thresholds = DEFAULTS) -> "pd.DataFrame":
    """Minutes of learners. One row each, in their order, index learner_id.

    Columns: entered_on (day the level was begun), attended (minutes since then), window_offered, window_attended,
    window_excused (minutes of the last twelve weeks), last_day (of the window, None without marks).
    """
    import pandas as pd

    ids = [one.learner.id for one in people]
    entered = {one.learner.id: one.level_entered_on() for one in people}
    window = courses.attendance_frame(ids, since=day - timedelta(weeks=thresholds.window_weeks), until=day)
    window = window.set_index("learner_id")
    frame = pd.DataFrame({"entered_on": pd.Series(entered, dtype=object)}, index=ids)
    frame["attended"] = pd.Series(courses.attended_since(entered), dtype="int64")
    for name in ("offered", "attended", "excused"):
        frame[f"window_{name}"] = window[name].reindex(ids).fillna(0).astype("int64")
    frame["last_day"] = window["last_day"].reindex(ids).astype(object)
    return frame


def review_facts(
    people: Sequence[learners.LearnerInfo],
    day: date,
    thresholds: stalled.Thresholds = DEFAULTS,
    model: "GainModel | None" = None,
) -> list[Reviewed]:
    """Everything a review knows of these learners of one centre, with the verdict. A fixed number of queries, plus a
    search for each learner who is ready for a next course."""
    if not people:
        return []
    known = standings(people)
    ordered = [known[one.id] for one in people]
    around = _Around(ordered, day, thresholds)
    frame = progress_frame(ordered, day, thresholds)
    asked = [(one, *around.facts_of(one, row)) for one, row in zip(ordered, frame.to_dict("records"), strict=True)]
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
        over = (stalled.ratio(stalled.five_facts(facts, thresholds)) or 0) >= thresholds.watch_ratio
        course = course_of(facts, centre_id, thresholds) if over and not facts.level_met else None
        if course is not None and len(course.exposures) >= 2:
            courses[place] = course
    if courses:
        from curricula.domain.gain import ASSUMED, chances

        for place, chance in zip(courses, chances(model or ASSUMED, list(courses.values())), strict=True):
            found[place] = chance
    return found


class _Mark(NamedTuple):
    """One mark; minutes offered and attended."""

    day: date
    reason: str
    offered: int
    attended: int


class _Around:
    """What is asked once for all learners of a review."""

    def __init__(self, people: Sequence[Standing], day: date, thresholds: stalled.Thresholds) -> None:
        ids = [one.learner.id for one in people]
        self.day, self.thresholds = day, thresholds
        self.assessments, self.efforts = assessments_of(ids), efforts_of(ids)
        self.availabilities = learners.availabilities(ids)
        self.offered = open_offers(people[0].learner.centre_id, day)
        self.sections = {one.id: one for one in courses.sections(ids={s.section_id for p in people for s in p.seats})}
        self.marks = self._marks(ids)
        self.profiles = {one.learner.id: profile(one.learner) for one in people}
        self.groups = self._groups(people)

    def _marks(self, ids: Iterable[str]) -> dict[str, list[_Mark]]:
        weeks = self.thresholds.window_weeks + self.thresholds.long_pause_weeks
        frame = marks_frame(ids, since=self.day - timedelta(weeks=weeks), until=self.day)
        found: dict[str, list[_Mark]] = {}
        columns = (frame[name].tolist() for name in ("learner_id", "day", "reason", "offered", "attended"))
        for learner_id, *rest in zip(*columns, strict=True):
            found.setdefault(learner_id, []).append(_Mark(*rest))
        return found

    def _groups(self, people: Sequence[Standing]) -> dict[str, list[Standing]]:
        found: dict[str, list[Standing]] = {}
        for one in people:
            for seat in one.seats[:1]:
                found.setdefault(seat.section_id, []).append(one)
        return found

    def facts_of(self, who: Standing, row: Mapping[Any, Any]) -> tuple[stalled.LearnerFacts, NextCourse | None]:
        """What the rule looks at, and the next course where one is due."""
        coming = self._next_course(who) if who.ready_since is not None else None
        return self._facts(who, row, coming), coming

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
        )

    def _next_course(self, who: Standing) -> NextCourse:
        known = self.availabilities.get(who.learner.id, availability.Availability())
        return next_course(who, known, self.offered, self.day)

    def _facts(self, who: Standing, row: Mapping[Any, Any], coming: NextCourse | None) -> stalled.LearnerFacts:
        learner, entered = who.learner, row["entered_on"]
        said = self._fresh_efforts(learner.id)
        checks = [one for one in self.assessments.get(learner.id, ()) if entered <= one.day <= self.day]
        return stalled.LearnerFacts(
            on=self.day,
            profile=self.profiles[learner.id],
            level=Level(learner.level) if learner.level else Level.PRE_A1,
            level_entered_on=entered,
            attended_minutes=int(row["attended"]),
            window_offered=int(row["window_offered"]),
            window_attended=int(row["window_attended"]),
            window_excused=int(row["window_excused"]),
            assessments=tuple(one.plain() for one in _of_one_level(checks)),
            effort_teacher=said["teacher"].effort if "teacher" in said else None,
            effort_learner=said["learner"].effort if "learner" in said else None,
            pauses=self._pauses(learner.id),
            level_met=coming is not None,
            level_shown=_shown(_of_one_level(checks)),
            next_course_known=coming is not None,
            next_course_starts=coming.starts_on if coming else None,
            signals=self._signals(who),
        )

    def _fresh_efforts(self, learner_id: str) -> dict[str, EffortInfo]:
        oldest = self.day - timedelta(weeks=EFFORT_WEEKS)
        return {by: one for by, one in self.efforts.get(learner_id, {}).items() if oldest <= one.day <= self.day}

    def _weeks(self, learner_id: str) -> tuple[tuple[date, int, int], ...]:
        monday = self.day - timedelta(days=self.day.weekday())
        totals = {monday - timedelta(weeks=back): [0, 0] for back in range(self.thresholds.window_weeks - 1, -1, -1)}
        for mark in self.marks.get(learner_id, ()):
            week = totals.get(mark.day - timedelta(days=mark.day.weekday()))
            if week is not None:
                week[0], week[1] = week[0] + mark.offered, week[1] + mark.attended
        return tuple((first, offered, attended) for first, (offered, attended) in totals.items())

    def _pauses(self, learner_id: str) -> tuple[stalled.Pause, ...]:
        """Stretches without a class. The last one may still run; before the first mark nobody knows."""
        days = sorted({mark.day for mark in self.marks.get(learner_id, ())})
        shortest = timedelta(weeks=self.thresholds.long_pause_weeks)
        gaps = [stalled.Pause(one, other) for one, other in pairwise(days) if other - one > shortest]
        running = [stalled.Pause(days[-1])] if days and self.day - days[-1] > shortest else []
        return (*gaps, *running)

    def _signals(self, who: Standing) -> Signals:
        learner = who.learner
        sections = [self.sections[one.section_id] for one in who.seats if one.section_id in self.sections]
        meetings = [meeting for one in sections for meeting in one.meetings]
        group = [one for one in self.groups.get(who.seats[0].section_id, ()) if one is not who] if who.seats else []
        since = self.day - timedelta(weeks=self.thresholds.window_weeks)
        missed = [m for m in self.marks.get(learner.id, ()) if m.day >= since and not m.attended]
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


def _cluster(missed: Sequence[_Mark], weekdays: set[int]) -> bool:
    """Whether at least two of three absences fall on one weekday of several."""
    if len(missed) < CLUSTERED_ABSENCES or len(weekdays) < 2:
        return False
    return Counter(mark.day.weekday() for mark in missed).most_common(1)[0][1] * 3 >= len(missed) * 2
