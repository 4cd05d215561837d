"""Types of blocks: which may run for a provider, and how their classes are loaded."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import IO, Any

from sqlalchemy import exists, select
from xblock.core import XBlock, XBlockAside
from xblock.exceptions import DisallowedFileError
from xblock.plugin import PluginMissingError

from lms.blocks import blocks, foreign, models, queries, runtime
from lms.kernel import db, errors
from lms.kernel.actor import Actor

BUILT_IN: dict[str, type] = {"vertical": blocks.ColumnBlock}
"""Types of the socket itself."""


def allow(block_type: str, family: str = runtime.BLOCKS, *, actor: Actor) -> None:
    """Let a type of others run for the provider in force. Raises NotFound for one that is not installed."""
    kind = runtime.kinds(family).get(block_type)
    if kind is None:
        raise errors.NotFound("blocks.kind_absent")
    row = models.AllowedKind
    already = db.session().scalar(select(exists().where(row.family == family, row.block_type == block_type)))
    if not already:
        db.session().add(row(family=family, block_type=block_type, distribution=kind.distribution))
        db.session().flush()


def disallow(block_type: str, family: str = runtime.BLOCKS, *, actor: Actor) -> None:
    """Let a type run no more. What learners did in it stays."""
    row = models.AllowedKind
    for one in db.session().scalars(select(row).where(row.family == family, row.block_type == block_type)):
        db.session().delete(one)
    db.session().flush()


def loader(allowed: Collection[tuple[str, str]], media: Path) -> Callable[[str, str], type]:
    """How a runtime gets classes: ours always, those of others where the provider allows them."""

    def load(family: str, block_type: str) -> type:
        if family == runtime.BLOCKS and block_type in BUILT_IN:
            return BUILT_IN[block_type]
        kind = runtime.kinds(family).get(block_type)
        if kind is None or not (kind.own or (family, block_type) in allowed):
            raise runtime.NotAllowed(block_type)
        try:
            return _own(family, block_type) if kind.own else foreign.load(family, block_type, media)
        except Exception as broken:
            # Whatever a package does while it is loaded, it is the package that does not work.
            raise runtime.Broken(block_type) from broken

    return load


def _own(family: str, block_type: str) -> type:
    asked = XBlockAside if family == runtime.ASIDES else XBlock
    found: type = asked.load_class(block_type)
    return found


def check(block_type: str) -> None:
    """Raises NotFound for a type that is not installed, Conflict for one that may not run here."""
    if block_type in BUILT_IN:
        return
    kind = runtime.kinds().get(block_type)
    if kind is None:
        raise errors.NotFound("blocks.kind_absent")
    if not kind.own and (runtime.BLOCKS, block_type) not in queries.allowed():
        raise errors.Conflict("blocks.not_allowed")


def public_file(family: str, block_type: str, path: str, media: Path) -> IO[Any]:
    """A file that a package shows to everybody. Raises NotFound for any other."""
    kind = runtime.kinds(family).get(block_type)
    try:
        cls: Any = loader({(family, block_type)} if kind else (), media)(family, block_type)
        opened: IO[Any] = cls.open_local_resource(path)
    except (DisallowedFileError, PluginMissingError, FileNotFoundError, IsADirectoryError, NotADirectoryError) as no:
        raise errors.NotFound("blocks.absent") from no
    return opened
