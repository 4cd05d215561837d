"""Programme packs: reading what ships and what regions and providers lay over it, writing, unpacking; authorities."""

from curricula.packs.archive import Refused, unpack
from curricula.packs.overlays import Read, read_regions, read_texts, region_folder, regions_of
from curricula.packs.reader import SHIPPED, load_packs, read_packs, shipped, texts_of
from curricula.packs.recognition import AUTHORITIES, authorities, read_authorities
from curricula.packs.writer import written

__all__ = [
    "AUTHORITIES",
    "SHIPPED",
    "Read",
    "Refused",
    "authorities",
    "load_packs",
    "read_authorities",
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
