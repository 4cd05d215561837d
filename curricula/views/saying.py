"""Statements of a pack in words: what each table's rows say, mistakes, effects of a new version."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import format_currency, format_percent, ngettext
from flask_babel import gettext as _

from curricula.domain.amounts import Bound, Hours, Money
from curricula.domain.effects import Effect
from curricula.domain.programme import EVERY_TRACK, Condition, Dated, NextStep, Programme
from curricula.queries import outline
from curricula.views import door
from lms.kernel import language
from lms.kernel.packs import Problem
from lms.kernel.vocabulary import Level, Track
from lms.kernel.web import current_day


def hours_words(hours: Hours | None) -> str:
    """An amount of teaching in the unit in which the programme speaks of it."""
    if hours is None:
        return str(_("hours not known"))
    said = language.say(f"curricula.hours.{hours.unit}", {"amount": f"{hours.amount:g}"})
    return said if hours.bound is Bound.EXACTLY else language.say(f"curricula.bounded.{hours.bound}", {"hours": said})


def condition_words(condition: Condition) -> str:
    """A question about a person, in words."""
    fact = language.say(f"curricula.person_fact.{condition.fact}")
    if condition.value is True:
        return language.say("curricula.condition.yes", {"fact": fact})
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    words = [_value(str(one)) for one in values]
    return language.say(
        f"curricula.condition.{condition.operator}",
        {"fact": fact, "value": language.written(words, language.locale_code.get())},
    )


def conditions_words(one: Any) -> str:
    """All conditions of a rule."""
    if getattr(one, "by_document", False):
        return str(_("This document decides: %(document)s", document=document_words(one.document)))
    said = "; ".join(condition_words(each) for each in one.conditions) or str(_("no condition"))
    return f"{said} ({_('advice only')})" if getattr(one, "advises", False) else said


def document_words(code: str) -> str:
    """A document by name. A provider's own pack may name one that only people know."""
    return coded("curricula.document", code)


def coded(kind: str, code: str) -> str:
    """A code in words where there are some, else as it was written."""
    full = f"{kind}.{code}"
    return language.say(full) if language.knows(full) else code.replace("_", " ")


def _value(value: str) -> str:
    """A value in words where the vocabulary has some."""
    if value in set(Level):
        return language.say(f"level.{value}")
    if value in set(Track):
        return language.say(f"track.{value}")
    for code in (f"literacy.{value}", f"goal.{value}"):
        if language.knows(code):
            return language.say(code)
    known = outline.in_force(current_day()).get(value)
    return known.name if known else value


# --- one row of each table -------------------------------------------------------------------------------------------


def row(table: str, one: Dated, programme: Programme) -> tuple[str, str]:
    """Name and value of a statement."""
    name, value = ROWS[table](one, programme)
    return name, value


def _tracks(keys: tuple[str, ...], programme: Programme) -> str:
    names = {one.key: one.name for one in programme.tracks}
    if EVERY_TRACK in keys or not keys:
        return str(_("all courses"))
    return language.written([names.get(key, key) for key in keys], language.locale_code.get())


def _module(one: Any, _programme: Programme) -> tuple[str, str]:
    kind, category = f"curricula.kind.{one.kind.value}", f"category.{one.kind.category}"
    said = [language.say(kind), language.say(category), hours_words(one.hours)]
    if one.level:
        said.append(str(_("reaches %(level)s", level=language.say(f"level.{one.level.value}"))))
    if one.level_evidence and not one.level_evidence.may_refuse:
        said.append(str(_("the level is not verified")))
    said += [f"{language.say(f'curricula.strand.{each.strand}')}: {hours_words(each.hours)}" for each in one.strands]
    return one.name, language.joined(said)


def _limit(one: Any, programme: Programme) -> tuple[str, str]:
    said = [str(_("at most %(number)s", number=one.maximum))] if one.maximum else []
    said += [str(_("at least %(number)s", number=one.minimum))] if one.minimum else []
    return _tracks((one.track,), programme), language.joined(said)


def _time_limit(one: Any, programme: Programme) -> tuple[str, str]:
    span = language.say(f"curricula.span.{one.span}", {"count": one.amount})
    names = [each.name for key in one.modules if (each := programme.module(key))]
    about = names or ([] if EVERY_TRACK in one.tracks else [_tracks(one.tracks, programme)])
    said = f"{span} {coded('curricula.after', one.after)}"
    return language.say(f"curricula.limit.{one.kind}"), ": ".join([language.joined(about), said] if about else [said])


def _sign(one: Any, _programme: Programme) -> tuple[str, str]:
    said = [language.say(f"attendance.{each.value}") for each in one.attendances]
    said += [language.say(f"reason.{each.value}") for each in one.reasons]
    return str(_("Sign %(sign)s", sign=one.key)), language.joined(said)


def _absence(one: Any, _programme: Programme) -> tuple[str, str]:
    said = [language.say(f"attendance.{one.attendance.value}")]
    if one.to_day or one.from_day > 1:
        said.append(str(_("from day %(first)s", first=one.from_day)))
        said += [str(_("to day %(last)s", last=one.to_day))] if one.to_day else []
    if one.foreseen is not None:
        said.append(str(_("foreseen")) if one.foreseen else str(_("not foreseen")))
    return language.say(f"reason.{one.reason.value}"), language.joined(said)


def _step(one: NextStep, programme: Programme) -> tuple[str, str]:
    when = f" ({conditions_words(one)})" if one.conditions else ""
    return _place(one.start, programme), f"{_place(one.to, programme)}{when}"


