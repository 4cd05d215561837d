"""One timetable of a plan with steps of several organisations, and where each step stands, for who leads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g

from lms.accounts.services import audit
from lms.casework import queries
from lms.casework.domain import household
from lms.casework.domain.together import Slot, meetings
from lms.casework.views import saying
from lms.casework.views.door import asked_week, pages
from lms.casework.views.handing_over import lead_of
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, now, render
from lms.learners import queries as learners


@dataclass(frozen=True)
class Owner:
    """Everything that one organisation or person does in a plan."""

    name: str
    steps: tuple[queries.StepInfo, ...]

    @property
    def organisation(self) -> queries.OrganisationInfo | None:
        """Its entry in the directory."""
        return next((one.organisation for one in self.steps if one.organisation), None)


@pages.get("/casework/<learner_id>/together", permission="casework.plan", writes=True)
def together(learner_id: str) -> Any:
    """A week of everything that the plan asks, and every step by who does it."""
    learner, day = learners.learner(learner_id), current_day()
    current = queries.plan(learner.person_id, day)
    if current is None:
        raise errors.NotFound("casework.no_plan")
    audit.read("learners_learner", [learner.id], "plan", now=now())
    g.place = "casework.people"
    monday = household.monday_of(asked_week(day))
    slots = queries.one_timetable(learner, current.content, monday, monday + timedelta(days=6))
    return render(
        "casework/together.html",
        learner=learner,
        plan=current,
        lead=lead_of(learner.id),
        owners=_by_owner(current.steps),
        days=_days(slots, monday),
        at_once={slot for pair in meetings(slots) for slot in pair},
        step_title=saying.step_title,
        titles={one.key: saying.step_title(one) for one in current.steps},
        monday=monday,
        next_week=monday + timedelta(days=7),
        last_week=monday - timedelta(days=7),
        today=day,
        actor=current_actor(),
    )


def _by_owner(steps: Iterable[queries.StepInfo]) -> list[Owner]:
    """Organisations of the directory first, then people, each with its steps by date."""
    found: dict[str, list[queries.StepInfo]] = {}
    for one in steps:
        found.setdefault(one.owner, []).append(one)
    owners = [Owner(name, tuple(theirs)) for name, theirs in found.items()]
    return sorted(owners, key=lambda one: (one.organisation is None, one.name.casefold()))


def _days(slots: Iterable[Slot], monday: date) -> list[tuple[date, list[Slot]]]:
    """Monday to Friday, the weekend where something happens."""
    by_day: dict[date, list[Slot]] = {}
    for one in slots:
        by_day.setdefault(one.day, []).append(one)
    days = [monday + timedelta(days=number) for number in range(7)]
    return [(day, by_day.get(day, [])) for day in days if day.weekday() < 5 or day in by_day]
