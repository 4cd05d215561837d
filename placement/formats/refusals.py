"""Why a file from outside is not taken in: as a whole, or one question of it."""

from lms.kernel import errors


class Refused(errors.Invalid):
    """The whole file is refused and nothing of it is taken in. `reason` is a code, `where` the file or name it is about."""

    def __init__(self, reason: str, where: str = "") -> None:
        super().__init__("placement.package_refused", reason=reason, where=where)
        self.reason, self.where = reason, where

    def __str__(self) -> str:
        return f"{self.reason}: {self.where}" if self.where else self.reason


class Unsupported(Exception):
    """One question cannot be asked here. `what` names the part that is missing."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
