"""A page of blocks, rendered for one person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from markupsafe import Markup

from lms.blocks import queries, runtime
from lms.blocks.domain.viewers import Viewer
from lms.blocks.runtime import markup
from lms.blocks.services import benches
from lms.blocks.services.doors import Door


@dataclass(frozen=True)
class RenderedBlock:
    """A block as it stands in the page: mark-up that was looked through, or a place for a frame."""

    usage_id: str
    block_type: str
    html: Markup


@dataclass(frozen=True)
class RenderedPage:
    """Blocks in order, the files that ours want, and what was left out: (usage, type, why)."""

    unit: queries.UnitInfo
    blocks: tuple[RenderedBlock, ...]
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    left_out: tuple[tuple[str, str, str], ...]
    leaves: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The exercises of each block on top: what is inside of it and holds nothing itself, or the block itself."""


def unit_page(
    unit_id: str,
    viewer: Viewer,
    door: Door,
    *,
    today: date,
    now: datetime,
    view: str = "student_view",
    turn_writer: Callable[[], None] | None = None,
) -> RenderedPage:
    """Every block of a unit, by four questions. Raises NotFound where `viewer` may not open it.

    Few blocks change fields while they are shown. For those a door that only reads turns writer: `turn_writer` is called
    before anything is written, and for a page that changes nothing it is not.
    """
    unit = queries.unit(unit_id, viewer, today)
    bench = benches.set_up(unit, viewer, door, now)
    top = [one.usage_id for one in bench.known.nodes.values() if one.parent_id is None]
    return _rendered(unit, bench, top, view, now, turn_writer)


def block_page(
    usage_id: str,
    viewer: Viewer,
    door: Door,
    *,
    today: date,
    now: datetime,
    view: str = "student_view",
    turn_writer: Callable[[], None] | None = None,
) -> RenderedPage:
    """One block of a unit: for its author's view, or for trying it."""
    unit = queries.unit_of(usage_id, viewer, today)
    bench = benches.set_up(unit, viewer, door, now)
    return _rendered(unit, bench, [usage_id], view, now, turn_writer)


def _rendered(
    unit: queries.UnitInfo,
    bench: benches.Bench,
    usage_ids: list[str],
    view: str,
    now: datetime,
    turn_writer: Callable[[], None] | None,
) -> RenderedPage:
    shown, styles, scripts = [], dict[str, None](), dict[str, None]()
    for usage_id in usage_ids:
        fragment = bench.machine.show(usage_id, view)
        styles |= dict.fromkeys(markup.addresses(fragment, markup.STYLE))
        scripts |= dict.fromkeys(markup.addresses(fragment, markup.SCRIPT))
        node = bench.known.node(usage_id)
        shown.append(RenderedBlock(usage_id, node.block_type, markup.safe(fragment)))
    if bench.unwritten:
        if turn_writer is not None:
            turn_writer()
        bench.finish(now)
    left_out = tuple(bench.machine.setting.refusals)
    leaves = {one: _leaves(bench.known, one) for one in usage_ids}
    return RenderedPage(unit, tuple(shown), tuple(styles), tuple(scripts), left_out, leaves)


def _leaves(known: runtime.Known, usage_id: str) -> tuple[str, ...]:
    below = [str(one) for one in known.children(usage_id)]
    return tuple(leaf for one in below for leaf in _leaves(known, one)) if below else (usage_id,)
