"""A result in words: how sure, why, level by skill, what would change it. For the page, the sheet of paper and the panel."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lms.kernel import language
from lms.kernel.vocabulary import LEVELS, Level, Skill
from placement import queries
from placement.domain import battery
from placement.domain.cut_scores import LANGUAGE_CUTS, CutScores
from placement.domain.item_bank import LiteracyAxis

ICONS = {
    "reads_a_script": ("check-circle", "ok"),
    "reads_no_script_yet": ("x-circle", "warn"),
    "reads_latin_letters": ("check-circle", "ok"),
    "reads_no_latin_letters_yet": ("x-circle", "warn"),
    "oral_level": ("ear", "brand"),
    "oral_level_not_known": ("question", "wait"),
    "vocational_goal": ("briefcase", "brand"),
    "vocational_goal_hours_do_not_fit": ("briefcase", "wait"),
    "learns_fast": ("rocket-launch", "brand"),
    "below_fast_track": ("gauge", "brand"),
    "schooling": ("graduation-cap", "brand"),
}
AXIS_OF = {
    "reads_a_script": LiteracyAxis.ANY_SCRIPT,
    "reads_no_script_yet": LiteracyAxis.ANY_SCRIPT,
    "reads_latin_letters": LiteracyAxis.LATIN,
    "reads_no_latin_letters_yet": LiteracyAxis.LATIN,
}
PACE_FACTS = frozenset({"learns_fast", "below_fast_track"})
READS = frozenset({"reads_a_script", "reads_latin_letters"})
SKILL_ICONS = {
    Skill.LISTENING: "ear",
    Skill.READING: "book-open",
    Skill.SPEAKING: "chat-circle-dots",
    Skill.WRITING: "pencil-simple",
}
BORDERLINE = 0.2
"""When the two most likely levels are nearer to each other than this, both are said."""
SHOWN_LEVELS = 5
WIDE = 1.96
"""Standard errors on each side that hold 95 of 100."""


@dataclass(frozen=True)
class FactWords:
    """One reason: title, a second line, where it is known from, and its sign."""

    title: str
    more: str
    source: str
    icon: str
    kind: str
    sure: str = ""
    """The step and how likely it is, of what the screener found."""


@dataclass(frozen=True)
class ResultWords:
    """All the words of a result."""

    group: str
    sure: str
    said: str
    facts: tuple[FactWords, ...]
    changes: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]
    shares: tuple[tuple[str, int], ...]
    levels: tuple[Mapping[str, Any], ...]
    level_names: tuple[str, ...]
    not_measured: tuple[str, ...]
    bank_notes: tuple[str, ...]
    levels_by_hand: bool
    """The bank asks nothing in the language, so a teacher gives the levels."""


def sureness(in_hundred: int) -> str:
    """How sure, in words and in a hundred."""
    degree = "very" if in_hundred >= 90 else "quite" if in_hundred >= 75 else "not_very" if in_hundred >= 50 else "open"
    return language.say(f"placement.sure.{degree}", {"share": in_hundred})


def view_of(found: queries.ResultInfo) -> ResultWords:
    """A result in the reader's language."""
    advice = found.recommendation
    group = language.say(f"track.{found.track}")
    sure = sureness(found.in_hundred)
    facts = (*(_fact(one, found) for one in advice["facts"]), *_social(advice))
    names = [language.say(f"level.{level}") for level in LEVELS]
    cuts = queries.cuts_of(found.decided_with)
    levels = tuple(_level(one, cuts) for one in found.levels)
    many = SHOWN_LEVELS if all(one["high"] <= SHOWN_LEVELS for one in levels) else len(LEVELS)
    measured = {one["measures"] for one in found.levels}
    runner_up = _group_word(found.runner_up, "placement.runner_up")
    changes = tuple((_changed(one), language.say(f"track.{one['track']}")) for one in advice["what_would_change"])
    needs = (*(language.say(f"placement.needs.{code}") for code in advice["needs_person"]), *_likelier(found))
    return ResultWords(
        group=group,
        sure=sure,
        said=" ".join(_sentence(one) for one in (group, sure, runner_up, *needs, *_aloud(facts, levels, changes))),
        facts=facts,
        changes=changes,
        needs=needs,
        shares=_shares(found),
        levels=levels,
        level_names=tuple(names[:many]),
        not_measured=tuple(language.say(f"skill.{skill}") for skill in Skill if skill.value not in measured),
        bank_notes=_bank_notes(found.bank, cuts),
        levels_by_hand=queries.kinds_of(found.bank) == (battery.LITERACY,),
    )


