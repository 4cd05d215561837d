"""Words, sounds and drawn samples in people's own languages, as they ship."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from placement.domain.scripts import OwnLanguage, OwnScripts, Shape
from placement.packs.banks import BANKS

FOLDER = BANKS / "own_scripts"
MEDIA = FOLDER / "media"
NOT_WORDS = frozenset({"script", "names", "text"})


@cache
def own_scripts() -> OwnScripts:
    """All that ships."""
    written, drawn = _toml(FOLDER / "languages.toml"), _toml(FOLDER / "shapes.toml")
    languages = {code: _language(code, about, drawn.get(code, {})) for code, about in written["languages"].items()}
    voices = {code: frozenset(sayings) for code, sayings in written["voices"].items()}
    return OwnScripts(written["version"], languages, voices)


@cache
def sounds() -> frozenset[str]:
    """Names of all sound files."""
    return frozenset(f"{code}_{name}.mp3" for code, names in own_scripts().voices.items() for name in names)


def _language(code: str, about: Mapping[str, Any], drawn: Mapping[str, Any]) -> OwnLanguage:
    return OwnLanguage(
        code=code,
        script=about["script"],
        names=tuple(about["names"]),
        words={name: text for name, text in about.items() if name not in NOT_WORDS},
        text=about["text"],
        shapes={name: Shape(shape["width"], shape["path"]) for name, shape in drawn.items()},
    )


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
