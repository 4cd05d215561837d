"""Where that which was found before a search, or clashes, is mended."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, url_for

from lms.kernel import language
from scheduling.domain.checks import Check


def care_page(name: str) -> str:
    """A page of childcare, empty where it is not installed."""
    endpoint = f"childcare.{name}"
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def _person(facts: Mapping[str, Any]) -> str:
    return url_for("scheduling.why", learner_id=facts["learner"])


PLACES: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    Check.NOBODY_IN_DEMAND: ("timetable.mend.people", lambda _: url_for("learners.people")),
    Check.NO_DAYS: ("timetable.mend.terms", lambda _: url_for("courses.terms")),
    Check.LOCKS: ("timetable.mend.locks", lambda _: url_for("scheduling.timetable")),
    Check.NO_PATTERN: ("timetable.mend.conflict", lambda _: url_for("scheduling.question", what="conflict")),
    Check.LEARNER_WITHOUT_PATTERN: ("timetable.mend.why", _person),
    Check.NOBODY_QUALIFIED: ("timetable.mend.papers", lambda _: url_for("organisations.staff")),
    Check.NO_TEACHER_IN_TIME: ("timetable.mend.hours", lambda _: url_for("organisations.staff")),
    Check.PAPER_ENDS: ("timetable.mend.papers", lambda _: url_for("organisations.staff")),
    Check.ROOM_TOO_SMALL: ("timetable.mend.groups", lambda _: url_for("courses.courses")),
    Check.ROOM_WITHOUT_CHAIRS: ("timetable.mend.rooms", lambda _: url_for("courses.rooms")),
    Check.NO_STEP_FREE_ROOM: ("timetable.mend.rooms", lambda _: url_for("courses.rooms")),
    Check.NO_ROOM_SUITS: ("timetable.mend.equipment", lambda _: url_for("scheduling.settings") + "#rooms"),
    Check.TOO_FEW_LEARNERS: ("timetable.mend.groups", lambda _: url_for("courses.courses")),
    Check.TOO_FEW_SEATS: ("timetable.mend.extra", lambda _: url_for("scheduling.question", what="extra")),
    Check.TOO_FEW_CARE_PLACES: ("timetable.mend.care", lambda _: care_page("groups")),
}


def place_to_mend(code: str, facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """The words and the address of the page where a finding is mended; None where there is no one page."""
    found = PLACES.get(code)
    address = found[1](facts) if found else ""
    return (language.say(found[0]), address) if found and address else None


def requirement_page(code: str, facts: Mapping[str, Any]) -> str:
    """Where a requirement of a conflict is changed; empty where there is no one place."""
    if "learner" in facts:
        return _person(facts)
    words = (("teacher", "organisations.staff"), ("room", "courses.rooms"), ("seat", "courses.courses"))
    for word, endpoint in (*words, ("section", "courses.courses"), ("group", "courses.courses")):
        if word in code and "care" not in code:
            return url_for(endpoint)
    if "care" in code:
        return care_page("hours")
    return url_for("scheduling.settings") if "share" in code or "household" in code or "travel" in code else ""
