"""Pages for staff: who waits for placement, interview and test beside a learner, the result and the decision."""

from datetime import timedelta
from typing import Any

from flask import current_app, flash, g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import clock, errors, language
from lms.kernel.vocabulary import Skill, Track
from lms.kernel.web import back_to, current_actor, current_day, done, now, refuse, render
from lms.kernel.web.arguments import page_number
from lms.kernel.web.tongue import speaking
from lms.learners import queries as learners
from placement import forms, queries, services
from placement.domain import redeciding
from placement.packs.own_scripts import own_scripts
from placement.views import findings, flow, papers
from placement.views.door import pages


def _door(learner_id: str) -> flow.Door:
    g.place = "placement.waiting"
    return flow.Door(learners.learner(learner_id).id, own=False)


@pages.get("/placement", permission="placement.see")
def waiting() -> Any:
    """Results that wait for a decision, then everybody without a group."""
    actor, text = current_actor(), request.args.get("q", "").strip()
    page = page_number()
    return render(
        "placement/waiting.html",
        to_decide=queries.to_decide(actor.centre_id, text),
        all_to_decide=queries.count_to_decide(actor.centre_id),
        page=queries.waiting(actor.centre_id, text, page),
        q=text,
        sure=findings.sureness,
        tasks=queries.count_to_rate(actor.centre_id, actor.user_id) if actor.may("placement.rate") else 0,
        open_changes=queries.open_changes(actor.centre_id),
        letters_only=queries.bank_of_centre(actor.centre_id).key == queries.LETTERS,
    )


# --- interview and test ----------------------------------------------------------------------------------------------


@pages.get("/placement/<learner_id>/interview", permission="placement.run", writes=True)
def interview(learner_id: str) -> Any:
    """The first interview."""
    door = _door(learner_id)
    audit.read("learners_learner", [learner_id], "interview", now=now())
    return flow.show_interview(door)


@pages.post("/placement/<learner_id>/interview", permission="placement.run")
def keep_interview(learner_id: str) -> Any:
    """Keep the interview."""
    return flow.keep_interview(_door(learner_id), lambda missing: _after_interview(learner_id, missing))


def _after_interview(learner_id: str, missing: tuple[str, ...]) -> Any:
    """On to the result when there is one, else to the test; back to the interview while a topic is not complete."""
    if missing:
        topics = language.joined(language.say(f"placement.topic.{topic}") for topic in missing)
        flash(_("Interview is saved. Incomplete: %(topics)s", topics=topics), "warning")
        return back_to("placement.interview", learner_id=learner_id)
    tested = queries.newest_result(learner_id) is not None
    return done(
        _("Interview is saved."), "placement.result" if tested else "placement.begin_page", learner_id=learner_id
    )


@pages.get("/placement/<learner_id>/test", permission="placement.run")
def begin_page(learner_id: str) -> Any:
    """Before the test: what comes, and whether somebody sits beside."""
    door = _door(learner_id)
    running = queries.open_sitting(learner_id)
    told = queries.interviews([learner_id]).get(learner_id)
    result = queries.newest_result(learner_id)
    return render(
        "placement/begin.html",
        door=door,
        learner=door.learner,
        running=running,
        told=told,
        result=result,
        kinds=list(queries.kinds_of(queries.bank_of_centre(door.learner.centre_id).key)),
        parts=queries.parts_of(queries.bank_of_centre(door.learner.centre_id).key),
        unrated=queries.waiting_parts([learner_id]).get(learner_id, []),
    )


@pages.post("/placement/<learner_id>/test", permission="placement.run")
def begin(learner_id: str) -> Any:
    """Start the test or go on with it."""
    again = request.form.get("again") == "yes"
    return flow.begin(_door(learner_id), assisted=request.form.get("beside") != "no", again=again)


@pages.post("/placement/<learner_id>/part", permission="placement.run")
def begin_part(learner_id: str) -> Any:
    """Start speaking or writing, which people score; `beside`: the teacher scores at once."""
    door, said = _door(learner_id), request.form.get("part", "")
    part = Skill(said) if said in set(Skill) else Skill.LISTENING
    beside = request.form.get("beside") == "yes"
    try:
        services.start_part(learner_id, part, assisted=beside, actor=current_actor(), now=now())
    except errors.Conflict as error:
        flash(language.say(error.code, error.facts), "warning")
        return door.go("begin_page")
    return door.go("question")


@pages.get("/placement/<learner_id>/question", permission="placement.run")
def question(learner_id: str) -> Any:
    """The question that waits."""
    return flow.show_question(_door(learner_id))


def _look(learner_id: str) -> flow.Looked:
    return flow.look(_door(learner_id))


@pages.post("/placement/<learner_id>/question", permission="placement.run", looks=_look)
def answer(learner_id: str, looked: flow.Looked) -> Any:
    """One answer."""
    return flow.take_answer(_door(learner_id), looked)


@pages.get("/placement/<learner_id>/pause", permission="placement.run")
def pause(learner_id: str) -> Any:
    """A rest in the middle."""
    return flow.show_pause(_door(learner_id))


@pages.post("/placement/<learner_id>/end", permission="placement.run")
def end(learner_id: str) -> Any:
    """End the test here."""
    return flow.stop(_door(learner_id))


@pages.get("/placement/<learner_id>/thanks", permission="placement.run")
def thanks(learner_id: str) -> Any:
    """The last page for the learner."""
    return flow.show_thanks(_door(learner_id), current_actor().name)


# --- result and decision ---------------------------------------------------------------------------------------------


