"""A folder of one block as PyFilesystem shows it: paths stay inside of it, and no more is kept than may be."""

from pathlib import Path
from typing import Any

from fs.osfs import OSFS

from lms.blocks.runtime.files import Counted


class Folder(OSFS):
    """A folder of one block."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), create=True, create_mode=0o700)

    def openbin(self, path: str, mode: str = "r", buffering: int = -1, **options: Any) -> Any:
        """A file as bytes."""
        opened = super().openbin(path, mode, buffering, **options)
        return Counted(opened, self._used()) if set(mode) & set("wax+") else opened

    def open(self, path: str, mode: str = "r", *given: Any, **options: Any) -> Any:
        """A file as text or bytes."""
        opened = super().open(path, mode, *given, **options)
        return Counted(opened, self._used()) if set(mode) & set("wax+") else opened

    def _used(self) -> int:
        return sum(info.size for _, info in self.walk.info(namespaces=["details"]) if not info.is_dir)

    def get_url(self, path: str, timeout: int = 60) -> str:
        """Files of blocks have no address: a block hands them out by its own handler, which knows who asks."""
        raise NotImplementedError("files are handed out by a handler of the block")

    def expire(self, *_given: Any, **_options: Any) -> None:
        """Files stay until their block goes."""
