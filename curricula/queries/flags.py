"""Flag rates of the last review by sex, age, first language and years at school, over everybody it looked at."""

from datetime import date

from curricula.domain import flag_rates
from curricula.domain.flag_rates import Kind, Rate
from curricula.queries.findings import TALK, open_findings
from lms.learners import queries as learners


def flag_rates_on(day: date) -> dict[Kind, tuple[Rate, ...]]:
    """The provider in scope. Only numbers of groups leave this function, small ones not."""
    found = open_findings()
    known = learners.by_ids(one.learner_id for one in found)
    people = [_person(known[one.learner_id], one.state in TALK, day) for one in found if one.learner_id in known]
    return {kind: flag_rates.rates(people, kind) for kind in Kind}


def _person(learner: learners.LearnerInfo, flagged: bool, day: date) -> flag_rates.Person:
    return flag_rates.Person(
        {
            Kind.SEX: learner.sex,
            Kind.AGE: flag_rates.age_group(learner.birth_date, day),
            Kind.FIRST_LANGUAGE: learner.first_language,
            Kind.SCHOOLING: flag_rates.schooling_group(learner.schooling_years),
        },
        flagged,
    )
