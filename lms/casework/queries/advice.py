"""What plug-ins advise for a plan: the range to the goal, the tracks that are open, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.casework.domain.content import Content
from lms.casework.queries.plans import facts_for_advice
from lms.kernel import plugins
from lms.kernel.contracts import Estimate, Message, NextStep
from lms.learners.queries import LearnerInfo


@dataclass(frozen=True)
class Advice:
    """The range to the goal where somebody can say it, tracks that are open, and next steps."""

    estimate: Estimate | None
    tracks: tuple[NextStep, ...]
    steps: tuple[NextStep, ...]


def advice(learner: LearnerInfo, content: Content | None, today: date) -> Advice:
    """Ask every plug-in, for a plan with this content."""
    goal = content.goal if content and content.goals else learner.goal
    answers: Sequence[NextStep] = plugins.installed().ask(
        "plan_advice", facts_for_advice(learner, today, content), goal
    )
    return Advice(
        estimate=next((one.estimate for one in answers if one.estimate is not None), None),
        tracks=tuple(one for one in answers if one.kind == "track"),
        steps=tuple(one for one in answers if one.kind not in ("track", "goal")),
    )


def kept_estimate(found: Estimate | None) -> dict[str, Any]:
    """An estimate as a version keeps it: what was told then stays readable, whatever is known later."""
    if found is None:
        return {}
    return {
        "lessons": list(found.lessons),
        "days": [day.isoformat() for day in found.days],
        "assumptions": [
            {"code": one.code, "facts": {name: _plain(value) for name, value in one.facts.items()}}
            for one in found.assumptions
        ],
    }


def told_estimate(kept: Mapping[str, Any]) -> Estimate | None:
    """The estimate that a version kept."""
    if not kept.get("days"):
        return None
    low, high = (date.fromisoformat(day) for day in kept["days"])
    assumptions = tuple(Message(one["code"], one["facts"]) for one in kept.get("assumptions", ()))
    return Estimate((int(kept["lessons"][0]), int(kept["lessons"][1])), (low, high), assumptions)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
