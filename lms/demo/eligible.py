"""Services beside the course in the demonstration: a basis, the usual kinds, children and parents who receive some."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from lms.eligibility import queries, services
from lms.eligibility.domain import USUAL, Basis, Finding, Given
from lms.kernel import language
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.learners.queries import LearnerInfo

CHILDREN = Basis(
    "Moved for seasonal work", "Decision of the provider of 12 January, rule 4", date(2024, 1, 12), 36, 0, 21
)
PARENTS = Basis("Parent at a school of the district", "Agreement with the schools, part 2", date(2025, 8, 1))
MOST = 6


def find(people: Sequence[LearnerInfo], *, today: date, actor: Actor, now: datetime) -> None:
    """Families with children: some were looked at, one ends soon, and services were received."""
    basis = services.keep_basis(CHILDREN, actor=actor)
    services.keep_basis(PARENTS, actor=actor)
    services.add_kinds([language.say(f"eligibility.kind.{one}") for one in USUAL], actor=actor)
    kinds = queries.kinds()
    young = learners.children([one.person_id for one in people])
    families = [one for one in people if one.person_id in young][:MOST]
    for place, parent in enumerate(families):
        child = young[parent.person_id][0]
        # The first one has almost come to its end.
        since = today - timedelta(days=1060 if not place else 40 * place)
        found = Finding(basis, max(since, CHILDREN.since or since), "Letter of the employer, seen on paper")
        services.find_eligible(parent.id, child.id, found, today=today, actor=actor, now=now)
        for number in range(place + 1):
            given = Given(kinds[(place + number) % len(kinds)].id, today - timedelta(days=3 * number + 1), 45)
            services.give([(parent.id, child.id)], given, today=today, actor=actor, now=now)
