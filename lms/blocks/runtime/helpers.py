"""Services that blocks ask the runtime for: who is there, and words in her language."""

import gettext
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from xblock.runtime import NullI18nService

from lms.blocks.domain.viewers import Viewer

FOLDERS = ("translations", "locale", "conf/locale")
DOMAINS = ("text", "django", "messages")


@dataclass
class User:
    """A person as blocks see one. XBlock's own class comes with a module that reaches for Django."""

    opt_attrs: dict[str, Any]
    is_current_user: bool = True
    emails: list[str] = field(default_factory=list)
    full_name: str = ""
    display_name: str = ""


class Users:
    """The viewer under a number that means nothing elsewhere: no name, no address leaves the house."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    @property
    def anonymous_id(self) -> str:
        """The same for the same person at the same provider."""
        return hashlib.sha256(f"{self.viewer.provider_id}:{self.viewer.key}".encode()).hexdigest()[:32]

    def get_current_user(self) -> User:
        """The viewer, with the attributes that packages of the field look for."""
        known = {
            "edx-platform.is_authenticated": bool(self.viewer.key),
            "edx-platform.user_id": self.anonymous_id,
            "edx-platform.anonymous_user_id": self.anonymous_id,
            "edx-platform.username": self.anonymous_id[:12],
            "edx-platform.user_role": "instructor" if self.viewer.author or self.viewer.rates else "student",
            "edx-platform.user_is_staff": self.viewer.author or self.viewer.rates,
            "edx-platform.user_preferences": {"pref-lang": self.viewer.locale},
        }
        return User(known)

    def get_anonymous_user_id(self, username: str, course_id: str) -> str:
        """Nobody else can be asked about."""
        return self.anonymous_id


class Words(NullI18nService):
    """Texts of a block in the viewer's language, from the catalogue that its package brings."""

    def __init__(self, package: str, locale: str) -> None:
        super().__init__()
        self._translations = catalogue(package, locale)


@lru_cache(maxsize=256)
def words(package: str, locale: str) -> Words:
    """The service for blocks of one package in one language."""
    return Words(package, locale)


@lru_cache(maxsize=256)
def catalogue(package: str, locale: str) -> gettext.NullTranslations:
    """The catalogue of a package, or one that says everything as it stands."""
    spec = find_spec(package)
    root = Path(spec.origin).parent if spec and spec.origin else None
    codes = [locale.replace("-", "_"), locale.partition("-")[0]]
    for folder in FOLDERS if root else ():
        for domain in DOMAINS:
            found = gettext.find(domain, str(root / folder), codes) if root else None
            if found:
                with open(found, "rb") as file:
                    return gettext.GNUTranslations(file)
    return gettext.NullTranslations()


def package_of(block: Any) -> str:
    """The package whose module holds the class of a block."""
    plain = getattr(type(block), "unmixed_class", type(block))
    return str(plain.__module__).partition(".")[0]
