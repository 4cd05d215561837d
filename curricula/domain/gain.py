"""How likely it is that somebody's learning has come to a stop: gain rates on a grid, pooled over profiles and centres.

A learner either moves at a steady pace, or moves and then nearly stops. Every such story predicts how her scores rise
with her hours; checks and their errors weigh the stories. What share of learners stop, at which hours, and how fast
the others are, is estimated from a centre's own history by expectation maximisation: first over everybody, then for a
profile drawn towards everybody, then for a centre drawn towards its profile, so that a small centre borrows strength
(empirical Bayes, partial pooling). Pure: the same data give the same numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from curricula.domain.chance import Chance
from curricula.domain.hours import Profile
from curricula.domain.progress import Assessment
from lms.kernel.vocabulary import Skill

Floats = npt.NDArray[np.float64]

PACES: tuple[float, ...] = tuple(round(0.22 * 1.16**step, 4) for step in range(18))
"""Gain rates in shares of the profile's: 1 gains a level in the expected hours."""
STOPS: tuple[float, ...] = (0.0, 0.15, 0.3, 0.5, 0.7, 0.9, 1.1, 1.35, 1.6, 1.9, 2.3, 2.8)
"""Exposures, in shares of the expected hours, after which learning may nearly stop."""
STALLED_RATES: tuple[float, ...] = (0.02, 0.12)
TRULY_STALLED = 0.2
"""A gain rate below a fifth of the profile's counts as standing still."""
CERTAIN = 1.645
"""Nine in ten: the width of the interval."""

# Stories: the moving ones first, then those that stop.
_PACE, _STOP, _AFTER = (
    np.array(column)
    for column in zip(
        *[(pace, np.inf, pace) for pace in PACES],
        *[(pace, stop, rate) for pace in PACES[::3] for stop in STOPS for rate in STALLED_RATES],
        strict=True,
    )
)
_MOVES = len(PACES)
STORIES = len(_PACE)


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of one learner at one level: scores with errors at exposures (attended over expected minutes).

    `scores` and `errors` have one row for each day of checks and one column for each skill, nan where nothing was
    checked. `tried_at` is the exposure at which she last could have passed; `passed` whether she did then.
    """

    profile: Profile
    centre: str
    exposures: tuple[float, ...]
    scores: tuple[tuple[float, ...], ...]
    errors: tuple[tuple[float, ...], ...]
    tried_at: float
    passed: bool = False


@dataclass(frozen=True, slots=True)
class GainModel:
    """What history says. Shares and how many learners they weigh as much as, overall, by profile, by centre and profile."""

    paces: tuple[float, ...]
    stops: tuple[float, ...]
    stop_paces: tuple[float, ...]
    share: float
    weight: float
    by_profile: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    by_centre: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    pace_of_profile: Mapping[str, float] = field(default_factory=dict)
    pace_of_centre: Mapping[str, float] = field(default_factory=dict)
    points_per_level: float = 30.0
    learners: int = 0

    def share_for(self, profile: str, centre: str) -> tuple[float, float]:
        """The share of learners who come to a stop, and its weight, from the narrowest group that is known."""
        narrow = self.by_centre.get(f"{centre}/{profile}")
        return narrow or self.by_profile.get(profile, (self.share, self.weight))

    def pace_for(self, profile: str, centre: str) -> float:
        """How fast learners here are, over the profile's published hours: a factor on exposure."""
        return exp(self.pace_of_profile.get(profile, 0.0) + self.pace_of_centre.get(centre, 0.0))

    def as_values(self) -> dict[str, Any]:
        """For keeping as JSON."""
        return {
            name: dict(value) if isinstance(value, Mapping) else list(value) if isinstance(value, tuple) else value
            for name in self.__slots__
            for value in (getattr(self, name),)
        }

    @classmethod
    def of_values(cls, values: Mapping[str, Any]) -> "GainModel":
        """What `as_values` kept."""
        kept = dict(values)
        for name in ("paces", "stops", "stop_paces"):
            kept[name] = tuple(kept[name])
        for name in ("by_profile", "by_centre"):
            kept[name] = {key: (float(share), float(weight)) for key, (share, weight) in kept[name].items()}
        return cls(**kept)


def _lognormal(middle: float, spread: float) -> tuple[float, ...]:
    weights = [exp(-0.5 * (log(pace / middle) / spread) ** 2) for pace in PACES]
    return tuple(weight / sum(weights) for weight in weights)


