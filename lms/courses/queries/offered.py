"""What every provider of a region offers now, group by group, and who waits there. Counted in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import func, select

from lms.courses import models
from lms.courses.queries.figures import here, holds_a_seat
from lms.kernel import db
from lms.learners import models as learners
from lms.organisations import models as organisations


@dataclass(frozen=True)
class OfferedGroup:
    """One group that runs or will: where, what, how many seats, and its weekly times as (weekday, start)."""

    id: str
    name: str
    centre_id: str
    centre: str
    track: str
    level: str
    seats: int
    taken: int
    times: tuple[tuple[int, time], ...]


def offered_groups(provider_ids: Iterable[str], today: date) -> list[OfferedGroup]:
    """Every published group that is not over, by centre and name. Only inside a named crossing."""
    section, course, centre = models.Section, models.Course, organisations.Centre
    rows = (
        db.session()
        .execute(
            select(
                section.id, section.name, section.centre_id, centre.name, course.track, course.level, section.seats,
                section.taken,
            )
            .join(course, section.course_id == course.id)
            .join(centre, section.centre_id == centre.id)
            .where(section.provider_id.in_(list(provider_ids)), section.state == "published", section.ends_on >= today)
            .order_by(centre.name, section.name, section.id)
        )
        .all()
    )  # fmt: skip
    times: dict[str, list[tuple[int, time]]] = {}
    meeting = models.Meeting
    for section_id, weekday, starts in db.session().execute(
        select(meeting.section_id, meeting.weekday, meeting.starts)
        .where(meeting.section_id.in_([row[0] for row in rows]))
        .order_by(meeting.weekday, meeting.starts)
    ):
        times.setdefault(section_id, []).append((weekday, starts))
    return [OfferedGroup(*row, times=tuple(times.get(row[0], ()))) for row in rows]


def waiting_by_centre(provider_ids: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """How many learners with a track hold no seat, by centre, track and level. Only inside a named crossing."""
    one = learners.Learner
    rows = db.session().execute(
        select(one.centre_id, one.track, one.level, func.count())
        .where(*here(), one.provider_id.in_(list(provider_ids)), one.track != "", one.id.not_in(holds_a_seat()))
        .group_by(one.centre_id, one.track, one.level)
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}
