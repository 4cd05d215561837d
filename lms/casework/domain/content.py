"""What a version of a plan says: goals, steps, pace. Changes to it, what follows from them, and differences in words' codes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

GOALS = ("work", "family", "study", "citizenship", "health", "other")
"""What a plan may lead to. None of them needs a job."""

MOST_LESSONS = 45


@dataclass(frozen=True)
class Goal:
    """One thing the plan leads to. `key` stays the same over versions; `level` is the language level it asks for, or empty."""

    key: str
    kind: str
    words: str = ""
    level: str = ""


@dataclass(frozen=True)
class Step:
    """One dated action with one responsible organisation. `key` stays the same over versions.

    `code` names the sentence of a step that came from a template, empty for one that somebody wrote. `plain` is what the
    person hears in her language, `follows` the key of the step that has to be over before. What has a time is on the day it
    is due by, or every week from `first_on` until then.
    """

    key: str
    title: str
    owner: str
    due_on: date
    detail: str = ""
    icon: str = "book-open"
    code: str = ""
    plain: str = ""
    follows: str = ""
    service: str = ""
    organisation_id: str = ""
    starts: time | None = None
    ends: time | None = None
    first_on: date | None = None
    begun: bool = False
    done_on: date | None = None


@dataclass(frozen=True)
class Content:
    """All that both sides agree to. `weekly_lessons` is the pace that the estimate counts with."""

    goals: tuple[Goal, ...] = ()
    steps: tuple[Step, ...] = ()
    strategy: str = ""
    weekly_lessons: int | None = None
    review_on: date | None = None

    def step(self, key: str) -> Step | None:
        """The step of this key."""
        return next((one for one in self.steps if one.key == key), None)

    @property
    def goal(self) -> str:
        """The first goal's kind: what a list shows."""
        return self.goals[0].kind if self.goals else ""


@dataclass(frozen=True)
class Change:
    """What somebody wants different. What is None stays."""

    goals: tuple[Goal, ...] | None = None
    weekly_lessons: int | None = None
    review_on: date | None = None
    dates: Mapping[str, date] = field(default_factory=dict)
    added: tuple[Step, ...] = ()
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """One thing that is not as before: `code` names the sentence, `facts` fill it."""

    code: str
    facts: Mapping[str, Any]


def changed(content: Content, change: Change) -> Content:
    """The content after a change, with the dates of steps that follow one that became later."""
    gone = change.dropped
    steps = tuple(
        replace(
            one,
            due_on=change.dates.get(one.key, one.due_on),
            follows="" if one.follows in gone else one.follows,
        )
        for one in content.steps
        if one.key not in gone
    )
    wanted = replace(
        content,
        goals=content.goals if change.goals is None else change.goals,
        weekly_lessons=content.weekly_lessons if change.weekly_lessons is None else change.weekly_lessons,
        review_on=content.review_on if change.review_on is None else change.review_on,
        steps=steps + change.added,
    )
    return replace(wanted, steps=_pushed(content, wanted.steps, frozenset(change.dates)))


def _pushed(before: Content, steps: tuple[Step, ...], chosen: frozenset[str]) -> tuple[Step, ...]:
    """A step that nobody gave a date of its own keeps its distance to the one it follows, where that became later."""
    found = {one.key: one for one in steps}
    for _round in steps:
        for one in tuple(found.values()):
            first, was = found.get(one.follows), before.step(one.follows)
            if first is None or was is None or one.done_on is not None or one.key in chosen:
                continue
            own = before.step(one.key)
            later = first.due_on - was.due_on
            if own is not None and later.days > 0 and one.due_on < own.due_on + later:
                found[one.key] = replace(one, due_on=own.due_on + later)
    return tuple(found[one.key] for one in steps)


def circle(steps: Iterable[Step]) -> bool:
    """Whether steps wait for each other in a circle."""
    follows = {one.key: one.follows for one in steps}
    for key in follows:
        seen, here = {key}, follows.get(key, "")
        while here:
            if here in seen:
                return True
            seen.add(here)
            here = follows.get(here, "")
    return False


