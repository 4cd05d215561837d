"""Addresses that say by themselves who asks and for which block: sealed, good for some hours, and for one sign-in only.

A frame that is cut off has no cookie. What it sends is taken for the person and the usage that its address names.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from lms.blocks import runtime
from lms.blocks.domain.viewers import Viewer
from lms.kernel import errors

LASTS = timedelta(hours=3)
"""As long as a lesson with its break."""
_SALT = "lms.blocks.grant"
_ANSWER = "/blocks/answer/"
_KEPT = f"{_ANSWER}~"
MEDIA = "/blocks/media/"
_SEALED = re.compile(rf"{_ANSWER}([\w.-]+)/")
_MEDIA = re.compile(rf"(?:https?://[\w.:-]+)?[\w./-]*{MEDIA}[\w.-]+/")
_UNSEALED = re.compile(rf"{_KEPT}([\w.-]+)/")


@dataclass(frozen=True)
class Grant:
    """What an address allows: this person, this usage (or an aside beside it), until then."""

    viewer: Viewer
    usage_id: str


@dataclass(frozen=True)
class Door:
    """What a view knows and a service does not: the secret, where the application lies, words, and the data folder."""

    secret: str
    say: Callable[[str], str]
    folder: Path
    root: str = ""

    @property
    def files(self) -> Path:
        """Where blocks of everybody keep files."""
        return self.folder / "blocks"

    @property
    def media(self) -> Path:
        """Where packages of content are opened into."""
        return self.files / "media"

    def seal(self, viewer: Viewer, usage_id: str, now: datetime) -> str:
        """A token for one person and one usage, of the session that she looks in."""
        until = int((now + LASTS).timestamp())
        given = [
            usage_id, viewer.provider_id, viewer.learner_id or "", viewer.user_id or "", int(viewer.author),
            viewer.locale, viewer.zone, until, viewer.sign_in_id, int(viewer.rates),
        ]  # fmt: skip
        sealed = self._serializer.dumps(given)
        return sealed if isinstance(sealed, str) else sealed.decode()

    def opened(self, token: str, now: datetime) -> Grant:
        """What a token allows. Raises NotFound for one that is not ours, Conflict for one that is over."""
        try:
            usage_id, provider_id, learner_id, user_id, author, locale, zone, until, sign_in_id, rates = (
                self._serializer.loads(token)
            )
        except (BadSignature, ValueError) as no:
            raise errors.NotFound("blocks.absent") from no
        if now.timestamp() > until:
            raise errors.Conflict("blocks.token_over")
        viewer = Viewer(
            provider_id, user_id or None, learner_id or None, bool(author), locale, zone, sign_in_id, bool(rates)
        )
        return Grant(viewer, usage_id)

    @property
    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt=_SALT)

    def usage_of(self, token: str) -> str | None:
        """The usage that a token names, over or not; None for a token that is not ours."""
        try:
            return str(self._serializer.loads(token)[0])
        except (BadSignature, ValueError):
            return None

    def stamp(self, family: str, block_type: str) -> str:
        """Shows that an address of a public file was made for a type that may run somewhere here."""
        text = f"{family}/{block_type}"
        return hmac.new(f"lms.blocks.file{self.secret}".encode(), text.encode(), hashlib.sha256).hexdigest()[:24]


class Sealed:
    """Addresses for the blocks that one viewer sees."""

    def __init__(self, door: Door, viewer: Viewer, now: datetime) -> None:
        self.door, self.viewer, self.now = door, viewer, now
        self.own: tuple[str, ...] = (f"{door.root}/blocks/file/", f"{door.root}/static/")
        self._made: dict[str, str] = {}

    def handlers(self, usage_id: str) -> str:
        """What the addresses of a block's handlers begin with."""
        if usage_id not in self._made:
            token = self.door.seal(self.viewer, usage_id, self.now)
            self._made[usage_id] = f"{self.door.root}/blocks/answer/{token}/"
        return self._made[usage_id]

    def resource(self, family: str, block_type: str, path: str) -> str:
        """A public file of a package. The version in it lets browsers keep it."""
        kind = runtime.kinds(family).get(block_type)
        beside = "aside" if family == runtime.ASIDES else "block"
        version = (kind.version if kind else "") or "0"
        return (
            f"{self.door.root}/blocks/file/{self.door.stamp(family, block_type)}/{beside}/{block_type}/{version}/"
            f"{path.lstrip('/')}"
        )

    def static(self, path: str) -> str:
        """A file of ours."""
        return f"{self.door.root}/static/{path.lstrip('/')}"

    def lasting(self, text: str) -> str:
        """Some blocks keep addresses of their handlers in what they are made of: the seal of whoever wrote it stays out."""
        if MEDIA in text:
            # A file of the class has a name that lasts.
            text = _MEDIA.sub("/static/", text)
        if _ANSWER not in text:
            return text
        return _SEALED.sub(lambda found: self._unsealed(found[0], found[1]), text)

    def _unsealed(self, whole: str, token: str) -> str:
        usage_id = self.door.usage_of(token)
        return f"{_ANSWER}~{usage_id}/" if usage_id else whole

    def current(self, text: str) -> str:
        """Kept addresses, sealed for this viewer."""
        if _KEPT not in text:
            return text
        return _UNSEALED.sub(lambda found: self.handlers(found[1]).removeprefix(self.door.root), text)
