"""The `fs` service: which folder is whose, and files that stop when their folder is full."""

import hashlib
from pathlib import Path
from typing import Any

from xblock.fields import UserScope, scope_key

from lms.blocks.domain.uploads import KEPT_BYTES
from lms.blocks.domain.viewers import Viewer

EVERYBODY, LEARNER = "everybody", "learner-"


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
    """The service that blocks ask for as `fs`."""

    def __init__(self, root: Path, viewer: Viewer) -> None:
        self.root, self.viewer = root, viewer

    def load(self, instance: Any, xblock: Any) -> Any:
        """The folder of a field of a block, for the person whose state the field's scope says."""
        # PyFilesystem takes its time to load, and few blocks ask for files.
        from lms.blocks.runtime.folders import Folder

        key = hashlib.sha256(scope_key(instance, xblock).encode()).hexdigest()
        return Folder(self.root / self._owner(instance.scope) / key)

    def _owner(self, scope: Any) -> str:
        """Whose folder: by it her files go when she goes."""
        if scope.user is not UserScope.ONE:
            return EVERYBODY
        return f"{LEARNER}{self.viewer.learner_id}" if self.viewer.learner_id else f"user-{self.viewer.key}"
