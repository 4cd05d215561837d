"""Plans of the demonstration: goals, steps of which some are late, talks that are due, rights that were read aloud."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from lms.casework import packs
from lms.casework import services as casework
from lms.casework.domain.content import Change
from lms.demo import directory, files
from lms.kernel import language
from lms.kernel.actor import Actor
from lms.learners.queries import LearnerInfo

STRATEGIES = ("", "language_first", "work_first")
WITHOUT = 6
"""One of so many people has no plan yet."""


def make(
    person: LearnerInfo,
    place: int,
    offices: Mapping[str, str],
    *,
    shared: bool,
    today: date,
    actor: Actor,
    keeper: Actor,
    at: Callable[[date], datetime],
) -> None:
    """One person's plan, made some weeks ago, with the file that goes with it. `shared`: offices have steps of it."""
    before = at(today - timedelta(days=20 + place))
    goal, strategy = person.goal or "work", STRATEGIES[place % len(STRATEGIES)]
    template = packs.strategies().get(strategy)
    titles = {one.code: language.say(one.code) for one in template.steps} if template else {}
    casework.make_plan(person.id, goal, strategy=strategy, titles=titles, actor=keeper, now=before)
    for title, owner, days, icon in _steps(goal, place):
        due_on = today + timedelta(days=days)
        casework.add_step(person.id, title, owner, due_on, icon=icon, actor=keeper, now=before)
    directory.lead_to_certificate(person, place, today=today, actor=keeper, now=before)
    if shared:
        directory.share(person.id, offices, today=today, actor=keeper, now=before)
    files.follow(person, place, today=today, actor=keeper, at=at)
    due_on = today + timedelta(days=place % 9 - 2)
    casework.schedule_check_in(person.id, due_on, person.contact or "in_person", actor=actor, now=before)
    if place % 4 < 3:
        _agree(person.id, place, keeper, before + timedelta(days=2))


def _agree(learner_id: str, place: int, keeper: Actor, at: datetime) -> None:
    """Both sides' word on a plan, rights that were read aloud; for some a second version since, with its reason."""
    casework.agree(learner_id, actor=keeper, now=at)
    casework.confirm_for(learner_id, "paper" if place % 2 else "aloud", "en", actor=keeper, now=at)
    for right in packs.rights()[: len(packs.rights()) - place % 4]:
        words = language.say(f"casework.right.{right.code}")
        casework.acknowledge(learner_id, right.code, words, "en", way="aloud", actor=keeper, now=at)
    if place % 4 == 0:
        change = Change(weekly_lessons=12)
        casework.revise(learner_id, change, reason="A new shift since this week.", actor=keeper, now=at)


def _steps(goal: str, place: int) -> list[tuple[str, str, int, str]]:
    """Steps of a plan: title, who is responsible, days from today (below zero: late), icon."""
    common = [("Language course", "Lindenhof centre", 60, "book-open")]
    lanes: Mapping[str, list[tuple[str, str, int, str]]] = {
        "work": [
            ("Visit to a workplace", "Employment agency", 21, "briefcase"),
            ("Application", "Learner", -4, "certificate"),
        ],
        "study": [("Recognition of school years", "Recognition office", 30, "certificate")],
        "family": [("Nursery place", "Youth office", -4, "baby")],
        "health": [("Glasses", "Learner", 11, "eyeglasses")],
    }
    return common + lanes.get(goal, lanes["work"])[: 1 + place % 2]
