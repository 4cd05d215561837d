"""Pages of messages: what I am asked to do, and in the demonstration the mail that would go out."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from lms.kernel import clock, db, errors, language
from lms.kernel.actor import Role
from lms.kernel.web import PUBLIC, SIGNED_IN, Pages, current_actor, current_day, done, now, render
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.learners import services as learner_services
from lms.learners.domain.contacts import CALLED
from lms.messages import queries, services
from lms.organisations import queries as organisations

pages = Pages("messages", __name__)
WAY_ICONS = {"email": "envelope-simple", "sms": "chats-circle", "phone": "phone-call", "page": "device-mobile"}


@pages.get("/tasks", permission="messages.tasks")
def tasks() -> Any:
    """What I am asked to do, the earliest due first, and what was done."""
    actor, total = current_actor(), queries.count_open(current_actor())
    pages_of_them = max(1, -(-total // queries.PAGE))
    page = min(page_number(), pages_of_them)
    waiting, finished = queries.open_tasks(actor, page=page), queries.done_tasks(actor)
    return render(
        "messages/tasks.html",
        waiting=waiting,
        finished=finished,
        total=total,
        page=page,
        pages=pages_of_them,
        people=_people(waiting, finished),
        today=current_day(),
        of_offices=actor.role is Role.MANAGER,
    )


@pages.get("/tasks/offices", permission="messages.tasks")
def offices() -> Any:
    """What the offices of all centres are asked to do, or that of one: for a manager to see, who does none of it."""
    actor = current_actor()
    if actor.role is not Role.MANAGER:
        raise errors.NotFound("page.absent")
    centres = {one.id: one.name for one in organisations.centres()}
    centre = request.args.get("centre", "")
    centre = centre if centre in centres else ""
    total = queries.count_office(centre)
    pages_of_them = max(1, -(-total // queries.PAGE))
    page = min(page_number(), pages_of_them)
    waiting = queries.office_tasks(centre, page=page)
    return render(
        "messages/offices.html",
        waiting=[(one, one.link if _may_open(one.link) else "") for one in waiting],
        total=total,
        page=page,
        pages=pages_of_them,
        people=_people(waiting),
        today=current_day(),
        centres=centres,
        centre=centre,
    )


def _people(*lists: Iterable[queries.TaskInfo]) -> dict[str, learners.LearnerInfo]:
    about = {task.learner_id for tasks in lists for task in tasks if task.learner_id}
    return learners.by_ids(about) if about else {}


def _may_open(link: str) -> bool:
    """Whether a page of ours would open for who asks: tasks of others lead where only they may go."""
    try:
        endpoint, _arguments = current_app.url_map.bind_to_environ(request.environ).match(urlsplit(link).path, "GET")
    except HTTPException:
        return False
    permission = getattr(current_app.view_functions[endpoint], "permission", "")
    return permission in {PUBLIC, SIGNED_IN} or current_actor().may(permission)


@pages.post("/tasks/<task_id>/done", permission="messages.tasks")
def finish(task_id: str) -> Any:
    """A task is done."""
    services.mark_done(task_id, actor=current_actor(), now=now())
    return done(_("Done."), "messages.tasks", undo=url_for("messages.reopen", task_id=task_id))


@pages.post("/tasks/<task_id>/reopen", permission="messages.tasks")
def reopen(task_id: str) -> Any:
    """A task is to do again."""
    services.reopen(task_id, actor=current_actor())
    return done(_("It is on your list again."), "messages.tasks")


@pages.get("/my-letters", permission="learner.self")
def my_letters() -> Any:
    """What we wrote to me, by which way, and how I want to hear from now on."""
    return _my_letters()


def _my_letters(refused: errors.OnwardError | None = None) -> Any:
    g.place = "courses.help_page"
    learner = learners.learner(current_actor().learner_id or "")
    typed = request.form if refused else None
    offered = [
        way
        for way in learner_services.OWN_WAYS
        if (way != "email" or learner.email) and (way != "phone" or not learner.no_calls)
    ]
    # A voice message is a call here: who hears so is asked nothing anew.
    standing = "phone" if learner.contact in CALLED else learner.contact
    return render(
        "messages/my_letters.html",
        refused.status if refused else 200,
        letters=queries.letters_to(learner.id),
        day_of=lambda at: clock.local(at, current_actor().zone).date(),
        ways=offered,
        icons=WAY_ICONS,
        chosen=typed.get("contact", "") if typed is not None else standing,
        phone=typed.get("phone", "") if typed is not None else learner.held_phone,
        agreed="texts_agreed" in typed if typed is not None else learner.texts_agreed_at is not None,
        trouble=language.say(refused.code, refused.facts) if refused else "",
        field=refused.facts.get("field", "") if refused else "",
    )


@pages.post("/my-letters", permission="learner.self")
def choose_way() -> Any:
    """How I want to hear from now on."""
    given = request.form
    try:
        learner_services.choose_way(
            current_actor().learner_id or "",
            given.get("contact", ""),
            phone=given.get("phone", "").strip(),
            texts_agreed="texts_agreed" in given,
            actor=current_actor(),
            now=now(),
        )
    except errors.Invalid as refused:
        db.session().rollback()
        return _my_letters(refused)
    return done(_("Kept. We write to you this way from now on."), "messages.my_letters")


@pages.get("/demo/mail", permission=PUBLIC)
def demo_mail() -> Any:
    """In the demonstration: the mail that a real installation would send."""
    if not current_app.config["ONWARD"].demo:
        raise errors.NotFound("page.absent")
    # The links lead to this very server, whatever address the installation is said to have.
    return render("messages/demo_mail.html", mails=[(one, urlsplit(one.link).path) for one in queries.mailbox()])
