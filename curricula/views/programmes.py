"""The rules in force: every programme with value, dates, source and how sure each statement is."""

from typing import Any

from flask import request

from curricula import packs
from curricula.domain.amounts import Hours
from curricula.domain.programme import Condition
from curricula.queries.outline import own_programmes
from curricula.views import door
from curricula.views.door import pages
from lms.kernel import errors, language
from lms.kernel.vocabulary import Level, Track
from lms.kernel.web import render


@pages.get("/programmes", permission="curricula.programmes.see")
def programmes() -> Any:
    """One programme; those of the provider stand first."""
    known, own = packs.shipped(), own_programmes()
    order = [*(key for key in own if key in known), *(key for key in known if key not in own)]
    key = request.args.get("programme", order[0])
    if key not in known:
        raise errors.NotFound("curricula.absent")
    return render(
        "curricula/programmes.html",
        programme=known[key],
        choices=[(one, known[one].name) for one in order],
        own=own,
        today=door.today(),
        hours=hours_words,
        condition=condition_words,
        unknown=unknown_of(known[key]),
        door=door,
    )


def hours_words(hours: Hours) -> str:
    """An amount of teaching in lessons of 45 minutes."""
    return language.say(f"curricula.bound.{hours.bound}", {"amount": door.lessons(hours.minutes)})


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


def _value(value: str) -> str:
    """A value in words where the vocabulary has some."""
    if value in set(Level):
        return language.say(f"level.{value}")
    if value in set(Track):
        return language.say(f"track.{value}")
    for code in (f"literacy.{value}", f"goal.{value}"):
        if language.knows(code):
            return language.say(code)
    known = packs.shipped().get(value)
    return known.name if known else value


def unknown_of(programme: Any) -> dict[str, list[str]]:
    """What the pack does not say: names of modules and tracks by the missing thing."""
    limited = {limit.track for limit in programme.group_limits if limit.maximum}
    ruled = {rule.track for rule in programme.entry_rules}
    everywhere = "*" in limited
    return {
        "hours": list(dict.fromkeys(one.name for one in programme.modules if one.hours is None)),
        "level": list(dict.fromkeys(one.name for one in programme.modules if one.level is None)),
        "maximum": []
        if everywhere
        else list(dict.fromkeys(one.name for one in programme.tracks if one.key not in limited)),
        "entry": list(dict.fromkeys(one.name for one in programme.tracks if one.key not in ruled)),
    }
