"""`onward bench blocks`: what a page of ten blocks costs, of ours and of others, in a house that is thrown away."""

import logging
import time
from collections.abc import Sequence
from itertools import cycle, islice
from statistics import median
from typing import Any

import click

from lms.blocks import queries, runtime, services
from lms.blocks.domain.trials import trial_of
from lms.blocks.services import trials
from lms.cli.bench_house import watched
from lms.cli.blocks import thrown_away
from lms.cli.house import print_json
from lms.kernel import clock, db, errors

TEN = 10


@click.command("blocks")
@click.option("--rounds", default=20, show_default=True, help="How often each page is rendered.")
@click.option("--json", "as_json", is_flag=True, help="Answer for programs.")
def command(rounds: int, as_json: bool) -> None:
    """CPU time and queries of a page of ten blocks: ours, and those of others that are installed."""
    logging.getLogger("lms.blocks").setLevel(logging.CRITICAL)
    with thrown_away() as place:
        found = {"ours": _page(_own(), place, rounds), "others": _page(_others(), place, rounds)}
    if as_json:
        print_json(found)
    else:
        for name, facts in found.items():
            click.echo(f"{name}: {facts}")


def _own() -> list[str]:
    return [one.block_type for one in queries.installed() if one.own and one.family == runtime.BLOCKS]


def _others() -> list[str]:
    """Types that are known by what their learners send: real exercises, no demonstrations."""
    installed = [one.block_type for one in queries.installed() if not one.own and one.family == runtime.BLOCKS]
    return [one for one in installed if trial_of(one).steps is not None]


def _page(types: Sequence[str], place: trials.Place, rounds: int) -> dict[str, Any] | None:
    """A page of ten, the types one after the other, again from the first where there are fewer."""
    author = place.author
    unit_id = services.add_unit(queries.unit(place.unit_id).section_id, "Ten", opens_on=place.today, actor=author)
    added: list[str] = []
    broken = set()
    for block_type in islice(cycle(types), 3 * TEN) if types else ():
        if len(added) == TEN or block_type in broken:
            continue
        services.allow(block_type, actor=author)
        try:
            fields = trial_of(block_type).fields
            services.add_block(unit_id, block_type, fields=fields, door=place.door, actor=author, now=clock.now())
            added.append(block_type)
        except errors.Conflict:
            broken.add(block_type)
    if not added:
        return None
    # First renderings load classes and compile templates, and make what a learner's first visit makes.
    for _ in range(2):
        _render(unit_id, place)
    spent, asked = [], []
    for _ in range(rounds):
        with watched(db.engine()) as statements:
            start = time.process_time()
            shown = _render(unit_id, place)
            spent.append(1000 * (time.process_time() - start))
        asked.append(len(statements))
    return {
        "blocks": added, "not_loaded": sorted(broken), "left_out": [one[1] for one in shown.left_out],
        "queries": max(asked), "cpu_ms_median": round(median(spent), 1), "cpu_ms_most": round(max(spent), 1), "rounds": rounds,
    }  # fmt: skip


def _render(unit_id: str, place: trials.Place) -> services.RenderedPage:
    return services.unit_page(unit_id, place.learner, place.door, today=place.today, now=clock.now())
