"""Keeping the talk at arrival: the first interview, the record and the plan begin with what was told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from lms.casework import queries as casework
from lms.casework import services as casework_services
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.learners import queries as learners
from lms.learners import services as learner_services
from placement import queries
from placement.domain.arrival import KNOWN, Block, incomplete, plan_goal, told_anew
from placement.domain.interview import answered
from placement.services.interviewing import save_interview


def keep_arrival(
    learner_id: str, told: Mapping[str, Any], *, mentor: bool = False, actor: Actor, now: datetime
) -> tuple[Block, ...]:
    """Keep the six blocks; any may stay empty. Returns the blocks that are incomplete.

    The first interview of placement has the same answers, the record knows school and work as they are told now, and the
    plan begins with the goal that was told. With `mentor` whoever asked looks after the person from now on, where nobody
    does yet. Raises Invalid when an answer does not fit its question, and then keeps nothing.
    """
    learner = learners.learner(learner_id)
    before = queries.interviews([learner_id]).get(learner_id)
    answers = told_anew(before.answers if before else {}, told)
    save_interview(learner_id, answers, actor=actor, now=now)
    facts: dict[str, Any] = {
        name: answers[code]
        for code, name in KNOWN.items()
        if answered(answers, code) and answers[code] != getattr(learner, name)
    }
    goal = plan_goal(list(answers.get("goals") or ()), learner.goal)
    if goal != learner.goal:
        facts["goal"] = goal
    if facts:
        learner_services.change_facts(learner_id, facts, actor=actor, now=now)
    today = clock.local(now, actor.zone).date()
    if mentor and actor.staff_id and casework.caseworker_of(learner_id, today) is None:
        casework_services.assign(learner_id, actor.staff_id, actor=actor, now=now)
    return incomplete(answers)
