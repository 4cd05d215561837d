"""Asking about partners and agreements."""

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
from lms.partners.queries.agreements import (
    AgreementInfo,
    DutyInfo,
    Part,
    agreement,
    agreements,
    agreements_of_class,
    agreements_of_person,
    cohort_of,
    ending,
)

__all__ = [
    "PAGE",
    "AccessInfo",
    "AgreementInfo",
    "DutyInfo",
    "Part",
    "Person",
    "Refusal",
    "access",
    "access_of",
    "accesses",
    "agreement",
    "agreements",
    "agreements_of_class",
    "agreements_of_person",
    "classes_of",
    "cohort_of",
    "ending",
    "people_of",
    "refusals",
    "seeing",
]
