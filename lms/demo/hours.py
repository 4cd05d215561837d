"""Budgets of hours in the demonstration: what a funder granted each person with a seat, so that the ledger counts it down."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from lms.courses import queries
from lms.courses.domain import budgets
from lms.courses.services import budgets as services
from lms.kernel.actor import Actor
from lms.learners import queries as learners

MAIN_LESSONS = 600
"""What the integration course grants in its language part: German Integration Courses Ordinance (IntV), section 11."""
EXTRA_LESSONS = 300
"""What a few people were granted in addition."""
LITTLE_LESSONS = 16
LITTLE_FOR_EVERY, EXTRA_FOR_EVERY = 16, 12


def grant(learner_ids: Sequence[str], *, from_date: date, actor: Actor, now: datetime) -> int:
    """One budget for each person with a seat and somebody who pays; a few have little left, a few have extra hours.

    Returns how many were granted. No dice: who gets what follows from the order of the people alone.
    """
    seats = queries.enrolments_of(learner_ids)
    known, offered = learners.by_ids(learner_ids), {one.id: one for one in queries.courses()}
    warned: set[str] = set()
    granted = 0
    for place, learner_id in enumerate(learner_ids):
        for seat in seats.get(learner_id, ())[:1]:
            course = offered[seat.course_id]
            if course.funder_id is None:
                continue
            if course.funder_id not in warned:
                warned.add(course.funder_id)
                rule = replace(budgets.Rule(), at_zero=budgets.AtZero.WARN)
                services.set_rule(course.funder_id, rule, actor=actor, now=now)
            whole = MAIN_LESSONS * 45
            services.grant(
                learner_id,
                course.programme,
                budgets.BudgetKind.MAIN,
                course.funder_id,
                whole,
                from_date=from_date,
                used=whole - LITTLE_LESSONS * 45 if place % LITTLE_FOR_EVERY == LITTLE_FOR_EVERY - 1 else 0,
                reference=f"G-{known[learner_id].number}",
                actor=actor,
                now=now,
            )
            granted += 1
            if place % EXTRA_FOR_EVERY == EXTRA_FOR_EVERY - 1:
                services.grant(
                    learner_id,
                    course.programme,
                    budgets.BudgetKind.EXTRA,
                    course.funder_id,
                    EXTRA_LESSONS * 45,
                    from_date=from_date,
                    reference=f"E-{known[learner_id].number}",
                    actor=actor,
                    now=now,
                )
                granted += 1
    return granted
