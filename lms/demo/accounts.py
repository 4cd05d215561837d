"""Sign-ins of the demonstration: one for each role, all with one password that the sign-in page shows."""

from collections.abc import Sequence
from functools import cache

from lms.accounts import domain
from lms.accounts.services import people, sign_in
from lms.demo.places import Place
from lms.kernel import db
from lms.kernel.actor import Role
from lms.learners.queries import LearnerInfo


def open_doors(centre: Place, fresh: Place | None, learners: Sequence[LearnerInfo]) -> None:
    """Users with roles: the staff of the lively centre, the administrator of the fresh one, an observer, learners."""
    provider = centre.provider
    for one in provider.sign_ins:
        _add(one.name, one.word, one.role, centre, staff_id=centre.staff[one.name])
    if fresh is not None and (new := provider.fresh_sign_in) is not None:
        _add(new.name, new.word, new.role, fresh, staff_id=fresh.staff[new.in_place_of])
    if provider.observer is not None:
        name, word = provider.observer
        _add(name, word, Role.OBSERVER, centre)
    for number, learner in enumerate(learners, start=1):
        word = "learner" if number == 1 else f"learner{number}"
        _add(learner.name, word, Role.LEARNER, centre, learner_id=learner.id, person_id=learner.person_id)


def address_of(word: str) -> str:
    """The e-mail of somebody of the demonstration."""
    return f"{word}@{domain.DEMO_DOMAIN}"


def let_in(user_id: str) -> None:
    """Somebody who was invited has chosen the password of everybody."""
    people.user_at(db.require_provider(), user_id).password_hash = _secret()


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
    user = people.add_user(name, email=address_of(word))
    user.password_hash = _secret()
    people.add_membership(
        user.id,
        place.provider_id,
        role,
        centre_id=place.centre_id,
        staff_id=staff_id,
        learner_id=learner_id,
        person_id=person_id,
    )


@cache
def _secret() -> str:
    """Everybody has the password that everybody may read: it is hashed once."""
    return sign_in.hashed(domain.DEMO_PASSWORD)
