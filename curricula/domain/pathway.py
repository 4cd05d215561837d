"""What comes next: from completed modules and levels to the steps they open, with what is still missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from curricula.domain.consistency import is_level, qualified
from curricula.domain.eligibility import Answer, Eligibility, PersonFacts, all_hold, eligibility, open_questions
from curricula.domain.programme import (
    EVERY_TRACK,
    Examination,
    Module,
    ModuleKind,
    NextStep,
    PersonFact,
    Programme,
)
from lms.kernel.vocabulary import Level

GOAL_KINDS: Mapping[str, frozenset[ModuleKind]] = {
    "work": frozenset({ModuleKind.VOCATIONAL_LANGUAGE, ModuleKind.VOCATIONAL}),
    "study": frozenset({ModuleKind.LANGUAGE, ModuleKind.EXAMINATION}),
    "citizenship": frozenset({ModuleKind.ORIENTATION, ModuleKind.EXAMINATION}),
    "health": frozenset({ModuleKind.SOCIAL}),
}
"""Kinds of modules that a goal puts first. Any other goal keeps the order of the pack; none hides a step."""

BESIDE = frozenset(
    {ModuleKind.ORIENTATION, ModuleKind.SOCIAL, ModuleKind.READINESS, ModuleKind.ENTREPRENEURSHIP, ModuleKind.PEER}
)
"""Kinds that are taken beside a course: nobody enters a track by them."""


@dataclass(frozen=True, slots=True)
class Achievements:
    """What somebody has behind them. Modules are named `programme:module`; being placed at one opens it."""

    completed: frozenset[str] = frozenset()
    level: Level | None = None
    placed_at: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MissingPrerequisite:
    """One of these is still needed. Only a verified one may keep a module from being booked."""

    any_of: tuple[str, ...]
    refuses: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step that has come into view: where to, whether it is open to this person, and what is missing."""

    programme: str
    to: str
    kind: ModuleKind
    answer: Answer
    edge: NextStep
    module: Module | None = None
    examination: Examination | None = None
    missing: tuple[MissingPrerequisite, ...] = ()
    unknown: tuple[PersonFact, ...] = ()
    entry: Eligibility | None = None

    @property
    def bookable(self) -> bool:
        """Whether nothing verified stands against it. An open question is for a person, not a refusal."""
        return self.answer is not Answer.NOT_ELIGIBLE and not any(missing.refuses for missing in self.missing)


def missing_prerequisites(
    programme: str, module: Module, achievements: Achievements
) -> tuple[MissingPrerequisite, ...]:
    """The prerequisites a person lacks for a module; none for a module completed or assigned by placement."""
    if qualified(programme, module.key) in achievements.completed | achievements.placed_at:
        return ()
    return tuple(
        MissingPrerequisite(group, module.evidence.may_refuse)
        for group in module.prerequisites
        if not any(_has(programme, name, achievements) for name in group)
    )


def next_steps(
    programmes: Mapping[str, Programme],
    achievements: Achievements,
    person: PersonFacts,
    day: date,
) -> tuple[Step, ...]:
    """All steps open or in view for a person: bookable first, then those for the goal, then in the order of the packs.

    A step whose condition is plainly not met is left out: it is somebody else's road.
    """
    in_force = {key: programme.on(day) for key, programme in programmes.items()}
    steps = [step for step in _steps(in_force, achievements, person, day) if step.answer is not Answer.NOT_ELIGIBLE]
    wanted = GOAL_KINDS.get(str(person.get(PersonFact.GOAL, "")), frozenset())
    steps.sort(key=lambda step: (not step.bookable, step.answer is not Answer.ELIGIBLE, step.kind not in wanted))
    # Several roads may lead to one place: the best of them is shown.
    best: dict[tuple[str, str], Step] = {}
    for step in steps:
        best.setdefault((step.programme, step.to), step)
    return tuple(best.values())


def first_open_module(programme: Programme, track: str, achievements: Achievements) -> Module | None:
    """Where somebody coming from elsewhere would enter a track: the latest module whose prerequisites are met.

    Entering at the latest and not the first one keeps people from sitting through what they know.
    """
    opened = [
        module
        for module in programme.modules_of(track)
        if module.kind not in BESIDE
        if not missing_prerequisites(programme.key, module, achievements)
        if qualified(programme.key, module.key) not in achievements.completed
        if _teaches_more(programme.level_aimed_at(track, module.key), achievements.level)
    ]
    return opened[-1] if opened else None


def _teaches_more(aim: Level | None, reached: Level | None) -> bool:
    return aim is None or reached is None or aim.rank > reached.rank


def _steps(
    programmes: Mapping[str, Programme], achievements: Achievements, person: PersonFacts, day: date
) -> Iterator[Step]:
    for programme in programmes.values():
        for edge in programme.next_steps:
            if _starts(programme.key, edge, achievements):
                yield from _follow(programmes, programme, edge, achievements, person, day)


def _starts(programme: str, edge: NextStep, achievements: Achievements) -> bool:
    if edge.start == "any":
        return any(done.startswith(f"{programme}:") for done in achievements.completed | achievements.placed_at)
    return _has(programme, edge.start, achievements)


def _follow(
    programmes: Mapping[str, Programme],
    programme: Programme,
    edge: NextStep,
    achievements: Achievements,
    person: PersonFacts,
    day: date,
) -> Iterator[Step]:
    kind, _, key = edge.to.rpartition(":")
    met = all_hold(edge.conditions, person)
    unknown = open_questions(edge.conditions, person)
    answer = _answer(met, edge)
    if kind == "examination":
        for examination in (each for each in programme.examinations if each.key == key):
            yield Step(
                programme.key, key, ModuleKind.EXAMINATION, answer, edge, examination=examination, unknown=unknown
            )
        return
    home = programmes.get(kind, programme) if kind != "track" else programme
    module = first_open_module(home, key, achievements) if kind == "track" else home.module(key)
    if module is None or qualified(home.key, module.key) in achievements.completed:
        return
    missing = missing_prerequisites(home.key, module, achievements)
    entry = _entry(home, module, person, day)
    answer = _worse(answer, entry.answer if entry else Answer.ELIGIBLE)
    unknown = tuple(dict.fromkeys((*unknown, *(entry.unknown if entry else ()))))
    yield Step(home.key, module.key, module.kind, answer, edge, module, None, missing, unknown, entry)


def _answer(met: bool | None, edge: NextStep) -> Answer:
    if met is True:
        return Answer.ELIGIBLE
    return Answer.NOT_ELIGIBLE if met is False and edge.evidence.may_refuse else Answer.UNKNOWN


def _entry(programme: Programme, module: Module, person: PersonFacts, day: date) -> Eligibility | None:
    """The best answer of the module's tracks: one open door is enough."""
    tracks = [track for track in module.tracks if track != EVERY_TRACK]
    answers = [eligibility(programme, track, person, day) for track in tracks]
    return min(answers, key=lambda each: _BEST_FIRST.index(each.answer), default=None)


_BEST_FIRST = (Answer.ELIGIBLE, Answer.UNKNOWN, Answer.NOT_ELIGIBLE)


def _worse(*answers: Answer) -> Answer:
    return max(answers, key=_BEST_FIRST.index)


def _has(programme: str, name: str, achievements: Achievements) -> bool:
    if is_level(name):
        wanted = Level(name.removeprefix("level:"))
        return achievements.level is not None and achievements.level.rank >= wanted.rank
    return qualified(programme, name) in achievements.completed
