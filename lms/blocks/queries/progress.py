"""How far learners are in units: which exercises they have finished, and what they scored."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.blocks.queries.content import leaves_of
from lms.courses.queries.results import block_results


@dataclass(frozen=True)
class Progress:
    """Exercises of a unit that somebody has finished, of how many; points of those that give points."""

    done: int = 0
    exercises: int = 0
    score: float = 0.0
    maximum: float = 0.0

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return 0 < self.exercises == self.done

    @property
    def share(self) -> float | None:
        """Points as a share of the highest; None where nothing gave points yet."""
        return self.score / self.maximum if self.maximum else None


def progress(unit_ids: Sequence[str], learner_ids: Sequence[str]) -> dict[tuple[str, str], Progress]:
    """By (unit, learner), for every pair."""
    leaves = leaves_of(unit_ids)
    results = block_results([one for ones in leaves.values() for one in ones], learner_ids)
    found = {}
    for unit_id in unit_ids:
        usages = leaves.get(unit_id, ())
        for learner_id in learner_ids:
            mine = [results[learner_id, one] for one in usages if (learner_id, one) in results]
            scored = [one for one in mine if one.score is not None and one.maximum]
            found[unit_id, learner_id] = Progress(
                sum(one.completion >= 1 for one in mine),
                len(usages),
                sum(one.score or 0 for one in scored),
                sum(one.maximum or 0 for one in scored),
            )
    return found
