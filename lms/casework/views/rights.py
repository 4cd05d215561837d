"""Rights and duties, one by one: what staff reads aloud and takes down."""

from typing import Any

from flask import g, request
from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.casework import packs, queries, services
from lms.casework.domain.versions import Way
from lms.casework.views import saying
from lms.casework.views.door import local_day, pages
from lms.casework.views.person import her_language
from lms.kernel.web import current_actor, done, now, render
from lms.kernel.web.tongue import languages, speaking
from lms.learners import queries as learners


@pages.get("/casework/<learner_id>/rights", permission="casework.plan", writes=True)
def rights(learner_id: str) -> Any:
    """Every item in the person's language, with who heard what when."""
    learner = learners.learner(learner_id)
    audit.read("learners_learner", [learner.id], "rights", now=now())
    g.place = "casework.people"
    code = request.args.get("lang") or her_language(learner.id)
    with speaking(code):
        said = saying.wordings()
    return render(
        "casework/rights.html",
        learner=learner,
        items=packs.rights(),
        said=said,
        here=saying.wordings(),
        heard=queries.acknowledged(learner.person_id),
        code=code,
        tongues=languages(),
        local_day=local_day,
    )


@pages.post("/casework/<learner_id>/rights", permission="casework.plan")
def took_down(learner_id: str) -> Any:
    """She heard the ticked items and understood them."""
    code, way = request.form.get("language", "en"), request.form.get("way", Way.ALOUD)
    with speaking(code):
        said = saying.wordings()
    count = sum(
        services.acknowledge(learner_id, item, said[item], code, way=way, actor=current_actor(), now=now()) is not None
        for item in request.form.getlist("item")
        if item in said
    )
    word = _("It is noted, with the day and the language.") if count else _("Nothing new was ticked.")
    return done(word, "casework.rights", learner_id=learner_id, lang=code)
