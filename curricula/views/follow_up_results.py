"""What people said after their course: how many answered, how it went over time and beside others; when who is asked."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from curricula.domain.follow_up import MONTHS, QUESTIONS, SMALLEST, nobody_named
from curricula.queries import follow_up as queries
from curricula.services import follow_up as services
from curricula.views.door import pages
from lms.kernel import language
from lms.kernel.actor import Role
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import whole_number

RIGHT = "curricula.indicators"


@pages.get("/follow-ups/results", permission=RIGHT)
def follow_up_results() -> Any:
    """Answers of many: by months after the course, by half-year, and beside those who left before the end."""
    chosen = _programme()
    every = queries.asked(programme=chosen, centre_id=_centre())
    return render(
        "curricula/follow_up_results.html",
        by_months=queries.by_months(every),
        by_half_year=queries.by_half_year(every),
        beside=queries.beside_each_other(every),
        programmes=queries.programmes(current_day()),
        chosen=chosen,
        rules=queries.months_by_programme(),
        smallest=SMALLEST,
        half_year=half_year,
        kept_back=nobody_named(every)[1],
    )


@pages.get("/follow-ups/results.csv", permission=RIGHT)
def follow_up_file() -> Any:
    """Every answer without a name, where so many of a group answered that nobody can be made out."""
    found, _kept_back = nobody_named(queries.asked(programme=_programme(), centre_id=_centre()))
    header = [
        *(_("Programme"), _("Half-year"), _("Months after"), _("Finished")),
        *(language.say(f"curricula.follow_up.{key}") for key in QUESTIONS),
    ]
    rows = [
        (
            *(one.programme, one.cohort, one.months, _("yes") if one.finished else _("no")),
            *(
                language.say(f"curricula.follow_up.{key}.{said}") if (said := one.answers.get(key)) else ""
                for key in QUESTIONS
            ),
        )
        for one in found
    ]
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="after-the-course.csv"', "Cache-Control": "no-store"},
    )


def half_year(cohort: str) -> str:
    """`2026-1` in words."""
    year, half = cohort.split("-")
    first = half == "1"
    return str(_("January to June %(year)s", year=year) if first else _("July to December %(year)s", year=year))


def _programme() -> str:
    asked = request.args.get("programme", "")
    return asked if asked in dict(queries.programmes(current_day())) else ""


def _centre() -> str | None:
    actor = current_actor()
    return None if actor.role is Role.MANAGER else actor.centre_id


@pages.get("/follow-ups/rules", permission=RIGHT)
def follow_up_rules() -> Any:
    """When people of each programme are asked."""
    return render(
        "curricula/follow_up_rules.html",
        programmes=queries.programmes(current_day()),
        rules=queries.months_by_programme(),
        offered=MONTHS,
    )


@pages.post("/follow-ups/rules", permission=RIGHT)
def set_follow_up_months() -> Any:
    """Keep when people of one programme are asked."""
    # What is no number is no month: the service refuses it, so that nothing is wiped by mistake.
    months = {-1 if (number := whole_number(text)) is None else number for text in request.form.getlist("months")}
    services.set_months(request.form.get("programme", ""), months, actor=current_actor(), day=current_day(), now=now())
    return done(_("Kept. The questions go out by themselves, every morning."), "curricula.follow_up_rules")
