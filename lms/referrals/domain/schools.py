"""Parents whom a school sends: what its form needs, whether a class has places for the children, what the school sees. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lms.kernel.contracts import SharedResource
from lms.learners.domain.births import too_long_ago

LASTS = timedelta(days=60)
"""So long the page of a parent works."""
MOST_A_DAY = 30
"""Parents of one school: a link that has got about brings no more."""
SHOWN = 3
CHILDREN = 4
"""Small children that the form asks for."""
LONGEST = 120
_NUMBER = re.compile(r"\+?[\d /().-]{5,40}")


class Status(StrEnum):
    """All that a school sees."""

    RECEIVED = "received"
    PLACED = "placed"


class Care(StrEnum):
    """Whether the children have a place while a class meets."""

    NOT_NEEDED = "not_needed"
    FREE = "free"
    NONE = "none"


@dataclass(frozen=True)
class Parent:
    """Whom a school sends. `children` are first name and day of birth."""

    given_name: str
    family_name: str
    phone: str
    language: str = ""
    children: tuple[tuple[str, date], ...] = ()
    consent: bool = False


def trouble(one: Parent, today: date) -> tuple[str, str] | None:
    """(field, code) of what lacks."""
    for field, text in (("given_name", one.given_name), ("family_name", one.family_name)):
        if not 0 < len(text.strip()) <= LONGEST:
            return field, "referrals.name_missing"
    if not _NUMBER.fullmatch(one.phone.strip()):
        return "phone", "referrals.phone_off"
    if len(one.language) > LONGEST:
        return "language", "referrals.long"
    for name, born in one.children:
        if not 0 < len(name.strip()) <= LONGEST or born > today or too_long_ago(born, today):
            return "children", "referrals.child_off"
    if not one.consent:
        return "consent", "referrals.parent_consent_missing"
    return None


def care_of(resources: Iterable[SharedResource], learner_id: str, small: bool) -> Care:
    """Whether every child has a place at every meeting. `small`: there are children who need one."""
    wanted = False
    for resource in resources:
        demand = Counter(resource.demand.get(learner_id, ()))
        if not demand:
            continue
        wanted = True
        if not all(resource.opened):
            return Care.NONE
        places = {group.key: group.places for group in resource.groups}
        if any(min(places.get(key, (0,)), default=0) < count for key, count in demand.items()):
            return Care.NONE
    if wanted:
        return Care.FREE
    return Care.NONE if small else Care.NOT_NEEDED
