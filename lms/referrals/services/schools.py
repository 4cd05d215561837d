"""Schools that may send parents, the parents they send, and what a parent wishes for."""

import secrets
from datetime import date, datetime

from sqlalchemy import select

from lms.accounts import domain as accounts
from lms.accounts.services import audit
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role, system
from lms.learners import queries as learners
from lms.learners import services as people
from lms.messages import services as messages
from lms.organisations import queries as organisations
from lms.referrals import models, queries
from lms.referrals.domain import schools as domain
from lms.referrals.queries.schools import count_on


def add_school(centre_id: str, name: str, *, actor: Actor, now: datetime) -> tuple[str, str]:
    """A school that may send parents to a centre near it. Returns (id, token of its link). Raises Invalid without a
    name, Conflict where it has a link already.
    """
    named = name.strip()
    if not 0 < len(named) <= domain.LONGEST:
        raise errors.Invalid("referrals.school_missing", field="name")
    if named in {one.name for one in queries.schools(centre_id)}:
        raise errors.Conflict("referrals.school_twice", field="name")
    token = accounts.new_token()
    row = models.School(
        id=db.new_id(), name=named, centre_id=organisations.centre(centre_id).id,
        token_hash=accounts.token_hash(token), by=actor.name, at=now,
    )  # fmt: skip
    db.session().add(row)
    db.session().flush()
    return row.id, token


def new_school_link(school_id: str) -> str:
    """Another link; the old one ends. Returns its token."""
    row, token = _row(school_id), accounts.new_token()
    row.token_hash = accounts.token_hash(token)
    return token


def end_school(school_id: str, day: date) -> None:
    """It sends nobody any more; whom it sent stays."""
    _row(school_id).ended_on = day


def refer_parent(token: str, one: domain.Parent, *, day: date, now: datetime) -> tuple[str, str]:
    """A school sends a parent, who is registered at the centre near it; the office is asked to call.

    Returns (number for the school, token of the parent's own page). Somebody sent twice on a day was sent once; only the
    last page works. Raises Invalid naming the field that lacks, Conflict where too many came in one day.
    """
    school, lacks = queries.school_by_token(token), domain.trouble(one, day)
    if lacks is not None:
        raise errors.Invalid(lacks[1], field=lacks[0])
    me = system(f"{school.name}", school.provider_id)
    with db.scoped(school.provider_id), audit.acting(me):
        own = accounts.new_token()
        if (again := _sent_today(school.id, one, day)) is not None:
            again.token_hash = accounts.token_hash(own)
            return again.number, own
        if count_on(school.id, day) >= domain.MOST_A_DAY:
            raise errors.Conflict("referrals.school_many", most=domain.MOST_A_DAY)
        new = people.NewLearner(
            learners.free_numbers(1)[0], one.given_name.strip(), one.family_name.strip(), phone=one.phone.strip(),
            first_language=one.language.strip(),
            children=tuple((name.strip(), born) for name, born in one.children),
        )  # fmt: skip
        learner_id = people.register(school.centre_id, new, actor=me, now=now)
        row = models.SchoolReferral(
            id=db.new_id(), school_id=school.id, learner_id=learner_id, number=_free_number(school.id), day=day,
            token_hash=accounts.token_hash(own),
        )  # fmt: skip
        db.session().add(row)
        facts = {"school": school.name, "name": f"{new.given_name} {new.family_name}"}
        _ask("referrals.task.school", facts, learner_id, day, now)
        db.session().flush()
    return row.number, own


def _sent_today(school_id: str, one: domain.Parent, day: date) -> models.SchoolReferral | None:
    row = models.SchoolReferral
    rows = list(db.session().scalars(select(row).where(row.school_id == school_id, row.day == day)))
    known = learners.by_ids(each.learner_id for each in rows)
    wanted = (one.given_name.strip(), one.family_name.strip(), one.phone.strip())
    for each in rows:
        who = known.get(each.learner_id)
        if who is not None and (who.given_name, who.family_name, who.phone) == wanted:
            return each
    return None


def _free_number(school_id: str) -> str:
    row = models.SchoolReferral
    while True:
        found = f"{secrets.randbelow(10**6):06}"
        taken = select(row.id).where(row.school_id == school_id, row.number == found)
        if db.session().scalar(taken) is None:
            return found


def wish_for(token: str, section_id: str, *, day: date, now: datetime) -> None:
    """A parent wants this class: the office is asked to call. Raises Conflict for a class that is no longer proposed."""
    found = queries.parent_by_token(token)
    with db.scoped(found.provider_id), audit.acting(system("school", found.provider_id)):
        school = queries.school(found.school_id)
        wanted = {one.section.id: one.section for one in queries.proposals(school.centre_id, found.learner_id, day)}
        if day > found.day + domain.LASTS or section_id not in wanted:
            raise errors.Conflict("referrals.no_proposal")
        row = db.session().scalar(select(models.SchoolReferral).where(models.SchoolReferral.id == found.id))
        if row is None or row.wish_section_id == section_id:
            return
        row.wish_section_id = section_id
        facts = {"name": learners.learner(found.learner_id).name, "section": wanted[section_id].name}
        _ask("referrals.task.wish", facts, found.learner_id, day, now)
        db.session().flush()


def _ask(code: str, facts: dict[str, str], learner_id: str, day: date, now: datetime) -> None:
    link = f"/people/{learner_id}"
    messages.ask(Role.ADMINISTRATOR, code, facts, now=now, learner_id=learner_id, due_on=day, link=link)


def _row(school_id: str) -> models.School:
    row = db.session().scalar(select(models.School).where(models.School.id == school_id))
    if row is None:
        raise errors.NotFound("referrals.no_school")
    return row
