"""Programme packs: reading the shipped folders and what regions and providers lay over them, writing, unpacking."""

from curricula.packs.archive import Refused, unpack
from curricula.packs.overlays import Read, read_regions, read_texts, region_folder, regions_of
from curricula.packs.reader import SHIPPED, load_packs, read_packs, shipped, texts_of
from curricula.packs.writer import written

__all__ = [
    "SHIPPED",
    "Read",
    "Refused",
    "load_packs",
    "read_packs",
    "read_regions",
    "read_texts",
    "region_folder",
    "regions_of",
    "shipped",
    "texts_of",
    "unpack",
    "written",
]
