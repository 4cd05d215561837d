"""Lists over everybody: who has no plan yet with its file, every plan to search in, and what the provider asks."""

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain import compliance
from lms.casework.domain.content import GOALS
from lms.casework.domain.versions import VersionState
from lms.casework.views.door import pages, today
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, done, now, render
from lms.organisations import queries as organisations

PAGE = 50
FILTERS = ("missing", "overdue", "word", "entry", "exit", "all")


@pages.get("/plans/missing", permission="casework.compliance", writes=True)
def no_plan_yet() -> Any:
    """Who has no plan, for how many days it is overdue, and which talk is owed."""
    asked, people, shown = _wanted()
    number = max(1, request.args.get("page", 1, type=int))
    rows = shown[(number - 1) * PAGE : number * PAGE]
    audit.read("learners_learner", [one.learner_id for one in rows], "plan_missing", now=now())
    return render(
        "casework/no_plan_yet.html",
        rows=rows,
        total=len(shown),
        page=number,
        page_count=max(1, -(-len(shown) // PAGE)),
        share=compliance.share(not one.has_plan for one in people),
        overdue=compliance.share(one.overdue(today()) > 0 for one in people),
        entry=compliance.share(one.entry_due is not None for one in people),
        exit=compliance.share(one.exit_due is not None for one in people),
        asked=asked,
        filters=FILTERS,
        centres=organisations.centres(),
        caseworkers=organisations.staff(kind="caseworker"),
        rule=queries.rule(),
        today=today(),
    )


def _wanted() -> tuple[dict[str, str], list[queries.Needed], list[queries.Needed]]:
    """(what was asked for, everybody counted, those to show)."""
    actor = current_actor()
    fixed = actor.centre_id if actor.role is not Role.MANAGER else None
    asked = {
        "centre": request.args.get("centre", "") or fixed or "",
        "staff": request.args.get("staff", ""),
        "show": request.args.get("show", "missing"),
        "q": request.args.get("q", ""),
    }
    people = [
        one
        for one in queries.needed(today(), centre_id=asked["centre"] or None)
        if not asked["staff"] or one.staff_id == asked["staff"]
    ]
    words = asked["q"].casefold().split()
    shown = [
        one
        for one in people
        if _kept(one, asked["show"]) and all(word in f"{one.name} {one.number}".casefold() for word in words)
    ]
    shown.sort(key=lambda one: (-one.overdue(today()), one.plan_due_on))
    return asked, people, shown


def _kept(one: queries.Needed, show: str) -> bool:
    return {
        "missing": not one.has_plan,
        "overdue": one.overdue(today()) > 0,
        "word": one.has_plan and one.state != VersionState.IN_FORCE,
        "entry": one.entry_due is not None,
        "exit": one.exit_due is not None,
    }.get(show, True)


@pages.get("/plans/missing.csv", permission="casework.compliance", writes=True)
def no_plan_file() -> Response:
    """The same list as a file, for a supervisor."""
    _asked, _people, shown = _wanted()
    audit.read("learners_learner", [one.learner_id for one in shown], "plan_missing_file", now=now())
    header = [
        "number",
        "name",
        "caseworker",
        "plan_due_on",
        "days_overdue",
        "plan_version",
        "state",
        "entry_due",
        "exit_due",
    ]
    rows = [
        (
            one.number, one.name, one.caseworker, one.plan_due_on, one.overdue(today()), one.version or "",
            one.state, one.entry_due or "", one.exit_due or "",
        )
        for one in shown
    ]  # fmt: skip
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=plans-{today().isoformat()}.csv"},
    )


@pages.get("/plans", permission="casework.plan", writes=True)
def plans() -> Any:
    """Every plan of the provider, to search in; and how plans of each template fare."""
    asked = {name: request.args.get(name, "") for name in ("q", "goal", "state")}
    found, total = queries.search(today(), asked["q"], goal=asked["goal"], state=asked["state"])
    audit.read("learners_learner", [one.learner_id for one in found], "plan_list", now=now())
    return render(
        "casework/plans.html",
        found=found,
        total=total,
        asked=asked,
        goals=GOALS,
        states=[*(one.value for one in VersionState if one is not VersionState.OLDER), "late", "review", "nobody"],
        strategies=queries.by_strategy(today()),
        today=today(),
    )


@pages.get("/plans/rule", permission="casework.rules")
def rule() -> Any:
    """What the provider asks of plans and talks."""
    return render("casework/rule.html", rule=queries.rule(), trouble="")


@pages.post("/plans/rule", permission="casework.rules")
def set_rule() -> Any:
    """What the provider asks from now on."""
    days = {
        name: request.form.get(name, 0, type=int) for name in ("plan_days", "entry_days", "exit_days", "review_weeks")
    }
    wanted = compliance.Rule(plan_required=bool(request.form.get("plan_required")), **days)
    try:
        services.set_rule(wanted, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return render("casework/rule.html", error.status, rule=wanted, trouble=language.say(error.code))
    return done(_("The rule holds from now on."), "casework.no_plan_yet")
