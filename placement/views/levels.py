"""The page on which a teacher gives levels by hand."""

from typing import Any

from flask import g, request

from lms.kernel import errors, language
from lms.kernel.vocabulary import LEVELS, Level, Skill
from lms.kernel.web import current_actor, done, now, render
from lms.learners import queries as learners
from placement import queries
from placement.services import levels as given_levels
from placement.views.door import pages


@pages.get("/placement/<learner_id>/levels", permission="placement.decide")
def levels(learner_id: str) -> Any:
    """A level for each skill, with what was given before."""
    return _page(learner_id)


@pages.post("/placement/<learner_id>/levels", permission="placement.decide")
def give_levels(learner_id: str) -> Any:
    """Keep them."""
    name = learners.learner(learner_id).name
    given = {skill: Level(said) for skill in Skill if (said := request.form.get(skill.value, "")) in set(Level)}
    try:
        level = given_levels.give_levels(learner_id, given, actor=current_actor(), now=now())
    except errors.Invalid as error:
        return _page(learner_id, error)
    tested = queries.newest_result(learner_id) is not None
    said = language.say("placement.levels_saved", {"name": name, "level": language.say(f"level.{level}")})
    return done(said, "placement.result" if tested else "placement.begin_page", learner_id=learner_id)


def _page(learner_id: str, error: errors.Invalid | None = None) -> Any:
    g.place = "placement.waiting"
    learner = learners.learner(learner_id)
    known = {one.skill: one.level for one in learners.levels([learner_id]).get(learner_id, ())}
    # What was refused stays as it was chosen; the empty choice, too.
    chosen = known if error is None else known | {skill.value: request.form.get(skill.value, "") for skill in Skill}
    words = [
        (level.value, f"{language.say(f'level.{level}')}: {language.say(f'placement.can.{level}')}") for level in LEVELS
    ]
    return render(
        "placement/levels.html",
        error.status if error else 200,
        learner=learner,
        chosen=chosen,
        options=[("", "–"), *words],
        skills=[skill.value for skill in Skill],
        error=language.say(error.code, error.facts) if error else None,
    )