def _aloud(
    facts: tuple[FactWords, ...], levels: tuple[Mapping[str, Any], ...], changes: tuple[tuple[str, str], ...]
) -> Iterator[str]:
    """Why, then each skill with the level in words before anything that counts, then what would change it."""
    yield from (one.title for one in facts)
    yield from (f"{one['name']}: {one['does']}. {one['words']}" for one in levels)
    yield from (f"{what}: {group}" for what, group in changes)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "؟")) else f"{text}."


def _shares(found: queries.ResultInfo) -> tuple[tuple[str, int], ...]:
    """The recommended group, the runner-up and one more, with their chances of a hundred."""
    shares = found.shares[:3]
    if found.runner_up not in {track for track, _ in shares}:
        # Always named, however unlikely.
        shares = [*shares[:2], (found.runner_up, 0)]
    words = {found.runner_up: "placement.runner_up"}
    return tuple((_group_word(track, words.get(track)), share) for track, share in shares)


def _likelier(found: queries.ResultInfo) -> tuple[str, ...]:
    """Why a likelier group is not the recommended one: what a wrong start costs is weighed, too."""
    track, share = found.shares[0]
    if track == found.track or share <= found.in_hundred:
        return ()
    names = {"likelier": language.say(f"track.{track}"), "track": language.say(f"track.{found.track}")}
    return (language.say("placement.likelier", names),)


def _group_word(track: str, code: str | None) -> str:
    group = language.say(f"track.{track}")
    return language.say(code, {"track": group}) if code else group


def _bank_notes(key: str, cuts: CutScores) -> tuple[str, ...]:
    bank = queries.bank(key)
    codes = (f"placement.bank.{bank.difficulty_source}", f"placement.bank.{bank.sound_source}")
    own = () if cuts == LANGUAGE_CUTS else ("placement.own_cuts",)
    return tuple(language.say(code) for code in (*codes, *own) if language.knows(code))


def _fact(one: Mapping[str, Any], found: queries.ResultInfo) -> FactWords:
    code, values = one["code"], _spoken(one["values"])
    icon, kind = ICONS[code]
    return FactWords(
        title=language.say(f"placement.fact.{code}", values),
        more=_more(one, values, found),
        source=language.say(f"placement.source.{one['source']}"),
        icon=icon,
        kind=kind,
        sure=_sure(one, values) if code in AXIS_OF else "",
    )


def _social(advice: Mapping[str, Any]) -> tuple[FactWords, ...]:
    """The social track: for those who came for people and daily life, lessons without examinations fit."""
    if not advice.get("social"):
        return ()
    fact, more = (language.say(f"placement.{part}.social") for part in ("fact", "more"))
    return (FactWords(fact, more, language.say("placement.source.interview"), "chats-circle", "brand"),)


