"""Pages of all results: the list with search and CSV, and the check some weeks later whether the group was right."""

from typing import Any

from flask import g, make_response, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import clock, errors, language
from lms.kernel.separated import as_csv
from lms.kernel.vocabulary import Track
from lms.kernel.web import back_to, current_actor, done, now, refuse, render
from lms.kernel.web.arguments import page_number
from placement import forms, queries, services
from placement.domain.redeciding import CHECK_FROM_DAYS, ENOUGH_FOR_A_RATE, Verdict
from placement.queries.following import STATES, Placed
from placement.views import findings, staff
from placement.views.door import pages


@pages.get("/placement/results", permission="placement.see")
def results() -> Any:
    """Everybody with a result: waiting, decided, decided otherwise."""
    g.place = "placement.waiting"
    text, state, track = _filters()
    actor, page = current_actor(), page_number()
    return render(
        "placement/results.html",
        page=queries.placed_page(actor.centre_id, text, state, track, page),
        q=text,
        state=state,
        track=track,
        states=[("", _("All")), *((one, language.say(f"placement.state.{one}")) for one in STATES)],
        tracks=[("", _("All groups")), *((one.value, language.say(f"track.{one}")) for one in Track)],
        sure=findings.sureness,
        rate=queries.right_rate(actor.centre_id),
        enough=ENOUGH_FOR_A_RATE,
        due=len(queries.due_check_ins(actor.centre_id, now())),
        open_changes=queries.open_changes(actor.centre_id),
    )


@pages.get("/placement/results.csv", permission="placement.see", writes=True)
def results_sheet() -> Any:
    """The same as a sheet, with the search and filters of the list."""
    text, state, track = _filters()
    rows = queries.placed(current_actor().centre_id, text, state, track)
    audit.read("learners_learner", [one.learner.id for one in rows], "placement", now=now())
    answer = make_response(as_csv(_heads(), [_cells(one) for one in rows]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="placement.csv"'
    return answer


def _filters() -> tuple[str, str, str]:
    state, track = request.args.get("state", ""), request.args.get("track", "")
    return (
        request.args.get("q", "").strip(),
        state if state in STATES else "",
        track if track in set(Track) else "",
    )


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Name"),
        _("Day"),
        _("Recommended group"),
        _("Sure, of 100"),
        _("Runner-up"),
        _("Level"),
        _("State"),
        _("Decided group"),
        _("Reason"),
        _("By"),
    ]


def _cells(one: Placed) -> list[str]:
    found, decided = one.result, one.result.decision
    return [
        one.learner.number,
        one.learner.name,
        clock.local(found.at, current_actor().zone).date().isoformat(),
        language.say(f"track.{found.track}"),
        str(found.in_hundred),
        language.say(f"track.{found.runner_up}"),
        language.say(f"level.{found.level}") if found.level else "",
        language.say(f"placement.state.{one.state}"),
        language.say(f"track.{decided.track}") if decided else "",
        decided.reason if decided else "",
        decided.by if decided else "",
    ]


@pages.get("/placement/check-ins", permission="placement.see")
def check_ins() -> Any:
    """Whose group was decided four weeks ago or longer: was it right?"""
    return _check_ins()


def _check_ins(status: int = 200, wrong: dict[str, forms.CheckForm] | None = None) -> Any:
    g.place = "placement.waiting"
    actor = current_actor()
    return render(
        "placement/check_ins.html",
        status,
        wrong=wrong or {},
        due=queries.due_check_ins(actor.centre_id, now()),
        rate=queries.right_rate(actor.centre_id),
        enough=ENOUGH_FOR_A_RATE,
        weeks=CHECK_FROM_DAYS // 7,
        verdicts=[(one.value, language.say(f"placement.verdict.{one}")) for one in Verdict],
        today=clock.today(actor.zone),
    )


@pages.post("/placement/results/<result_id>/check-in", permission="placement.decide")
def check_in(result_id: str) -> Any:
    """Say whether the group was right."""
    found, form = queries.result(result_id), forms.CheckForm()
    beside_the_result = request.form.get("back") == "result"
    try:
        if form.validate():
            services.check_in(
                result_id,
                form.verdict.data or "",
                moved=form.moved.data == forms.YES,
                note=form.note.data or "",
                actor=current_actor(),
                now=now(),
            )
    except errors.Invalid as error:
        refuse(form, error)
    if form.errors:
        if beside_the_result:
            return staff.show_result(found.learner_id, 422, check=form)
        return _check_ins(422, {result_id: form})
    if beside_the_result:
        return back_to("placement.result", learner_id=found.learner_id)
    return done(_("Thank you. It is saved."), "placement.check_ins")
