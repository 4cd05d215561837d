"""How I am: one question a page, with help at once; answers for the counsellor, each look written down; names for the office."""

from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.web import Pages, back_to, current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number, whole_number
from lms.learners import queries as learners
from lms.organisations import queries as organisations
from lms.wellbeing import domain, queries, services
from lms.wellbeing.domain import Answer, NewContact, NewReferral, NewSeries, Question, Said

pages = Pages("wellbeing", __name__)
SELF, READ, SETUP = "learner.self", queries.READ, "wellbeing.setup"


# --- the person ------------------------------------------------------------------------------------------------------


@pages.get("/how-i-am", permission=SELF)
def how_i_am() -> Any:
    """The question whether I want to be asked; after that what I said, who reads it, who helps, and the way out."""
    return _mine()


def _mine(trouble: str = "", status: int = 200) -> Any:
    g.place = "courses.help_page"
    learner = learners.learner(current_actor().learner_id or "")
    own, said, today = queries.mine(learner.id), queries.checks(learner.id), current_day()
    return render(
        "wellbeing/my_answers.html",
        status,
        own=own,
        said=said,
        today=said[0] if said and said[0].day == today else None,
        shows_help=bool(said) and said[0].low,
        readers=queries.counsellors(learner.centre_id),
        read_by=queries.read_by(learner.id) if own.given else [],
        series=queries.series_of(learner.id),
        clinical=queries.clinical_of(learner.id),
        day_now=today,
        longest=domain.LONGEST,
        trouble=trouble,
        **_asking(),
        **_help(),
    )


def _asking() -> dict[str, Any]:
    return {"questions": list(Question), "pictures": domain.PICTURES, "answers": list(domain.FACES.items())}


def _help() -> dict[str, Any]:
    country = organisations.provider(current_actor().provider_id or "").country
    return {"contacts": queries.contacts(), "emergency": domain.EMERGENCY.get(country, "")}


@pages.post("/how-i-am/consent", permission=SELF)
def agree() -> Any:
    """I want to be asked, or not. Without anybody who reads there is nothing to agree to."""
    learner = learners.learner(current_actor().learner_id or "")
    given = request.form.get("agree") == "yes"
    if given and not queries.counsellors(learner.centre_id):
        raise errors.NotFound("page.absent")
    services.consent(learner.id, given, today=current_day())
    if given:
        return back_to("wellbeing.ask", question=next(iter(Question)).value)
    return done(_("Good. We do not ask. You find it on the page Help."), "wellbeing.how_i_am")


@pages.post("/how-i-am/withdraw", permission=SELF)
def withdraw() -> Any:
    """I take my yes back: all answers go."""
    services.consent(current_actor().learner_id or "", False, today=current_day())
    return done(_("Your answers are gone. Nobody can read them any more."), "wellbeing.how_i_am")


@pages.get("/how-i-am/<question>", permission=SELF)
def ask(question: str) -> Any:
    """One question. After a no the numbers of those who help stand above it."""
    return _ask(question)


def _ask(question: str, trouble: str = "", status: int = 200) -> Any:
    g.place = "courses.help_page"
    learner_id = current_actor().learner_id or ""
    if question not in set(Question):
        raise errors.NotFound("page.absent")
    if not queries.mine(learner_id).given:
        return _mine(language.say("wellbeing.no_consent"), 409)
    said = next((one for one in queries.checks(learner_id) if one.day == current_day()), None)
    return render(
        "wellbeing/question.html",
        status,
        question=Question(question),
        number=list(Question).index(Question(question)) + 1,
        said=said.answers if said else {},
        shows_help=said is not None and said.low,
        trouble=trouble,
        **_asking(),
        **_help(),
    )


@pages.post("/how-i-am/<question>", permission=SELF)
def say(question: str) -> Any:
    """Keep the answer and go on to the next question."""
    try:
        services.answer(current_actor().learner_id or "", question, request.form.get("answer", ""), today=current_day())
    except errors.Invalid as error:
        return _ask(question, language.say(error.code), error.status)
    except errors.Conflict as error:
        return _mine(language.say(error.code), error.status)
    following = domain.next_after(Question(question))
    if following is None or request.form.get("change") == "1":
        return done(_("Thank you. It is kept."), "wellbeing.how_i_am")
    return back_to("wellbeing.ask", question=following.value)