ASSUMED = GainModel(
    paces=_lognormal(1.0, 0.4),
    stops=tuple(1 / len(STOPS) for _ in STOPS),
    stop_paces=tuple(1 / len(PACES[::3]) for _ in PACES[::3]),
    share=0.1,
    weight=20.0,
)
"""Before there is any history: one learner in ten comes to a stop, which weighs as much as twenty learners' history.
Both are assumptions of this product."""


# --- likelihood ------------------------------------------------------------------------------------------------------

LEVEL_SPREAD = 0.16
"""Levels: people begin a level at different points, so that some have to gain more than a level to pass, some less."""
UNEVEN = 0.15
"""Skills of one person differ in pace by about so much of what was gained; it widens the error of late scores."""


AT_ONCE = 1000


def log_likelihoods(model: GainModel, courses: Sequence[Course]) -> Floats:
    """How well each story explains each course: one row a course, one column a story."""
    parts = [_fits(model, courses[start : start + AT_ONCE]) for start in range(0, len(courses), AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros((0, STORIES))


def _fits(model: GainModel, courses: Sequence[Course]) -> Floats:
    days = max(1, max(len(one.exposures) for one in courses))
    skills = len(Skill)
    exposure = np.zeros((len(courses), days))
    scores = np.full((len(courses), days, skills), np.nan)
    errors = np.ones((len(courses), days, skills))
    for row, one in enumerate(courses):
        seen = len(one.exposures)
        if seen:
            exposure[row, :seen] = one.exposures
            scores[row, :seen] = one.scores
            errors[row, :seen] = one.errors
    pace = np.array([model.pace_for(one.profile, one.centre) for one in courses])
    tried = np.array([one.tried_at for one in courses]) * pace
    passed = np.array([one.passed for one in courses])
    return _of_scores(exposure * pace[:, None], scores, errors, model.points_per_level) + _of_passing(tried, passed)


def _gained(exposure: Floats) -> Floats:
    """Levels gained by each story at each exposure: a last axis for stories."""
    until = np.minimum(exposure[..., None], _STOP)
    gained: Floats = _PACE * until + _AFTER * np.maximum(exposure[..., None] - np.minimum(_STOP, 1e9), 0)
    return gained


def _of_scores(exposure: Floats, scores: Floats, errors: Floats, points: float) -> Floats:
    """Gaussian scores about a straight line per story; where she began is unknown and is integrated out per skill."""
    there = ~np.isnan(scores)
    span = exposure - exposure[:, :1]
    wide = errors**2 + (UNEVEN * points * np.minimum(span, 1.0)[..., None] * 0.5) ** 2
    weight = np.where(there, 1 / wide, 0.0)
    total = np.maximum(weight.sum(axis=1), 1e-12)
    score = np.where(there, scores, 0.0)
    centred = np.where(there, score - ((weight * score).sum(axis=1) / total)[:, None, :], 0.0)
    x = _gained(exposure) * points
    pull = (weight * centred).sum(axis=2)
    linear = np.einsum("nk,nkh->nh", pull, x)
    square = np.einsum("nk,nkh->nh", weight.sum(axis=2), x**2)
    shared = np.einsum("nks,nkh->nsh", weight, x)
    found: Floats = linear - 0.5 * (square - (shared**2 / total[..., None]).sum(axis=1))
    return found


def _of_passing(tried: Floats, passed: npt.NDArray[np.bool_]) -> Floats:
    """Somebody who has not passed has hardly gained the whole level; somebody who just passed has about gained it."""
    gained = _gained(tried)
    open_ = -np.logaddexp(0, (gained - 1.1) / (LEVEL_SPREAD * 0.6))
    done = -0.5 * ((gained - 1.05) / LEVEL_SPREAD) ** 2
    return np.where(passed[:, None], done, open_)


# --- probability -----------------------------------------------------------------------------------------------------


TRUST = 0.75
"""Checks of one day share a good or a bad day, so that several say a little less than as many days would."""
TRUST_BETWEEN = (0.5, 1.0)


def chances(model: GainModel, courses: Sequence[Course]) -> list[Chance]:
    """How likely each of these learners now gains less than a fifth of what her profile gains."""
    if not courses:
        return []
    fits = log_likelihoods(model, courses)
    fits = fits - fits.max(axis=1, keepdims=True)
    moving, stopping = _story_weights(model)
    now = np.array([max(one.tried_at, *one.exposures, 0.0) for one in courses])[:, None]
    stopped = np.where(_STOP[_MOVES:] < now, stopping, 0.0)
    shares = np.array([_shares(*model.share_for(one.profile, one.centre)) for one in courses])
    weighed = [_posterior(np.exp(trust * fits), moving, stopping, stopped, shares) for trust in (TRUST, *TRUST_BETWEEN)]
    middle, low, high = weighed[0][:, 0], np.min(weighed, axis=(0, 2)), np.max(weighed, axis=(0, 2))
    return [Chance(*each) for each in zip(middle.tolist(), low.tolist(), high.tolist(), strict=True)]


def _shares(share: float, weight: float) -> tuple[float, float, float]:
    """A share and the ends of its interval, on the scale of odds, where a small share has no negative end."""
    share = min(max(share, 1e-4), 1 - 1e-4)
    middle, wide = log(share / (1 - share)), CERTAIN / sqrt(max(weight * share * (1 - share), 0.25))
    return share, 1 / (1 + exp(-(middle - wide))), 1 / (1 + exp(-(middle + wide)))


def _posterior(fits: Floats, moving: Floats, stopping: Floats, stopped: Floats, shares: Floats) -> Floats:
    """Bayes for each course and each of its shares: stopped by now, against moving and against stopping later."""
    go, stop = (fits[:, :_MOVES] @ moving)[:, None], (fits[:, _MOVES:] @ stopping)[:, None]
    yes = (fits[:, _MOVES:] * stopped).sum(axis=1)[:, None]
    found: Floats = shares * yes / np.maximum(shares * stop + (1 - shares) * go, 1e-300)
    return found


def _story_weights(model: GainModel) -> tuple[Floats, Floats]:
    stopping = np.einsum("m,u->mu", np.array(model.stop_paces), np.array(model.stops))
    spread = np.repeat(stopping.ravel(), len(STALLED_RATES)) / len(STALLED_RATES)
    return np.array(model.paces), spread


# --- history ---------------------------------------------------------------------------------------------------------

ROUNDS = 40
DRAWN_TO_ALL = 150.0
"""A profile's share counts its own learners and as much as so many of everybody."""
DRAWN_TO_PROFILE = 60.0
"""A centre's share counts its own learners and as much as so many of its profile."""
PACE_DRAWN = 40.0


def fit(history: Sequence[Course], start: GainModel = ASSUMED) -> GainModel:
    """The model of a history of courses, each as it stood at its end or stands now. Nobody's truth is needed."""
    if not history:
        return start
    model = _with_points(start, history)
    model = _with_paces(_maximised(model, history), history)
    return _pooled(_maximised(model, history), history)


def _with_points(model: GainModel, history: Sequence[Course]) -> GainModel:
    """Points that a level takes on this scale, from those who passed: what they gained over their share of the way."""
    top = bottom = 0.0
    for one in history:
        if one.passed and len(one.exposures) >= 2 and one.tried_at > 0:
            way = (one.exposures[-1] - one.exposures[0]) / one.tried_at
            gains = [b - a for a, b in zip(one.scores[0], one.scores[-1], strict=True) if a == a and b == b]
            top += way * sum(gains)
            bottom += way * way * len(gains)
    if bottom < 4:
        return model
    points = (top + 4 * model.points_per_level) / (bottom + 4)
    return _changed(model, points_per_level=float(max(points, 5.0)), learners=len(history))


def _likelihoods(model: GainModel, history: Sequence[Course]) -> Floats:
    fits = log_likelihoods(model, history)
    return np.asarray(np.exp(fits - fits.max(axis=1, keepdims=True)))


def _maximised(model: GainModel, history: Sequence[Course]) -> GainModel:
    fits = _likelihoods(model, history)
    few = float(model.weight)
    moving, _ = _story_weights(model)
    stops, stop_paces, share = np.array(model.stops), np.array(model.stop_paces), model.share
    shape = (len(history), len(stop_paces), len(stops), len(STALLED_RATES))
    by_story = fits[:, _MOVES:].reshape(shape).mean(axis=3)
    for _ in range(ROUNDS):
        go = (1 - share) * fits[:, :_MOVES] * moving
        stop = share * by_story * stop_paces[None, :, None] * stops[None, None, :]
        total = go.sum(axis=1) + stop.sum(axis=(1, 2))
        go, stop = go / total[:, None], stop / total[:, None, None]
        moving = go.sum(axis=0) + few * np.array(model.paces)
        moving = moving / moving.sum()
        stop_paces = stop.sum(axis=(0, 2)) + few * np.array(model.stop_paces)
        stop_paces = stop_paces / stop_paces.sum()
        stops = stop.sum(axis=(0, 1)) + few * np.array(model.stops)
        stops = stops / stops.sum()
        share = float((stop.sum() + few * model.share) / (len(history) + few))
    return _changed(
        model,
        paces=tuple(map(float, moving)),
        stops=tuple(map(float, stops)),
        stop_paces=tuple(map(float, stop_paces)),
        share=share,
    )


def _moving_and_pace(model: GainModel, history: Sequence[Course], fits: Floats) -> tuple[Floats, Floats]:
    """For each course: how likely it never stopped, and its logarithm of pace if so."""
    moving, stopping = _story_weights(model)
    shares = np.array([model.share_for(one.profile, one.centre)[0] for one in history])
    go = (1 - shares)[:, None] * fits[:, :_MOVES] * moving
    stop = shares * (fits[:, _MOVES:] @ stopping)
    moves = go.sum(axis=1) / (go.sum(axis=1) + stop)
    pace = (go @ np.log(np.array(PACES))) / np.maximum(go.sum(axis=1), 1e-300)
    return moves, pace


def _with_paces(model: GainModel, history: Sequence[Course]) -> GainModel:
    """How much faster or slower profiles and centres are than all, drawn towards all."""
    moves, pace = _moving_and_pace(model, history, _likelihoods(model, history))
    pace = pace - float((moves * pace).sum() / max(float(moves.sum()), 1e-9))
    by_profile = _drawn([one.profile.value for one in history], moves, pace, PACE_DRAWN)
    left = pace - np.array([by_profile[one.profile.value] for one in history])
    return _changed(
        model,
        pace_of_profile=by_profile,
        pace_of_centre=_drawn([one.centre for one in history], moves, left, PACE_DRAWN),
    )


def _drawn(keys: Sequence[str], weights: Floats, values: Floats, few: float) -> dict[str, float]:
    found = {}
    names = np.array(keys)
    for key in sorted(set(keys)):
        here = names == key
        found[key] = float((weights[here] * values[here]).sum() / (weights[here].sum() + few))
    return found


def _pooled(model: GainModel, history: Sequence[Course]) -> GainModel:
    """Shares by profile, drawn towards all, and by centre and profile, drawn towards the profile: a few rounds each."""
    fits = _likelihoods(model, history)
    for _ in range(5):
        moves, _pace = _moving_and_pace(model, history, fits)
        stops = 1 - moves
        profiles = _share_of(
            [one.profile.value for one in history], stops, dict.fromkeys(Profile, model.share), DRAWN_TO_ALL
        )
        narrow = _share_of(
            [f"{one.centre}/{one.profile.value}" for one in history],
            stops,
            {key: share for key, (share, _) in profiles.items()},
            DRAWN_TO_PROFILE,
        )
        model = _changed(model, by_profile=profiles, by_centre=narrow, weight=float(len(history)) + ASSUMED.weight)
    return model


def _share_of(
    keys: Sequence[str], stops: Floats, wider: Mapping[Any, float], few: float
) -> dict[str, tuple[float, float]]:
    """`wider`: the share of the profile that each key ends with, towards which few learners are drawn."""
    names, found = np.array(keys), {}
    for key in sorted(set(keys)):
        here = stops[names == key]
        found[key] = (
            float((here.sum() + few * wider[key.rpartition("/")[2]]) / (len(here) + few)),
            float(len(here) + few),
        )
    return found


def _changed(model: GainModel, **values: Any) -> GainModel:
    return GainModel(**{name: getattr(model, name) for name in GainModel.__slots__} | values)


# --- from assessments ------------------------------------------------------------------------------------------------


def course_of(
    profile: Profile, centre: str, assessments: Iterable[Assessment], expected: int, *, passed_at: int | None = None
) -> Course:
    """A learner's checks as the model reads them. `expected` and `passed_at` in attended minutes."""
    days: dict[int, dict[Skill, Assessment]] = {}
    for one in assessments:
        days.setdefault(one.attended_minutes_at, {})[one.skill] = one
    nan = float("nan")
    minutes = sorted(days)
    tried = passed_at if passed_at is not None else minutes[-1] if minutes else 0
    return Course(
        profile,
        centre,
        tuple(each / expected for each in minutes),
        tuple(tuple(days[each][s].score if s in days[each] else nan for s in Skill) for each in minutes),
        tuple(tuple(days[each][s].standard_error if s in days[each] else 1.0 for s in Skill) for each in minutes),
        tried / expected,
        passed_at is not None,
    )
