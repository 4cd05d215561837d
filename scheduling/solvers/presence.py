"""Who is in class in which slots, in columns of the programme."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduling.solvers.households import Party

if TYPE_CHECKING:
    from scheduling.solvers.model import Model


def times(model: "Model") -> Iterator[tuple[int, tuple[int, ...], int]]:
    """Kind, slots and column of all who sit somewhere."""
    for (t, p), column in model.seated.items():
        yield t, model.compact.pattern_slots[p], column
    for (t, home, twin), column in model.swapping.items():
        yield t, model.compact.kinds[t].swaps[home, twin].slots, column


def in_class(model: "Model") -> Iterator[tuple[int, Party, int, dict[int, list[int]]]]:
    """For every adult of every party: slot -> columns that say that the adult is in class then."""
    compact = model.compact
    kind_of = {i: t for t, kind in enumerate(compact.kinds) for i in kind.members}
    columns: dict[int, list[tuple[tuple[int, ...], int]]] = defaultdict(list)
    for t, slots, column in times(model) if compact.parties else ():
        columns[t].append((slots, column))
    for h, party in enumerate(compact.parties):
        for adult, i in enumerate(party.adults):
            terms: dict[int, list[int]] = defaultdict(list)
            for slots, column in columns[kind_of[i]]:
                for s in slots:
                    terms[s].append(column)
            yield h, party, adult, terms


def seats_of(model: "Model", learner: int) -> list[int]:
    """All columns in which a learner, who is a kind of her own, has a seat."""
    t = next(t for t, kind in enumerate(model.compact.kinds) if learner in kind.members)
    return [column for kind, _, column in times(model) if kind == t]
