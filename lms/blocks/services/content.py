"""Writing units and the blocks in them. Every deed here is an author's; the door has checked that she may."""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from lxml import etree
from sqlalchemy import delete, func, or_, select
from xblock.fields import Scope, UserScope

from lms.accounts.services import audit
from lms.blocks import models, queries, runtime
from lms.blocks.domain.viewers import Viewer
from lms.blocks.services import benches, kinds
from lms.blocks.services.doors import Door
from lms.kernel import db, errors
from lms.kernel.actor import Actor

TREE = (Scope.children, Scope.parent)


# --- units -----------------------------------------------------------------------------------------------------------


def add_unit(
    section_id: str | None,
    title: str,
    *,
    opens_on: date | None = None,
    level: str = "",
    outcome: str = "",
    origin: str = "",
    language: str = "",
    skills: Sequence[str] = (),
    actor: Actor,
) -> str:
    """A new unit at the end of a section's outline, or in the provider's stock. Returns its id."""
    row = models.Unit
    last = db.session().scalar(select(func.max(row.position)).where(row.section_id == section_id))
    made = row(
        id=db.new_id(), section_id=section_id, title=_title(title), position=0 if last is None else last + 1,
        opens_on=opens_on, level=level, outcome=outcome, origin=origin, language=language, skills=list(skills),
    )  # fmt: skip
    db.session().add(made)
    db.session().flush()
    return made.id


def edit_unit(
    unit_id: str,
    *,
    title: str,
    opens_on: date | None,
    level: str,
    outcome: str,
    language: str | None = None,
    skills: Sequence[str] | None = None,
    actor: Actor,
) -> None:
    """Change what stands over a unit, and from when on learners see it. Language and skills stay where they are not given."""
    row = _unit(unit_id)
    row.title, row.opens_on, row.level, row.outcome = _title(title), opens_on, level, outcome
    row.language = row.language if language is None else language
    row.skills = row.skills if skills is None else list(skills)
    db.session().flush()


def order_units(section_id: str, unit_ids: Sequence[str], *, actor: Actor) -> None:
    """Put a section's units in this order; those that are not named follow."""
    rows = {
        one.id: one for one in db.session().scalars(select(models.Unit).where(models.Unit.section_id == section_id))
    }
    named = [one for one in unit_ids if one in rows]
    rest = sorted((one for one in rows.values() if one.id not in named), key=lambda one: (one.position, one.id))
    for place, unit_id in enumerate([*named, *(one.id for one in rest)]):
        rows[unit_id].position = place
    db.session().flush()


