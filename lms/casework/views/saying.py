"""Codes of plans as the words of a page: differences, goals, levels, spans of time."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.casework import packs, queries
from lms.casework.domain import plan
from lms.casework.domain.content import Difference, Step
from lms.kernel import language
from lms.kernel.contracts import Estimate


def told(differences: Iterable[Difference]) -> list[str]:
    """One sentence each."""
    return [_told(one) for one in differences]


def _told(one: Difference) -> str:
    facts = {name: _fact(one.code, name, value) for name, value in one.facts.items()}
    if one.facts.get("code"):
        facts["step"] = language.say(str(one.facts["code"]))
    if one.code == "casework.diff.step_follows" and not one.facts["first"]:
        return language.say("casework.diff.step_alone", facts)
    return language.say(one.code, facts)


def _fact(code: str, name: str, value: Any) -> Any:
    if value is None or (value == "" and name in {"before", "level", "words", "lessons"}):
        return language.say("casework.diff.none")
    if name == "goal" or (name == "before" and code == "casework.diff.goal_kind"):
        return language.say(f"goal.{value}")
    if name in {"level", "goal_level"} or (name == "before" and code == "casework.diff.goal_level"):
        return language.say(f"level.{value}")
    return value


def step_title(step: queries.StepInfo | Step) -> str:
    """What is to be done, in the reader's language where it came from a template."""
    return language.say(step.code) if step.code else step.title


def with_services(one: queries.OrganisationInfo) -> str:
    """An organisation with what it is responsible for: "Jobcenter Mitte: finding work"."""
    return f"{one.name}: {', '.join(language.say(f'casework.service.{key}') for key in one.services if one.does(key))}"


def template_titles() -> dict[str, str]:
    """Words of every step of every template, by code, in the reader's language."""
    return {step.code: language.say(step.code) for one in packs.strategies().values() for step in one.steps}


def how_long(found: Estimate | None, today: date) -> str:
    """The range to the goal: "7 to 11 months"."""
    if found is None:
        return ""
    span = plan.span(today, *found.days)
    if span.low != span.high and span.unit == "weeks":
        words = _("%(low)s to %(high)s weeks", low=span.low, high=span.high)
    elif span.low != span.high:
        words = _("%(low)s to %(high)s months", low=span.low, high=span.high)
    elif span.unit == "weeks":
        words = ngettext("%(num)s week", "%(num)s weeks", span.high)
    else:
        words = ngettext("%(num)s month", "%(num)s months", span.high)
    return str(words)


def assumptions(found: Estimate | None) -> list[str]:
    """What the range rests on, in sentences."""
    return [language.say(one.code, one.facts) for one in found.assumptions] if found else []


def wordings() -> Mapping[str, str]:
    """The sentence of every right and duty, in the reader's language."""
    return {one.code: language.say(f"casework.right.{one.code}") for one in packs.rights()}
