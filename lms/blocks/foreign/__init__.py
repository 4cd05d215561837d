"""Blocks of others: the little of Django that most of them want, set up when the first of them is loaded, and not before.

Nothing else in the house imports Django. It is no requirement of ours: who installs blocks that need it installs it too.
"""

import secrets
import threading
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from xblock.core import XBlock, XBlockAside

ABSENT = ("theme_pipeline",)
"""Tags of Open edX that templates of packages load, and use nothing of."""
_turn = threading.Lock()
_ready: list[bool] = []


def load(family: str, block_type: str, media: Path) -> type:
    """The class of an installed type. Raises what its package raises."""
    prepare(media)
    asked = XBlockAside if family == XBlockAside.entry_point else XBlock
    found: type = asked.load_class(block_type)
    return found


def prepare(media: Path) -> None:
    """Set Django up, once in a process. `media` is the folder for what packages are opened into."""
    with _turn:
        if _ready or find_spec("django") is None:
            return
        _configure(media)
        _spare()
        _ready.append(True)


def _configure(media: Path) -> None:
    from django import setup
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        USE_I18N=True,
        USE_TZ=True,
        SECRET_KEY=secrets.token_urlsafe(32),
        STATIC_URL="/static/",
        MEDIA_ROOT=str(media),
        MEDIA_URL="/absent/",
        FILE_UPLOAD_PERMISSIONS=0o600,
        LOGGING_CONFIG=None,
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"libraries": dict.fromkeys(ABSENT, f"{__name__}.nothing")},
            }
        ],
    )
    setup()


def draw(package: str, name: str, values: dict[str, Any]) -> str:
    """A template of a package, by the name under which it asks the runtime for it."""
    from django.template import Context

    return str(_templates(package).get_template(name).render(Context(values)))


@lru_cache(maxsize=64)
def _templates(package: str) -> Any:
    from django.template import Engine

    spec = find_spec(package)
    root = Path(spec.origin).parent if spec and spec.origin else None
    folders = sorted(path for path in root.rglob("templates") if path.is_dir()) if root else []
    return Engine(dirs=[str(one) for one in folders])


def _spare() -> None:
    """XBlock's loader of templates makes an engine and reads the template anew each time: here each is made once."""
    from django.template import Engine, Template
    from xblock.utils import resources

    installed = resources.get_installed_libraries()

    @lru_cache(maxsize=16)
    def engine_with(libraries: frozenset[tuple[str, str]]) -> Any:
        return Engine(libraries=dict(libraries))

    @lru_cache(maxsize=512)
    def template(text: str, engine: Any = None) -> Any:
        return Template(text, engine=engine)

    once: dict[str, Callable[..., Any]] = {
        "get_installed_libraries": lambda: dict(installed),
        "Engine": lambda libraries: engine_with(frozenset(libraries.items())),
        "Template": template,
    }
    for name, made in once.items():
        setattr(resources, name, made)
