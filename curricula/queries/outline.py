"""Programmes in the host's words: keys, titles, tracks, levels, minutes and group limits, with how sure each is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from curricula import packs
from curricula.domain.allowances import LimitKind
from curricula.domain.amounts import Span
from curricula.domain.consistency import qualified
from curricula.domain.entry import entry_level, level_aimed_at
from curricula.domain.programme import AttendanceSign, Module, Programme, group_limit
from curricula.domain.register import absence_mark
from curricula.queries.editions import Composed, composed
from lms.courses import queries as courses
from lms.kernel import db
from lms.kernel.vocabulary import AbsenceReason, Track
from lms.organisations import queries as organisations

DAYS = {Span.DAYS: 1, Span.WEEKS: 7, Span.MONTHS: 30, Span.YEARS: 365}


def known(day: date) -> dict[str, Programme]:
    """Every programme by the versions in force for the provider in scope, with the rules of all days."""
    return {key: one.programme for key, one in composed(day).programmes.items()}


def in_force(day: date) -> Mapping[str, Programme]:
    """Every programme as it stands on one day."""
    return _dated(composed(day), day)[0]


def programmes_on(day: date) -> tuple[Mapping[str, Any], ...]:
    """Programmes with their modules for the host. A length or level that is not known is None."""
    return _dated(composed(day), day)[1]


@lru_cache(maxsize=64)
def _dated(found: Composed, day: date) -> tuple[Mapping[str, Programme], tuple[Mapping[str, Any], ...]]:
    standing = {key: one.programme.on(day) for key, one in found.programmes.items()}
    return standing, tuple(_told(programme, day) for programme in standing.values())


def _told(programme: Programme, day: date) -> Mapping[str, Any]:
    return {
        "key": programme.key,
        "name": programme.name,
        "country": programme.country,
        "language": programme.language,
        "modules": tuple(_module(programme, module, day) for module in programme.modules),
        "absences": _absences(programme, day),
        "attendance": _attendance(programme),
        "signs": tuple(_sign(one) for one in programme.attendance_signs),
        "plan": _plan(programme),
        "budgets": tuple(
            {
                "kind": one.kind.value,
                "tracks": one.tracks,
                "minutes": one.hours.minutes,
                "sure": one.evidence.may_refuse,
                "kinds_of_track": _usual(programme, one.tracks),
            }
            for one in programme.hour_budgets
        ),
    }


def _usual(programme: Programme, tracks: Collection[str]) -> tuple[str, ...]:
    """The kinds of track that get these hours: those whose usual track, the first that the programme names, is meant."""
    first: dict[Track, str] = {}
    for offer in programme.tracks:
        first.setdefault(offer.track, offer.key)
    return tuple(kind.value for kind, key in first.items() if key in tracks)


def _plan(programme: Programme) -> Mapping[str, Any]:
    """Whether everybody needs a plan, and within how many days after the day that the limit counts from."""
    rule = next((one for one in programme.plan_rules if one.required), None)
    limit = next((one for one in programme.time_limits if one.kind is LimitKind.PLAN), None)
    days = limit.amount * DAYS[limit.span] if limit else None
    return {"required": rule is not None, "within_days": days, "sure": bool(rule and rule.evidence.may_refuse)}


def _absences(programme: Programme, day: date) -> Mapping[str, str]:
    """The mark of each reason for being away that the programme rules on, for a first day that nobody foresaw."""
    decided = {reason: absence_mark(programme, reason, day) for reason in AbsenceReason}
    return {
        reason.value: one.attendance.value for reason, one in decided.items() if one.rule and not one.needs_confirming
    }


def _attendance(programme: Programme) -> Mapping[str, Any]:
    """The share that is asked for and the minutes somebody may come late before it is noted, where the programme says so."""
    late = [one.minutes for one in programme.late_rules]
    told: dict[str, Any] = {"late_minutes": min(late)} if late else {}
    asked = next(iter(programme.attendance_rules), None)
    if asked is not None:
        told |= {"share": asked.share, "excused_outside": asked.excused_outside, "asks_arrival": asked.asks_arrival}
        told |= {"window_weeks": asked.window_weeks} if asked.window_weeks else {}
    return told


def _sign(sign: AttendanceSign) -> Mapping[str, Any]:
    """A letter of the programme's own register, and the marks it stands for."""
    return {
        "key": sign.key,
        "attendances": tuple(mark.value for mark in sign.attendances),
        "reasons": tuple(reason.value for reason in sign.reasons),
        "states": tuple(state.value for state in sign.enrolment_states),
    }


def _module(programme: Programme, module: Module, day: date) -> dict[str, Any]:
    offers = {offer.key: offer for offer in programme.tracks}
    own = next((offers[key] for key in module.tracks if key in offers), None)
    starts, aims = entry_level(programme, module), level_aimed_at(programme, module)
    return {
        "key": module.key,
        "title": module.name,
        "kind": module.kind.value,
        "category": module.kind.category.value,
        "track": (own.track if own else Track.REGULAR).value,
        # The level somebody stands at who begins: groups are made of people, not of aims.
        "level": starts.value if starts else None,
        "leads_to": aims.value if aims else None,
        "minutes": module.minutes,
        "groups": tuple(
            {"minimum": limit.minimum, "maximum": limit.maximum, "confidence": limit.evidence.confidence.value}
            for limit in group_limit(programme, own.key if own else "", day)
        ),
        "confidence": module.evidence.confidence.value,
    }


def home_of(module_key: str) -> str:
    """The programme that a module belongs to. Keys of modules stand once; a name with its programme also works."""
    if ":" in module_key:
        return module_key.partition(":")[0]
    return _homes(composed(date.max)).get(module_key, "")


@lru_cache(maxsize=64)
def _homes(found: Composed) -> Mapping[str, str]:
    return {one.key: key for key, each in found.programmes.items() for one in each.programme.modules}


def full_name(module_key: str, programme: str = "") -> str:
    """`programme:module`."""
    return qualified(programme or home_of(module_key), module_key)


def module_on(module_key: str, day: date) -> tuple[Programme, Module] | None:
    """A module as it stands on a day, with its programme; nothing for a module that no pack describes."""
    programme = in_force(day).get(home_of(module_key))
    module = programme.module(module_key.rpartition(":")[2]) if programme else None
    return (programme, module) if programme and module else None


def programme_of_course(course_id: str) -> str:
    """Key of the programme that a course belongs to."""
    return courses.course(course_id).programme


def modules_of_provider(centre_id: str) -> Sequence[tuple[str, str]]:
    """What a centre offers: (module key, title), each once."""
    return tuple({one.module_key: one.title for one in courses.courses(centre_id)}.items())


def own_programmes() -> tuple[str, ...]:
    """Keys of the programmes that the provider in scope works with, in its own order, then packs of its own."""
    named = organisations.provider(db.require_provider()).programmes
    return (*named, *(key for key in composed(date.max).programmes if key not in {*named, *packs.shipped()}))
