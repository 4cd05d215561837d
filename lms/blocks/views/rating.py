"""Answers that wait for a teacher's points: her list, and one of them with its block."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g

from lms.accounts.services import audit
from lms.blocks import queries, services
from lms.blocks.views.door import pages
from lms.blocks.views.kinds import kind_word
from lms.blocks.views.socket import door, viewer
from lms.courses import queries as courses
from lms.courses.queries import SectionInfo
from lms.courses.queries.results import BlockResultInfo, block_results
from lms.courses.views import people
from lms.kernel import clock, errors
from lms.kernel.actor import Actor
from lms.kernel.web import current_actor, now, render
from lms.learners import queries as learners

RATE = "blocks.rate"


@dataclass(frozen=True)
class Line:
    """One piece of work in a list."""

    learner_id: str
    name: str
    unit_id: str
    unit: str
    usage_id: str
    title: str
    section: str = ""
    since: datetime | None = None
    result: BlockResultInfo | None = None


def may_rate(actor: Actor, section: SectionInfo) -> bool:
    """Whether somebody gives points in a class: who teaches it, nobody else."""
    return actor.may(RATE) and actor.staff_id is not None and actor.staff_id == section.teacher_id


def waiting_lines(sections: list[SectionInfo], unit_id: str | None = None) -> list[Line]:
    """What waits in these classes, or in one unit of them, with names."""
    found = queries.waiting_answers([one.id for one in sections])
    mine = [one for one in found if unit_id is None or one.unit_id == unit_id]
    names = learners.by_ids([one.learner_id for one in mine]) if mine else {}
    titles = queries.titles_of([one.usage_id for one in mine]) if mine else {}
    classes = {one.id: one.name for one in sections}
    return [
        Line(
            one.learner_id,
            names[one.learner_id].name,
            one.unit_id,
            one.unit,
            one.usage_id,
            titles.get(one.usage_id) or kind_word(one.block_type),
            classes[one.section_id],
            one.since,
        )
        for one in mine
        if one.learner_id in names
    ]


def other_lines(unit: queries.UnitInfo, names: dict[str, learners.LearnerInfo]) -> tuple[list[Line], list[Line]]:
    """What is done side by side and has no points yet, and what has points: for the people of one class."""
    blocks = queries.blocks_of_unit(unit.id)
    kinds = services.rated_kinds(one.block_type for one in blocks)
    rated = [one for one in blocks if one.block_type in kinds]
    if not rated or not names:
        return [], []
    titles = queries.titles_of([one.usage_id for one in rated])
    known = block_results([one.usage_id for one in rated], list(names))
    together, given = [], []
    for block in rated:
        title = titles.get(block.usage_id) or kind_word(block.block_type)
        for learner_id, who in names.items():
            result = known.get((learner_id, block.usage_id))
            line = Line(learner_id, who.name, unit.id, unit.title, block.usage_id, title, result=result)
            if result is not None and result.score is not None and result.waits_since is None:
                given.append(line)
            elif kinds[block.block_type] and (result is None or result.score is None):
                together.append(line)
    return sorted(together, key=lambda one: one.name), sorted(given, key=lambda one: one.name)


@pages.get("/answers", permission=RATE, writes=True)
def waiting() -> Any:
    """Everything that waits for this teacher."""
    actor = current_actor()
    if actor.staff_id is None:
        raise errors.NotFound("page.absent")
    lines = waiting_lines(courses.sections(teacher_id=actor.staff_id))
    audit.read("learners_learner", sorted({one.learner_id for one in lines}), "answers", now=now())
    return render("blocks/waiting.html", lines=lines, words=people)


@pages.get("/blocks/units/<unit_id>/people/<learner_id>/<usage_id>", permission=RATE, writes=True)
def rate(unit_id: str, learner_id: str, usage_id: str) -> Any:
    """One answer: what the learner handed in, and the rubric. Its own block takes the points."""
    actor = current_actor()
    unit = queries.unit_of(usage_id)
    if unit.id != unit_id or unit.section_id is None:
        raise errors.NotFound("blocks.absent")
    section = courses.section(unit.section_id)
    if not may_rate(actor, section) or learner_id not in _people(section):
        raise errors.NotFound("blocks.absent")
    g.place = "courses.classes"
    audit.read("learners_learner", [learner_id], "answers", now=now())
    seen = services.rater(viewer(actor), learner_id)
    page = services.block_page(usage_id, seen, door(), today=clock.today(actor.zone), now=now())
    others = [one for one in waiting_lines([section]) if (one.learner_id, one.usage_id) != (learner_id, usage_id)]
    return render(
        "blocks/rate.html",
        page=page,
        unit=unit,
        section=section,
        learner=learners.learner(learner_id),
        title=queries.titles_of([usage_id]).get(usage_id) or kind_word(page.blocks[0].block_type),
        others=others,
        words=people,
    )


def _people(section: SectionInfo) -> list[str]:
    return [one.learner_id for one in courses.enrolments_of_section(section.id)]
