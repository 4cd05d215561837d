"""The learner's own view: her path, what she can do, and nothing that others noted about her."""

from dataclasses import dataclass
from datetime import date

from curricula.domain.checks import is_new
from curricula.domain.path import GOAL_PICTURES, KIND_PICTURES, LITERACY_PICTURE, MOST_DONE, Can, Stop, StopKind, can_do
from curricula.domain.programme import ModuleKind
from curricula.queries import outline
from curricula.queries.evidence import assessments_of
from curricula.queries.standing import Standing, standing
from curricula.queries.steps import open_offers, steps_in_view
from lms.kernel.vocabulary import Level, Skill, Track

_LANGUAGE = ModuleKind.LANGUAGE
LITERACY = (Track.LITERACY_FIRST_SCRIPT, Track.LITERACY_SECOND_SCRIPT)


@dataclass(frozen=True)
class Path:
    """Stops, the goal first and the oldest last; modules done earlier than those; what she can do by skill."""

    stops: tuple[Stop, ...]
    older: tuple[Stop, ...]
    can: tuple[tuple[Skill, Can], ...]
    goal: str

    @property
    def done(self) -> int:
        """How many done stops the path shows."""
        return sum(stop.kind is StopKind.DONE for stop in self.stops)

    @property
    def ahead(self) -> int:
        """How many stops lie ahead."""
        return sum(stop.kind in (StopKind.NEXT, StopKind.GOAL) for stop in self.stops)


def path_of(learner_id: str, day: date, own_picture: str) -> Path:
    """The path of one learner."""
    who = standing(learner_id)
    done = [_done(one.module_key, one.on_day, day) for one in reversed(who.passed)]
    goal = Stop(StopKind.GOAL, f"goal.{who.learner.goal}", GOAL_PICTURES.get(who.learner.goal, "star"))
    stops = (goal, *_next(who, day), *_here(who, day, own_picture), *done[:MOST_DONE])
    return Path(stops, tuple(done[MOST_DONE:]), _can(who, day), who.learner.goal)


def _here(who: Standing, day: date, own_picture: str) -> list[Stop]:
    """Where she sits today. A seat that begins later lies ahead."""
    begun = [seat for seat in who.seats if seat.from_date <= day]
    word, since = (begun[0].title, begun[0].from_date) if begun else ("", None)
    return [Stop(StopKind.HERE, word, own_picture or "person", since)]


def _next(who: Standing, day: date) -> list[Stop]:
    """The seat she has booked, else the first step she could take, else what follows the module that she sits in."""
    for seat in who.seats:
        if seat.from_date > day:
            found = outline.module_on(seat.module_key, day)
            return [
                Stop(StopKind.NEXT, seat.title, KIND_PICTURES[found[1].kind if found else _LANGUAGE], seat.from_date)
            ]
    steps = [one for one in steps_in_view(who, day) if one.module is not None and one.bookable]
    offered = open_offers(who.learner.centre_id, day)
    for step in sorted(steps, key=lambda one: not offered.get(outline.full_name(one.to, one.programme))):
        groups = offered.get(outline.full_name(step.to, step.programme), [])
        starts = max(groups[0].starts_on, day) if groups else None
        title = step.module.name if step.module else step.to
        return [Stop(StopKind.NEXT, title, KIND_PICTURES[step.kind], starts)]
    return _following(who, day)


def _following(who: Standing, day: date) -> list[Stop]:
    for seat in who.seats[:1]:
        found = outline.module_on(seat.module_key, day)
        if found:
            programme, module = found
            track = programme.modules_of(module.tracks[0]) if module.tracks else ()
            after = [one for one in track[track.index(module) + 1 :] if not one.optional] if module in track else []
            return [Stop(StopKind.NEXT, one.name, KIND_PICTURES[one.kind]) for one in after[:1]]
    return []


def _done(module_key: str, on_day: date, day: date) -> Stop:
    found = outline.module_on(module_key, day)
    if found is None:
        return Stop(StopKind.DONE, module_key, KIND_PICTURES[_LANGUAGE], on_day)
    programme, module = found
    literacy = any(one.track in LITERACY for one in programme.tracks if one.key in module.tracks)
    picture = LITERACY_PICTURE if literacy and module.kind is _LANGUAGE else KIND_PICTURES[module.kind]
    return Stop(StopKind.DONE, module.name, picture, on_day)


def _can(who: Standing, day: date) -> tuple[tuple[Skill, Can], ...]:
    reached = Level(who.learner.level) if who.learner.level else None
    newest = {one.skill: one for one in assessments_of([who.learner.id]).get(who.learner.id, ())}
    found = []
    for skill in Skill:
        check = newest.get(skill.value)
        # A check made before the level was reached says nothing about the way to the next one.
        current = check if check and check.level == who.learner.level else None
        can = can_do(reached, current.score if current else None, bool(current and is_new(current.day, day)))
        found.append((skill, can))
    return tuple(found)
