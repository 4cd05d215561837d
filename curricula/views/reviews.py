"""The review: what the last one found in numbers, and a button that runs it now."""

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from curricula import queries
from curricula.domain.flag_rates import SMALL, Kind, lie_apart
from curricula.domain.stalled import DEFAULTS, Thresholds
from curricula.queries.findings import TALK, split_by_section
from curricula.queries.flags import flag_rates_on
from curricula.queries.hindsight import latest_hindsight
from curricula.queries.rule import EDITABLE, rules, thresholds_on
from curricula.services.reviewing import REVIEW_ONE, ask_for_review
from curricula.services.rules import LIMITS, set_rule
from curricula.views import door
from curricula.views.door import pages
from lms.kernel import clock, errors, jobs, language
from lms.kernel.vocabulary import ProgressState
from lms.kernel.web import current_actor, current_day, done, now, render

RUN = "curricula.review"
RULE = "curricula.review.rule"


@pages.get("/review", permission=RUN)
def review() -> Any:
    """The last review, and whether one is under way."""
    return render("curricula/review.html", **_values())


@pages.get("/review/progress", permission=RUN)
def review_under_way() -> Any:
    """The piece of the page that keeps itself fresh."""
    return render("curricula/_review_progress.html", **_values())


@pages.post("/review", permission=RUN)
def run_review() -> Any:
    """Put a review into the background. One at a time."""
    actor = current_actor()
    entry = jobs.latest(REVIEW_ONE, provider_id=actor.provider_id)
    if entry is None or entry.state not in (jobs.State.WAITING, jobs.State.RUNNING):
        ask_for_review(actor.provider_id or "", now=now(), asked_by=actor.name)
    return done(_("The review runs. You can leave this page."), "curricula.review")


@pages.get("/review/groups", permission=RULE)
def flag_rates() -> Any:
    """How often people of each group are called blocked: for seeing bias. Small groups are hidden, nobody is named."""
    found = flag_rates_on(current_day())
    return render(
        "curricula/flag_rates.html",
        kinds=[(kind, found[kind].past, found[kind].all, lie_apart(found[kind].past)) for kind in Kind],
        run=queries.latest_run(),
        back=latest_hindsight(),
        percent=lambda share: round(100 * share),
        group_word=group_word,
        smallest=SMALL,
    )


def group_word(kind: Kind, value: str) -> str:
    """A group in the reader's words."""
    if kind is Kind.SEX:
        return language.say(f"sex.{value}")
    if kind is Kind.FIRST_LANGUAGE and value:
        return language.tongue(value)
    return language.say(f"curricula.group.{value}")


@pages.get("/review/rule", permission=RULE)
def review_rule() -> Any:
    """The numbers of the review, with the days they hold from."""
    return _rule_page(thresholds_on(current_day()), None)


@pages.post("/review/rule", permission=RULE)
def set_review_rule() -> Any:
    """Other numbers from a day on."""
    given = {}
    try:
        for name in EDITABLE:
            given[name] = _number(request.form.get(name, ""), name)
        set_rule(
            given,
            holds_from=_day(request.form.get("holds_from", "")),
            reason=request.form.get("reason", "")[:500],
            actor=current_actor(),
            now=now(),
        )
    except errors.OnwardError as error:
        return _rule_page(thresholds_on(current_day()), language.say(error.code, error.facts), error.status)
    return done(_("The numbers are kept."), "curricula.review_rule")


def _number(written: str, name: str) -> float:
    lowest, highest = LIMITS[name]
    try:
        return float(written.replace(",", "."))
    except ValueError:
        raise errors.Invalid("curricula.rule_number", field=name, lowest=lowest, highest=highest) from None


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise errors.Invalid("curricula.rule_ahead", field="holds_from") from None


def _rule_page(numbers: Thresholds, refused: str | None, status: int = 200) -> Any:
    rows = [
        (name, request.form.get(name, getattr(numbers, name)), getattr(DEFAULTS, name), *LIMITS[name])
        for name in EDITABLE
    ]
    return render(
        "curricula/review_rule.html",
        status,
        rows=rows,
        refused=refused,
        rules=rules(),
        today=current_day(),
        day=request.form.get("holds_from", current_day().isoformat()),
        reason=request.form.get("reason", ""),
    )


def _values() -> dict[str, Any]:
    entry = jobs.latest(REVIEW_ONE, provider_id=current_actor().provider_id)
    running = entry is not None and entry.state in (jobs.State.WAITING, jobs.State.RUNNING)
    run = queries.latest_run()
    return {
        "entry": entry,
        "running": running,
        "progress": (entry.progress or {}) if entry else {},
        "failed": entry is not None and entry.state == jobs.State.FAILED,
        "stopped": bool(entry and entry.state == jobs.State.DONE and (entry.result or {}).get("stopped")),
        "run": run,
        "ran_at": clock.local(run.at, current_actor().zone) if run else None,
        "waiting": len(split_by_section([one for one in queries.open_findings(states=TALK) if not one.decided])[1]),
        "states": [state.value for state in ProgressState],
        "door": door,
    }