def pushed_along(before: Content, after: Content, change: Change) -> tuple[tuple[Step, Step], ...]:
    """(step before, step after) of those that move only because another one does."""
    pairs = ((before.step(one.key), one) for one in after.steps if one.key not in change.dates)
    return tuple((was, one) for was, one in pairs if was is not None and was.due_on != one.due_on)


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Everything that both sides would agree to anew. How far a step is belongs to no version."""
    return (
        *_of_goals(before, after),
        *_of_pace(before, after),
        *_of_steps(before, after),
    )


def _of_goals(before: Content, after: Content) -> Iterator[Difference]:
    old, new = {one.key: one for one in before.goals}, {one.key: one for one in after.goals}
    for key, one in new.items():
        was = old.get(key)
        if was is None:
            yield Difference("casework.diff.goal_added", {"goal": one.kind, "words": one.words})
            continue
        if was.kind != one.kind:
            yield Difference("casework.diff.goal_kind", {"before": was.kind, "goal": one.kind})
        if was.level != one.level:
            yield Difference("casework.diff.goal_level", {"goal": one.kind, "before": was.level, "level": one.level})
        if was.words != one.words:
            yield Difference("casework.diff.goal_words", {"goal": one.kind, "words": one.words})
    for key, one in old.items():
        if key not in new:
            yield Difference("casework.diff.goal_gone", {"goal": one.kind})
    kept = [key for key in old if key in new]
    if kept != [key for key in new if key in old]:
        yield Difference("casework.diff.goal_first", {"goal": after.goal})


def _of_pace(before: Content, after: Content) -> Iterator[Difference]:
    if before.weekly_lessons != after.weekly_lessons:
        yield Difference("casework.diff.weekly", {"before": before.weekly_lessons, "lessons": after.weekly_lessons})
    if before.review_on != after.review_on:
        yield Difference("casework.diff.review", {"before": before.review_on, "day": after.review_on})


def _of_steps(before: Content, after: Content) -> Iterator[Difference]:
    for one in after.steps:
        was = before.step(one.key)
        if was is None:
            yield Difference("casework.diff.step_added", _named(one) | {"owner": one.owner, "day": one.due_on})
            continue
        if was.due_on != one.due_on:
            yield Difference("casework.diff.step_date", _named(one) | {"before": was.due_on, "day": one.due_on})
        if was.owner != one.owner:
            yield Difference("casework.diff.step_owner", _named(one) | {"before": was.owner, "owner": one.owner})
        if was.follows != one.follows:
            first = after.step(one.follows)
            yield Difference("casework.diff.step_follows", _named(one) | {"first": first.title if first else ""})
        if _said(was) != _said(one):
            yield Difference("casework.diff.step_text", _named(one))
    for one in before.steps:
        if after.step(one.key) is None:
            yield Difference("casework.diff.step_gone", _named(one))


def _named(step: Step) -> dict[str, Any]:
    return {"step": step.title, "code": step.code}


def _said(step: Step) -> tuple[Any, ...]:
    times = (step.starts, step.ends, step.first_on)
    return step.title, step.detail, step.icon, step.code, step.plain, step.service, times


def content_trouble(content: Content, today: date) -> tuple[str, str] | None:
    """(field, code) of what a plan lacks before it can be saved: a goal, a pace that a week holds, a review to come."""
    if not content.goals or any(one.kind not in GOALS for one in content.goals):
        return "goals", "casework.goal_missing"
    if content.weekly_lessons is not None and not 1 <= content.weekly_lessons <= MOST_LESSONS:
        return "weekly_lessons", "casework.lessons_off"
    if content.review_on is not None and content.review_on < today:
        return "review_on", "casework.day_over"
    if circle(content.steps):
        return "follows", "casework.circle"
    return None
