"""A week as plain values that JSON keeps, and back. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lms.learners.domain.lives import Availability, DatedTime, Need
from lms.learners.domain.patterns import Kind, Pattern, Preset, Stretch, coarse


def to_plain(week: Availability) -> dict[str, Any]:
    """Everything that was said about a week."""
    return {
        "travel_minutes": week.travel_minutes,
        "rest_hours": week.rest_hours,
        "travel_limit": week.travel_limit,
        "travel_by_centre": dict(week.travel_by_centre),
        "online": week.online,
        "needs": sorted(week.needs),
        "area": week.area,
        "patterns": [pattern_to_plain(one) for one in week.all_patterns],
        "exceptions": [
            {
                "day": one.day.isoformat(),
                "free": one.free,
                "starts": one.starts,
                "ends": one.ends,
                "reason": one.reason,
            }
            for one in week.exceptions
        ],
    }


def pattern_to_plain(pattern: Pattern) -> dict[str, Any]:
    """One pattern."""
    return {
        "kind": pattern.kind.value,
        "preset": pattern.preset.value,
        "cycle": pattern.cycle,
        "anchor": pattern.anchor.isoformat() if pattern.anchor else None,
        "since": pattern.since.isoformat() if pattern.since else None,
        "until": pattern.until.isoformat() if pattern.until else None,
        "stretches": [[one.day, one.starts, one.ends] for one in pattern.stretches],
        "run_minutes": pattern.run_minutes,
        "alone": pattern.alone,
    }


def from_plain(plain: Mapping[str, Any]) -> Availability:
    """The week again."""
    return week_of(
        patterns=tuple(pattern_from_plain(one) for one in plain["patterns"]),
        exceptions=tuple(
            DatedTime(date.fromisoformat(one["day"]), one["free"], one["starts"], one["ends"], one["reason"])
            for one in plain["exceptions"]
        ),
        travel_minutes=plain["travel_minutes"],
        rest_hours=plain["rest_hours"],
        travel_limit=plain["travel_limit"],
        travel_by_centre=tuple(sorted(plain["travel_by_centre"].items())),
        online=plain["online"],
        needs=frozenset(Need(one) for one in plain["needs"]),
        # Weeks that were kept before areas were asked have none.
        area=plain.get("area", ""),
    )


def pattern_from_plain(plain: Mapping[str, Any]) -> Pattern:
    """One pattern again."""
    return Pattern(
        Kind(plain["kind"]),
        tuple(Stretch(*one) for one in plain["stretches"]),
        plain["cycle"],
        _day(plain["anchor"]),
        _day(plain["since"]),
        _day(plain["until"]),
        Preset(plain["preset"]),
        plain["run_minutes"],
        plain["alone"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def week_of(**facts: Any) -> Availability:
    """A week whose patterns stand for themselves, with the nearest word for its shift."""
    week = Availability(**facts)
    work = week.work
    shift = coarse(work)
    return Availability(**{**facts, "shift": shift, "rotation_anchor": work.anchor if work else None})
