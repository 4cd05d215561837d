"""Pages of messages: what I am asked to do, and in the demonstration the mail that would go out."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import gettext as _

from lms.kernel import clock, errors, language
from lms.kernel.web import PUBLIC, Pages, current_actor, done, now, render
from lms.kernel.web.arguments import page_number
from lms.learners import queries as learners
from lms.messages import queries, services

pages = Pages("messages", __name__)


@pages.get("/tasks", permission="messages.tasks")
def tasks() -> Any:
    """What I am asked to do, the earliest due first, and what was done."""
    actor, total = current_actor(), queries.count_open(current_actor())
    pages_of_them = max(1, -(-total // queries.PAGE))
    page = min(page_number(), pages_of_them)
    waiting, finished = queries.open_tasks(actor, page=page), queries.done_tasks(actor)
    about = {one.learner_id for one in (*waiting, *finished) if one.learner_id}
    return render(
        "messages/tasks.html",
        waiting=[_sayable(one) for one in waiting],
        finished=[_sayable(one) for one in finished],
        total=total,
        page=page,
        pages=pages_of_them,
        people=learners.by_ids(about) if about else {},
        today=clock.local(now(), actor.zone).date(),
    )


def _sayable(task: queries.TaskInfo) -> queries.TaskInfo:
    """A task whose sentence went away with a plug-in still stands in the list."""
    return task if language.knows(task.code) else replace(task, code="messages.part_off", facts={})


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


@pages.get("/demo/mail", permission=PUBLIC)
def demo_mail() -> Any:
    """In the demonstration: the mail that a real installation would send."""
    if not current_app.config["ONWARD"].demo:
        raise errors.NotFound("page.absent")
    # The links lead to this very server, whatever address the installation is said to have.
    return render("messages/demo_mail.html", mails=[(one, urlsplit(one.link).path) for one in queries.mailbox()])
