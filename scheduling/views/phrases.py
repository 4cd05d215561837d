"""Sentences about checks, missing things and refusals, from codes and facts with the names of this centre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext

from lms.kernel import language
from lms.learners.queries import LearnerInfo
from scheduling import queries
from scheduling.domain import week
from scheduling.domain.checks import Check
from scheduling.domain.spare import Lack
from scheduling.views import checks as mending

A_MONDAY = date(2024, 1, 1)
NAMED = 6
"""So many people are named in a sentence, the others are counted."""

ICONS = {
    Lack.NOTHING: "seat",
    Lack.CARE_PLACE: "baby",
    Lack.CARER: "hand-heart",
    Lack.SEAT: "seat",
    Lack.STEP_FREE: "wheelchair",
    Lack.GROUP: "users-three",
    Lack.SECTION: "plus-circle",
    Lack.ROOM: "door-open",
    Lack.TEACHER: "chalkboard-teacher",
    Lack.CARE_HOURS: "baby",
    Lack.PATTERN: "clock",
    Lack.FREE_TIME: "calendar-x",
    Lack.HOUSEHOLD: "house",
    "timetable.missing.course": "books",
}


@dataclass(frozen=True)
class CheckLine:
    """One line of "Checked before the start"."""

    fine: bool
    blocking: bool
    sentence: str
    link: str = ""
    """The page where it is mended."""
    word: str = ""


@dataclass(frozen=True)
class MissingLine:
    """One row of who has no seat: the missing thing, a hint, whom it would seat, and who waits for it."""

    icon: str
    title: str
    notes: tuple[str, ...]
    seats: int
    people: tuple[LearnerInfo, ...]
    possible: bool
    """Whether providing the thing would seat somebody; a free hour is nothing that a centre provides."""


def check_lines(checks: Sequence[Mapping[str, Any]], names: queries.Names) -> list[CheckLine]:
    """What is wrong first; learners without a weekly time are told in one sentence."""
    alone = [one["facts"]["learner"] for one in checks if one["code"] == Check.LEARNER_WITHOUT_PATTERN]
    lines, told = [], False
    for one in checks:
        facts = dict(one["facts"])
        if one["code"] == Check.LEARNER_WITHOUT_PATTERN:
            if told:
                continue
            told, facts = True, {"learners": len(alone), "names": some_names(alone, names)}
        word, link = mending.place_to_mend(one["code"], one["facts"]) or ("", "")
        said = language.say(one["code"], _names_in(facts, names))
        lines.append(CheckLine(one.get("fine", False), one["blocking"], said, link, word))
    return sorted(lines, key=lambda line: (not line.blocking, line.fine))


def _names_in(facts: dict[str, Any], names: queries.Names) -> dict[str, Any]:
    """Facts of a finding with what people call things."""
    if "course" in facts:
        facts["course"] = names.course(str(facts["course"]))
    if "teacher" in facts:
        facts["teacher"] = names.teachers.get(str(facts["teacher"]), "")
    if "room" in facts:
        room = names.rooms.get(str(facts["room"]))
        facts["room"] = room.name if room else ""
    if "qualification" in facts and language.knows(f"track.{facts['qualification']}"):
        facts["qualification"] = language.say(f"track.{facts['qualification']}")
    if "day" in facts:
        facts["day"] = date.fromisoformat(str(facts["day"]))
    if "what" in facts:
        facts["what"] = language.say(f"timetable.lock.{facts['what']}", {"other": facts.get("other", "")})
    return facts


def some_names(learner_ids: Sequence[str], names: queries.Names) -> list[str]:
    """The first of them by name, and how many more."""
    known = [names.learners[one].name for one in learner_ids if one in names.learners]
    more = len(learner_ids) - min(len(known), NAMED)
    return known[:NAMED] + ([ngettext("%(num)s more", "%(num)s more", more)] if more else [])


def missing_lines(missing: Sequence[Mapping[str, Any]], names: queries.Names) -> list[MissingLine]:
    """Who has no seat, by the nearest missing thing."""
    return [_line(one, names) for one in missing]


def _line(one: Mapping[str, Any], names: queries.Names) -> MissingLine:
    first, *others = one["needs"]
    hints = [hint(first, names)] if hint(first, names) else []
    if others:
        hints.append(language.say("timetable.hint.also", {"needs": [title(need, names) for need in others]}))
    people = tuple(names.learners[learner] for learner in one["learners"] if learner in names.learners)
    impossible = {Lack.FREE_TIME, Lack.HOUSEHOLD, "timetable.missing.course"}
    return MissingLine(
        icon=ICONS.get(first["kind"], "question"),
        title=title(first, names),
        notes=tuple(hints),
        seats=len(one["seats"]),
        people=people,
        possible=first["kind"] not in impossible,
    )


def title(need: Mapping[str, Any], names: queries.Names) -> str:
    """What is missing, in a few words."""
    return language.say(need["kind"], _facts(need, names))


def hint(need: Mapping[str, Any], names: queries.Names) -> str:
    """Why it is missing; empty where that is plain."""
    code = str(need["kind"]).replace("timetable.missing.", "timetable.hint.")
    return language.say(code, _facts(need, names)) if language.knows(code) else ""


def _facts(need: Mapping[str, Any], names: queries.Names) -> dict[str, Any]:
    return {
        "course": names.course(need.get("course", "")),
        "when": when(need["slots"]),
        "count": need.get("count", 0),
        "limit": need.get("limit", 0),
        "group": need.get("group_name", ""),
        "child": _child(need),
        "track": language.say(f"track.{need['track']}") if "track" in need else "",
    }


def _child(need: Mapping[str, Any]) -> str:
    """What the care plug-in calls a child of the group; a child where it has gone since."""
    unit = need.get("unit")
    return language.say(unit["code"], unit["facts"]) if unit and language.knows(unit["code"]) else say_child()


def say_child() -> str:
    """A child of any age."""
    return language.say("timetable.child")


def when(meetings: Sequence[Sequence[Any]]) -> str:
    """Tuesday morning; Mon, Wed and Fri in the morning; every morning; one by one where the times differ."""
    parts = sorted((int(day), week.daypart(week.wall(starts))) for day, starts, _ends in meetings)
    days, dayparts = [day for day, _ in parts], {part for _, part in parts}
    if len(parts) > 1 and len(dayparts) == 1:
        part = dayparts.pop()
        if days == list(week.WORKDAYS):
            return language.say(f"timetable.every.{part}")
        return language.say(f"timetable.days.{part}", {"days": [day_name(day) for day in days]})
    said = [language.say(f"timetable.on.{day}.{part}") for day, part in parts]
    return language.written(said, language.locale_code.get())


def day_name(weekday: int) -> str:
    """Mon for 0, in the reader's language."""
    return str(format_date(A_MONDAY.replace(day=1 + weekday), "EEE"))


@dataclass(frozen=True)
class Refusal:
    """Somebody whom the booking door refused at publication."""

    person: LearnerInfo | None
    section: str
    sentence: str


def refusals(refused: Sequence[Mapping[str, Any]], names: queries.Names) -> list[Refusal]:
    """Whom the door refused, with the reason."""
    return [Refusal(names.learners.get(one["learner"]), one["section"], reason(one)) for one in refused]


def reason(refusal: Mapping[str, Any]) -> str:
    """Why something was refused, from its code and facts."""
    # The plug-in that refused may be gone by now.
    known = language.knows(refusal["code"])
    return (
        language.say(refusal["code"], queries.revived(refusal["facts"])) if known else language.say("messages.part_off")
    )