@pages.post("/how-i-am/talk", permission=SELF)
def want_to_talk() -> Any:
    """The counsellor shall call me."""
    try:
        services.ask_for_talk(current_actor().learner_id or "", request.form.get("words", ""), today=current_day())
    except (errors.Invalid, errors.Conflict) as error:
        return _mine(language.say(error.code, error.facts), error.status)
    return done(_("It is sent. You will be called."), "wellbeing.how_i_am", undo=url_for("wellbeing.drop_talk"))


@pages.post("/how-i-am/talk/back", permission=SELF)
def drop_talk() -> Any:
    """Nobody needs to call."""
    try:
        services.drop_talk(current_actor().learner_id or "")
    except errors.Conflict as error:
        return _mine(language.say(error.code), error.status)
    return done(_("Good. Nobody calls."), "wellbeing.how_i_am")


# --- the counsellor --------------------------------------------------------------------------------------------------


@pages.get("/wellbeing", permission=READ, writes=True)
def people() -> Any:
    """Who agreed to be asked, those who wait for a call first. No answers stand here; the look is written down."""
    actor, words, page = current_actor(), request.args.get("q", "").strip(), page_number()
    found, total = queries.people(actor, words=words, page=page)
    audit.read("learners_learner", [one.learner.id for one in found], "wellbeing_list", now=now())
    return render(
        "wellbeing/people.html",
        people=found,
        waiting=queries.waiting(actor),
        q=words,
        page=page,
        page_count=max(1, -(-total // queries.PAGE)),
        total=total,
    )


@pages.get("/wellbeing/<learner_id>", permission=READ, writes=True)
def person(learner_id: str) -> Any:
    """What somebody answered, talks and where somebody was sent. The look is written down, and the person sees it."""
    return _person(learner_id)


def _person(learner_id: str, refused: errors.OnwardError | None = None) -> Any:
    g.place = "wellbeing.people"
    found, own, said = queries.of_person(learner_id, current_actor())
    audit.read("learners_learner", [found.id], queries.WHAT, now=now())
    return render(
        "wellbeing/person.html",
        refused.status if refused else 200,
        learner=found,
        own=own,
        said=said,
        questions=list(Question),
        faces={one.value: domain.FACES[one] for one in Answer},
        series=queries.series_of(found.id),
        clinical=queries.clinical_of(found.id),
        today=current_day(),
        typed=request.form,
        field=refused.facts.get("field", "") if refused else "",
        trouble=language.say(refused.code, refused.facts) if refused else "",
        limits={"talks": (domain.FEWEST_TALKS, domain.MOST_TALKS), "weeks": (1, domain.MOST_WEEKS)},
        longest=domain.LONGEST_NAME,
        said_yes=Said.YES.value,
        said_no=Said.NO.value,
    )


@pages.post("/wellbeing/<learner_id>/series", permission=READ)
def book_series(learner_id: str) -> Any:
    """Settle talks. Whether somebody goes on afterwards, and whether an interpreter is needed, is asked first."""
    given = request.form
    new = NewSeries(
        given.get("follow_up", ""),
        given.get("interpreter", ""),
        given.get("language", ""),
        _day(given.get("first", "")),
        whole_number(given.get("weeks", "")),
        whole_number(given.get("talks", "")),
    )
    try:
        series_id = services.book_series(learner_id, new, actor=current_actor(), today=current_day())
    except (errors.Invalid, errors.Conflict) as refused:
        return _person(learner_id, refused)
    undo = url_for("wellbeing.end_series", learner_id=learner_id, series_id=series_id)
    return done(
        _("The talks are settled. The person sees the days."), "wellbeing.person", learner_id=learner_id, undo=undo
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@pages.post("/wellbeing/<learner_id>/series/<series_id>/end", permission=READ)
def end_series(learner_id: str, series_id: str) -> Any:
    """The talks to come do not take place."""
    services.end_series(learner_id, series_id, current_day(), actor=current_actor())
    undo = url_for("wellbeing.reopen_series", learner_id=learner_id, series_id=series_id)
    return done(_("The talks to come do not take place."), "wellbeing.person", learner_id=learner_id, undo=undo)


@pages.post("/wellbeing/<learner_id>/series/<series_id>/reopen", permission=READ)
def reopen_series(learner_id: str, series_id: str) -> Any:
    """It was a slip: they take place."""
    services.end_series(learner_id, series_id, None, actor=current_actor())
    return done(_("The talks take place."), "wellbeing.person", learner_id=learner_id)


@pages.post("/wellbeing/<learner_id>/clinical", permission=READ)
def refer_to_clinic(learner_id: str) -> Any:
    """To whom somebody was sent for treatment, and when."""
    new = NewReferral(request.form.get("organisation", ""), _day(request.form.get("on_day", "")))
    try:
        referral_id = services.refer_to_clinic(learner_id, new, actor=current_actor(), today=current_day())
    except errors.Invalid as refused:
        return _person(learner_id, refused)
    undo = url_for("wellbeing.take_back_referral", learner_id=learner_id, referral_id=referral_id)
    return done(_("Written down: who treats, and the day."), "wellbeing.person", learner_id=learner_id, undo=undo)


@pages.post("/wellbeing/<learner_id>/clinical/<referral_id>/back", permission=READ)
def take_back_referral(learner_id: str, referral_id: str) -> Any:
    """It was a slip."""
    services.take_back_referral(learner_id, referral_id, actor=current_actor())
    return done(_("Taken away."), "wellbeing.person", learner_id=learner_id)


@pages.post("/wellbeing/<learner_id>/talked", permission=READ)
def talked(learner_id: str) -> Any:
    """We have talked."""
    since = services.talked(learner_id, actor=current_actor())
    undo = url_for("wellbeing.not_talked", learner_id=learner_id, since=since) if since else None
    return done(_("Good. Nobody waits here any more."), "wellbeing.person", learner_id=learner_id, undo=undo)


@pages.post("/wellbeing/<learner_id>/not-talked", permission=READ)
def not_talked(learner_id: str) -> Any:
    """It was a slip."""
    try:
        since = date.fromisoformat(request.args.get("since", ""))
    except ValueError as error:
        raise errors.NotFound("page.absent") from error
    services.not_talked(learner_id, min(since, current_day()), actor=current_actor())
    return done(_("This person waits for your call again."), "wellbeing.person", learner_id=learner_id)


# --- the office ------------------------------------------------------------------------------------------------------


@pages.get("/wellbeing-setup", permission=SETUP)
def setup() -> Any:
    """Who reads answers, and whom learners can call."""
    return _setup()


def _setup(refused: errors.OnwardError | None = None) -> Any:
    actor = current_actor()
    return render(
        "wellbeing/setup.html",
        refused.status if refused else 200,
        caseworkers=queries.caseworkers(None if actor.role is Role.MANAGER else actor.centre_id),
        centres={one.id: one.name for one in organisations.centres()},
        longest=domain.LONGEST_NAME,
        typed=request.form,
        field=refused.facts.get("field", "") if refused else "",
        trouble=language.say(refused.code, refused.facts) if refused else "",
        **_help(),
    )


@pages.post("/wellbeing-setup/counsellor/<user_id>/<state>", permission=SETUP)
def name_counsellor(user_id: str, state: str) -> Any:
    """This caseworker reads answers, or does so no longer."""
    if state not in {"on", "off"}:
        raise errors.NotFound("page.absent")
    try:
        name = services.name_counsellor(user_id, state == "on", actor=current_actor(), now=now())
    except errors.Conflict as refused:
        return _setup(refused)
    words = _("%(name)s reads answers from now on.") if state == "on" else _("%(name)s reads no answers any more.")
    other = url_for("wellbeing.name_counsellor", user_id=user_id, state="off" if state == "on" else "on")
    return done(words % {"name": name}, "wellbeing.setup", undo=other)


@pages.post("/wellbeing-setup/contacts", permission=SETUP)
def add_contact() -> Any:
    """One more who helps."""
    given = request.values
    try:
        services.add_contact(NewContact(given.get("name", ""), given.get("phone", ""), given.get("note", "")))
    except (errors.Invalid, errors.Conflict) as refused:
        return _setup(refused)
    return done(_("Learners see it now."), "wellbeing.setup")


@pages.post("/wellbeing-setup/contacts/<contact_id>/remove", permission=SETUP)
def remove_contact(contact_id: str) -> Any:
    """It is shown no longer."""
    gone = services.remove_contact(contact_id)
    undo = url_for("wellbeing.add_contact", name=gone.name, phone=gone.phone, note=gone.note)
    return done(_("Taken away."), "wellbeing.setup", undo=undo)