def _place(name: str, programme: Programme) -> str:
    kind, _colon, key = name.rpartition(":")
    if kind == "level":
        return language.say(f"level.{key}")
    if name == "any":
        return str(_("Any module"))
    home = outline.in_force(current_day()).get(kind, programme)
    for table in ("tracks", "examinations", "modules"):
        found = next((each.name for each in getattr(home, table) if each.key == key), None)
        if found:
            return str(found)
    return key


def _expected(one: Any, _programme: Programme) -> tuple[str, str]:
    name = language.joined(language.say(f"curricula.for.{each}") for each in one.profiles)
    said = hours_words(one.hours) + (f" – {hours_words(one.most)}" if one.most else "")
    if one.goal is None:
        return name, f"{said}, {_('for each level')}"
    return name, f"{said}, {_('to %(level)s', level=language.say(f'level.{one.goal.value}'))}"


def _duration(one: Any, programme: Programme) -> tuple[str, str]:
    said = []
    if one.typical_months:
        said.append(str(_("%(months)s months on average", months=f"{one.typical_months:g}")))
    if one.longest_months:
        said.append(str(_("%(months)s months at most", months=f"{one.longest_months:g}")))
    return _place(one.module, programme), language.joined(said)


def _weekly(one: Any, programme: Programme) -> tuple[str, str]:
    said = [str(_("from %(hours)s", hours=hours_words(one.least)))] if one.least else []
    said += [str(_("up to %(hours)s", hours=hours_words(one.most)))] if one.most else []
    return _tracks(one.tracks, programme), language.joined(said)


def _cost(one: Any, programme: Programme) -> tuple[str, str]:
    name = next((each.name for each in programme.examinations if each.key == one.examination), None)
    return name or language.say(f"curricula.cost.{one.kind}"), price_words(one.price)


def price_words(price: Money) -> str:
    """An amount of money; nothing to pay says so."""
    return str(format_currency(price.cents / 100, price.currency)) if price.cents else str(_("free of charge"))


def _examination(one: Any, _programme: Programme) -> tuple[str, str]:
    levels = language.joined(language.say(f"level.{each.value}") for each in one.levels) or str(_("no level"))
    return one.name, f"{levels}, {_('about the country')}" if one.civic else levels


def _repeat(one: Any, programme: Programme) -> tuple[str, str]:
    times = ngettext("%(num)s time", "%(num)s times", one.times)
    return _tracks(one.tracks, programme), f"{hours_words(one.hours)}, {times}; {conditions_words(one)}"


def _budget(one: Any, programme: Programme) -> tuple[str, str]:
    kind = language.say(f"curricula.budget.{one.kind}")
    return f"{_tracks(one.tracks, programme)}: {kind}", hours_words(one.hours)


def _share(one: Any, _programme: Programme) -> tuple[str, str]:
    share = str(_("%(share)s of what is taught", share=format_percent(one.share)))
    return language.say(f"curricula.purpose.{one.purpose}"), share


ROWS: Mapping[str, Callable[[Any, Programme], tuple[str, str]]] = {
    "tracks": lambda one, _p: (one.name, language.say(f"track.{one.track.value}")),
    "modules": _module,
    "entry_rules": lambda one, p: (_tracks((one.track,), p), conditions_words(one)),
    "group_limits": _limit,
    "examinations": _examination,
    "costs": _cost,
    "time_limits": _time_limit,
    "hour_budgets": _budget,
    "weekly_hours": _weekly,
    "attendance_rules": _share,
    "repeat_rules": _repeat,
    "attendance_signs": _sign,
    "absences": _absence,
    "late_rules": lambda one, _p: (
        str(_("Late")),
        ngettext("noted after %(num)s minute", "noted after %(num)s minutes", one.minutes),
    ),
    "plan_rules": lambda one, _p: (
        str(_("A plan of one’s own")),
        str(_("everybody needs one")) if one.required else str(_("nobody needs one")),
    ),
    "expected_hours": _expected,
    "durations": _duration,
    "next_steps": _step,
    "facts": lambda one, _p: (one.key.replace("_", " "), one.value),
}
"""In the order in which a page shows them."""


# --- mistakes and effects --------------------------------------------------------------------------------------------


def problem_words(problem: Problem) -> str:
    """A mistake as a sentence with its file and key."""
    facts = {"file": problem.file, "key": problem.key or "–", **problem.facts}
    code = f"curricula.pack.{problem.code}"
    if problem.code.startswith("unknown_") and "known" in facts and problem.code != "unknown_programme":
        code = "curricula.pack.unknown_code"
    if not language.knows(code):
        code, facts = "curricula.pack.other", {**facts, "code": problem.code}
    return language.say(code, facts)


def effect_words(effect: Effect) -> str:
    """A consequence as a sentence."""
    facts = {name: _fact(effect.code, name, value) for name, value in effect.facts}
    if effect.code == "price":
        facts["what"] = facts["examination"] or language.say(f"curricula.cost.{dict(effect.facts)['kind']}")
    return language.say(f"curricula.effect.{effect.code}", facts)


def _fact(code: str, name: str, value: Any) -> str:
    if name == "levels":
        return language.joined(language.say(f"level.{each.value}") for each in value) or str(_("no level"))
    if isinstance(value, Money):
        return price_words(value)
    if code == "price" and name == "kind":
        return str(value)
    if name in ("before", "after"):
        if value is None:
            return str(_("nothing"))
        if code in ("module_length", "budget"):
            return str(door.lessons(value))
        if code == "module_level":
            return language.say(f"level.{value}")
        return str(format_percent(value)) if code == "attendance_share" else str(value)
    return language.say(f"curricula.budget.{value}") if name == "kind" else str(value)
