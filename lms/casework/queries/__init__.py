"""Asking about casework: plans, people, talks, a household's week. Answers are plain values."""

from lms.casework.queries.household import HouseholdWeek, Member, household_week
from lms.casework.queries.people import PersonDue, count_due, due_now, my_people, unassigned
from lms.casework.queries.plans import (
    CheckInInfo,
    PlanInfo,
    StepInfo,
    assignment_of,
    caseworker_of,
    check_ins,
    facts_for_advice,
    next_check_in,
    plan,
    versions,
)

__all__ = [
    "CheckInInfo",
    "HouseholdWeek",
    "Member",
    "PersonDue",
    "PlanInfo",
    "StepInfo",
    "assignment_of",
    "caseworker_of",
    "check_ins",
    "count_due",
    "due_now",
    "facts_for_advice",
    "household_week",
    "my_people",
    "next_check_in",
    "plan",
    "unassigned",
    "versions",
]
