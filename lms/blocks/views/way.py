"""How far a learner is in a unit, as its page draws it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.courses.queries.results import block_results


@dataclass(frozen=True)
class Way:
    """Exercises by the block on top that they stand in, and those that are done."""

    leaves: Mapping[str, tuple[str, ...]]
    done: tuple[str, ...]

    @property
    def exercises(self) -> int:
        """How many there are."""
        return sum(map(len, self.leaves.values()))

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return 0 < self.exercises == len(self.done)

    def all_of(self, usage_id: str) -> bool:
        """Whether everything in a block on top is done."""
        return all(one in self.done for one in self.leaves[usage_id])


def way_of(leaves: Mapping[str, tuple[str, ...]], learner_id: str) -> Way:
    """The way of one learner, by one question."""
    wanted = [one for ones in leaves.values() for one in ones]
    results = block_results(wanted, [learner_id]) if wanted else {}
    done = [one for one in wanted if (found := results.get((learner_id, one))) and found.completion >= 1]
    return Way(leaves, tuple(done))
