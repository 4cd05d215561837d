"""What the model of half a year ago says of the checks of that time, and what became of these people since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from curricula import models
from curricula.domain import hindsight
from curricula.domain.hindsight import Claim, Hindsight
from curricula.domain.stalled import Thresholds
from curricula.queries.evidence import AssessmentInfo, assessments_of
from curricula.queries.progress import at_level, expected_of, profile
from curricula.queries.rule import gain_model
from curricula.queries.standing import Standing, reaches_level, standings
from lms.courses.queries.lessons import attended_before
from lms.kernel import db
from lms.learners import queries as learners

if TYPE_CHECKING:
    from curricula.domain.gain import Course


@dataclass
class Looking:
    """Claims of many people, part by part."""

    day: date
    thresholds: Thresholds
    claims: list[Claim] = field(default_factory=list)
    unknown: int = 0

    @property
    def then(self) -> date:
        """The day of which the claims are."""
        return self.day - timedelta(weeks=hindsight.WEEKS)

    def look(self, people: Sequence[learners.LearnerInfo]) -> None:
        """Of these people: who was past the first mark then, what was said, and what became of her."""
        from curricula.domain.gain import chances, course_of

        known, checks = standings(people), assessments_of([one.id for one in people])
        model = gain_model(self.then)
        asked: list[tuple[Course, bool | None]] = []
        began = {one.id: day for one in people if one.id in checks and (day := _entered(known[one.id], self.then))}
        earlier = attended_before(began)
        for one in people:
            mine = at_level_then(checks.get(one.id, ()), began.get(one.id), self.then)
            before, since = (list(at_level(part, earlier.get(one.id, 0))) for part in mine)
            needs = profile(one)
            expected = expected_of(needs, self.thresholds)
            if needs is None or expected is None or len({check.attended_minutes_at for check in before}) < 2:
                continue
            if before[-1].attended_minutes_at / expected < self.thresholds.watch_ratio:
                continue
            course = course_of(needs, one.centre_id, before, expected)
            passed = any(each.on_day > self.then for each in known[one.id].passed)
            became = hindsight.stood_still(
                before, since, passed=passed, expected=expected, points_per_level=model.points_per_level
            )
            asked.append((course, became))
        said = chances(model, [course for course, _ in asked])
        found = [
            Claim(chance.middle, became) for chance, (_, became) in zip(said, asked, strict=True) if became is not None
        ]
        self.claims += found
        self.unknown += len(asked) - len(found)

    def kept(self) -> dict[str, Any]:
        """For keeping beside what the model learnt."""
        return {"groups": hindsight.counted(self.claims), "unknown": self.unknown}


def _entered(who: Standing, then: date) -> date | None:
    """The day of the last pass until a day: she has worked at the next level since. Nothing before any pass."""
    return max((each.on_day for each in who.passed if each.on_day <= then and reaches_level(each)), default=None)


def at_level_then(
    checks: Sequence[AssessmentInfo], entered: date | None, then: date
) -> tuple[list[AssessmentInfo], list[AssessmentInfo]]:
    """Checks of the level that she worked at then: until that day, and after it."""
    mine = [one for one in checks if entered is None or one.day >= entered]
    newest = max((one for one in mine if one.day <= then), key=lambda one: one.day, default=None)
    same = [one for one in mine if newest and (one.level, one.scale) == (newest.level, newest.scale)]
    return [one for one in same if one.day <= then], [one for one in same if one.day > then]


@dataclass(frozen=True)
class HindsightInfo:
    """What was found when the model last learnt, and on which day."""

    day: date | None
    then: date | None
    found: Hindsight


def latest_hindsight() -> HindsightInfo:
    """The provider in scope."""
    row = models.GainHistory
    kept = (
        db.session()
        .execute(select(row.day, row.became).where(row.became.is_not(None)).order_by(row.day.desc()).limit(1))
        .first()
    )
    if kept is None:
        return HindsightInfo(None, None, hindsight.told(None))
    became: Mapping[str, Any] = kept.became
    return HindsightInfo(kept.day, kept.day - timedelta(weeks=hindsight.WEEKS), hindsight.told(became))
