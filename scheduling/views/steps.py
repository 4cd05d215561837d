"""Changes of a draft as sentences: what became different, who did it, and why although it breaks something."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from lms.kernel import language
from scheduling import queries
from scheduling.domain.draft import Group, GroupDifference, differences
from scheduling.views import phrases
from scheduling.views.breaks import BreakLine, Words


@dataclass(frozen=True)
class StepLine:
    """One change, told."""

    number: int
    sentence: str
    by: str
    at: datetime
    reason: str
    broke: tuple[BreakLine, ...]
    undone: bool


def step_lines(steps: list[queries.StepInfo], words: Words) -> list[StepLine]:
    """Changes in words, in their order."""
    taken_back = {one.undoes for one in steps if one.undoes is not None}
    return [
        StepLine(
            one.number,
            _sentence(one, words),
            one.by,
            one.at,
            one.reason,
            tuple(dict.fromkeys(words.line(broke["rule"], broke["facts"]) for broke in one.broke)),
            one.number in taken_back,
        )
        for one in steps
    ]


def _sentence(step: queries.StepInfo, words: Words) -> str:
    if step.deed == "start":
        return language.say("draft.told.start", {"day": date.fromisoformat(step.after["starts_on"])})
    told = [said for one in differences(step.was, step.became) if (said := told_difference(one, words))]
    if not told:
        told = [language.say("draft.told.no_better") if step.deed == "search" else _lock(step, words)]
    said = "; ".join(told)
    code = {"undo": "draft.told.undone", "search": "draft.told.search"}.get(step.deed)
    return language.say(code, {"what": said}) if code else said


def _lock(step: queries.StepInfo, words: Words) -> str:
    about = str(step.after.get("about", ""))
    parts = [language.say(f"draft.part.{part}") for part in step.after.get("locks", {}).get(about, ())]
    code = "draft.told.locked" if parts else "draft.told.open"
    return language.say(code, {"group": words.groups.get(about, ""), "parts": parts})


def told_difference(one: GroupDifference, words: Words) -> str:
    """Alpha B: Wednesday midday instead of Monday midday, Boat instead of Fish. Empty for no difference."""
    group = one.after or one.before
    parts = told_parts(one, words)
    return language.say("draft.told.group", {"group": group.name, "parts": parts}) if group and parts else ""


def told_parts(one: GroupDifference, words: Words) -> list[str]:
    """What of a group differs, part by part."""
    if one.before is None or one.after is None:
        return [language.say(f"draft.part.{part}") for part in one.parts]
    before, after = one.before, one.after
    told = []
    gone, come = set(before.meetings) - set(after.meetings), set(after.meetings) - set(before.meetings)
    if gone or come:
        told.append(_instead(phrases.when(sorted(come)), phrases.when(sorted(gone))))
    if before.room != after.room:
        told.append(_instead(room_name(after, words), room_name(before, words)))
    if before.teacher != after.teacher:
        told.append(_instead(teacher_name(after, words), teacher_name(before, words)))
    for people, code in ((one.joined, "draft.told.joined"), (one.left, "draft.told.left")):
        if people:
            told.append(language.say(code, {"names": _names(people, words)}))
    return told


def _instead(new: str, old: str) -> str:
    return language.say("draft.told.moved", {"new": new, "old": old})


def _names(people: Collection[str], words: Words) -> list[str]:
    return phrases.some_names(sorted(people), words.names)


def room_name(group: Group, words: Words) -> str:
    """The room of a group."""
    room = words.names.rooms.get(group.room)
    return room.name if room else language.say("draft.no_room")


def teacher_name(group: Group, words: Words) -> str:
    """The teacher of a group."""
    return words.names.teachers.get(group.teacher) or language.say("draft.no_teacher")
