"""Sorter: the track with the least expected cost, with its reasons, its runner-up and what would change it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lms.kernel.vocabulary import Level, Skill, Track
from placement.domain import joint
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.estimation import Posterior, Prior, grid, prior_mass
from placement.domain.irt import Array
from placement.domain.joint import FAST_FROM, PACE_CUTS, Belief
from placement.domain.literacy import FactSource, LiteracyProfile
from placement.domain.population import ASSUMED

TRACKS: tuple[Track, ...] = tuple(Track)
Costs = Mapping[Track, Mapping[Track, float]]
"""What it costs to put somebody who belongs to the first track into the second."""


def costs(rows: Mapping[str, Mapping[str, float]]) -> Costs:
    """A cost table from codes. Refuses a table with gaps, a negative cost or a cost for being right."""
    table = {Track(true): {Track(put): float(cost) for put, cost in row.items()} for true, row in rows.items()}
    whole = set(table) == set(TRACKS) and all(set(row) == set(TRACKS) for row in table.values())
    if not whole or any(cost < 0 or (true is put and cost) for true, row in table.items() for put, cost in row.items()):
        raise ValueError("a cost table needs every track in rows and columns, no negative cost, and 0 when right")
    return table


def _default_costs() -> Costs:
    rows = {
        Track.LITERACY_FIRST_SCRIPT: (0, 2, 4, 5, 5),
        Track.LITERACY_SECOND_SCRIPT: (1, 0, 2, 3, 3),
        Track.REGULAR: (3, 2, 0, 1, 1.5),
        Track.VOCATIONAL_LANGUAGE: (3, 2, 1, 0, 1),
        Track.FAST_TRACK: (3, 2, 1, 1, 0),
    }
    return {true: dict(zip(TRACKS, map(float, row), strict=True)) for true, row in rows.items()}


DEFAULT_COSTS = _default_costs()
"""The worst mistake is a learner without letters in a fast class. A centre edits these numbers."""

PRECAUTION = 1.5
"""How much more than its cost a missed literacy learner counts while deciding.

What the sorter believes rests on an assumed population. Where that is wrong, those without letters pay most. With 2
there were fewer of them missed (4.2 of 100 instead of 4.9), but where reports are worse than assumed the whole cost
nine tenths of fixed cuts and more.
"""
LITERACY_TRACKS = (Track.LITERACY_FIRST_SCRIPT, Track.LITERACY_SECOND_SCRIPT)
VOCATIONAL_FROM = Level.A2
SURE_FROM = 0.75
UNEVEN_FROM = 2


@dataclass(frozen=True, slots=True)
class Background:
    """What the interview may tell the sorter. Permit, nationality and religion have no place here on purpose.

    `study_habit` and `digital_skill` run 0 (none), 1 (some), 2 (daily). `None` means not known.
    """

    schooling_years: int | None = None
    other_languages: int | None = None
    study_habit: int | None = None
    digital_skill: int | None = None
    vocational_goal: bool = False
    hours_fit: bool = True
    wants_contact: bool = False
    """Came for people and daily life alone: no paper, no training, no job as a goal."""


@dataclass(frozen=True, slots=True)
class SkillFinding:
    """Level of one skill as probabilities by level code, with the ability on the language scale."""

    skill: Skill
    bands: Mapping[str, float]
    theta: float
    source: FactSource = FactSource.TEST

    @property
    def level(self) -> Level:
        """The most probable level."""
        return Level(max(self.bands, key=lambda band: self.bands[band]))

    def at_least(self, level: Level) -> float:
        """Probability of this level or a higher one."""
        return sum(share for band, share in self.bands.items() if Level(band).rank >= level.rank)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a decision rests on. `pace` is what a test of learning pace found, where one was taken.

    `letters` is the whole mass behind `literacy` (`joint.letters_mass`); without it the three chances stand for it.
    """

    literacy: LiteracyProfile
    skills: tuple[SkillFinding, ...] = ()
    background: Background = field(default_factory=Background)
    pace: Posterior | None = None
    letters: Array | None = field(default=None, compare=False)
    cuts: CutScores = LANGUAGE_CUTS
    """The cuts with which the levels of `skills` were read: those of the centre."""

    @property
    def oral(self) -> SkillFinding | None:
        """Speaking if it was measured, else listening."""
        measured = {finding.skill: finding for finding in self.skills}
        return measured.get(Skill.SPEAKING) or measured.get(Skill.LISTENING)


