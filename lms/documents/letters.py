"""Which signs our typefaces hold, and what stands for one that they do not: never an empty box."""

import json
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
BY_HAND = "_"
"""Room to write a sign by hand that no typeface here has."""


@lru_cache(maxsize=1)
def families() -> dict[str, frozenset[int]]:
    """The signs of every family, in the order in which a text is looked up in them."""
    stretches = json.loads((FONTS / "signs.json").read_text(encoding="utf-8"))
    return {
        name: frozenset(sign for first, last in found for sign in range(first, last + 1))
        for name, found in stretches.items()
    }


def printable(text: str) -> str:
    """The text with nothing in it that would print as an empty box; the same text where every sign is known.

    A mark above or below a letter goes where no face has both together; a sign that no face has becomes room to
    write it by hand.
    """
    return "".join(_cluster(one) for one in _clusters(unicodedata.normalize("NFC", text)))


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that belong to them: a face must hold them all."""
    held = ""
    for sign in text:
        if held and unicodedata.category(sign) in ("Mn", "Me", "Mc"):
            held += sign
            continue
        if held:
            yield held
        held = sign
    if held:
        yield held


@lru_cache(maxsize=4096)
def _cluster(cluster: str) -> str:
    first = cluster[0]
    kind = unicodedata.category(first)
    if first == "\n" or _known(cluster):
        return cluster
    if kind.startswith("Z") or first == "\t":
        return " "
    if kind in ("Cc", "Cf"):
        return ""
    if _known(first):
        return first
    plain = unicodedata.normalize("NFKD", first)[:1]
    return plain if plain != first and _known(plain) else BY_HAND


def _known(cluster: str) -> bool:
    signs = {ord(sign) for sign in cluster}
    return any(signs <= held for held in families().values())
