"""Results of modules: passed or not yet, and what follows from it."""

from typing import Any

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined, unused-ignore]

from curricula import forms, queries, services
from curricula.queries.evidence import sittings
from curricula.views import door
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.vocabulary import LEVELS, Level
from lms.kernel.web import current_actor, current_day, done, now, refuse, render
from lms.learners import queries as learners

RECORD = "curricula.results.record"


@pages.get("/learners/<learner_id>/modules", permission=RECORD, writes=True)
def modules(learner_id: str) -> Any:
    """What a learner has passed, and the form for one more."""
    own_learner(learner_id)
    form = _form(learner_id)
    form.on_day.data = current_day()
    return _page(learner_id, form)


@pages.post("/learners/<learner_id>/modules", permission=RECORD)
def save_result(learner_id: str) -> Any:
    """Keep a result."""
    learner = own_learner(learner_id)
    form = _form(learner_id)
    if not form.validate() or form.on_day.data is None:
        return _page(learner_id, form, 422)
    passed = form.passed.data == "yes"
    try:
        services.pass_module(
            learner_id,
            form.module_key.data,
            on_day=form.on_day.data,
            passed=passed,
            level=Level(form.level.data) if form.level.data else None,
            note=form.note.data or "",
            actor=current_actor(),
            now=now(),
        )
    except errors.OnwardError as error:
        refuse(form, error)
        return _page(learner_id, form, error.status)
    told = (
        _("%(name)s has passed. The next steps are on the person’s page.", name=learner.name) if passed else _("Kept.")
    )
    return done(told, "curricula.modules", learner_id=learner_id)


def own_learner(learner_id: str) -> learners.LearnerInfo:
    """A learner of this teacher's classes, now or before; for administrators anybody of their centre."""
    actor, learner = current_actor(), learners.learner(learner_id)
    if actor.role is Role.TEACHER:
        ids = [one.section_id for one in courses.enrolments_of([learner_id], seated=False).get(learner_id, [])]
        if not any(one.teacher_id == actor.staff_id for one in courses.sections(ids=ids)):
            raise errors.NotFound("curricula.absent")
    elif actor.centre_id and learner.centre_id != actor.centre_id:
        raise errors.NotFound("curricula.absent")
    return learner


def _titles(learner_id: str) -> dict[str, str]:
    """What somebody may have passed: her own modules first, then all that her centre offers."""
    own = {one.module_key: one.title for one in courses.enrolments_of([learner_id], seated=False).get(learner_id, [])}
    return own | dict(queries.modules_of_provider(learners.learner(learner_id).centre_id))


def _form(learner_id: str) -> forms.ResultForm:
    form, titles = forms.ResultForm(), _titles(learner_id)
    form.module_key.choices = [SelectChoice(key, title) for key, title in titles.items()]
    words = [SelectChoice(level.value, language.say(f"level.{level}")) for level in LEVELS]
    form.level.choices = [SelectChoice("", _("As the programme says")), *words]
    return form


def _page(learner_id: str, form: forms.ResultForm, status: int = 200) -> Any:
    who = queries.standing(learner_id)
    audit.read("learners_learner", [learner_id], "results", now=now())
    titles = _titles(learner_id)
    return render(
        "curricula/modules.html",
        status,
        who=who,
        form=form,
        sittings=sittings(learner_id),
        results=[(titles.get(one.module_key, one.module_key), one) for one in reversed(who.completions)],
        door=door,
    )