def _more(one: Mapping[str, Any], values: Mapping[str, Any], found: queries.ResultInfo) -> str:
    """The second line: points of the screener where there are some, else what the numbers say."""
    code = one["code"]
    if code not in AXIS_OF:
        said = language.say(f"placement.more.{code}", values)
        return f"{said} {_shapes(found.pace)}" if code in PACE_FACTS and found.pace["items"] else said
    points = found.literacy["points"].get(AXIS_OF[code])
    if not points:
        return language.say("placement.more.not_said" if one["source"] == "nothing" else "placement.more.said")
    parts = [
        language.say("placement.more.part", {"name": language.say(f"placement.content.{name}"), "got": got, "of": of})
        for name, (got, of) in points.items()
    ]
    facts = {"got": sum(got for got, _ in points.values()), "of": sum(of for _, of in points.values())}
    said = language.say("placement.more.points", {**facts, "parts": language.joined(parts)})
    return f"{_sure(one, values)} {said}"


def _sure(one: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """The step of LASLLIAM in words, and how likely it is that she reads, or does not yet."""
    step = language.say(f"placement.laslliam.{values['step']}")
    share = values["probability"] if one["code"] in READS else 100 - values["probability"]
    return f"{step} {language.say('placement.more.likely', {'share': min(max(share, 1), 99)})}"


def _shapes(taken: Mapping[str, Any]) -> str:
    """How long the test of pace was."""
    minutes = language.say("placement.more.minutes", {"minutes": max(1, round(taken["seconds"] / 60))})
    return language.say("placement.more.shapes", {"questions": taken["items"], "minutes": minutes})


def _changed(one: Mapping[str, Any]) -> str:
    return language.say(f"placement.change.{one['code']}", _spoken(one["values"]))


def _spoken(values: Mapping[str, Any]) -> dict[str, Any]:
    """Codes become words, chances parts of a hundred, scores of pace a place among a hundred newcomers."""
    said = {name: _spoken_value(name, value) for name, value in values.items()}
    if "needed" in said and "short" in said:
        said["short"] = max(said["needed"] - said["score"], 1)
    return said


def _spoken_value(name: str, value: Any) -> Any:
    if isinstance(value, float):
        return among_hundred(value) if name in {"score", "needed"} else round(value * 100)
    if value in set(Level):
        return language.say(f"level.{value}")
    return language.say(f"skill.{value}") if value in set(Skill) else value


def among_hundred(pace: float) -> int:
    """How many of a hundred newcomers learn more slowly: pace has mean 0 and spread 1 in the assumed population."""
    return min(max(round(50 * (1 + math.erf(pace / math.sqrt(2)))), 1), 99)


def _level(one: Mapping[str, Any], cuts: CutScores) -> dict[str, Any]:
    """A row of the chart of levels: dot at the best estimate, kept inside the most likely level, band of 95 in 100."""
    theta, wide = one["theta"], WIDE * one["standard_error"]
    at = cuts.bands.index(one["band"])
    names = [language.say(f"level.{one[key]}") for key in ("band", "lowest", "highest")]
    skill = Skill(one["measures"])
    name = language.say(f"skill.{skill}")
    best, second = sorted(one["bands"], key=lambda band: -float(one["bands"][band]))[:2]
    borderline = one["bands"][best] - one["bands"][second] < BORDERLINE
    neighbour = language.say(f"level.{second}")
    share = min(round(one["probability"] * 100), 99)
    held = min(round(one["range_probability"] * 100), 99)
    spread = "placement.level_range_one" if one["lowest"] == one["highest"] else "placement.level_range"
    said = {"level": names[0], "lowest": names[1], "highest": names[2], "share": share, "held": held}
    return {
        "skill": skill.value,
        "band": one["band"],
        "neighbour": neighbour,
        "borderline": language.say("placement.borderline", {"skill": name, "level": names[0], "other": neighbour})
        if borderline
        else "",
        "name": name,
        "icon": SKILL_ICONS[skill],
        "low": cuts.place(theta - wide),
        "best": min(max(cuts.place(theta), at + 0.08), at + 0.92),
        "high": cuts.place(theta + wide),
        "does": language.say(f"placement.does.{skill}.{one['band']}"),
        "words": language.say(spread, said),
        "level": names[0],
        "lowest": names[1],
        "highest": names[2],
        "held": held,
        "in_hundred": share,
    }
