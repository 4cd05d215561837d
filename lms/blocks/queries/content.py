"""Units and the blocks in them: what there is, in which order, and who may open it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, select

from lms.blocks import models, runtime
from lms.blocks.domain.viewers import Viewer
from lms.blocks.queries import media
from lms.courses import models as courses
from lms.kernel import db, errors
from lms.kernel.questions import Question

SITS_IN_IT = ("enrolled", "paused")
_UNIT = ("id", "section_id", "title", "position", "opens_on", "level", "outcome", "origin", "language", "skills")


@dataclass(frozen=True)
class UnitInfo:
    """A page of blocks. `opens_on` is None while learners do not see it."""

    id: str
    section_id: str | None
    title: str
    position: int
    opens_on: date | None
    level: str
    outcome: str
    origin: str
    language: str = ""
    """Of its title and of what stands in it, where somebody said it."""
    skills: Sequence[str] = ()
    files: tuple[media.FileInfo, ...] = ()
    """Files of its class, which come along where one unit is asked for."""

    def is_open(self, today: date) -> bool:
        """Whether learners see it."""
        return self.opens_on is not None and self.opens_on <= today


@dataclass(frozen=True)
class BlockInfo:
    """A usage in its place; `below` are those inside of it, in order."""

    usage_id: str
    definition_id: str
    block_type: str
    unit_id: str | None
    parent_id: str | None
    position: int
    below: tuple[str, ...] = ()


def outline(section_id: str) -> list[UnitInfo]:
    """Units of a section in order."""
    return outlines([section_id]).get(section_id, [])


_OF_SECTIONS = Question(
    select(*(getattr(models.Unit, name) for name in _UNIT))
    .where(models.Unit.section_id.in_(bindparam("ids")))
    .order_by(models.Unit.position, models.Unit.id)
)


def outlines(section_ids: Sequence[str]) -> dict[str, list[UnitInfo]]:
    """Units by section, in order."""
    found: dict[str, list[UnitInfo]] = {}
    for one in (UnitInfo(*parts) for parts in _OF_SECTIONS.ask(ids=list(section_ids))):
        found.setdefault(one.section_id or "", []).append(one)
    return found


def units_open_to(learner_id: str, today: date) -> list[UnitInfo]:
    """Units that a learner may open, of all her sections."""
    row = models.Unit
    asked = (
        select(*(getattr(row, name) for name in _UNIT))
        .where(row.opens_on <= today, _sits_in(learner_id))
        .order_by(row.section_id, row.position, row.id)
    )
    return [UnitInfo(*parts) for parts in db.session().execute(asked)]


def _sits_in(learner_id: str) -> ColumnElement[bool]:
    return exists().where(
        courses.Enrolment.section_id == models.Unit.section_id,
        courses.Enrolment.learner_id == learner_id,
        courses.Enrolment.state.in_(SITS_IN_IT),
    )


def unit(unit_id: str, viewer: Viewer | None = None, today: date | None = None) -> UnitInfo:
    """A unit. Raises NotFound for one that `viewer` may not open: absent and closed look alike."""
    return _unit(models.Unit.id == unit_id, viewer, today)


def unit_of(usage_id: str, viewer: Viewer | None = None, today: date | None = None) -> UnitInfo:
    """The unit that a usage stands in. Raises NotFound like `unit`."""
    stands = exists().where(models.Usage.id == usage_id, models.Usage.unit_id == models.Unit.id)
    return _unit(stands, viewer, today)


def _unit(which: ColumnElement[bool], viewer: Viewer | None, today: date | None) -> UnitInfo:
    row, file = models.Unit, models.File
    # Blocks name files of their class: with the unit they cost no question more.
    asked = (
        select(*(getattr(row, name) for name in _UNIT), *(getattr(file, name) for name in media.SHORT))
        .outerjoin(file, file.section_id == row.section_id)
        .where(and_(which, _may(viewer, today)))
    )
    found = db.session().execute(asked).all()
    if not found:
        raise errors.NotFound("blocks.absent")
    own = len(_UNIT)
    files = tuple(media.FileInfo(*parts[own:]) for parts in found if parts[own] is not None)
    return replace(UnitInfo(*found[0][:own]), files=files)


def _may(viewer: Viewer | None, today: date | None) -> ColumnElement[bool]:
    """Staff open what is their provider's, learners what is open in a class of theirs."""
    if viewer is None or viewer.learner_id is None or viewer.rates:
        return models.Unit.id.is_not(None)
    if today is None:
        return false()
    return and_(models.Unit.opens_on <= today, _sits_in(viewer.learner_id))


def nodes_of(unit_id: str) -> list[runtime.Node]:
    """Every usage of a unit with its definition, by one question."""
    row = models.Usage
    asked = (
        select(row.id, row.definition_id, models.Definition.block_type, row.unit_id, row.parent_id, row.position)
        .join(models.Definition, models.Definition.id == row.definition_id)
        .where(row.unit_id == unit_id)
    )
    return [runtime.Node(*parts) for parts in db.session().execute(asked)]


def blocks_of_unit(unit_id: str) -> list[BlockInfo]:
    """Every block of a unit: those on top in their order first, then those inside of others."""
    nodes = sorted(nodes_of(unit_id), key=lambda one: (one.parent_id or "", one.position, one.usage_id))
    below: dict[str, list[str]] = {}
    for one in nodes:
        below.setdefault(one.parent_id or "", []).append(one.usage_id)
    return [
        BlockInfo(
            one.usage_id, one.definition_id, one.block_type, one.unit_id, one.parent_id, one.position,
            tuple(below.get(one.usage_id, ())),
        )
        for one in nodes
    ]  # fmt: skip


def leaves_of(unit_ids: Sequence[str]) -> dict[str, list[str]]:
    """Usages of units that hold no others: the exercises, by unit."""
    row = models.Usage
    rows = db.session().execute(select(row.id, row.unit_id, row.parent_id).where(row.unit_id.in_(list(unit_ids)))).all()
    holders = {parent_id for _id, _unit_id, parent_id in rows}
    found: dict[str, list[str]] = {}
    for usage_id, unit_id, _parent_id in rows:
        if usage_id not in holders:
            found.setdefault(unit_id or "", []).append(usage_id)
    return found


def titles_of(usage_ids: Sequence[str]) -> dict[str, str]:
    """What authors wrote over blocks, of those that have a title."""
    row = models.FieldData
    asked = select(row.block, row.fields).where(
        row.block.in_(list(usage_ids)), row.learner_id.is_(None), row.user_id.is_(None)
    )
    return {
        block: fields["display_name"] for block, fields in db.session().execute(asked) if fields.get("display_name")
    }
