"""Whole units: taken from what ships, copied from another class, read from OLX and written as OLX."""

from datetime import datetime

from lxml import etree

from lms.blocks import packs, queries
from lms.blocks.domain import aims
from lms.blocks.domain.media import names_in, renamed
from lms.blocks.services import content, media
from lms.blocks.services.doors import Door
from lms.kernel import errors
from lms.kernel.actor import Actor

UNIT = "vertical"
"""The element that holds the blocks of a unit in OLX."""


def take_lesson(section_id: str, lesson_id: str, *, door: Door, actor: Actor, now: datetime) -> str:
    """A shipped unit at the end of a section's outline, not shown yet. Returns the unit's id. Raises NotFound."""
    lesson = next((one for one in packs.lessons() if one.id == lesson_id), None)
    if lesson is None:
        raise errors.NotFound("blocks.absent")
    _level, skills = _aims(content.parsed(lesson.olx))
    unit_id = content.add_unit(
        section_id, lesson.title, level=lesson.level, outcome=lesson.outcome, origin=lesson.id,
        language=lesson.language, skills=skills, actor=actor,
    )  # fmt: skip
    _fill(unit_id, lesson.olx, door, actor, now)
    return unit_id


def copy_unit(unit_id: str, section_id: str, *, door: Door, actor: Actor, now: datetime) -> str:
    """The same unit in another section, not shown yet; what learners wrote stays where it is. Returns its id."""
    known = queries.unit(unit_id)
    made = content.add_unit(
        section_id, known.title, level=known.level, outcome=known.outcome, origin=known.origin,
        language=known.language, skills=known.skills, actor=actor,
    )  # fmt: skip
    xml = export_unit(unit_id, door=door, actor=actor, now=now).decode()
    others = media.carry(names_in(xml), known.section_id, section_id, now=now) if known.section_id else {}
    _fill(made, renamed(xml, others).encode(), door, actor, now)
    return made


def import_unit(section_id: str, xml: bytes, title: str = "", *, door: Door, actor: Actor, now: datetime) -> str:
    """A unit from OLX, not shown yet: what stands in a `vertical`, or the one element there is. Returns its id.

    Raises Invalid for what is no OLX, NotFound and Conflict for types as `add_block` does.
    """
    root = content.parsed(xml)
    level, skills = _aims(root)
    unit_id = content.add_unit(
        section_id, title or root.get("display_name") or root.tag, level=level, origin="olx",
        language=_language(root), skills=skills, actor=actor,
    )  # fmt: skip
    _fill(unit_id, xml, door, actor, now)
    return unit_id


def export_unit(unit_id: str, *, door: Door, actor: Actor, now: datetime) -> bytes:
    """A unit with its blocks as OLX. Nobody's state is in it."""
    known = queries.unit(unit_id)
    root = etree.Element(UNIT, display_name=known.title)
    for one in queries.blocks_of_unit(unit_id):
        if one.parent_id is None:
            root.append(content.parsed(content.export_olx(one.usage_id, door=door, actor=actor, now=now)))
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8"))


def _aims(root: etree._Element) -> tuple[str, list[str]]:
    """Level and skills that the exercises of a page name."""
    return aims.of_a_page(one.get("can_do", "") for one in root.iter())


def _language(root: etree._Element) -> str:
    return aims.language_of(one.get("lang", "") for one in root.iter())


def _fill(unit_id: str, xml: bytes, door: Door, actor: Actor, now: datetime) -> None:
    root = content.parsed(xml)
    for element in list(root) if root.tag == UNIT else [root]:
        content.import_olx(unit_id, etree.tostring(element), door=door, actor=actor, now=now)
