"""Signs of success: what they say of a period by what held then and by what holds now, and setting them from a day on."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from curricula.domain.flag_rates import SMALL
from curricula.domain.indicators import LIMITS, Counted, Definition, Measure, in_force
from curricula.queries import indicators as queries
from curricula.services.indicators import define
from curricula.views import door
from curricula.views.door import pages
from lms.courses.queries.figures import results_by_attempt
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number

RIGHT = "curricula.indicators"
HALF_A_YEAR = timedelta(days=182)
BANDS = ("0_to_5", "6_to_9", "10_and_more", "")


@pages.get("/indicators", permission=RIGHT)
def indicators() -> Any:
    """Every sign over a period, all people together and by years at school."""
    first, last = _period()
    return render(
        "curricula/indicators.html",
        rows=queries.report(first, last, current_day(), centre_id=_centre()),
        first=first,
        last=last,
        bands=BANDS,
        attempts=results_by_attempt(first, last, centre_id=_centre()),
        means=means,
        name_of=name_of,
        band=band,
        smallest=SMALL,
        left_out=[one for one in in_force(queries.versions(), current_day()).values() if not one.counted],
    )


@pages.get("/indicators.csv", permission=RIGHT)
def indicators_file() -> Any:
    """The same for a spreadsheet: a line for each sign, meaning and group."""
    first, last = _period()
    header = [_("Sign"), _("Meaning"), _("Holds from"), _("Years at school"), _("People"), _("Reached")]
    rows = []
    for one in queries.report(first, last, current_day(), centre_id=_centre()):
        pairs = ((one.then, one.counted_then), (one.now, one.counted_now))
        for asked, found in pairs if one.changed else pairs[:1]:
            if asked is None or found is None:
                continue
            lead = (name_of(asked), means(asked), "" if asked.holds_from == date.min else asked.holds_from)
            rows.append((*lead, _("everybody"), found.people, found.reached))
            rows += [
                (*lead, language.say(f"curricula.group.{group.value}"), *_written(group)) for group in found.groups
            ]
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f'attachment; filename="indicators-{first}-{last}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _written(group: Any) -> tuple[Any, Any]:
    return ("", "") if group.hidden else (group.people, group.flagged)


def _centre() -> str | None:
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id


def _period() -> tuple[date, date]:
    """The days that were asked for, else the last half year. A period that runs backwards is turned round."""
    today = current_day()
    last = door.day(request.args.get("last", "")) or today
    first = door.day(request.args.get("first", "")) or last - HALF_A_YEAR
    return min(first, last), max(first, last)


def name_of(one: Definition) -> str:
    """What people call a sign: the provider's word, or ours."""
    return one.name or language.say(f"curricula.indicator.{one.measure}")


def means(one: Definition) -> str:
    """What it counts, as one sentence."""
    return language.say(f"curricula.indicator.{one.measure}.means", {"number": one.number})


def band(found: Counted | None, value: str) -> Any:
    """The group of these years at school, none where nobody is in it."""
    return next((one for one in found.groups if one.value == value), None) if found else None


@pages.get("/indicators/new", permission=RIGHT)
def new_indicator() -> Any:
    """A sign of the provider's own."""
    return _form(Definition("", current_day(), "", Measure.REGULAR, 80))


@pages.get("/indicators/<key>", permission=RIGHT)
def indicator(key: str) -> Any:
    """One sign: what it means now, what it meant before, and another meaning from a day on."""
    return _form(replace(_now(key), holds_from=current_day(), reason=""))


def _now(key: str) -> Definition:
    """What holds today, else what will. Raises NotFound."""
    found = in_force(queries.versions(), current_day()).get(key) or next(iter(queries.history(key)), None)
    if found is None:
        raise errors.NotFound("curricula.absent")
    return found


@pages.post("/indicators", permission=RIGHT)
def set_indicator() -> Any:
    """Keep it. What is over keeps what held then."""
    key = request.form.get("key", "")
    before = _now(key) if key else Definition("", current_day(), "", Measure.REGULAR, 80)
    asked = before
    try:
        asked = _read(before)
        key = define(asked, actor=current_actor(), today=current_day(), now=now())
    except errors.Invalid as refused:
        return _form(asked, refused)
    return done(_("Kept. Periods that began before that day stay as they were."), "curricula.indicator", key=key)


def _read(before: Definition) -> Definition:
    given = request.form
    measure = Measure(given["measure"]) if given.get("measure") in set(Measure) else before.measure
    lowest, highest = LIMITS[measure]
    number, target = given.get("number", "").strip(), given.get("target", "").strip()
    if whole_number(number) is None:
        raise errors.Invalid("curricula.rule_number", field="number", lowest=lowest, highest=highest)
    if target and whole_number(target) is None:
        raise errors.Invalid("curricula.indicator_target", field="target")
    holds_from = door.day(given.get("holds_from", ""))
    if holds_from is None:
        raise errors.Invalid("curricula.rule_ahead", field="holds_from")
    return Definition(
        before.key,
        holds_from,
        given.get("name", "").strip(),
        measure,
        int(number),
        int(target) if target else None,
        given.get("counted", "yes") == "yes",
        given.get("reason", "")[:500],
    )


def _form(shown: Definition, refused: errors.Invalid | None = None) -> Any:
    return render(
        "curricula/indicator.html",
        refused.status if refused else 200,
        shown=shown,
        typed=request.form if refused else {},
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
        measures=[
            (one.value, language.say(f"curricula.indicator.{one}"), language.say(f"curricula.indicator.{one}.hint"))
            for one in Measure
        ],
        history=queries.history(shown.key) if shown.key else [],
        means=means,
        name_of=name_of,
        today=current_day(),
        ever=date.min,
    )
