"""A call of a block's handler: who may, how much, what comes along, and what is kept of it."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from webob import Request, Response
from xblock.exceptions import InvalidScopeError, NoSuchHandlerError, NoSuchUsage

from lms.accounts.services import audit
from lms.blocks import models, queries, runtime
from lms.blocks.domain import handlers, uploads
from lms.blocks.domain.viewers import Viewer
from lms.blocks.services import benches
from lms.blocks.services.doors import Door, Grant
from lms.courses.queries import results
from lms.kernel import clock, db, errors

log = logging.getLogger("lms.blocks")
ASKING = frozenset({"GET", "HEAD"})
"""Methods that bring nothing along."""
_STATIC, _SAID = b"/static/", frozenset({"application/json", "text/html"})
_BEGINNING = re.compile(rb"\s*(<!doctype[^>]*>)?\s*(<html[^>]*>)?\s*(<head[^>]*>)?", re.IGNORECASE)


class Refused(errors.OnwardError):
    """Not this person, or not in this way."""

    status = 403


class TooLarge(errors.OnwardError):
    """More than is taken. Nothing of it was read."""

    status = 413


class Failed(errors.OnwardError):
    """The block broke down. Nothing was kept."""

    status = 500


@dataclass(frozen=True)
class Sent:
    """What a block answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def admit(grant: Grant, handler: str, length: int | None) -> None:
    """Before anything of a request is read: raises TooLarge, or Invalid where its length is not said."""
    code = uploads.refusal_of_length(length, grant.viewer.author)
    if code is None:
        return
    log.warning("block %s: %s refused, %s bytes (%s)", grant.usage_id, handler, length, code)
    raise TooLarge(code) if code == "blocks.too_large" else errors.Invalid(code)


def answer(
    grant: Grant,
    handler: str,
    suffix: str,
    request: Request,
    door: Door,
    *,
    now: datetime,
    turn_writer: Callable[[], None] | None = None,
) -> Sent:
    """Call `handler` of the usage that `grant` names, for its person, and keep what the block changed and reported.

    A door that only reads gives `turn_writer`: it is called where there is something to keep.
    Raises NotFound where she may not open the unit (any more), Refused for what is an author's, Invalid for a bad archive.
    An exception of the block is Failed. The caller keeps nothing of a refusal.
    """
    viewer, usage_id = grant.viewer, grant.usage_id.partition(".")[0]
    unit = queries.unit_of(usage_id, viewer, clock.local(now, viewer.zone).date())
    if request.method not in ASKING:
        _hold(usage_id)
    nodes = queries.nodes_of(unit.id)
    bench = benches.set_up(unit, viewer, door, now, nodes=nodes, only=_near(nodes, usage_id))
    block = _block(bench, grant.usage_id)
    _check_handler(block, handler, grant)
    _check_files(request, grant)
    try:
        given = bench.machine.handle(block, handler, request, suffix)
        sent = Sent(
            given.status_int, dict(given.headers), _with_files(_with_api(given, block, handler, door), given, bench)
        )
    except (SQLAlchemyError, errors.OnwardError):
        raise
    except InvalidScopeError as no:
        log.warning("block %s: %s tried to write what authors write", grant.usage_id, handler)
        raise Refused("blocks.for_authors") from no
    except NoSuchHandlerError as no:
        raise errors.NotFound("blocks.handler_absent") from no
    except runtime.FilesFull as no:
        log.warning("block %s: %s filled its folder", grant.usage_id, handler)
        raise TooLarge("blocks.files_full") from no
    except Exception as broken:
        log.exception("block %s failed in %s", grant.usage_id, handler)
        raise Failed("blocks.failed") from broken
    if sent.status < 400 and bench.unwritten:
        if turn_writer is not None:
            turn_writer()
        bench.finish(now)
        if viewer.rates:
            _note_points(viewer, usage_id, now)
    return sent


