"""How a class is: whom to ask this month, and what enough of its people said in months that are over."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.advice import models
from lms.advice.domain import months
from lms.courses import queries as courses
from lms.kernel import db


@dataclass(frozen=True)
class ClassMonths:
    """What a class said: every question month by month, and how many have answered this month so far."""

    lines: list[months.Line]
    so_far: int

    @property
    def people(self) -> int:
        """How many answered in the newest month that is over; nobody where there is none."""
        return max((line.months[0][1].people for line in self.lines if line.months), default=0)


def to_ask_of_month(learner_id: str, today: date) -> list[courses.SectionInfo]:
    """Her classes that she is asked about this month, by name."""
    seats = {one.section_id: one for one in courses.enrolments_of([learner_id]).get(learner_id, ())}
    seats = {key: one for key, one in seats.items() if one.state == "enrolled"}
    if not seats:
        return []
    asked = set(
        db.session().scalars(
            select(models.MonthAsked.section_id).where(
                models.MonthAsked.learner_id == learner_id, models.MonthAsked.month == months.month_of(today)
            )
        )
    )
    return [
        one
        for one in courses.sections(ids=[key for key in seats if key not in asked])
        if months.is_asked(seats[one.id].from_date, one.starts_on, one.ends_on, today)
    ]


def said_by_month(section_id: str, today: date) -> ClassMonths:
    """What a class said of itself."""
    row = models.MonthAnswer
    found = db.session().execute(select(row.month, row.faces).where(row.section_id == section_id)).all()
    so_far = sum(one.month == months.month_of(today) for one in found)
    return ClassMonths(months.lines(((one.month, one.faces) for one in found), today), so_far)
