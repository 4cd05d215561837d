"""Which types of blocks and asides are installed, and whose they are. Asking loads none of them."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import entry_points

BLOCKS = "xblock.v1"
ASIDES = "xblock_asides.v1"
OWN = ("lms.blocks.blocks", "placement.blocks")
"""Packages of ours: their blocks stand in the page itself. All others run in a frame that is cut off."""


@dataclass(frozen=True)
class Kind:
    """An installed type."""

    family: str
    block_type: str
    module: str
    distribution: str
    version: str

    @property
    def own(self) -> bool:
        """Whether it is made by this project."""
        return is_own(self.module)


def is_own(module: str) -> bool:
    """Whether a module lies in a package of ours."""
    return any(module == package or module.startswith(f"{package}.") for package in OWN)


@lru_cache(maxsize=2)
def kinds(family: str = BLOCKS) -> dict[str, Kind]:
    """Installed types by name."""
    found = {}
    for point in entry_points(group=family):
        dist = point.dist
        found[point.name] = Kind(
            family, point.name, point.module, dist.name if dist else "", dist.version if dist else ""
        )
    return dict(sorted(found.items()))