def _note_points(viewer: Viewer, usage_id: str, now: datetime) -> None:
    """Points of a person for somebody's work stand in the audit."""
    learner_id = viewer.learner_id or ""
    found = results.block_results([usage_id], [learner_id]).get((learner_id, usage_id))
    points = [None, [found.score, found.maximum]] if found else None
    audit.record("rate", "learners_learner", learner_id, changes={"block": usage_id, "points": points}, now=now)


def _with_api(given: Response, block: Any, handler: str, door: Door) -> bytes:
    """The body of an answer. Pages of a package look for their interface in the page around them; cut off, they cannot
    reach it, so each brings its own.
    """
    body: bytes = given.body
    script = handlers.INTERFACES.get((str(block.scope_ids.block_type), handler))
    if script is None or given.content_type != "text/html" or given.status_int != 200:
        return body
    place = _BEGINNING.match(body)
    at = place.end() if place else 0
    alone = " data-own-window" if getattr(block, "popup_on_launch", False) else ""
    return body[:at] + f'<script src="{door.root}/static/{script}"{alone}></script>'.encode() + body[at:]


def _with_files(body: bytes, given: Response, bench: benches.Bench) -> bytes:
    """What a block says to its learner, with addresses for files of the class. Authors get it as it is written."""
    if bench.viewer.author or _STATIC not in body or given.content_type not in _SAID:
        return body
    return bench.machine.setting.course.replace_urls(body.decode()).encode()


def _hold(usage_id: str) -> None:
    """One answer to a usage after the other: blocks read, count and write what belongs to everybody."""
    db.session().execute(select(models.Usage.id).where(models.Usage.id == usage_id).with_for_update())


def _near(nodes: list[runtime.Node], usage_id: str) -> set[str]:
    """The usage with what is inside of it: what a handler may ask for. Others are read when it does."""
    below: dict[str | None, list[str]] = {}
    for node in nodes:
        below.setdefault(node.parent_id, []).append(node.usage_id)
    found, waiting = set[str](), [usage_id]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += [child for child in below.get(one, ()) if child not in found]
    return found


def _block(bench: benches.Bench, usage_id: str) -> Any:
    try:
        return bench.machine.get_aside(usage_id) if "." in usage_id else bench.machine.get_block(usage_id)
    except NoSuchUsage as no:
        raise errors.NotFound("blocks.absent") from no
    except runtime.NotAllowed as no:
        log.warning("block %s is of a type that may not run here", usage_id)
        raise Refused("blocks.not_allowed") from no
    except SQLAlchemyError:
        raise
    except Exception as broken:
        log.exception("block %s cannot be loaded", usage_id)
        raise Failed("blocks.failed") from broken


def _check_handler(block: Any, handler: str, grant: Grant) -> None:
    """A handler of authors or raters is refused before the block is called: blocks do not look who calls."""
    if grant.viewer.author:
        return
    if grant.viewer.rates:
        # Points for this learner's work, and nothing else in her name.
        if handler not in getattr(type(block), "rater_handlers", ()):
            log.warning("block %s: %s is not for who gives points, refused", grant.usage_id, handler)
            raise Refused("blocks.for_learners")
        return
    declared = getattr(type(block), "learner_handlers", None)
    named = frozenset(declared) if declared is not None else None
    if not handlers.is_for_learners(str(block.scope_ids.block_type), handler, named):
        log.warning("block %s: %s is an author's handler, refused", grant.usage_id, handler)
        raise Refused("blocks.for_authors")


def _check_files(request: Request, grant: Grant) -> None:
    """Look into every archive that comes along, and give files the name and size that blocks ask them for."""
    if not request.content_type.startswith("multipart/"):
        return
    for field in request.POST.values():
        file = getattr(field, "file", None)
        if file is None:
            continue
        code = uploads.refusal_of_archive(file)
        if code is not None:
            log.warning("block %s: an archive was refused (%s)", grant.usage_id, code)
            raise errors.Invalid(code)
        field.file = Named(file, field.filename or "")


class Named:
    """An uploaded file with the name and size that blocks of the field expect of one."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self.name = file, name
        file.seek(0, 2)
        self.size = file.tell()
        file.seek(0)

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._file, attribute)

    def __iter__(self) -> Any:
        return iter(self._file)
