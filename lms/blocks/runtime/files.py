"""The `fs` service: which folder is whose, and files that stop when their folder is full.

A folder is named after its owner, the block and the field, so that files go when their person or their block goes.
"""

import re
from pathlib import Path
from typing import Any

from xblock.fields import BlockScope, UserScope

from lms.blocks.domain.uploads import KEPT_BYTES
from lms.blocks.domain.viewers import Viewer
from lms.kernel import db

EVERYBODY, LEARNER, USER = "everybody", "learner-", "user-"
OF_TYPE = "type-"
"""How the folder of what belongs to no single block begins."""
REFERENCE = "file:"
_SAFE = re.compile(r"[\w.-]+")


class FilesFull(Exception):
    """A block wants to keep more than it may."""


class Counted:
    """An open file that stops when its folder is full."""

    def __init__(self, opened: Any, used: int) -> None:
        self._opened, self._left = opened, KEPT_BYTES - used

    def write(self, data: Any) -> Any:
        self._left -= len(data)
        if self._left < 0:
            raise FilesFull
        return self._opened.write(data)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __enter__(self) -> "Counted":
        self._opened.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._opened.__exit__(*error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opened, name)


class Files:
    """The service that blocks ask for as `fs`.

    Besides what the field knows (`load`) it keeps single files for whom a block works, and gives a text to keep in its
    stead (`keep`, `read`, `drop`). The text leads to the file also when the state that holds it moves to another record of
    the same person.
    """

    def __init__(self, root: Path, viewer: Viewer) -> None:
        self.root, self.viewer = root, viewer

    def load(self, instance: Any, xblock: Any) -> Any:
        """The folder of a field of a block, for the person whose state the field's scope says."""
        # PyFilesystem takes its time to load, and few blocks ask for files.
        from lms.blocks.runtime.folders import Folder

        return Folder(self.root / self._folder(instance, xblock))

    def keep(self, instance: Any, xblock: Any, content: bytes, old: str = "") -> str:
        """Keep bytes for a field, in place of what `old` stands for. Returns what stands for them. Raises FilesFull."""
        inside = self._folder(instance, xblock)
        folder = self.root / inside
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        before = self._path(old)
        held = sum(one.stat().st_size for one in folder.iterdir() if one != before)
        if held + len(content) > KEPT_BYTES:
            raise FilesFull
        name = db.new_id()
        draft = folder / f".{name}"
        draft.write_bytes(content)
        draft.chmod(0o600)
        draft.rename(folder / name)
        self.drop(old)
        return f"{REFERENCE}{inside}/{name}"

    def read(self, reference: str) -> bytes | None:
        """What a kept text stands for; None where it is gone."""
        path = self._path(reference)
        try:
            return path.read_bytes() if path else None
        except FileNotFoundError:
            return None

    def drop(self, reference: str) -> None:
        """Throw away what a kept text stands for."""
        path = self._path(reference)
        if path:
            path.unlink(missing_ok=True)

    def _path(self, reference: str) -> Path | None:
        parts = reference.removeprefix(REFERENCE).split("/")
        good = reference.startswith(REFERENCE) and len(parts) == 4 and all(map(_is_safe, parts))
        return self.root.joinpath(*parts) if good else None

    def _folder(self, instance: Any, xblock: Any) -> str:
        return f"{self._owner(instance.scope)}/{_block(instance.scope, xblock)}/{instance.name}"

    def _owner(self, scope: Any) -> str:
        """Whose folder: by it her files go when she goes."""
        if scope.user is not UserScope.ONE:
            return EVERYBODY
        return f"{LEARNER}{self.viewer.learner_id}" if self.viewer.learner_id else f"{USER}{self.viewer.key}"


def _is_safe(name: str) -> bool:
    return bool(_SAFE.fullmatch(name)) and not name.startswith(".")


def _block(scope: Any, xblock: Any) -> str:
    """Which block: the usage, the definition, or the type for what its blocks share."""
    keys = xblock.scope_ids
    if scope.block is BlockScope.USAGE:
        return str(keys.usage_id)
    if scope.block is BlockScope.DEFINITION:
        return str(keys.def_id)
    return f"{OF_TYPE}{keys.block_type if scope.block is BlockScope.TYPE else 'all'}"
