"""Types of blocks: what is installed, and what a provider lets run."""

from dataclasses import dataclass

from sqlalchemy import select

from lms.blocks import models, runtime
from lms.kernel import db


@dataclass(frozen=True)
class KindInfo:
    """An installed type, and whether it may run here. Ours always may."""

    family: str
    block_type: str
    distribution: str
    version: str
    own: bool
    allowed: bool


def allowed() -> frozenset[tuple[str, str]]:
    """(family, type) of the types of others that the provider in force lets run."""
    row = models.AllowedKind
    return frozenset((family, name) for family, name in db.session().execute(select(row.family, row.block_type)))


def installed() -> list[KindInfo]:
    """Every installed type, ours first, then by package."""
    open_here = allowed()
    found = [
        KindInfo(
            one.family, one.block_type, one.distribution, one.version, one.own,
            one.own or (one.family, one.block_type) in open_here,
        )
        for family in (runtime.BLOCKS, runtime.ASIDES)
        for one in runtime.kinds(family).values()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.own, one.distribution.lower(), one.family, one.block_type))
