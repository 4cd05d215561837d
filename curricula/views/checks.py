"""Checks of a class: people down, skills across, everything saved at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from curricula import queries, services
from curricula.domain.checks import POINTS, Scale, entered, next_form, parts_of, pasted
from curricula.domain.stalled import Effort
from curricula.views import door
from curricula.views.door import pages
from lms.accounts.services import audit
from lms.courses import queries as courses
from lms.kernel import errors, language
from lms.kernel.actor import Role
from lms.kernel.vocabulary import Skill
from lms.kernel.web import current_actor, current_day, done, now, render
from lms.learners import queries as learners

RECORD = "curricula.checks.record"


@pages.get("/sections/<section_id>/checks", permission=RECORD, writes=True)
def checks(section_id: str) -> Any:
    """The grid of a class."""
    return _grid(_section(section_id), {}, None)


@pages.post("/sections/<section_id>/checks", permission=RECORD)
def save_checks(section_id: str) -> Any:
    """Keep what was entered; empty fields change nothing."""
    section = _section(section_id)
    if request.form.get("paste", "").strip():
        return _fill_in(section)
    try:
        count = _save(section_id)
    except errors.OnwardError as error:
        return _grid(section, request.form, error, error.status)
    return done(
        ngettext("%(num)s entry kept.", "%(num)s entries kept.", count), "curricula.checks", section_id=section_id
    )


def _fill_in(section: courses.SectionInfo) -> Any:
    """Put pasted lines into the grid, to be looked at before they are saved."""
    people = _people(section.id)
    names = {" ".join(one.name.casefold().split()): one.id for one in people}
    found = pasted(request.form["paste"], names | {one.number.casefold(): one.id for one in people})
    typed = request.form.to_dict() | {f"{skill.value}-{who}": text for (who, skill), text in found.cells.items()}
    lines = tuple(f"{number}: {text}" for number, text in found.unknown)
    return _grid(section, typed | {"paste": ""}, None, filled=len(found.cells), unknown=lines)


def _section(section_id: str) -> courses.SectionInfo:
    """A class of this teacher, or of an administrator's centre."""
    actor, section = current_actor(), courses.section(section_id)
    g.place = "courses.classes"
    mine = section.teacher_id == actor.staff_id if actor.role is Role.TEACHER else section.centre_id == actor.centre_id
    if not mine:
        raise errors.NotFound("curricula.absent")
    return section


def _people(section_id: str) -> list[learners.LearnerInfo]:
    found = learners.by_ids(one.learner_id for one in courses.enrolments_of_section(section_id))
    return sorted(found.values(), key=lambda one: one.name.casefold())


def _save(section_id: str) -> int:
    people = _people(section_id)
    day = _day(request.form.get("day", ""))
    error = _number(request.form.get("error", ""), "")
    test = request.form.get("scale", "") or POINTS.key
    if test != POINTS.key and error == POINTS.standard_error:
        # Our guess stood in the field for our own points: another test brings its own error.
        error = None
    parts = parts_of(queries.scales(), test) or (POINTS,)
    if len(parts) > 1:
        # Each part brings its own.
        error = None
    entries = [
        services.NewCheck(
            one.id, skill, score, scale=scale.key, standard_error=error, form=request.form.get("form", "")
        )
        for one in people
        for skill, (scale, score) in _of_parts(parts, _points(one), one.name).items()
    ]
    efforts = [
        (one.id, Effort(said))
        for one in people
        if (said := request.form.get(f"effort-{one.id}", "")) and said in set(Effort)
    ]
    if not entries and not efforts:
        raise errors.Invalid("curricula.nothing_entered", field="grid")
    actor = current_actor()
    services.record_assessments(entries, day=day, actor=actor, now=now())
    for learner_id, effort in efforts:
        services.record_effort(learner_id, effort, said_by="teacher", day=day, actor=actor, now=now())
    return len(entries) + len(efforts)


def _points(one: learners.LearnerInfo) -> dict[Skill, float]:
    """What was written for one person."""
    return {
        skill: score
        for skill in Skill
        if (score := _number(request.form.get(f"{skill.value}-{one.id}", ""), one.name)) is not None
    }


def _of_parts(parts: Sequence[Scale], points: Mapping[Skill, float], name: str) -> Mapping[Skill, tuple[Scale, float]]:
    found = entered(parts, points)
    if isinstance(found, Skill):
        raise errors.Invalid("curricula.no_such_part", name=name, skill=found.value, field="grid")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.Invalid("curricula.check_ahead", field="day") from None


def _number(text: str, name: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise errors.Invalid("curricula.not_a_number", name=name, field="grid") from None


def _grid(
    section: courses.SectionInfo,
    typed: Any,
    error: errors.OnwardError | None,
    status: int = 200,
    filled: int | None = None,
    unknown: tuple[str, ...] = (),
) -> Any:
    people = _people(section.id)
    ids = [one.id for one in people]
    audit.read("learners_learner", ids, "checks", now=now())
    known = queries.assessments_of(ids)
    scales = queries.scales()
    parts = parts_of(scales, typed.get("scale") or request.args.get("scale", "")) or (POINTS,)
    chosen = parts[0]
    return render(
        "curricula/checks.html",
        status,
        section=section,
        people=people,
        last={one.id: {check.skill: check for check in known.get(one.id, ())} for one in people},
        efforts=queries.efforts_of(ids),
        typed=typed,
        error=language.say(error.code, error.facts) if error else None,
        wrong=error.facts if error else {},
        skills=[skill.value for skill in Skill],
        effort_options=[(one.value, language.say(f"curricula.effort.{one}")) for one in Effort],
        scale=chosen,
        parts=parts if len(parts) > 1 or chosen.test else (),
        measured={skill.value: next((one for one in parts if one.measures(skill)), None) for skill in Skill},
        scales={one.whole: one.test or one.name or _("Points of our own checks") for one in scales.values()}.items(),
        form=typed.get("form") or next_form(chosen, _last_form(known, chosen.key)),
        filled=filled,
        unknown=unknown,
        today=current_day(),
        door=door,
    )


def _last_form(known: Mapping[str, list[queries.AssessmentInfo]], scale: str) -> str:
    """The form that this class was checked with last, so that the next one is another."""
    last = max(
        (one for checks in known.values() for one in checks if one.scale == scale),
        key=lambda one: one.day,
        default=None,
    )
    return last.form if last else ""
