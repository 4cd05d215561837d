"""Sign-ins of the demonstration: one for each role, all with one password that the sign-in page shows."""

from collections.abc import Sequence
from datetime import datetime

from lms.accounts import domain
from lms.accounts.services import people
from lms.demo.places import Place
from lms.kernel.actor import Role
from lms.learners.queries import LearnerInfo

STAFF = (
    ("Marta Klein", Role.TEACHER, "marta"),
    ("Jonas Weber", Role.ADMINISTRATOR, "jonas"),
    ("Nadia Haddad", Role.CHILDCARE, "nadia"),
    ("Hanna Lindqvist", Role.CASEWORKER, "hanna"),
    ("Birgit Sommer", Role.MANAGER, "birgit"),
)


def open_doors(centre: Place, fresh: Place, learners: Sequence[LearnerInfo], *, now: datetime) -> None:
    """Users with roles: the staff of the lively centre, the administrator of the fresh one, learners, an observer."""
    for name, role, word in STAFF:
        _add(name, word, role, centre, staff_id=centre.staff[name])
    _add("Nora Fuchs", "nora", Role.ADMINISTRATOR, fresh, staff_id=fresh.staff["Jonas Weber"])
    _add("Olof Berg", "olof", Role.OBSERVER, centre)
    for number, learner in enumerate(learners, start=1):
        word = "learner" if number == 1 else f"learner{number}"
        _add(learner.name, word, Role.LEARNER, centre, learner_id=learner.id, person_id=learner.person_id)


def _add(
    name: str,
    word: str,
    role: Role,
    place: Place,
    *,
    staff_id: str | None = None,
    learner_id: str | None = None,
    person_id: str | None = None,
) -> None:
    user = people.add_user(name, email=f"{word}@demo.example", password=domain.DEMO_PASSWORD)
    people.add_membership(
        user.id,
        place.provider_id,
        role,
        centre_id=place.centre_id,
        staff_id=staff_id,
        learner_id=learner_id,
        person_id=person_id,
    )
