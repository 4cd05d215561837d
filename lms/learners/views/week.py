"""A person's week: by herself on a phone, or by staff on her behalf. Every page works as plain forms."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from lms.accounts.services import audit
from lms.kernel import errors
from lms.kernel.web import current_actor, current_day, done, draw, now, panels
from lms.learners import queries, services
from lms.learners.domain.lives import Availability, Why
from lms.learners.domain.patterns import Kind
from lms.learners.views import drawing, week_rota, week_steps
from lms.learners.views.door import pages
from lms.learners.views.week_parts import Whose, page


def _me() -> Whose:
    return Whose(queries.learner(current_actor().learner_id or ""), True)


def _other(learner_id: str) -> Whose:
    learner = queries.learner(learner_id)
    audit.read("learners_learner", [learner.id], "week", now=now())
    return Whose(learner, False)


@pages.get("/my-week", permission="learner.self")
def my_week() -> Any:
    """When I work, when I am free, what is different."""
    return _overview(_me())


@pages.get("/my-week/<step>", permission="learner.self")
def my_week_step(step: str) -> Any:
    """One part of my week."""
    return _shown(step)(_me())


@pages.post("/my-week/<step>", permission="learner.self")
def change_my_week(step: str) -> Any:
    """Keep one part of my week."""
    return _kept(step)(_me())


@pages.get("/people/<learner_id>/week", permission="learners.edit", writes=True)
def week(learner_id: str) -> Any:
    """Somebody's week, on her behalf."""
    return _overview(_other(learner_id))


@pages.get("/people/<learner_id>/week/<step>", permission="learners.edit", writes=True)
def week_step(learner_id: str, step: str) -> Any:
    """One part of somebody's week."""
    return _shown(step)(_other(learner_id))


@pages.post("/people/<learner_id>/week/<step>", permission="learners.edit")
def change_week(learner_id: str, step: str) -> Any:
    """Keep one part of somebody's week."""
    return _kept(step)(Whose(queries.learner(learner_id), False))


def _shown(step: str) -> Callable[[Whose], Any]:
    if step not in SHOWN:
        raise errors.NotFound("page.absent")
    return SHOWN[step]


def _kept(step: str) -> Callable[[Whose], Any]:
    if step not in KEPT:
        raise errors.NotFound("page.absent")
    return KEPT[step]


# --- the week --------------------------------------------------------------------------------------------------------


def _overview(whose: Whose) -> Any:
    known = queries.availability(whose.learner.id)
    first = current_day()
    return page(
        "learners/week/overview.html",
        whose,
        known=known,
        weeks=drawing.weeks_ahead(known, first),
        seasons=[
            (place, one) for place, one in enumerate(known.all_patterns) if one.until is not None and one.until >= first
        ],
        schools=[one for one in known.all_patterns if one.kind is Kind.SCHOOL],
        coming=[one for one in known.exceptions if one.day >= first],
        has_grid=any(one.kind is Kind.FREE for one in known.all_patterns),
        reasons=[why for why in Why if why in _drawn(known)],
        last=queries.last_change(whose.learner.id),
        panels=panels("learner.week", learner_id=whose.learner.id, person_id=whose.learner.person_id),
        draw=draw,
    )


def _drawn(known: Availability) -> set[Why]:
    """Kinds of blocks that a drawing of this week can show."""
    kinds = {one.kind for one in known.all_patterns}
    found = {Why.WORK} if Kind.WORK in kinds else set()
    found |= {Why.REST} if any(one.crosses_midnight for p in known.all_patterns for one in p.stretches) else set()
    found |= {why for kind, why in _BY_KIND.items() if kind in kinds}
    return found | ({Why.EXCEPTION} if any(not one.free for one in known.exceptions) else set())


_BY_KIND = {Kind.SCHOOL: Why.SCHOOL, Kind.FREE: Why.NOT_FREE, Kind.ON_CALL: Why.ON_CALL}


def _undo(whose: Whose) -> Any:
    services.take_back(whose.learner.id, actor=current_actor(), now=now())
    return _back(whose, _("It is as before."))


def _back(whose: Whose, message: str) -> Any:
    if whose.mine:
        return done(message, "learners.my_week")
    return done(message, "learners.week", learner_id=whose.learner.id)


SHOWN: dict[str, Callable[[Whose], Any]] = {
    "work": week_steps.show_work,
    "free": week_steps.show_free,
    "school": week_steps.show_school,
    "different": week_steps.show_different,
    "way": week_steps.show_way,
    "rota": week_rota.show_rota,
    "sample": week_rota.sample,
}
KEPT: dict[str, Callable[[Whose], Any]] = {
    "work": week_steps.keep_work,
    "season": week_steps.drop_season,
    "free": week_steps.keep_free,
    "school": week_steps.keep_school,
    "different": week_steps.keep_different,
    "drop": week_steps.drop_different,
    "way": week_steps.keep_way,
    "rota": week_rota.read_rota,
    "undo": _undo,
}