@dataclass(frozen=True, slots=True)
class PaceModel:
    """What the interview adds to the expected learning pace, in steps set by hand away from what is usual.

    School years and oral level are not here: how they go with pace follows from the assumed population.
    """

    per_language: float = 0.20
    usual_languages: int = 1
    per_study_step: float = 0.35
    usual_study: int = 1
    per_digital_step: float = 0.20
    usual_digital: int = 1


@dataclass(frozen=True, slots=True)
class Fact:
    """One reason: a code, the values its sentence needs, and where it is known from."""

    code: str
    values: Mapping[str, Any]
    source: FactSource


@dataclass(frozen=True, slots=True)
class Change:
    """One input changed and the decision made again: this would lead to another track."""

    code: str
    values: Mapping[str, Any]
    track: Track
    probability: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`probability`: how likely the learner belongs to this track. `needs_person`: codes why somebody must decide."""

    track: Track
    probability: float
    runner_up: Track
    probabilities: Mapping[Track, float]
    expected_costs: Mapping[Track, float]
    facts: tuple[Fact, ...]
    what_would_change: tuple[Change, ...]
    needs_person: tuple[str, ...]
    social: bool = False
    """A group of this track without examinations fits, where the centre has one: the social track."""


def recommend(evidence: Evidence, costs: Costs = DEFAULT_COSTS, model: PaceModel | None = None) -> Recommendation:
    """Decide, explain, and try what would change it. A recommendation, never a decision about a person."""
    model = model or PaceModel()
    chances, expected = decide(evidence, costs, model)
    track = least_cost(expected)
    others = {other: chance for other, chance in chances.items() if other is not track}
    return Recommendation(
        track=track,
        probability=chances[track],
        runner_up=max(others, key=lambda other: others[other]),
        probabilities=chances,
        expected_costs=expected,
        facts=facts(evidence, model),
        what_would_change=what_would_change(evidence, costs, model, track),
        needs_person=tuple(reasons_for_a_person(evidence, chances[track])),
        social=social_fits(evidence.background, track),
    )


def social_fits(known: Background, track: Track) -> bool:
    """Whether lessons without examination pressure fit: for contact and daily life, at an ordinary or a letters pace."""
    return known.wants_contact and track in (*LITERACY_TRACKS, Track.REGULAR)


def cost_matrix(costs: Costs) -> Array:
    """The cost table as numbers, rows the true track, columns the assigned one, in the order of `Track`."""
    return np.array([[costs[true][put] for put in TRACKS] for true in TRACKS])


def expected_costs(chances: Array, costs: Costs) -> Array:
    """Expected cost of every track along the last axis, a missed literacy learner counted with precaution."""
    matrix = cost_matrix(costs)
    letters_first = np.array([track in LITERACY_TRACKS for track in TRACKS])
    matrix[np.ix_(letters_first, ~letters_first)] *= PRECAUTION
    return np.asarray(chances @ matrix, dtype=np.float64)


def least_cost(expected: Mapping[Track, float]) -> Track:
    """The cheapest track; of equals the one that asks for less reading."""
    return min(TRACKS, key=lambda track: expected[track])


def decide(
    evidence: Evidence, costs: Costs = DEFAULT_COSTS, model: PaceModel | None = None
) -> tuple[dict[Track, float], dict[Track, float]]:
    """Probability and expected cost of every track."""
    chances = joint.track_chances(belief(evidence, model or PaceModel()))
    expected = expected_costs(chances, costs)
    return dict(zip(TRACKS, chances.tolist(), strict=True)), dict(zip(TRACKS, expected.tolist(), strict=True))


def belief(evidence: Evidence, model: PaceModel) -> Belief:
    """All evidence on one learner, ready to be joined."""
    known, oral, letters = evidence.background, evidence.oral, evidence.letters
    if letters is None:
        seen = evidence.literacy
        letters = joint.letters_of(np.array([seen.none, seen.other_script, seen.latin]))
    if known.schooling_years is not None:
        letters = joint.with_schooling(letters, np.array(min(known.schooling_years, ASSUMED.most_school_years)))
    wanted = known.vocational_goal and known.hours_fit and oral is not None
    return Belief(
        letters=letters,
        pace=_pace_likelihood(evidence.pace),
        oral=_oral_likelihood(oral, evidence.cuts),
        vocational=np.array(float(wanted)),
        vocational_cut=evidence.cuts.lower_edge(VOCATIONAL_FROM),
        pace_shift=pace_shift(known, model),
        oral_cuts=evidence.cuts,
    )


def pace_shift(known: Background, model: PaceModel) -> float:
    """How far languages, study habit and digital skill move the expected pace; what is not known moves nothing."""
    languages = None if known.other_languages is None else min(known.other_languages, 3)
    signs = (
        (languages, model.usual_languages, model.per_language),
        (known.study_habit, model.usual_study, model.per_study_step),
        (known.digital_skill, model.usual_digital, model.per_digital_step),
    )
    return sum((step * (value - usual) for value, usual, step in signs if value is not None), 0.0)


def pace(evidence: Evidence, model: PaceModel | None = None) -> Posterior:
    """Learning pace from everything known, on the scale of the fast track's cut."""
    return Posterior(grid(PACE_CUTS), joint.pace_mass(belief(evidence, model or PaceModel())))


