"""Flag rates of the last review by sex, age, first language and years at school, over everybody it looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from curricula import models
from curricula.domain import flag_rates
from curricula.domain.flag_rates import Kind, Rate
from curricula.queries.findings import TALK
from curricula.queries.rule import thresholds_on
from lms.kernel.statements import Prepared, table
from lms.learners.queries.everybody import everybody

_ROW = table(models.Finding).c
_STATES = Prepared(select(_ROW.learner_id, _ROW.state, _ROW.ratio).where(_ROW.closed_at.is_(None)))
_ASKED = ("id", "sex", "birth_date", "first_language", "schooling_years")


@dataclass(frozen=True)
class Rates:
    """Of everybody, and of those whose hours are past tolerance: who can be called blocked at all."""

    all: tuple[Rate, ...]
    past: tuple[Rate, ...]


def flag_rates_on(day: date) -> Mapping[Kind, Rates]:
    """The provider in scope. Only numbers of groups leave this function, small ones not."""
    found = {one: (state in TALK, ratio) for one, state, ratio in _STATES.ask()}
    tolerance = thresholds_on(day).blocked_ratio
    people = [
        flag_rates.Person(_groups(row, day), found[row[0]][0], (found[row[0]][1] or 0) >= tolerance)
        for row in everybody(*_ASKED)
        if row[0] in found
    ]
    past = [one for one in people if one.past]
    return {kind: Rates(flag_rates.rates(people, kind), flag_rates.rates(past, kind)) for kind in Kind}


def _groups(row: tuple[Any, ...], day: date) -> dict[Kind, str]:
    _, sex, birth_date, first_language, schooling = row
    return {
        Kind.SEX: sex,
        Kind.AGE: flag_rates.age_group(birth_date, day),
        Kind.FIRST_LANGUAGE: first_language,
        Kind.SCHOOLING: flag_rates.schooling_group(schooling),
    }
