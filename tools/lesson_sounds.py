"""Speaks every sound of the shipped lessons that has no file yet: `python -m tools.lesson_sounds`. Wants espeak-ng and ffmpeg.

The voice is synthetic and a draft. A recording under the same name takes its place.
"""

import re
from pathlib import Path

from lxml import etree

from placement.item_banks.make_sounds import TONGUES, speak

LESSONS = Path(__file__).resolve().parent.parent / "lms" / "blocks" / "lessons"
ADDRESS = "lesson:"
TURNS = ("F", "M")
"""Voices that speak in turn where a script has turns, divided by dashes."""


def spoken(node: etree._Element) -> str:
    """What the sound of an element says: its script, the answer of a dictation, or its own words."""
    script = node.get("script") or node.findtext("script") or node.findtext("answer") or node.get("text")
    if script:
        return str(script)
    lines = node.findall("line")
    words = " ".join("".join(one.itertext()) for one in lines) if lines else "".join(node.itertext())
    # A number with its word beside it: the word is said.
    return re.sub(r"^\d+ – ", "", " ".join(words.split()))


def turns(words: str, picture: str) -> str:
    """The script as `speak` takes it: each turn with its voice."""
    parts = words.split(" – ")
    if len(parts) == 1:
        return f"{'M' if re.match(r'(older-)?man', picture) else 'F'}: {words}"
    return " / ".join(f"{TURNS[at % 2]}: {part}" for at, part in enumerate(parts))


def main() -> None:
    """All lessons, one file after the other."""
    for unit in sorted(LESSONS.glob("*/unit.xml")):
        for node in etree.parse(unit).iter(etree.Element):
            address = node.get("sound", "")
            if not address.startswith(ADDRESS):
                continue
            folder, name = address.removeprefix(ADDRESS).split("/")
            target = LESSONS / folder / "media" / name
            if not target.exists():
                target.parent.mkdir(exist_ok=True)
                speak(turns(spoken(node), node.get("picture", "")), target, TONGUES[folder.split("_")[0]])


if __name__ == "__main__":
    main()