def reasons_for_a_person(evidence: Evidence, probability: float) -> Iterator[str]:
    """Why somebody must look: not sure enough, skills far apart, or nothing measured."""
    if probability < SURE_FROM:
        yield "not_sure"
    ranks = [finding.level.rank for finding in evidence.skills]
    if ranks and max(ranks) - min(ranks) >= UNEVEN_FROM:
        yield "skills_apart"
    if evidence.oral is None:
        yield "oral_not_measured"


def facts(evidence: Evidence, model: PaceModel) -> tuple[Fact, ...]:
    """Three to five reasons, letters first."""
    found = (
        _script_fact(evidence),
        _latin_fact(evidence),
        _oral_fact(evidence),
        _goal_fact(evidence),
        _pace_fact(evidence, model),
        _schooling_fact(evidence),
    )
    return tuple(fact for fact in found if fact is not None)[:5]


def what_would_change(evidence: Evidence, costs: Costs, model: PaceModel, track: Track) -> tuple[Change, ...]:
    """Inputs that lead to another track when they alone are different, found by deciding again."""
    changes = []
    for code, values, other in _alternatives(evidence):
        chances, expected = decide(other, costs, model)
        then = least_cost(expected)
        if then is not track:
            changes.append(Change(code, values, then, chances[then]))
    return tuple(changes)


def _pace_likelihood(tested: Posterior | None) -> Array:
    """What the answers of a pace test say; its own prior is taken out again."""
    usual = prior_mass(PACE_CUTS, Prior())
    return np.ones(len(usual)) if tested is None else tested.mass / np.maximum(usual, 1e-300)


def _oral_likelihood(oral: SkillFinding | None, cuts: CutScores) -> Array:
    if oral is None:
        return np.ones(len(joint.nodes(cuts)))
    return joint.oral_likelihood(np.array([oral.bands.get(band, 0.0) for band in cuts.bands]), cuts)


def _script_fact(evidence: Evidence) -> Fact:
    letters = evidence.literacy
    code = "reads_a_script" if letters.literate >= 0.5 else "reads_no_script_yet"
    return Fact(code, {"probability": letters.literate, "step": letters.any_script_step}, letters.source)


