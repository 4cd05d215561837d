"""Pages for raters: what waits for scores, one piece of work with its rubric, its sound; how a centre tests."""

from datetime import timedelta
from typing import Any

from flask import Response, flash, g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel.vocabulary import Skill
from lms.kernel.web import back_to, current_actor, done, now, render
from lms.organisations import queries as organisations
from placement import queries, services
from placement.domain import performances
from placement.views import questions
from placement.views.door import pages

TALKED_ABOUT = timedelta(days=60)
BUDGETED = (Skill.LISTENING, Skill.READING, Skill.WRITING, Skill.SPEAKING)


@pages.get("/placement/rating", permission="placement.rate")
def rating() -> Any:
    """Work that waits for my scores, then work that two people see differently."""
    g.place, actor = "placement.waiting", current_actor()
    return render(
        "placement/rating.html",
        waiting=queries.to_rate(actor.centre_id, actor.user_id),
        total=queries.count_to_rate(actor.centre_id, actor.user_id),
        apart=queries.far_apart(actor.centre_id, now() - TALKED_ABOUT),
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
    if after.differences:
        flash(_("Your scores are saved. Somebody else sees it differently: talk about it."), "warning")
        return back_to("placement.rate_page", work_id=work_id)
    return done(_("Your scores are saved."), "placement.rating")


@pages.get("/placement/rating/<work_id>/sound", permission="placement.rate", writes=True)
def recording(work_id: str) -> Any:
    """The voice of a learner, for raters only. Every time it is heard is written down."""
    content, media_type = queries.recording(work_id)
    audit.read("placement_work", [work_id], "sound", now=now())
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = "inline"
    answer.cache_control.private = True
    answer.cache_control.no_store = True
    return answer


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
            raters=int(form.get("raters", "1")) if form.get("raters", "1").isdecimal() else 0,
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
        kept |= {f"first-{kind}": key for kind, key in rules.first_items.items()} | {"raters": str(rules.raters)}
    offered = [skill for skill in BUDGETED if skill in bank.measured]
    return render(
        "placement/test_rules.html",
        error.status if error else 200,
        kept=kept,
        rules=rules,
        skills=offered,
        firsts={skill: [("", _("Chosen by the interview")), *_first_choices(bank.of(skill))] for skill in offered},
        parts=performances.PARTS,
        refused=language.say(error.code, error.facts) if error else "",
    )


def _first_choices(items: Any) -> list[tuple[str, str]]:
    return [(item.key, f"{language.say(f'level.{item.level}')}: {item.key}") for item in items]


def _minutes(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _centre_id() -> str:
    return organisations.centre_in_view(current_actor().centre_id).id
