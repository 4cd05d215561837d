"""The list of who is eligible and whom nobody has asked; a sheet of it; a service for several people at once."""

from typing import Any

from flask import make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.services import audit
from lms.eligibility import queries, services
from lms.eligibility.domain import Standing
from lms.eligibility.queries import Asked
from lms.eligibility.views.door import RIGHT, asked_period, pages, trouble_of
from lms.eligibility.views.people import typed_service
from lms.kernel import errors, language
from lms.kernel.separated import as_csv
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.organisations import queries as organisations

ALL = 100_000
"""More people than any provider has: the sheet holds them all."""
STATES = (Standing.ELIGIBLE, Standing.SOON, Standing.OVER, Standing.UNSEEN, Standing.NONE)


@pages.get("/eligible", permission=RIGHT, writes=True)
def eligible() -> Any:
    """Who is eligible, fifty at a time. Who looked is kept in the audit."""
    return _list()


def _asked() -> Asked:
    asked = request.values
    state = asked.get("state", "")
    return Asked(
        Standing(state) if state in set(STATES) else Standing.ELIGIBLE,
        asked.get("q", "").strip()[:100],
        asked.get("centre", ""),
        asked.get("basis", ""),
    )


def _list(refused: errors.OnwardError | None = None) -> Any:
    asked, day = _asked(), current_day()
    name, period = asked_period()
    found, total = queries.listed(asked, period, day, page=page_number())
    audit.read("learners_learner", sorted({one.learner_id for one in found}), "eligibility", now=now())
    kept = {"q": asked.text, "state": asked.state, "centre": asked.centre_id, "basis": asked.basis_id}
    return render(
        "eligibility/eligible.html",
        refused.status if refused else 200,
        found=found,
        total=total,
        page=page_number(),
        page_count=max(1, -(-total // queries.PAGE)),
        asked=asked,
        narrowed=bool(asked.text or asked.centre_id or asked.basis_id),
        kept={key: value for key, value in kept.items() if value},
        states=STATES,
        bases=queries.bases(),
        kinds=queries.kinds(open_only=True),
        centres=organisations.centres(),
        period_name=name,
        today=day,
        typed=request.form,
        ticked=request.form.getlist("whom"),
        **trouble_of(refused),
    )


@pages.post("/eligible", permission=RIGHT)
def give_together() -> Any:
    """One service that the ticked people received together."""
    chosen = [one.partition(":")[::2] for one in request.form.getlist("whom")[: queries.PAGE]]
    try:
        kept = services.give(chosen, typed_service(), today=current_day(), actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as refused:
        return _list(refused)
    undo = url_for("eligibility.take_back_many", ids=",".join(kept))
    word = ngettext(
        "The service is counted for %(num)s person.", "The service is counted for %(num)s people.", len(kept)
    )
    return done(word, "eligibility.eligible", undo=undo)


@pages.get("/eligible.csv", permission=RIGHT, writes=True)
def eligible_sheet() -> Any:
    """Everybody whom the list shows, on all its pages. Who took it is kept in the audit."""
    asked, (_name, period) = _asked(), asked_period()
    found, _total = queries.listed(asked, period, current_day(), size=ALL)
    audit.read("learners_learner", sorted({one.learner_id for one in found}), "eligibility", now=now())
    centres = {one.id: one.name for one in organisations.centres()}
    kinds = sorted({word for one in found for word in one.services}, key=str.casefold)
    heads = (
        *(_("Number"), _("Name"), _("Child of"), _("Centre"), _("State"), _("Basis"), _("Since"), _("Last day")),
        *(_("What shows it"), *kinds),
    )
    rows = [
        (
            *(one.number, one.name, one.parent, centres.get(one.centre_id, "")),
            *(language.say(f"eligibility.standing.{one.standing}"), one.basis),
            *(one.since.isoformat() if one.since else "", one.until.isoformat() if one.until else "", one.reason),
            *(one.services[word].times if word in one.services else 0 for word in kinds),
        )
        for one in found
    ]
    answer = make_response(as_csv(heads, rows))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="eligible.csv"'
    return answer
