"""Pages for raters: what waits for scores, one piece of work with its rubric, its sound; how a centre tests."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Response, flash, g, request
from flask_babel import gettext as _

from lms.accounts import queries as accounts
from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.vocabulary import Skill
from lms.kernel.web import back_to, current_actor, done, now, render
from lms.kernel.web.arguments import whole_number
from lms.organisations import queries as organisations
from placement import queries, services
from placement.domain import performances
from placement.queries import performances as performed
from placement.queries import raters, studies
from placement.services import rater_care as care
from placement.views import questions
from placement.views.door import pages

TALKED_ABOUT = timedelta(days=60)
BUDGETED = (Skill.LISTENING, Skill.READING, Skill.WRITING, Skill.SPEAKING)


@pages.get("/placement/rating", permission="placement.rate")
def rating() -> Any:
    """Work that waits for my scores, then work that two people see differently."""
    g.place, actor = "placement.waiting", current_actor()
    since, leads = now() - TALKED_ABOUT, care.is_lead(_centre_id(), actor)
    settle = performed.to_settle(_centre_id(), actor.user_id or "", since) if leads else []
    return render(
        "placement/rating.html",
        waiting=queries.to_rate(actor.centre_id, actor.user_id),
        total=queries.count_to_rate(actor.centre_id, actor.user_id),
        apart=[one for one in queries.far_apart(actor.centre_id, since) if not one.is_settled and one not in settle],
        settle=settle,
        leads=leads,
        practice=sum(one.mine is None for one in raters.benchmarks(_centre_id(), actor.user_id or "")),
    )


@pages.get("/placement/rating/<work_id>", permission="placement.rate", writes=True)
def rate_page(work_id: str) -> Any:
    """One piece of work and the rubric. Who wrote it is not said, nor what somebody else gave."""
    found = queries.work(work_id)
    audit.read("placement_work", [work_id], found.kind, now=now())
    return _rate_page(found)


@pages.post("/placement/rating/<work_id>", permission="placement.rate")
def rate(work_id: str) -> Any:
    """Keep my scores, and on to the next."""
    found, actor = queries.work(work_id), current_actor()
    try:
        after = services.rate(work_id, questions.scores_of(found.item.type, request.form), actor=actor, now=now())
    except errors.Invalid as error:
        return _rate_page(found, error)
    if after.differences and not after.is_settled:
        flash(_("Your scores are saved. Somebody else sees it differently: talk about it."), "warning")
        return back_to("placement.rate_page", work_id=work_id)
    if found.points is not None and found.rated_by(actor.user_id) is None and not after.is_settled:
        return done(_("Your scores are saved. Somebody else has scored it, too: the mean counts."), "placement.rating")
    return done(_("Your scores are saved."), "placement.rating")


@pages.get("/placement/rating/<work_id>/sound", permission="placement.rate", writes=True)
def recording(work_id: str) -> Any:
    """The voice of a learner, for raters only. Every time it is heard is written down."""
    content, media_type = queries.recording(work_id)
    if request.range is None or request.range.ranges[0][0] == 0:
        # A player that goes back or ahead asks for a piece: it is heard once all the same.
        audit.read("placement_work", [work_id], "sound", now=now())
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = "inline"
    answer.cache_control.private = True
    answer.cache_control.no_store = True
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(content))


def _rate_page(found: queries.WorkInfo, error: errors.Invalid | None = None) -> Any:
    g.place, actor = "placement.waiting", current_actor()
    mine = found.rated_by(actor.user_id)
    given = {f"score-{code}": score for code, score in (mine.scores if mine else {}).items()}
    return render(
        "placement/rate.html",
        error.status if error else 200,
        work=found,
        lang=queries.bank(found.bank).language,
        rubric=questions.rubric(found.item.type),
        kept=request.form if error else given,
        mine=mine,
        # Blind: what others gave is shown to whoever has given her own scores.
        others=[each for each in found.ratings if each.rater_id != actor.user_id] if mine else [],
        apart={each.criterion for each in found.differences} if mine else set(),
        highest=found.item.parameters.highest_score,
        refused=language.say(error.code, error.facts) if error else "",
        settled=found.is_settled,
        scored_already=found.points is not None and mine is None and not found.differences,
        leads=care.is_lead(_centre_id(), actor),
        benchmark=raters.benchmark_of(found.id),
    )


# --- raters ----------------------------------------------------------------------------------------------------------


@pages.get("/placement/raters", permission="placement.rate", writes=True)
def rater_figures() -> Any:
    """How severe raters are and how far they agree: the lead sees everybody, a rater herself only."""
    g.place, actor = "placement.waiting", current_actor()
    leads, found = care.is_lead(_centre_id(), actor), studies.newest_study(raters.STUDY, _centre_id())
    parts = (
        [_part(part, found.found.get(part, {}), leads, actor.user_id or "") for part in _fullest_first(found.found)]
        if found
        else []
    )
    seen = [rater for part in parts for rater, _one in part["raters"]]
    audit.read("accounts_user", list(dict.fromkeys(seen)), "placement raters", now=now())
    rules = queries.sitting_rules(_centre_id())
    return render("placement/raters.html", study=found, parts=parts, leads=leads, me=actor.user_id, rules=rules)


def _fullest_first(found: Mapping[str, Any]) -> list[Skill]:
    """Speaking and writing, what was scored more often first."""
    return sorted(performances.PARTS, key=lambda part: -found.get(part, {}).get("double", 0))


def _part(part: Skill, found: Mapping[str, Any], leads: bool, me: str) -> dict[str, Any]:
    everybody = found.get("raters", {})
    shown = [(rater, one) for rater, one in everybody.items() if leads or rater == me]
    most = max((abs(one["severity"] or 0.0) + 2 * (one["error"] or 0.0) for one in everybody.values()), default=0.0)
    return {
        "name": language.say(f"placement.kind.{part}"),
        **found,
        "raters": sorted(shown, key=lambda one: one[1]["name"]),
        "most": max(1.2 * most, 1.0),
    }


@pages.post("/placement/raters", permission="placement.rate")
def study_raters() -> Any:
    """Work the figures of raters out anew. The lead's to ask for."""
    if not care.is_lead(_centre_id(), current_actor()):
        raise errors.NotFound("page.absent")
    care.study(_centre_id(), by=current_actor().name, now=now())
    return done(_("The figures are new."), "placement.rater_figures")