def remove_unit(unit_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a unit away with its blocks and what learners wrote in them. Results stay where courses keep them."""
    row = _unit(unit_id)
    nodes = queries.nodes_of(unit_id)
    _forget(nodes)
    db.session().delete(row)
    audit.record("remove", "blocks_unit", unit_id, changes={"title": [row.title, None]}, now=now)
    db.session().flush()


def _unit(unit_id: str) -> models.Unit:
    found = db.session().scalar(select(models.Unit).where(models.Unit.id == unit_id))
    if found is None:
        raise errors.NotFound("blocks.absent")
    return found


def _title(given: str) -> str:
    if not given.strip():
        raise errors.Invalid("blocks.title", field="title")
    return given.strip()


# --- blocks ----------------------------------------------------------------------------------------------------------


def add_block(
    unit_id: str,
    block_type: str,
    *,
    fields: Mapping[str, Any] | None = None,
    parent_id: str | None = None,
    door: Door,
    actor: Actor,
    now: datetime,
) -> str:
    """A new block at the end of a unit, or of `parent_id`. `fields` by name, as JSON. Returns the usage's id.

    Raises NotFound for a type that is not installed, Conflict for one that may not run here, Invalid for a field.
    """
    kinds.check(block_type)
    with _authoring(unit_id, door, actor, now) as bench:
        known = bench.known
        usage_id = str(known.create_usage(known.create_definition(block_type)))
        beside = [one.usage_id for one in known.nodes.values() if one.parent_id is None]
        if parent_id is not None:
            known.set_children(parent_id, [*known.children(parent_id), usage_id])
        else:
            known.nodes[usage_id].position = len(beside)
            known.changed.add(usage_id)
        _fill(bench.machine.get_block(usage_id), fields or {})
    _note("add", usage_id, sorted(fields or {}), now, block_type=block_type)
    return usage_id


def set_fields(usage_id: str, fields: Mapping[str, Any], *, door: Door, actor: Actor, now: datetime) -> None:
    """Write authored fields of a block, as JSON by name. Others keep their values; None puts a field back."""
    with _authoring(queries.unit_of(usage_id).id, door, actor, now) as bench:
        _fill(bench.machine.get_block(usage_id), fields)
    _note("edit", usage_id, sorted(fields), now)


def fields_of(usage_id: str, *, door: Door, actor: Actor, now: datetime) -> dict[str, Any]:
    """Authored fields of a block as JSON by name: those that were set, nobody's state."""
    with _authoring(queries.unit_of(usage_id).id, door, actor, now) as bench:
        block = bench.machine.get_block(usage_id)
        return {name: field.to_json(getattr(block, name)) for name, field in _authored(block) if field.is_set_on(block)}


def move_block(
    usage_id: str, position: int, *, parent_id: str | None = None, door: Door, actor: Actor, now: datetime
) -> None:
    """Put a block at a place (from 0) of its unit, or below `parent_id`. Raises Conflict for a place inside itself."""
    with _authoring(queries.unit_of(usage_id).id, door, actor, now) as bench:
        known = bench.known
        node = known.node(usage_id)
        if parent_id is not None and parent_id in _inside(known, usage_id):
            raise errors.Conflict("blocks.place")
        if node.parent_id is not None:
            known.set_children(node.parent_id, [one for one in known.children(node.parent_id) if one != usage_id])
        beside = known.children(parent_id) if parent_id else _top(known)
        order = [one for one in map(str, beside) if one != usage_id]
        order.insert(max(0, position), usage_id)
        if parent_id is not None:
            known.set_children(parent_id, order)
        else:
            for place, one in enumerate(order):
                known.nodes[one].position, known.nodes[one].parent_id = place, None
                known.changed.add(one)
    _note("move", usage_id, [], now)


def remove_block(usage_id: str, *, actor: Actor, now: datetime) -> None:
    """Take a block away with those inside of it and what learners wrote in them."""
    nodes = queries.nodes_of(queries.unit_of(usage_id).id)
    known = runtime.Known(nodes)
    inside = _inside(known, usage_id)
    _forget([one for one in nodes if one.usage_id in inside])
    _note("remove", usage_id, [], now)


def _top(known: runtime.Known) -> list[str]:
    rows = [one for one in known.nodes.values() if one.parent_id is None]
    return [one.usage_id for one in sorted(rows, key=lambda one: (one.position, one.usage_id))]


def _inside(known: runtime.Known, usage_id: str) -> set[str]:
    """The usage and everything below it."""
    found, waiting = set[str](), [usage_id]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += [str(child) for child in known.children(one) if child not in found]
    return found


def _forget(nodes: Sequence[runtime.Node]) -> None:
    usages, definitions = [one.usage_id for one in nodes], [one.definition_id for one in nodes]
    session = db.session()
    keys = [*usages, *definitions]
    beside = [models.FieldData.block.like(f"{one}.%") for one in keys]
    if keys:
        session.execute(delete(models.FieldData).where(or_(models.FieldData.block.in_(keys), *beside)))
    rows = list(session.scalars(select(models.Usage).where(models.Usage.id.in_(usages))))
    for row in rows:
        row.parent_id = None
    session.flush()
    for row in rows:
        session.delete(row)
    session.flush()
    # Another usage may say the same.
    shared = select(models.Usage.definition_id).where(models.Usage.definition_id.in_(definitions))
    kept = set(session.scalars(shared))
    for made in session.scalars(select(models.Definition).where(models.Definition.id.in_(definitions))):
        if made.id not in kept:
            session.delete(made)
    session.flush()


@contextmanager
def _authoring(unit_id: str, door: Door, actor: Actor, now: datetime) -> Iterator[benches.Bench]:
    """A bench on which authored fields may be written; all of it is written at the end."""
    viewer = Viewer(db.require_provider(), actor.user_id, author=True, zone=actor.zone)
    bench = benches.set_up(queries.unit(unit_id), viewer, door, now)
    try:
        yield bench
    except runtime.NotAllowed as no:
        kinds.check(str(no))
        raise errors.Conflict("blocks.not_allowed") from no
    except runtime.Broken as no:
        raise errors.Conflict("blocks.kind_broken", kind=str(no)) from no
    bench.finish(now)


def _authored(block: Any) -> list[tuple[str, Any]]:
    return [
        (name, field)
        for name, field in block.fields.items()
        if field.scope not in TREE and field.scope.user is UserScope.NONE
    ]


def _fill(block: Any, fields: Mapping[str, Any]) -> None:
    known = dict(_authored(block))
    for name, value in fields.items():
        if name not in known:
            raise errors.Invalid("blocks.field_absent", name=name)
        try:
            if value is None:
                known[name].delete_from(block)
            else:
                setattr(block, name, known[name].from_json(value))
        except (TypeError, ValueError) as no:
            raise errors.Invalid("blocks.field_value", name=name) from no
    block.save()


def _note(action: str, usage_id: str, names: Sequence[str], now: datetime, **more: str) -> None:
    changes: dict[str, Any] = {"fields": list(names), **more}
    audit.record(action, "block", usage_id, changes=changes, now=now)


# --- OLX -------------------------------------------------------------------------------------------------------------


def parsed(xml: bytes) -> etree._Element:
    """The element of an OLX file. Raises Invalid for what is none."""
    # No entities, no network, no document types: the text comes from somebody's file.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as no:
        raise errors.Invalid("blocks.olx_broken", line=no.lineno or 1) from no
    if root.getroottree().docinfo.doctype:
        raise errors.Invalid("blocks.olx_broken", line=1)
    return root


def import_olx(unit_id: str, xml: bytes, *, door: Door, actor: Actor, now: datetime) -> str:
    """Put what an OLX element describes at the end of a unit, with everything inside of it. Returns the usage's id.

    Raises Invalid for what is no OLX, NotFound and Conflict for types like `add_block`.
    """
    root = parsed(xml)
    with _authoring(unit_id, door, actor, now) as bench:
        place = len(_top(bench.known))
        usage_id = str(bench.machine._usage_id_from_node(root, None))
        node = bench.known.node(usage_id)
        node.position = place
        bench.known.changed.add(usage_id)
    _note("import", usage_id, [], now, block_type=node.block_type)
    return usage_id


def export_olx(usage_id: str, *, door: Door, actor: Actor, now: datetime) -> bytes:
    """A block with everything inside of it as OLX. Nobody's state is in it."""
    written = io.BytesIO()
    with _authoring(queries.unit_of(usage_id).id, door, actor, now) as bench:
        bench.machine.setting.asides = ()
        bench.machine.export_to_xml(bench.machine.get_block(usage_id), written)
    return written.getvalue()
