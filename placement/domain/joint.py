"""Joint belief: what all evidence together says about reading, Latin letters, learning pace and oral level.

The four abilities go together in the assumed population, so each answer speaks for the others as well: a slow reader
is rarely a fast learner, and who speaks well after a short time learns fast. Everything works on one learner or on many
at once along leading axes: `letters[..., group, cell]`, `pace[..., cell]`, `oral[..., cell]`.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from placement.domain import estimation
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.estimation import Prior
from placement.domain.irt import Array
from placement.domain.population import ASSUMED

LASLLIAM = ("1", "2", "3", "4")
LITERATE_FROM = -0.5
DECODES_FROM = 0.0
FAST_FROM = 0.9

ANY_SCRIPT_CUTS = CutScores(LASLLIAM, (-1.1, LITERATE_FROM, 0.4))
LATIN_CUTS = CutScores(LASLLIAM, (-0.8, DECODES_FROM, 0.8))
PACE_CUTS = CutScores(("steady", "fast"), (FAST_FROM,))

NONE, OTHER_SCRIPT, LATIN = range(3)
"""Groups of letters: reads nothing yet, another script only, Latin letters (whatever else is known)."""


@dataclass(frozen=True, eq=False)
class Belief:
    """All evidence on one learner or on many. `vocational`: 1 with the goal and the hours for it, else 0.

    `letters` is a mass over groups and cells of reading; `pace` and `oral` are likelihoods, all ones without a test.
    `pace_shift` moves the expected pace by what else is known of the person.
    """

    letters: Array
    pace: Array
    oral: Array
    vocational: Array
    vocational_cut: float
    pace_shift: float = 0.0
    oral_cuts: CutScores = LANGUAGE_CUTS
    """Where levels begin on the scale of `oral`: its cells are split there."""


def letters_mass(any_script: Array, latin: Array) -> Array:
    """Mass `[..., group, cell of reading]` from the likelihoods of what was seen on both axes."""
    reads, decodes = nodes(ANY_SCRIPT_CUTS) > LITERATE_FROM, nodes(LATIN_CUTS) > DECODES_FROM
    shape = (*any_script.shape[:-1], 3, any_script.shape[-1])
    mass = np.zeros(shape)
    for share, on_reading, on_latin in _kinds():
        reading = share * on_reading * any_script
        not_yet, already = (latin @ (on_latin * side) for side in (~decodes, decodes))
        mass[..., NONE, :] += reading * ~reads * not_yet[..., None]
        mass[..., OTHER_SCRIPT, :] += reading * reads * not_yet[..., None]
        mass[..., LATIN, :] += reading * already[..., None]
    return np.asarray(mass / mass.sum(axis=(-2, -1), keepdims=True), dtype=np.float64)


def latin_mass(any_script: Array, latin: Array) -> Array:
    """Mass over the cells of decoding Latin letters, from the same evidence."""
    mass = np.zeros_like(latin)
    for share, on_reading, on_latin in _kinds():
        mass += share * (any_script @ on_reading)[..., None] * on_latin * latin
    return np.asarray(mass / mass.sum(axis=-1, keepdims=True), dtype=np.float64)


def letters_of(chances: Array) -> Array:
    """Mass of somebody of whom only the chances of the three groups are known."""
    usual = letters_mass(np.ones(len(nodes(ANY_SCRIPT_CUTS))), np.ones(len(nodes(LATIN_CUTS))))
    return np.asarray(usual / usual.sum(axis=-1, keepdims=True) * chances[..., None], dtype=np.float64)


def with_schooling(letters: Array, years: npt.NDArray[np.intp]) -> Array:
    """The same with years of school, which say how well somebody reads within a group, never in which group she is.

    Letters are tested, school is told: whoever says twelve years must not be taken for a reader because of it.
    """
    seen = letters * _schooling()[years][..., None, :]
    held, left = letters.sum(axis=-1, keepdims=True), seen.sum(axis=-1, keepdims=True)
    return np.asarray(np.where(left > 0, seen * held / np.maximum(left, 1e-300), letters), dtype=np.float64)


def says_reads(says: npt.NDArray[np.bool_]) -> Array:
    """Likelihood of "I can read" or "I cannot" (true or false) in every cell of reading."""
    return _says(says, nodes(ANY_SCRIPT_CUTS), ASSUMED.says_reads_from, ASSUMED.says_reads_sd)


def says_latin(says: npt.NDArray[np.bool_]) -> Array:
    """Likelihood of "I can read Latin letters" or "I cannot" in every cell of decoding."""
    return _says(says, nodes(LATIN_CUTS), ASSUMED.says_latin_from, ASSUMED.says_latin_sd)


def oral_likelihood(bands: Array, cuts: CutScores = LANGUAGE_CUTS) -> Array:
    """Likelihood in every cell of the language scale, from the chances of levels that a test found with these cuts."""
    cells = estimation.grid(cuts)
    usual = np.add.reduceat(estimation.prior_mass(cuts, Prior()), cells.band_starts)
    wide = np.diff([*cells.band_starts, len(cells.nodes)])
    return np.repeat(bands / usual, wide, axis=-1)


def track_chances(belief: Belief) -> Array:
    """Probability of first script, second script, regular, vocational, fast along the last axis."""
    weights = track_weights(belief)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), dtype=np.float64)


def track_weights(belief: Belief) -> Array:
    """The same before it is made to add up to one; its sum says how likely the evidence is.

    Letters come first, then pace, then the goal: a fast learner with a vocational goal is a fast learner.
    """
    able = np.asarray(nodes(belief.oral_cuts) > belief.vocational_cut)
    spoken, fast = _oral_given_pace(belief.oral_cuts), nodes(PACE_CUTS) > FAST_FROM
    given_reading = _pace_given_reading(round(belief.pace_shift, 3)).T
    everybody, to_work = belief.oral @ spoken.T, (belief.oral * able) @ spoken.T * belief.vocational[..., None]
    slow = belief.pace * ~fast
    in_fast = (belief.pace * fast * everybody) @ given_reading
    in_vocational = (slow * to_work) @ given_reading
    in_regular = (slow * (everybody - to_work)) @ given_reading
    latin, seen = belief.letters[..., LATIN, :], in_fast + in_vocational + in_regular
    return np.stack(
        [
            (belief.letters[..., NONE, :] * seen).sum(axis=-1),
            (belief.letters[..., OTHER_SCRIPT, :] * seen).sum(axis=-1),
            (latin * in_regular).sum(axis=-1),
            (latin * in_vocational).sum(axis=-1),
            (latin * in_fast).sum(axis=-1),
        ],
        axis=-1,
    )


def pace_mass(belief: Belief) -> Array:
    """Mass over the cells of learning pace, of those who read Latin letters: for nobody else it is asked."""
    reading = belief.letters[..., LATIN, :] @ _pace_given_reading(round(belief.pace_shift, 3))
    mass = reading * belief.pace * (belief.oral @ _oral_given_pace(belief.oral_cuts).T)
    return np.asarray(mass / mass.sum(axis=-1, keepdims=True), dtype=np.float64)


def nodes(cuts: CutScores) -> Array:
    """Middles of the cells of a scale."""
    return estimation.grid(cuts).nodes


@cache
def _kinds() -> tuple[tuple[float, Array, Array], ...]:
    """Share and mass on both axes of every kind of the assumed population."""
    return tuple(
        (
            kind.share,
            estimation.prior_mass(ANY_SCRIPT_CUTS, Prior(*kind.any_script)),
            estimation.prior_mass(LATIN_CUTS, Prior(*kind.latin)),
        )
        for kind in ASSUMED.kinds
    )


@lru_cache(maxsize=64)
def _pace_given_reading(shift: float) -> Array:
    """Mass over pace (columns) at every cell of reading (rows)."""
    standard = (nodes(ANY_SCRIPT_CUTS) - ASSUMED.reading_mean) / ASSUMED.reading_sd
    return _normals(PACE_CUTS, ASSUMED.pace_with_reading * standard + shift, ASSUMED.pace_sd)


@lru_cache(maxsize=64)
def _oral_given_pace(cuts: CutScores) -> Array:
    """Mass over oral level (columns) at every cell of pace (rows)."""
    means = ASSUMED.oral_with_pace * nodes(PACE_CUTS) + ASSUMED.oral_mean
    return _normals(cuts, means, ASSUMED.oral_sd)


@cache
def _schooling() -> Array:
    """Likelihood of every number of school years (rows) at every cell of reading (columns)."""
    years = np.arange(ASSUMED.most_school_years + 1)[:, None]
    expected = ASSUMED.school_years + ASSUMED.school_years_with_reading * nodes(ANY_SCRIPT_CUTS)
    above = estimation.normal_cdf((years + 0.5 - expected) / ASSUMED.school_years_sd)
    below = estimation.normal_cdf((years - 0.5 - expected) / ASSUMED.school_years_sd)
    above[-1], below[0] = 1.0, 0.0
    return (above - below) * (1 - 2 * ASSUMED.misreport) + 2 * ASSUMED.misreport / len(years)


def _says(says: npt.NDArray[np.bool_], at: Array, from_here: float, sd: float) -> Array:
    """Noise of a self-report; a few answers have nothing to do with what is so."""
    yes = ASSUMED.misreport + (1 - 2 * ASSUMED.misreport) * estimation.normal_cdf((at - from_here) / sd)
    return np.where(says[..., None], yes, 1 - yes)


def _normals(cuts: CutScores, means: Array, sd: float) -> Array:
    """One row of cell masses for every mean; what lies beyond the ends goes into the end cells."""
    below = estimation.normal_cdf((estimation.grid(cuts).edges - means[:, None]) / sd)
    below[:, 0], below[:, -1] = 0.0, 1.0
    return np.diff(below, axis=1)
