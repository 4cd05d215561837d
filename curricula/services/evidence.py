"""What shows learning besides checks: scales of tests, pieces of work, credit for modules that were learnt elsewhere."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from curricula import models
from curricula.domain.checks import PART, SCALES, Scale, part_trouble, scale_trouble
from curricula.domain.work import media_type, work_trouble
from curricula.queries import evidence, outline, short_checks
from curricula.services.modules import pass_module
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import db, errors
from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import LEVELS, Skill
from lms.learners import queries as learners
from lms.messages import services as messages


def keep_scale(scale: Scale, *, kind: str, source: str, actor: Actor, now: datetime) -> str:
    """A test with points of its own, by its key. Ends of a scale on which somebody was checked stay as they are."""
    trouble = scale_trouble(scale)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    if scale.key in SCALES:
        raise errors.Conflict("curricula.scale_ours")
    row = db.session().scalar(select(models.Scale).where(models.Scale.key == scale.key))
    if row is None:
        row = models.Scale(id=db.new_id(), key=scale.key)
        db.session().add(row)
    elif (row.lowest, row.highest) != (scale.lowest, scale.highest) and _used(scale.key):
        raise errors.Conflict("curricula.scale_used")
    row.name, row.kind, row.source = scale.name.strip(), kind, source.strip()
    row.lowest, row.highest, row.reached = scale.lowest, scale.highest, scale.reached
    row.standard_error, row.forms = scale.standard_error, list(scale.forms)
    row.test, row.skills = scale.test, [one.value for one in scale.skills]
    db.session().flush()
    return row.id


def keep_test(name: str, parts: Sequence[Scale], *, kind: str, source: str, actor: Actor, now: datetime) -> None:
    """An examination in parts, each with points of its own, or a test in one piece. Parts that it no longer has go.

    Raises Invalid, with the place of the part in the facts, for a part that cannot be, and Conflict where somebody was
    checked on a part that would change or go.
    """
    if not name.strip() or not parts:
        raise errors.Invalid("curricula.scale_name", field="name", part=0)
    trouble = part_trouble(parts)
    if trouble is not None:
        raise errors.Invalid(trouble[2], field=trouble[1], part=trouble[0])
    whole, keys = parts[0].whole, {one.key for one in parts}
    for row in db.session().scalars(select(models.Scale)):
        stale = row.key not in keys and (row.key == whole or row.key.startswith(whole + PART))
        if stale and _used(row.key):
            raise errors.Conflict("curricula.scale_used")
        if stale:
            db.session().delete(row)
    for one in parts:
        keep_scale(one, kind=kind, source=source, actor=actor, now=now)


def _used(key: str) -> bool:
    return db.session().scalar(select(models.Assessment.id).where(models.Assessment.scale == key).limit(1)) is not None


def keep_work(
    learner_id: str,
    content: bytes,
    *,
    name: str,
    skill: str,
    level: str,
    day: date,
    consent: str,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> str:
    """A photo, a recording or a PDF of her work, tied to what she can do. Raises Invalid naming the field that lacks."""
    learner = learners.learner(learner_id)
    if skill not in set(Skill) or level not in LEVELS:
        raise errors.Invalid("curricula.work_outcome", field="outcome")
    trouble = work_trouble(content, consent)
    if trouble is not None:
        raise errors.Invalid(trouble[1], field=trouble[0])
    if day > now.date():
        raise errors.Invalid("curricula.check_ahead", field="day")
    row = models.Work(
        id=db.new_id(),
        learner_id=learner.id,
        skill=skill,
        level=level,
        note=note.strip(),
        day=day,
        name=name[-80:],
        mime=media_type(content) or "",
        size=len(content),
        content=content,
        consent=consent,
        by=actor.name,
        at=now,
    )
    db.session().add(row)
    audit.record("work", "learners_learner", learner.id, changes={"work": [None, row.id], "size": row.size}, now=now)
    db.session().flush()
    return row.id


def take_away_work(learner_id: str, work_id: str, *, actor: Actor, now: datetime) -> None:
    """She no longer agrees, or it was the wrong one: the bytes are gone."""
    row = db.session().scalar(
        select(models.Work).where(models.Work.id == work_id, models.Work.learner_id == learner_id)
    )
    if row is None:
        raise errors.NotFound("curricula.absent")
    audit.record("work", "learners_learner", learner_id, changes={"work": [row.id, None]}, now=now)
    db.session().delete(row)


def keep_outline(name: str, units: Sequence[tuple[str, str]], *, source: str, actor: Actor, now: datetime) -> str:
    """A course elsewhere with what each unit stands for here; the same name changes the one that stands."""
    wanted = [(there.strip(), here.strip()) for there, here in units if there.strip()]
    if not name.strip():
        raise errors.Invalid("curricula.outline_name", field="name")
    if not any(here for _there, here in wanted):
        raise errors.Invalid("curricula.outline_empty", field="units")
    row = db.session().scalar(select(models.Outline).where(models.Outline.name == name.strip()))
    if row is None:
        row = models.Outline(id=db.new_id(), name=name.strip())
        db.session().add(row)
    row.units, row.source = [list(one) for one in wanted], source.strip()
    row.by, row.at = actor.name, now
    db.session().flush()
    return row.id


def credit(
    learner_id: str, outline_id: str, units: Sequence[str], *, on_day: date, note: str, actor: Actor, now: datetime
) -> list[str]:
    """Modules that these units of a course elsewhere stand for are hers, with that course named. Returns their names.

    What she has passed already is left as it is. Raises Invalid where no chosen unit stands for a module here.
    """
    found = next((one for one in evidence.outlines() if one.id == outline_id), None)
    if found is None:
        raise errors.NotFound("curricula.absent")
    if not note.strip():
        raise errors.Invalid("curricula.credit_proof", field="note")
    if on_day > now.date():
        raise errors.Invalid("curricula.check_ahead", field="on_day")
    modules = list(dict.fromkeys(here for there, here in found.units if here and there in units))
    if not modules:
        raise errors.Invalid("curricula.credit_nothing", field="units")
    passed = {one.module_key for one in courses.completions([learner_id]).get(learner_id, []) if one.passed}
    fresh = [one for one in modules if one not in passed]
    for key in fresh:
        pass_module(
            learner_id, key, on_day=on_day, finish=False, note=f"{found.name}: {note.strip()}", actor=actor, now=now
        )
    if fresh:
        _ask_for_check(learner_id, fresh, now)
    return fresh


def _ask_for_check(learner_id: str, modules: Sequence[str], now: datetime) -> None:
    """Somebody checks shortly with her before she begins here: papers say what was taught, not what is left of it."""
    learner = learners.learner(learner_id)
    titles = dict(outline.modules_of_provider(learner.centre_id))
    messages.ask(
        # She is in no class yet: no teacher sees her record.
        Role.ADMINISTRATOR,
        short_checks.CODE,
        {"name": learner.name, "modules": list(modules), "titles": ", ".join(titles.get(one, one) for one in modules)},
        now=now,
        learner_id=learner_id,
        link=f"/learners/{learner_id}/credit",
        unique_key=f"{short_checks.CODE}:{learner_id}:{'+'.join(modules)}",
    )


def pass_short_check(learner_id: str, task_id: str, *, actor: Actor, now: datetime) -> None:
    """Somebody has checked with her: she may begin. Raises NotFound for a check that is not open."""
    if task_id not in {one.task_id for one in short_checks.open_checks(learner_id)}:
        raise errors.NotFound("curricula.absent")
    messages.settle([task_id], by=actor.name, now=now)
    audit.record("short_check", "learners_learner", learner_id, changes={"ready": [None, True]}, now=now)
