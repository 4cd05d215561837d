"""What a plan breaks, mends and costs, as sentences with the names of this centre."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.kernel import language
from lms.learners.queries import LearnerInfo
from scheduling import queries
from scheduling.domain.draft import PARTS, Groups
from scheduling.domain.impact import DATABASE, Impact, Kind, Points
from scheduling.domain.problem import Problem
from scheduling.domain.rules import Violation
from scheduling.views import phrases


@dataclass(frozen=True)
class BreakLine:
    """One broken requirement. `hard` ones cannot become real, whatever the reason."""

    sentence: str
    hard: bool


@dataclass(frozen=True)
class PointLine:
    """What one requirement costs before and after."""

    name: str
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class ImpactLines:
    """A change, told: what it breaks, what it mends, who is touched, what it costs."""

    kind: Kind
    broken: tuple[BreakLine, ...]
    mended: tuple[BreakLine, ...]
    people: tuple[LearnerInfo, ...]
    points: tuple[PointLine, ...]
    total: PointLine


@dataclass(frozen=True)
class Words:
    """The names that sentences need: groups of the plan, rooms, teachers, people, care groups, slots."""

    names: queries.Names
    groups: Mapping[str, str]
    care: Mapping[str, str]
    problem: Problem

    def line(self, rule: str, facts: Mapping[str, Any]) -> BreakLine:
        """One broken requirement as a sentence."""
        said = language.say(rule, self._facts(facts)) if language.knows(rule) else language.say("messages.part_off")
        return BreakLine(said, rule in DATABASE)

    def lines(self, violations: Iterable[Violation]) -> tuple[BreakLine, ...]:
        """Broken requirements, those that cannot become real first; the same sentence once."""
        told = dict.fromkeys(self.line(str(one.rule), one.facts) for one in violations)
        return tuple(sorted(told, key=lambda line: not line.hard))

    def impact(self, impact: Impact) -> ImpactLines:
        """A change, told."""
        known = self.names.learners
        shown = [one for one in impact.points if one.before or one.after]
        return ImpactLines(
            impact.kind,
            self.lines(impact.broken),
            self.lines(impact.mended),
            tuple(known[one] for one in impact.people if one in known),
            tuple(_points(one) for one in shown),
            _points(impact.total),
        )

    def _facts(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        named = dict(facts)
        tables: dict[str, Mapping[str, str]] = {
            "section": self.groups,
            "course": self.names.courses,
            "wanted": self.names.courses,
            "teacher": self.names.teachers,
            "group": self.care,
            "room": {key: room.name for key, room in self.names.rooms.items()},
            "learner": {key: one.name for key, one in self.names.learners.items()},
            "other": self.groups,
        }
        for key, table in tables.items():
            if key in named:
                named[key] = table.get(str(named[key]), "")
        if named.get("part") in PARTS:
            named["part"] = language.say(f"draft.part.{named['part']}")
        if str(facts.get("slot", "")) in self.problem.slot:
            named["when"] = phrases.when(self.meetings([str(facts["slot"])]))
        return named

    def meetings(self, slots: Sequence[str]) -> list[tuple[int, str, str]]:
        """Slots as weekly times."""
        chosen = [self.problem.slot[one] for one in slots]
        return [(int(slot.weekday), f"{slot.start:%H:%M}", f"{slot.end:%H:%M}") for slot in chosen]


def words_for(draft: queries.DraftInfo, demand: queries.Demand, groups: Groups | None = None) -> Words:
    """Names for everything that a draft can be about."""
    plan = groups or draft.groups
    people = {one.id for one in demand.problem.learners} | {who for one in (*plan, *draft.base) for who in one.learners}
    return Words(
        queries.names(draft.centre_id, people),
        {one.id: one.name for one in (*draft.base, *plan)},
        {one.key: one.name for one in demand.care_groups},
        demand.problem,
    )


def _points(one: Points) -> PointLine:
    code = f"draft.points.{one.part}"
    name = language.say(code) if language.knows(code) else one.part
    return PointLine(name, one.before, one.after)
