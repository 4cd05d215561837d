"""A learner's CV: what is known of her, and what she made of it."""

from datetime import date

from sqlalchemy import select

from curricula import models
from curricula.domain.cv import Cv, CvFacts
from curricula.domain.opportunities import Answer
from curricula.queries import outline
from curricula.queries.standing import standing
from lms.kernel import db
from lms.kernel.vocabulary import Skill


def cv_of(learner_id: str, code: str) -> Cv | None:
    """Her CV in a language, nothing before she has kept one."""
    row = db.session().scalar(select(models.Cv).where(models.Cv.learner_id == learner_id, models.Cv.language == code))
    return Cv(row.language, dict(row.sections)) if row else None


def cv_languages(learner_id: str) -> list[str]:
    """Codes of the languages in which she has kept one."""
    asked = select(models.Cv.language).where(models.Cv.learner_id == learner_id)
    return list(db.session().scalars(asked.order_by(models.Cv.language)))


def cv_facts(learner_id: str, day: date) -> CvFacts:
    """What is known of her and belongs into a CV."""
    who = standing(learner_id)
    person, known = who.learner, outline.in_force(day)
    passed = [(one, outline.module_on(one.module_key, one.on_day)) for one in who.passed]
    programmes = [found[0] for _one, found in passed if found] or [
        known[key] for key in outline.own_programmes() if key in known
    ]
    learnt = [(programmes[-1].language, person.level)] if programmes and person.level else []
    own = [(code, "") for code in (person.first_language, *person.other_languages) if code]
    titles = [(found[1].name if found else one.module_key, one.on_day) for one, found in passed]
    return CvFacts(
        name=person.name,
        phone=person.phone,
        email=person.email,
        languages=[*[one for one in own if one[0] not in {code for code, _level in learnt}], *learnt],
        schooling_years=person.schooling_years,
        occupation=person.occupation,
        passed=titles,
        deeds=_deeds(learner_id),
        skills=[f"curricula.can.{person.level}.{skill}" for skill in Skill] if person.level else [],
    )


def _deeds(learner_id: str) -> list[tuple[str, str, int]]:
    """Internships, volunteering and clubs that she has done, the first one first: (what, with whom, hours)."""
    rows = db.session().execute(
        select(models.Opportunity.title, models.Opportunity.organisation, models.Interest.minutes)
        .join(models.Interest, models.Interest.opportunity_id == models.Opportunity.id)
        .where(models.Interest.learner_id == learner_id, models.Interest.answer == Answer.DONE)
        .order_by(models.Interest.at, models.Interest.id)
    )
    return [(title, organisation, minutes // 60) for title, organisation, minutes in rows]
