"""Placement's part in the demonstration: interviews from registration, tests by the real engine, decisions by a teacher."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from lms.kernel.actor import Actor
from lms.kernel.vocabulary import Literacy, Skill, Track
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo
from placement import queries, services
from placement.domain import battery, interview, literacy, simulation
from placement.domain.exposure import Exposure
from placement.domain.item_bank import LiteracyAxis
from placement.domain.literacy import Screener
from placement.domain.sitting import Sitting

OVERRIDDEN = 0.05
TEACHER = "Marta Klein"
REASONS = (
    "She read a short letter aloud to me without help.",
    "He has written in his own language every day for years, he learns letters fast.",
    "She speaks more than the test shows, and she wants to be with her sister's group.",
    "He works nights and asks for a slower group.",
)

TRUE_LETTERS: Mapping[Literacy, tuple[float, float]] = {
    Literacy.NONE: (-1.7, -2.0),
    Literacy.FUNCTIONAL: (-1.1, -1.5),
    Literacy.OTHER_SCRIPT: (0.9, -1.1),
    Literacy.LATIN: (1.3, 1.5),
    Literacy.UNKNOWN: (0.4, 0.2),
}
"""Ability on both axes of the screener that people who registered so have on average; spread 0.4."""
LANGUAGE = (-1.4, 0.06, 0.75)
"""Ability in the language: its mean without school, what a school year adds, its spread."""
NEEDS = ("doctor", "school_of_children", "offices", "shopping", "neighbours", "phone_calls")


@dataclass(frozen=True)
class _Walker:
    """One learner of the demonstration with her true abilities."""

    learner: LearnerInfo
    answers: dict[str, Any]
    letters: Mapping[LiteracyAxis, float]
    skills: Mapping[str, float]
    seed: int


def place(facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Step `place`: learners without a track are interviewed and tested; with `decide` False results stay open."""
    now, seed = facts["now"], facts["seed"]
    people = learners.by_ids(facts["learner_ids"])
    waiting = [one for one in facts["learner_ids"] if one in people and not people[one].track]
    if not waiting:
        return {"placed_by_test": 0, "overridden": 0}
    known = services.prefilled_many(waiting)
    walkers = [_walker(people[one], known[one], seed + place) for place, one in enumerate(waiting)]
    told = {walker.learner.id: walker.answers for walker in walkers}
    services.save_interviews(told, actor=actor, now=now - timedelta(days=1))
    _test(walkers, actor, now)
    results = services.conclude_many(waiting, actor=actor, now=now)
    overridden = _decide(waiting, actor, now, seed) if facts.get("decide", True) else 0
    return {"placed_by_test": len(results), "overridden": overridden}


def _walker(learner: LearnerInfo, known: Mapping[str, Any], seed: int) -> _Walker:
    """True abilities from what registration says, with noise; the other answers of the interview by chance."""
    rng = np.random.default_rng([seed, 7])
    reads = Literacy(learner.literacy)
    any_script, latin = (mean + 0.4 * rng.standard_normal() for mean in TRUE_LETTERS[reads])
    mean, a_year, spread = LANGUAGE
    ability = mean + a_year * (learner.schooling_years or 0) + spread * rng.standard_normal()
    skills = {skill.value: ability + 0.3 * rng.standard_normal() for skill in (Skill.LISTENING, Skill.READING)}
    studied = (learner.schooling_years or 0) >= 11
    answers = {
        **known,
        "reads": reads.value,
        "understands": interview.UNDERSTANDS[int(np.clip(round(ability + 2.2), 0, 4))],
        "study_habit": str(rng.choice(interview.HOW_MUCH, p=(0.1, 0.5, 0.4) if studied else (0.5, 0.4, 0.1))),
        "digital_skill": str(rng.choice(interview.HOW_MUCH, p=(0.1, 0.4, 0.5) if studied else (0.4, 0.4, 0.2))),
        "language_needs": sorted({str(one) for one in rng.choice(NEEDS, 2)}),
        "hours_a_week": int(rng.choice((12, 20, 20, 20, 25, 25))),
    }
    fitting = {code: value for code, value in answers.items() if interview.answered(answers, code)}
    axes = {LiteracyAxis.ANY_SCRIPT: float(any_script), LiteracyAxis.LATIN: float(latin)}
    return _Walker(learner, fitting, axes, skills, seed)


def _test(walkers: list[_Walker], actor: Actor, now: datetime) -> None:
    """Everybody's sittings in memory, written once."""
    bank = queries.bank_of_centre(walkers[0].learner.centre_id).key
    asked: dict[str, Counter[str]] = {kind: Counter() for kind in battery.ORDER}
    finished: list[tuple[str, str, queries.State]] = []
    for walker in walkers:
        for kind, state in _battery(walker, bank, asked):
            finished.append((walker.learner.id, kind, state))
            asked[kind].update(["", *queries.asked_of(state)])
    started = now - timedelta(minutes=20)
    services.keep_sittings(finished, bank, assisted=True, started_at=started, actor=actor, now=now)
    for kind, counts in asked.items():
        services.count_asked(bank, kind, counts)


def _battery(walker: _Walker, bank: str, asked: Mapping[str, Counter[str]]) -> Iterator[tuple[str, queries.State]]:
    """One learner's sittings, one after the other, as the real test would go."""
    rng = np.random.default_rng([walker.seed, 11])
    reported = Literacy(walker.answers["reads"])
    letters, taken = literacy.reported_profile(reported), set[str]()
    while (kind := battery.next_kind(reported, letters, taken, queries.kinds_of(bank))) is not None:
        taken.add(kind)
        if kind == battery.LITERACY:
            engines = queries.screener_engines(bank, assisted=True)
            screener = _screened(engines, walker, rng)
            letters = literacy.profile(engines, screener)
            yield kind, screener
            continue
        counts = asked[kind]
        seen = Exposure(counts[""], {key: times for key, times in counts.items() if key})
        first = interview.first_level(walker.answers)
        engine = queries.skill_engine(bank, Skill(kind))
        ended = simulation.walk(
            engine, walker.skills[kind], walker.seed, exposure=seen, first_band=first.value if first else None
        )
        yield kind, _timed(ended, rng)


def _screened(engines: literacy.Engines, walker: _Walker, rng: np.random.Generator) -> Screener:
    now = literacy.start(engines, seed=walker.seed)
    while now.pending is not None:
        axis = LiteracyAxis.LATIN if now.latin is not None else LiteracyAxis.ANY_SCRIPT
        score = simulation.respond(now.current.asked[-1].item.parameters, walker.letters[axis], rng)
        now = literacy.answer(engines, now, now.pending, score, seconds=float(rng.integers(6, 25)))
    return now


def _timed(ended: Sitting, rng: np.random.Generator) -> Sitting:
    """The same sitting with the seconds people take."""
    return replace(ended, asked=tuple(replace(one, seconds=float(rng.integers(8, 40))) for one in ended.asked))


def _decide(learner_ids: Sequence[str], actor: Actor, now: datetime, seed: int) -> int:
    """A teacher confirms nearly all; about one in twenty gets the runner-up with a reason."""
    rng = np.random.default_rng([seed, 13])
    found = queries.results(learner_ids)
    chosen: dict[str, tuple[Track, str]] = {}
    for one in (found[learner_id] for learner_id in learner_ids):
        other = rng.random() < OVERRIDDEN
        chosen[one.id] = (Track(one.runner_up), str(rng.choice(REASONS))) if other else (Track(one.track), "")
    services.decide_many(chosen, actor=replace(actor, name=TEACHER), now=now)
    return sum(bool(reason) for _, reason in chosen.values())
