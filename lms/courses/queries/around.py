"""The last session that people had and the next one that they will have, learner by learner."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, case, func, or_, select

from lms.courses import models
from lms.kernel.questions import Question

_SEAT, _SESSION = models.Enrolment, models.Session
_AROUND = Question(
    select(
        _SEAT.learner_id,
        func.max(case((_SESSION.day <= bindparam("day"), _SESSION.day))).label("last"),
        func.min(case((_SESSION.day > bindparam("day"), _SESSION.day))).label("next"),
    )
    .join(_SESSION, _SESSION.section_id == _SEAT.section_id)
    .where(
        _SEAT.learner_id.in_(bindparam("ids")),
        _SEAT.state.not_in(("waiting", "offered")),
        _SESSION.state != "cancelled",
        _SESSION.day >= _SEAT.from_date,
        or_(_SEAT.to_date.is_(None), _SESSION.day < _SEAT.to_date),
    )
    .group_by(_SEAT.learner_id)
)


def sessions_around(learner_ids: Iterable[str], day: date) -> dict[str, tuple[date | None, date | None]]:
    """(last day until this one, next day after it) with a session of a class in which somebody has a seat, by learner.

    Who never had a seat is absent.
    """
    ids = sorted(set(learner_ids))
    rows = _AROUND.ask(ids=ids, day=day) if ids else ()
    return {learner_id: (last, following) for learner_id, last, following in rows}