def _latin_fact(evidence: Evidence) -> Fact:
    letters = evidence.literacy
    code = "reads_latin_letters" if letters.latin >= 0.5 else "reads_no_latin_letters_yet"
    return Fact(code, {"probability": letters.latin, "step": letters.latin_step}, letters.source)


def _oral_fact(evidence: Evidence) -> Fact:
    oral = evidence.oral
    if oral is None:
        return Fact("oral_level_not_known", {}, FactSource.NOTHING)
    return Fact("oral_level", {"skill": oral.skill, "level": oral.level, "theta": oral.theta}, oral.source)


def _goal_fact(evidence: Evidence) -> Fact | None:
    known = evidence.background
    if not known.vocational_goal:
        return None
    reached = 0.0 if evidence.oral is None else evidence.oral.at_least(VOCATIONAL_FROM)
    code = "vocational_goal" if known.hours_fit else "vocational_goal_hours_do_not_fit"
    return Fact(code, {"needs_level": VOCATIONAL_FROM, "reached": reached}, FactSource.INTERVIEW)


def _pace_fact(evidence: Evidence, model: PaceModel) -> Fact | None:
    """Which score the fast track asks for, and by how much it is missed. Left out where letters come first."""
    if evidence.literacy.latin < 0.5:
        return None
    found = pace(evidence, model)
    source = FactSource.TEST if evidence.pace is not None else FactSource.INTERVIEW
    values = {
        "probability": found.above(FAST_FROM),
        "score": found.mean,
        "needed": FAST_FROM,
        "short": FAST_FROM - found.mean,
    }
    return Fact("learns_fast" if found.mean > FAST_FROM else "below_fast_track", values, source)


def _schooling_fact(evidence: Evidence) -> Fact | None:
    years = evidence.background.schooling_years
    return None if years is None else Fact("schooling", {"years": years}, FactSource.INTERVIEW)


def _alternatives(evidence: Evidence) -> Iterator[tuple[str, dict[str, Any], Evidence]]:
    """The same person with one thing otherwise: code, values, changed evidence."""
    known, letters, oral = evidence.background, evidence.literacy, evidence.oral
    if letters.latin >= 0.5:
        share = letters.none + letters.other_script
        none = letters.none / share if share > 0 else 0.5
        without = replace(letters, none=none, other_script=1 - none, latin=0.0)
        yield "if_no_latin_letters", {}, replace(evidence, literacy=without, letters=None)
    else:
        reader = replace(letters, none=0.0, other_script=0.0, latin=1.0)
        yield "if_latin_letters", {}, replace(evidence, literacy=reader, letters=None)
        swapped = replace(letters, none=letters.other_script, other_script=letters.none)
        code = "if_no_script" if letters.other_script > letters.none else "if_another_script"
        yield code, {}, replace(evidence, literacy=swapped, letters=None)
    if known.schooling_years is not None:
        years = 2 if known.schooling_years >= 7 else 12
        changed = replace(evidence, background=replace(known, schooling_years=years))
        yield "if_schooling", {"years": years, "instead_of": known.schooling_years}, changed
    goal = not known.vocational_goal
    changed = replace(evidence, background=replace(known, vocational_goal=goal))
    yield "if_vocational_goal" if goal else "if_no_vocational_goal", {}, changed
    if oral is not None:
        yield from _other_oral_levels(evidence, oral)


def _other_oral_levels(evidence: Evidence, oral: SkillFinding) -> Iterator[tuple[str, dict[str, Any], Evidence]]:
    for step in (-1, 1):
        rank = oral.level.rank + step
        if 0 <= rank < len(evidence.cuts.bands):
            band = evidence.cuts.bands[rank]
            other = SkillFinding(oral.skill, {band: 1.0}, evidence.cuts.middle(band), oral.source)
            skills = tuple(other if finding is oral else finding for finding in evidence.skills)
            values = {"skill": oral.skill, "level": Level(band), "instead_of": oral.level}
            yield "if_oral_level", values, replace(evidence, skills=skills)