@pages.get("/placement/practice", permission="placement.rate")
def practice() -> Any:
    """Work with known scores, for raters to practise on."""
    g.place, actor = "placement.waiting", current_actor()
    found = raters.benchmarks(_centre_id(), actor.user_id or "")
    done_ones = [one for one in found if one.far is not None]
    return render(
        "placement/practice.html",
        found=found,
        left=len(found) - len(done_ones),
        near=sum(one.far <= len(one.scores) for one in done_ones if one.far is not None),
        practised=len(done_ones),
        leads=care.is_lead(_centre_id(), actor),
    )


@pages.get("/placement/practice/<benchmark_id>", permission="placement.rate", writes=True)
def practise_page(benchmark_id: str) -> Any:
    """One of them: the work and the rubric; the known scores only after one's own."""
    return _practise_page(benchmark_id)


@pages.post("/placement/practice/<benchmark_id>", permission="placement.rate")
def practise(benchmark_id: str) -> Any:
    """My scores in practice."""
    found = raters.benchmark(benchmark_id, current_actor().user_id or "")
    try:
        scores = questions.scores_of(found.work.item.type, request.form)
        care.practise(benchmark_id, scores, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _practise_page(benchmark_id, error)
    return back_to("placement.practise_page", benchmark_id=benchmark_id)


@pages.post("/placement/practice/<benchmark_id>/remove", permission="placement.rate")
def remove_benchmark(benchmark_id: str) -> Any:
    """Nobody practises on it any more."""
    care.remove_benchmark(benchmark_id, actor=current_actor(), now=now())
    return done(_("Taken out of practice."), "placement.practice")


@pages.post("/placement/rating/<work_id>/benchmark", permission="placement.rate")
def make_benchmark(work_id: str) -> Any:
    """The lead lets raters practise on this work."""
    found = queries.work(work_id)
    try:
        scores = questions.scores_of(found.item.type, request.form)
        why = request.form.get("why", "")
        care.make_benchmark(work_id, scores, why, actor=current_actor(), now=now())
    except (errors.Invalid, errors.Conflict) as error:
        flash(language.say(error.code, error.facts), "error")
        return _rate_page(found)
    return done(_("Raters can practise on it now."), "placement.practice")


def _practise_page(benchmark_id: str, error: errors.Invalid | None = None) -> Any:
    g.place = "placement.waiting"
    found = raters.benchmark(benchmark_id, current_actor().user_id or "")
    audit.read("placement_work", [found.work.id], "practice", now=now())
    return render(
        "placement/practise.html",
        error.status if error else 200,
        one=found,
        work=found.work,
        lang=queries.bank(found.work.bank).language,
        rubric=questions.rubric(found.work.item.type),
        kept=request.form if error else {f"score-{code}": score for code, score in (found.mine or {}).items()},
        refused=language.say(error.code, error.facts) if error else "",
        leads=care.is_lead(_centre_id(), current_actor()),
    )


# --- how a centre tests ----------------------------------------------------------------------------------------------


@pages.get("/placement/test-rules", permission="placement.rules")
def test_rules() -> Any:
    """Time, first questions and raters of a centre."""
    return _test_rules()


@pages.post("/placement/test-rules", permission="placement.rules")
def keep_test_rules() -> Any:
    """Keep them."""
    form = request.form
    try:
        services.save_sitting_rules(
            _centre_id(),
            minutes={
                skill: _minutes(form.get(f"minutes-{skill}", "")) for skill in BUDGETED if form.get(f"minutes-{skill}")
            },
            first_items={skill: key for skill in BUDGETED if (key := form.get(f"first-{skill}", ""))},
            raters=whole_number(form.get("raters", "1")) or 0,
            lead_id=form.get("lead", "") if form.get("lead", "") in dict(_teachers()) else "",
            fair_scores=form.get("fair") == "yes",
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as error:
        return _test_rules(error)
    return done(_("Saved. Tests that run keep what they began with."), "placement.test_rules")


def _test_rules(error: errors.Invalid | None = None) -> Any:
    g.place = "placement.waiting"
    centre_id = _centre_id()
    rules, bank = queries.sitting_rules(centre_id), queries.bank_of_centre(centre_id)
    if error:
        kept: dict[str, Any] = dict(request.form)
    else:
        kept = {f"minutes-{kind}": given for kind, given in rules.minutes.items()}
        kept |= {f"first-{kind}": key for kind, key in rules.first_items.items()} | {
            "raters": str(rules.raters),
            "lead": rules.lead_id,
            "fair": "yes" if rules.fair_scores else "",
        }
    offered = [skill for skill in BUDGETED if skill in bank.measured]
    return render(
        "placement/test_rules.html",
        error.status if error else 200,
        kept=kept,
        rules=rules,
        skills=offered,
        firsts={skill: [("", _("Chosen by the interview")), *_first_choices(bank.of(skill))] for skill in offered},
        parts=performances.PARTS,
        leads=[("", _("Nobody")), *_teachers()],
        refused=language.say(error.code, error.facts) if error else "",
    )


def _teachers() -> list[tuple[str, str]]:
    """Who scores at this centre and could be the lead."""
    actor, centre_id = current_actor(), _centre_id()
    return [
        (one.user_id, one.name)
        for one in accounts.staff_access(actor.provider_id or "", now=now())
        if any(role == Role.TEACHER and centre in (None, centre_id) for role, centre in one.roles)
    ]


def _first_choices(items: Any) -> list[tuple[str, str]]:
    return [(item.key, f"{language.say(f'level.{item.level}')}: {item.key}") for item in items]


def _minutes(text: str) -> int:
    return whole_number(text) or 0


def _centre_id() -> str:
    return organisations.centre_in_view(current_actor().centre_id).id
