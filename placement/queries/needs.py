"""Assessments of needs and strengths: of one person, and counted for each funder."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lms.kernel import db
from lms.organisations import queries as organisations
from placement import models


@dataclass(frozen=True)
class AssessmentInfo:
    """One talk: words by domain, on either side, and the funder that it is reported to."""

    id: str
    on_day: date
    funder: str
    strengths: Mapping[str, str]
    needs: Mapping[str, str]
    by: str


def assessments_of(learner_id: str) -> list[AssessmentInfo]:
    """Of one person, the newest first."""
    row = models.NeedsAssessment
    rows = db.session().scalars(
        select(row).where(row.learner_id == learner_id).order_by(row.on_day.desc(), row.id.desc())
    )
    names = {one.id: one.name for one in organisations.funders()}
    return [
        AssessmentInfo(one.id, one.on_day, names.get(one.funder_id, ""), one.strengths, one.needs, one.by)
        for one in rows
    ]


@dataclass(frozen=True)
class Reported:
    """What is reported to one funder: talks, people, and how many talks named a strength or a need in each domain."""

    funder: str
    talks: int
    people: int
    strengths: Mapping[str, int]
    needs: Mapping[str, int]


def reported(first: date, last: date, *, centre_id: str | None = None) -> list[Reported]:
    """Talks from day to day, both included, by funder; of a centre, or of all."""
    row = models.NeedsAssessment
    asked = select(row.funder_id, row.learner_id, row.strengths, row.needs).where(row.on_day.between(first, last))
    if centre_id:
        asked = asked.where(row.centre_id == centre_id)
    people: dict[str, set[str]] = {}
    talks, strengths, needs = Counter[str](), dict[str, Counter[str]](), dict[str, Counter[str]]()
    for funder_id, learner_id, strong, needed in db.session().execute(asked):
        talks[funder_id] += 1
        people.setdefault(funder_id, set()).add(learner_id)
        strengths.setdefault(funder_id, Counter()).update(strong.keys())
        needs.setdefault(funder_id, Counter()).update(needed.keys())
    return [
        Reported(one.name, talks[one.id], len(people[one.id]), strengths[one.id], needs[one.id])
        for one in organisations.funders()
        if one.id in talks
    ]
