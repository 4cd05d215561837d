"""The phone desk: search what is often asked, write a call down in two or three clicks, pass it on, respond in time."""

from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.advice import queries, services
from lms.advice.domain import calls, cases
from lms.advice.domain.calls import NewCall, Outcome
from lms.advice.views.door import pages
from lms.kernel import errors, language
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number

DESK, SETUP = "advice.calls", "advice.points"
DAYS = 30


@pages.get("/advice/phone", permission=DESK)
def phone() -> Any:
    """What is often asked, found by its words, and a form for the call."""
    return _phone()


def _phone(refused: errors.OnwardError | None = None) -> Any:
    day, wanted = current_day(), request.values.get("q", "")[:120]
    return render(
        "advice/phone.html",
        refused.status if refused else 200,
        q=wanted,
        answers=queries.answers(wanted),
        topics=_topics(),
        departments=queries.departments(),
        deadline=calls.deadline(day),
        today=day,
        counted=queries.calls_by_topic(day - timedelta(days=DAYS), day),
        days=DAYS,
        longest=calls.LONGEST,
        typed=_typed(),
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


FIELDS = ("topic", "words", "caller", "phone", "language", "due_on", "department_id", "answer_id")


def _typed() -> dict[str, str]:
    """What was typed; at first the topic and the question of the answer that does not help."""
    typed = {name: request.form.get(name, "") for name in FIELDS}
    chosen = queries.answer(request.args["answer"]) if request.args.get("answer") else None
    if chosen is not None:
        typed |= {"topic": chosen.topic, "words": chosen.question, "answer_id": chosen.id}
    return typed


def _topics() -> list[tuple[str, str]]:
    return [(one, language.say(f"advice.topic.{one}")) for one in cases.TOPICS]


@pages.post("/advice/phone", permission=DESK)
def log_call() -> Any:
    """One more call. Nobody has to say who calls."""
    given = request.form
    words = {name: given.get(name, "") for name in ("outcome", *FIELDS)}
    day = words.pop("due_on")
    try:
        due_on = _day(day) if words["outcome"] == Outcome.RESPOND else None
        call_id = services.log_call(
            NewCall(**words, due_on=due_on), actor=current_actor(), today=current_day(), now=now()
        )
    except errors.Invalid as error:
        return _phone(error)
    found, undo = queries.call(call_id), url_for("advice.take_back_call", call_id=call_id)
    told = _("Written down.")
    if found.outcome == Outcome.FORWARDED:
        told = _("Passed on to %(department)s.", department=found.department)
    elif found.due_on is not None:
        told = _("Somebody responds by %(day)s.", day=language.written(found.due_on, language.locale_code.get()))
    return done(told, "advice.phone", undo=undo)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise errors.Invalid("advice.deadline_off", field="due_on") from None


@pages.post("/advice/phone/<call_id>/back", permission=DESK)
def take_back_call(call_id: str) -> Any:
    """Written down by mistake."""
    services.take_back_call(call_id, actor=current_actor(), today=current_day(), now=now())
    return done(_("Taken back."), "advice.phone")


@pages.get("/advice/calls", permission=DESK)
def all_calls() -> Any:
    """Calls that went on: open ones on top, with their deadlines."""
    page = page_number()
    found, total, waiting = queries.calls(page=page)
    pages_ = -(-total // queries.CALLS_A_PAGE)
    return render(
        "advice/calls.html",
        found=found,
        waiting=waiting,
        total=total,
        page=page,
        page_count=pages_,
        today=current_day(),
    )


@pages.get("/advice/calls/<call_id>", permission=DESK, writes=True)
def call(call_id: str) -> Any:
    """One call, with all that was told."""
    return _call(call_id)


def _call(call_id: str, trouble: str = "", status: int = 200) -> Any:
    found = queries.call(call_id)
    audit.read("advice_call", [found.id], "call", now=now())
    return render(
        "advice/call.html",
        status,
        one=found,
        today=current_day(),
        trouble=trouble,
        typed=request.form,
        longest=calls.LONGEST,
        kept=calls.KEPT.days,
    )


@pages.post("/advice/calls/<call_id>", permission=DESK)
def close_call(call_id: str) -> Any:
    """What was done about it."""
    try:
        services.close_call(
            call_id, request.form.get("result", ""), actor=current_actor(), today=current_day(), now=now()
        )
    except errors.Invalid as error:
        return _call(call_id, language.say(error.code, error.facts), error.status)
    return done(_("Closed."), "advice.all_calls")


# --- what is often asked, and where calls go on ---


@pages.get("/advice/phone/setup", permission=SETUP)
def phone_setup() -> Any:
    """Answers and departments."""
    return _setup()


def _setup(refused: errors.OnwardError | None = None) -> Any:
    return render(
        "advice/phone_setup.html",
        refused.status if refused else 200,
        answers=queries.answers(limit=500),
        departments=queries.departments(),
        topics=_topics(),
        roles=[(one, language.say(f"advice.kind.{one}")) for one in calls.ROLES],
        longest=calls.LONGEST,
        typed=request.form,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/advice/phone/answers", permission=SETUP)
def add_answer() -> Any:
    """One more answer."""
    given = request.form
    try:
        services.add_answer(
            given.get("topic", ""),
            given.get("question", ""),
            given.get("answer", ""),
            alert=given.get("alert") == "1",
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as error:
        return _setup(error)
    return done(_("The phone desk finds it now."), "advice.phone_setup")


@pages.post("/advice/phone/answers/<answer_id>/remove", permission=SETUP)
def remove_answer(answer_id: str) -> Any:
    """It is told no longer."""
    services.remove_answer(answer_id)
    return done(_("Taken away."), "advice.phone_setup")


@pages.post("/advice/phone/departments", permission=SETUP)
def add_department() -> Any:
    """One more place where calls go on."""
    given = request.form
    try:
        services.add_department(given.get("name", ""), given.get("role", ""), given.get("phone", "")[:40])
    except (errors.Invalid, errors.Conflict) as error:
        return _setup(error)
    return done(_("Calls can go there now."), "advice.phone_setup")


@pages.post("/advice/phone/departments/<department_id>/remove", permission=SETUP)
def remove_department(department_id: str) -> Any:
    """Nothing goes there any more."""
    services.remove_department(department_id)
    return done(_("Taken away."), "advice.phone_setup")
