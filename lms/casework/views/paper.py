"""The plan on one sheet: a page to print with the household's week, and a tagged PDF in the person's language."""

from pathlib import Path
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from lms import documents
from lms.accounts.services import audit
from lms.casework import queries
from lms.casework.domain import household
from lms.casework.views import saying
from lms.casework.views.door import asked_week, local_day, pages
from lms.casework.views.person import her_language
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, draw, now, panels, render
from lms.kernel.web.tongue import languages, speaking
from lms.learners import queries as learners
from lms.organisations import queries as organisations

TEMPLATE = Path(__file__).parents[1] / "plan.typ"


@pages.get("/casework/<learner_id>/print", permission="casework.plan", writes=True)
def paper(learner_id: str) -> Any:
    """The plan and the week on one sheet, in the person's language."""
    learner, day = learners.learner(learner_id), current_day()
    audit.read("learners_learner", [learner.id], "plan", now=now())
    week = queries.household_week(learner, household.monday_of(asked_week(day)), day)
    code = request.args.get("lang") or her_language(learner.id)
    with speaking(code):
        return render(
            "casework/paper.html",
            learner=learner,
            today=day,
            plan=queries.plan(learner.person_id, day),
            caseworker=queries.caseworker_of(learner.id, day),
            centre=organisations.centre(learner.centre_id),
            talk=queries.next_check_in(learner.id),
            week=week,
            rows=panels("household.week", learner_ids=week.learner_ids, monday=week.monday, days=list(week.days)),
            draw=draw,
            step_title=saying.step_title,
            own=code == her_language(learner.id),
            tongues=languages(),
            code=code,
            back_url=url_for("casework.person", learner_id=learner.id),
            pdf_url=url_for("casework.plan_pdf", learner_id=learner.id, lang=code),
        )


@pages.get("/casework/<learner_id>/plan.pdf", permission="casework.plan", writes=True)
def plan_pdf(learner_id: str) -> Response:
    """The plan as a tagged PDF of one page."""
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "plan", now=now())
    return _file(learner, request.args.get("lang") or her_language(learner.id))


@pages.get("/my-plan.pdf", permission="learner.self")
def my_plan_pdf() -> Response:
    """My plan, to print or to send."""
    return _file(learners.learner(current_actor().learner_id or ""), language.locale_code.get())


def _file(learner: learners.LearnerInfo, code: str) -> Response:
    found = queries.plan(learner.person_id, current_day())
    if found is None:
        raise errors.NotFound("casework.no_plan")
    with speaking(code):
        title = _("The plan of %(name)s", name=learner.name)
        content = documents.pdf(TEMPLATE, _sheet(learner, found, title), title=title, locale=language.locale_code.get())
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f"inline; filename=plan-{learner.number}.pdf"},
    )


def _sheet(learner: learners.LearnerInfo, found: queries.PlanInfo, title: str) -> dict[str, Any]:
    """Every word of the sheet, in the language in force."""
    code, day = language.locale_code.get(), current_day()
    keeper, centre = queries.caseworker_of(learner.id, day), organisations.centre(learner.centre_id)
    told = queries.advice(learner, found.content, day).estimate or queries.told_estimate(found.estimate)
    heard = queries.acknowledged(learner.person_id)
    return {
        "title": title,
        "line": _("%(centre)s, %(day)s. Version %(number)s.", centre=centre.name, day=_day(day), number=found.version),
        "goals_title": _("Where it leads"),
        "goals": [_goal(one, code) for one in found.content.goals],
        "long": saying.how_long(told, day),
        "long_title": _("How long it may take"),
        "assumptions": saying.assumptions(told),
        "steps_title": _("Steps"),
        "heads": [_("What"), _("Who"), _("By when"), _("How far")],
        "steps": [_step(one, code == her_language(learner.id)) for one in found.steps],
        "rights_title": _("Rights and duties"),
        "rights": [
            {
                "words": words,
                "heard": _("heard on %(day)s", day=_day(local_day(heard[item].at))) if item in heard else "",
            }
            for item, words in saying.wordings().items()
        ],
        "said": _said(found, learner),
        "sign": [learner.name, keeper.name if keeper else centre.name],
        "phone": (keeper.phone if keeper else "") or centre.phone,
    }


def _day(day: Any) -> str:
    return f"{language.written(day, language.locale_code.get())} {day.year}"


def _goal(goal: Any, code: str) -> str:
    words = language.say(f"goal.{goal.kind}", locale=code)
    level = f" ({language.say(f'level.{goal.level}', locale=code)})" if goal.level else ""
    return f"{words}{level}. {goal.words}" if goal.words else f"{words}{level}"


def _step(step: queries.StepInfo, own: bool) -> list[str]:
    """A row of the sheet; in her own language with the words that were written for her."""
    state = language.say(f"casework.state.{step.standing.state}", {"days": step.standing.days_late})
    title = (step.plain if own else "") or saying.step_title(step)
    what = f"{title}. {step.detail}" if step.detail else title
    return [what, _owner(step), _day(step.done_on or step.due_on), state]


def _owner(step: queries.StepInfo) -> str:
    """Who does it; of a service also whom to ask there."""
    there = step.organisation
    reach = [there.contact, there.phone or there.email] if there else []
    return language.joined([step.owner, *(one for one in reach if one)])


def _said(found: queries.PlanInfo, learner: learners.LearnerInfo) -> list[str]:
    """Whose word the plan has."""
    words = []
    if found.staff:
        words.append(_("%(name)s agreed on %(day)s.", name=found.staff.by, day=_day(local_day(found.staff.at))))
    if found.person:
        way = language.say(f"casework.way.{found.person.way}")
        day = _day(local_day(found.person.at))
        words.append(_("%(name)s agreed on %(day)s, %(way)s.", name=learner.name, day=day, way=way))
    return words
