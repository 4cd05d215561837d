"""A rota from work: read from a file or from typed lines, shown as it would be, and taken in."""

import json
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from lms.kernel import errors
from lms.kernel.vocabulary import Shift
from lms.kernel.web import current_day, current_zone
from lms.learners import formats, queries
from lms.learners.domain import rota as rotas
from lms.learners.domain.lives import Availability
from lms.learners.domain.patterns import Pattern, Preset
from lms.learners.domain.plain import pattern_to_plain, week_of
from lms.learners.formats import rota_csv
from lms.learners.forms import week as forms
from lms.learners.services.week import usual_work
from lms.learners.views import drawing
from lms.learners.views.week_parts import Whose, keep, page

LARGEST_TEXT = 100_000


def show_rota(whose: Whose) -> Any:
    """Choose a file, or type lines."""
    return page("learners/week/rota.html", whose)


def sample(whose: Whose) -> Any:
    """A sheet to fill in."""
    shifts = [rotas.of_shift(current_day(), Shift.EARLY), rotas.of_shift(current_day(), Shift.NIGHT)]
    sheet = rota_csv.write([one for one in shifts if one])
    return Response(sheet, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=rota.csv"})


def read_rota(whose: Whose) -> Any:
    """A dry run, and taking it in afterwards."""
    if "rota" in request.form:
        return _take_rota(whose)
    sheet = request.files.get("file")
    typed = request.form.get("lines", "")[:LARGEST_TEXT]
    content = sheet.read() if sheet and sheet.filename else typed.encode()
    found = formats.read(content, today=current_day(), zone=current_zone())
    pattern = rotas.pattern_of(found)
    if pattern is None:
        return page("learners/week/rota.html", whose, 422, problems=found.problems, unused=found.unused, lines=typed)
    known = queries.availability(whose.learner.id)
    first, last = found.days or (current_day(), current_day())
    going_on = rotas.goes_on(found)
    preview = week_of(
        patterns=(pattern, *known.all_patterns),
        exceptions=known.exceptions,
        rest_hours=known.rest_hours,
    )
    return page(
        "learners/week/rota_preview.html",
        whose,
        rota=found,
        first=first,
        last=last,
        weeks=drawing.weeks_ahead(preview, max(first, min(current_day(), last))),
        plain=json.dumps(pattern_to_plain(pattern)),
        going_on=json.dumps(pattern_to_plain(going_on)) if going_on else "",
        cycle=going_on.cycle if going_on else 0,
    )


def _take_rota(whose: Whose) -> Any:
    goes_on = request.form.get("goes_on") == "1"
    pattern = forms.kept_rota(request.form.get("going_on" if goes_on else "rota", ""))
    if pattern is None:
        return page(
            "learners/week/rota.html", whose, 422, problems=[rotas.Problem(0, "rota.lost")], unused=(), lines=""
        )
    known = queries.availability(whose.learner.id)
    # A rota takes the place of an earlier one for the same days, and of the usual pattern when it goes on.
    gone = usual_work(known) if goes_on else _same_days(known, pattern)
    others = tuple(one for one in known.all_patterns if one not in gone)
    try:
        keep(whose, patterns=(pattern, *others))
    except errors.Invalid as refused:
        problem = rotas.Problem(0, refused.code, refused.facts)
        return page("learners/week/rota.html", whose, 422, problems=[problem], unused=(), lines="")
    return whose.done(_("Your rota is kept."))


def _same_days(known: Availability, pattern: Pattern) -> tuple[Pattern, ...]:
    return tuple(
        one
        for one in known.all_patterns
        if one.preset is Preset.ROTA and one.since == pattern.since and one.until == pattern.until
    )