@pages.get("/placement/<learner_id>/result", permission="placement.see", writes=True)
def result(learner_id: str) -> Any:
    """What tests and interview say, and the decision."""
    audit.read("learners_learner", [learners.learner(learner_id).id], "placement", now=now())
    return show_result(learner_id)


@pages.get("/placement/<learner_id>/result/print", permission="placement.see", writes=True)
def paper(learner_id: str) -> Any:
    """The result on paper."""
    audit.read("learners_learner", [learners.learner(learner_id).id], "placement", now=now())
    with speaking(request.args.get("lang", "")):
        return show_result(learner_id, template="placement/paper.html")


@pages.post("/placement/<learner_id>/decision", permission="placement.decide")
def decide(learner_id: str) -> Any:
    """Confirm, or choose another group with a reason."""
    form, found = forms.DecisionForm(), _newest(learner_id)
    try:
        if not form.validate():
            return show_result(learner_id, 422, form)
        track = _chosen(form, found)
        seen = request.form.get("seen", "")
        services.decide(found.id, track, reason=form.reason.data or "", actor=current_actor(), now=now(), seen=seen)
    except errors.Invalid as error:
        refuse(form, error)
        return show_result(learner_id, 422, form)
    except errors.Conflict as error:
        refuse(form, error)
        return show_result(learner_id, 409, form)
    name = learners.learner(learner_id).name
    said = _("%(name)s: %(track)s. Your decision is saved.", name=name, track=language.say(f"track.{track}"))
    return done(said, "placement.result", learner_id=learner_id)


def _chosen(form: forms.DecisionForm, found: queries.ResultInfo) -> Track:
    if form.choice.data == forms.CONFIRM:
        return Track(found.track)
    if form.choice.data != forms.OTHER or form.track.data not in set(Track):
        raise errors.Invalid("placement.choose_group", field="choice")
    if form.track.data == found.track:
        raise errors.Invalid("placement.same_group", field="track")
    return Track(form.track.data)


def _newest(learner_id: str) -> queries.ResultInfo:
    learners.learner(learner_id)
    found = queries.newest_result(learner_id)
    if found is None:
        raise errors.NotFound("placement.absent")
    return found


def show_result(
    learner_id: str,
    status: int = 200,
    form: forms.DecisionForm | None = None,
    template: str = "placement/result.html",
    *,
    talk: forms.TalkForm | None = None,
    check: forms.CheckForm | None = None,
) -> Any:
    """The page of a result; `form`, `talk` and `check` hold what somebody wrote and has to mend."""
    door, actor = _door(learner_id), current_actor()
    found = queries.newest_result(learner_id)
    if found is None:
        return back_to(
            "placement.begin_page" if actor.may("placement.run") else "placement.waiting",
            **(door.arguments if actor.may("placement.run") else {}),
        )
    told = queries.interviews([learner_id]).get(learner_id)
    years = told.answers.get("schooling_years") if told else door.learner.schooling_years
    if form is None:
        decided = found.decision
        chosen = forms.CONFIRM if decided is None or decided.track == found.track else forms.OTHER
        form = forms.DecisionForm(
            formdata=None,
            data={
                "choice": chosen if decided else None,
                "track": decided.track if decided else found.runner_up,
                "reason": decided.reason if decided else "",
            },
        )
    return render(
        template,
        status,
        learner=door.learner,
        result=found,
        told=told,
        schooling_years=years,
        form=form,
        groups=forms.groups(found.track),
        view=findings.view_of(found),
        hers=_in_her_language(found, door.learner),
        unrated=queries.waiting_parts([learner_id]).get(learner_id, []),
        rules=services.rules_for(found, clock.local(found.at, actor.zone).date()),
        own_day=clock.local(found.at, actor.zone).date(),
        asked_day=clock.local(told.at, actor.zone).date() if told else None,
        today=clock.today(actor.zone),
        back_url=url_for("placement.result", learner_id=learner_id),
        talk=talk or _talk_form(door.learner),
        check_sent=check,
        **_beside(found, door.learner.id),
    )


def _in_her_language(found: queries.ResultInfo, learner: learners.LearnerInfo) -> tuple[str, str]:
    """Language and text to read the result aloud to her, where the site speaks her language and the page another one."""
    code = own_scripts().called(learner.first_language)
    if code not in current_app.config["ONWARD"].language_codes or code == language.locale_code.get():
        return "", ""
    with speaking(code):
        return code, findings.view_of(found).said


def _talk_form(learner: learners.LearnerInfo) -> forms.TalkForm:
    """A new talk, filled with what is known."""
    return forms.TalkForm(
        formdata=None,
        data={
            "on_day": current_day().isoformat(),
            "with_whom": learner.name,
            "language": learner.first_language,
            "interpreter": forms.YES if learner.interpreter else "",
        },
    )


def _beside(found: queries.ResultInfo, learner_id: str) -> dict[str, Any]:
    """What stands beside a result: papers, talks, and from four weeks after the decision whether the group was right."""
    check = queries.check_ins([found.id]).get(found.id)
    decided = found.decision
    due = decided is not None and now() - decided.at >= timedelta(days=redeciding.CHECK_FROM_DAYS)
    return {
        "papers": papers.of(learner_id),
        "talks": queries.talks(found.id),
        "talk_open": decided is None and bool(found.recommendation["needs_person"]),
        "checked": check,
        "after_decision": due or check is not None,
        "verdicts": [(one.value, language.say(f"placement.verdict.{one}")) for one in redeciding.Verdict],
    }
