"""Asking about partners."""

from lms.partners.queries.access import (
    PAGE,
    AccessInfo,
    Person,
    Refusal,
    access,
    access_of,
    accesses,
    classes_of,
    people_of,
    refusals,
    seeing,
)

__all__ = [
    "PAGE",
    "AccessInfo",
    "Person",
    "Refusal",
    "access",
    "access_of",
    "accesses",
    "classes_of",
    "people_of",
    "refusals",
    "seeing",
]
