"""Lists over everybody: who has no plan yet with its file, every plan to search in, and what the provider asks."""

from datetime import timedelta
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import queries, services
from lms.casework.domain import compliance
from lms.casework.domain.content import GOALS
from lms.casework.domain.versions import VersionState
from lms.casework.views.door import pages
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.organisations import queries as organisations

PAGE = 50
LATELY = timedelta(days=91)
FILTERS = ("missing", "overdue", "word", "entry", "exit", "all")


@pages.get("/plans/missing", permission="casework.compliance", writes=True)
def no_plan_yet() -> Any:
    """Who has no plan, for how many days it is overdue, and which talk is owed."""
    asked, wanted = _wanted()
    numbers = queries.counted(current_day(), wanted)
    number, pages_ = _page(numbers.shown)
    rows = queries.needed(current_day(), wanted, page=number, size=PAGE)
    audit.read("learners_learner", [one.learner_id for one in rows], "plan_missing", now=now())
    return render(
        "casework/no_plan_yet.html",
        rows=rows,
        numbers=numbers,
        page=number,
        page_count=pages_,
        asked=asked,
        filters=FILTERS,
        centres=organisations.centres(),
        caseworkers=organisations.staff(kind="caseworker"),
        rule=queries.rule(),
        programmes=queries.asked_by_programmes(),
        own_rule=queries.own_rule(),
        today=current_day(),
    )


def _page(total: int) -> tuple[int, int]:
    """(the page asked for, how many there are). Past the last one it is the last."""
    count = max(1, -(-total // PAGE))
    return min(count, page_number()), count


def _wanted() -> tuple[dict[str, str], queries.Wanted]:
    """What was asked for, as it goes into addresses and into the question."""
    actor = current_actor()
    fixed = actor.centre_id if actor.role is not Role.MANAGER else None
    asked = {
        "centre": request.args.get("centre", "") or fixed or "",
        "staff": request.args.get("staff", ""),
        "show": request.args.get("show", "missing"),
        "q": request.args.get("q", ""),
    }
    return asked, queries.Wanted(asked["centre"], asked["staff"], asked["show"], asked["q"])


@pages.get("/plans/missing.csv", permission="casework.compliance", writes=True)
def no_plan_file() -> Response:
    """The same list as a file, for a supervisor."""
    shown = queries.needed(current_day(), _wanted()[1])
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
            one.number, one.name, one.caseworker, one.plan_due_on, one.overdue(current_day()), one.version or "",
            one.state, one.entry_due or "", one.exit_due or "",
        )
        for one in shown
    ]  # fmt: skip
    return Response(
        as_csv(header, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=plans-{current_day().isoformat()}.csv"},
    )


@pages.get("/plans", permission="casework.plan", writes=True)
def plans() -> Any:
    """Every plan of the provider, to search in; and how plans of each template fare."""
    asked = {name: request.args.get(name, "") for name in ("q", "goal", "state")}
    number = page_number()
    found, total = queries.search(
        current_day(), asked["q"], goal=asked["goal"], state=asked["state"], page=number, size=PAGE
    )
    number, count = _page(total)
    audit.read("learners_learner", [one.learner_id for one in found], "plan_list", now=now())
    return render(
        "casework/plans.html",
        found=found,
        total=total,
        page=number,
        page_count=count,
        asked=asked,
        goals=GOALS,
        states=[
            *(one.value for one in VersionState if one is not VersionState.OLDER),
            "late",
            "review",
            "nobody",
            "certificate",
        ],
        strategies=queries.by_strategy(current_day()),
        methods={name: count for name, count in queries.contacts_by_method(now() - LATELY).items() if name or count},
        today=current_day(),
    )


@pages.get("/plans/rule", permission="casework.rules")
def rule() -> Any:
    """What the provider asks of plans and talks."""
    return _rule(queries.rule())


def _rule(shown: compliance.Rule, trouble: str = "", status: int = 200) -> Any:
    return render(
        "casework/rule.html",
        status,
        rule=shown,
        trouble=trouble,
        programmes=queries.asked_by_programmes(),
        own_rule=queries.own_rule(),
    )


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
        return _rule(wanted, language.say(error.code), error.status)
    return done(_("The rule holds from now on."), "casework.no_plan_yet")
