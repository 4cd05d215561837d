"""A work-bench: the runtime with everything that one unit needs, read by a fixed number of questions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from lms.blocks import foreign, models, queries, runtime
from lms.blocks.domain.viewers import Viewer
from lms.blocks.runtime.fields import blocks_of
from lms.blocks.services.doors import Door, Sealed
from lms.blocks.services.kinds import loader
from lms.blocks.services.media import address
from lms.courses.services import results
from lms.kernel import db

FILES = "files"
REPORTS = frozenset({"grade", "completion", "onward.handed_in"})
"""Events of blocks that are kept as results. The last one says: now somebody has to give points."""


@dataclass
class Bench:
    """One unit's blocks, ready to be shown or called."""

    machine: runtime.BlockRuntime
    viewer: Viewer
    section_id: str | None

    @property
    def store(self) -> runtime.Store:
        """The fields."""
        return self.machine.setting.store

    @property
    def known(self) -> runtime.Known:
        """The usages."""
        return self.machine.known

    @property
    def unwritten(self) -> bool:
        """Whether `finish` has anything to write."""
        told = any(event.kind in REPORTS for event in self.machine.events)
        return bool(told or self.store.changes or self.known.made or self.known.changed)

    def finish(self, now: datetime) -> list[str]:
        """Write what blocks changed, made and reported. Returns the fields' blocks that were written."""
        _write_usages(self.known, now)
        written = self.store.write(now)
        _write_results(self.machine.events, self.viewer, self.section_id, now)
        self.machine.events = []
        return [row.block for row in written]


def set_up(
    unit: queries.UnitInfo | None,
    viewer: Viewer,
    door: Door,
    now: datetime,
    *,
    nodes: Iterable[runtime.Node] | None = None,
    only: Collection[str] | None = None,
) -> Bench:
    """A runtime for the blocks of a unit, by three questions: usages, types, fields. `only` narrows the fields read."""
    found = list(queries.nodes_of(unit.id) if nodes is None and unit else nodes or ())
    allowed = queries.allowed()
    asides = sorted(name for family, name in allowed if family == runtime.ASIDES and name in runtime.kinds(family))
    known = runtime.Known(found, unit.id if unit else None)
    addresses = Sealed(door, viewer, now)
    store = runtime.Store(known, viewer, addresses)
    wanted = found if only is None else [one for one in found if one.usage_id in only]
    store.fetch(blocks_of(wanted, asides))
    setting = runtime.Setting(
        store=store,
        addresses=addresses,
        load=loader(allowed, door.media),
        sentence=door.say,
        files=_folder(door, viewer),
        draw=foreign.draw,
        asides=asides,
        course=_course(unit, viewer, door, now),
    )
    return Bench(runtime.BlockRuntime(setting), viewer, unit.section_id if unit else None)


def _course(unit: queries.UnitInfo | None, viewer: Viewer, door: Door, now: datetime) -> runtime.CourseFiles:
    """The files that blocks of the unit may name."""
    files, today = unit.files if unit else (), now.date()
    return runtime.CourseFiles(files, lambda one: address(door, viewer.provider_id, one, today))


def _folder(door: Door, viewer: Viewer) -> Path:
    return door.files / FILES / viewer.provider_id


def _write_usages(known: runtime.Known, now: datetime) -> None:
    session = db.session()
    made = [known.nodes[one] for one in sorted(known.made)]
    for node in made:
        session.add(models.Definition(id=node.definition_id, block_type=node.block_type, made_at=now))
    session.flush()
    for node in made:
        session.add(models.Usage(id=node.usage_id, definition_id=node.definition_id, unit_id=node.unit_id))
    session.flush()
    moved = sorted(known.changed)
    for row in session.scalars(select(models.Usage).where(models.Usage.id.in_(moved))) if moved else ():
        node = known.nodes[row.id]
        row.parent_id, row.position, row.unit_id = node.parent_id, node.position, node.unit_id
    session.flush()
    known.made, known.changed = set(), set()


def _write_results(events: Iterable[runtime.Event], viewer: Viewer, section_id: str | None, now: datetime) -> None:
    """What learners reached is kept; who only tries a block reaches nothing."""
    if viewer.learner_id is None:
        return
    for event in events:
        if event.kind == "onward.handed_in":
            results.hand_in(viewer.learner_id, event.usage_id, section_id=section_id, now=now)
        elif event.kind == "grade":
            value, most = _number(event.data.get("value")), _number(event.data.get("max_value"))
            if value is not None and most is not None and 0 <= value <= most and most > 0:
                higher = bool(event.data.get("only_if_higher"))
                results.keep_score(
                    viewer.learner_id,
                    event.usage_id,
                    value,
                    most,
                    section_id=section_id,
                    only_if_higher=higher,
                    now=now,
                )
        elif event.kind == "completion":
            share = _number(event.data.get("completion"))
            if share is not None and 0 <= share <= 1:
                results.keep_completion(viewer.learner_id, event.usage_id, share, section_id=section_id, now=now)


def _number(value: object) -> float | None:
    if not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if found == found and abs(found) != float("inf") else None
