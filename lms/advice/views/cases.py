"""Online advice without a name: the visitor has a code, staff has a number, and nobody knows who it is."""

from typing import Any

from flask import Response, g, make_response, request
from flask_babel import gettext as _

from lms.advice import queries, services
from lms.advice.domain import cases
from lms.advice.views.door import pages
from lms.kernel import errors, language
from lms.kernel.actor import Actor
from lms.kernel.web import PUBLIC, current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number, whole_number
from lms.learners import queries as learners

DESK = "advice.desk"


# --- the visitor -----------------------------------------------------------------------------------------------------


@pages.get("/advice/online", permission=PUBLIC)
def online() -> Any:
    """Ask without a name, or come back with a code."""
    return _ask()


def _ask(trouble: str = "", status: int = 200) -> Any:
    found = queries.point(request.values.get("point", ""))
    return render(
        "advice/online.html",
        status,
        point=found,
        points=queries.points_near(request.values.get("postcode", "")) if found is None else [],
        topics=cases.TOPICS,
        icons=cases.TOPIC_ICONS,
        topic=request.values.get("topic", ""),
        typed=request.form,
        trouble=trouble,
        longest=cases.LONGEST_WORDS,
    )


@pages.post("/advice/online", permission=PUBLIC)
def open_case() -> Any:
    """A thread begins; the code is shown once."""
    found = queries.point(request.form.get("point", ""))
    if found is None:
        return _ask(language.say("advice.point_missing"), 422)
    try:
        code = services.open_case(
            found.provider_id,
            request.form.get("topic", ""),
            request.form.get("words", ""),
            locale=g.locale,
            today=current_day(),
        )
    except errors.Invalid as error:
        return _ask(language.say(error.code, error.facts), error.status)
    return _thread(code, new=True)


@pages.post("/advice/online/thread", permission=PUBLIC)
def come_back() -> Any:
    """What was written so far. The code is sent in the form and stands in no address."""
    return _thread(request.form.get("code", ""))


@pages.post("/advice/online/write", permission=PUBLIC)
def write_again() -> Any:
    """Another message of the visitor."""
    code = request.form.get("code", "")
    try:
        services.write_again(code, request.form.get("words", ""), today=current_day())
    except errors.Invalid as error:
        return _thread(code, language.say(error.code, error.facts), error.status)
    except errors.NotFound:
        return _thread(code)
    return _thread(code)


@pages.post("/advice/online/link", permission="learner.self")
def link_case() -> Any:
    """This is me: from now on my caseworkers see whose thread it is. Or no longer."""
    code, deed = request.form.get("code", ""), request.form.get("deed", "")
    do = services.unlink_case if deed == "unlink" else services.link_case
    try:
        do(code, actor=current_actor(), now=now())
    except errors.NotFound:
        return _thread("")
    return _thread(code)


def _thread(code: str, trouble: str = "", status: int = 200, *, new: bool = False) -> Response:
    try:
        found = queries.case_by_code(code)
    except errors.NotFound as error:
        return _kept_nowhere(_ask(language.say(error.code), 404))
    actor: Actor | None = g.get("actor")
    mine = actor is not None and actor.learner_id is not None and actor.provider_id == found.provider_id
    return _kept_nowhere(
        render(
            "advice/thread.html",
            status,
            case=found,
            code=code,
            new=new,
            may_link=mine,
            linked=found.learner_id is not None,
            trouble=trouble,
            longest=cases.LONGEST_WORDS,
        )
    )


def _kept_nowhere(page: Any) -> Response:
    answer = make_response(page)
    answer.cache_control.no_store = True
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


# --- staff -----------------------------------------------------------------------------------------------------------


@pages.get("/advice/cases", permission=DESK)
def advice_cases() -> Any:
    """Threads, those that wait for an answer on top."""
    page = page_number()
    found, total, waiting = queries.cases(page=page)
    return render(
        "advice/cases.html",
        found=found,
        waiting=waiting,
        total=total,
        page=page,
        page_count=-(-total // queries.CASES_A_PAGE),
        icons=cases.TOPIC_ICONS,
    )


@pages.get("/advice/cases/<case_id>", permission=DESK)
def advice_case(case_id: str) -> Any:
    """One thread, and an answer."""
    return _case(case_id)


def _case(case_id: str, trouble: str = "", status: int = 200) -> Any:
    found = queries.case_of(case_id)
    g.place = "advice.advice_cases"
    return render(
        "advice/case.html",
        status,
        case=found,
        whose=learners.by_ids([found.learner_id]).get(found.learner_id) if found.learner_id else None,
        written_in=language.NATIVE_NAMES.get(found.locale, found.locale),
        offices=[
            language.joined(part for part in (one.name, one.street, f"{one.postcode} {one.town}", one.phone) if part)
            for one in queries.points_near("", limit=200)
        ],
        typed=request.form,
        trouble=trouble,
        longest=cases.LONGEST_WORDS,
    )


@pages.post("/advice/cases/<case_id>", permission=DESK)
def answer_case(case_id: str) -> Any:
    """Answer, and send on where that helps."""
    try:
        services.answer_case(
            case_id,
            request.form.get("words", ""),
            refer_to=request.form.get("refer_to", "")[:240],
            read=whole_number(request.form.get("read", "")),
            actor=current_actor(),
            now=now(),
        )
    except (errors.Invalid, errors.Conflict) as error:
        return _case(case_id, language.say(error.code, error.facts), error.status)
    return done(_("The answer stands in the thread. The visitor reads it with the code."), "advice.advice_cases")
