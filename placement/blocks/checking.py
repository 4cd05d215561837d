"""Checks OLX files of our blocks before anybody sees them: elements, answers, and whether every sound and picture is there.

python -m placement.blocks.checking FILE.xml ...
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from xblock.core import XBlock
from xblock.exceptions import DisallowedFileError
from xblock.plugin import PluginMissingError

from placement.blocks import base, editing, olx, words
from placement.blocks.base import OnwardBlock

OURS = "onward-"
FILES = ("sound", "picture")


def problems(text: str) -> list[str]:
    """Every problem of an OLX file as a sentence, with the line of its element."""
    tell = words.tell_in(words.ENGLISH)
    try:
        root = olx.parsed(text)
    except ValueError as wrong:
        return [editing.sentence(olx.Problem("broken_xml", "", str(wrong)), tell)]
    found = []
    for node in root.iter(etree.Element):
        if not str(node.tag).startswith(OURS):
            continue
        where = f"{node.sourceline}: {node.tag}: "
        try:
            kind = XBlock.load_class(node.tag)
        except PluginMissingError:
            found.append(f"{where}no such block")
            continue
        found += [where + editing.sentence(one, tell) for one in kind.problems(node)]
        found += [f"{where}no such file: {name}" for name in missing(node)]
    return found


def missing(node: etree._Element) -> Iterator[str]:
    """Sounds and pictures that an element names and that do not ship."""
    for part in node.iter(etree.Element):
        for name in FILES:
            value = part.get(name, "")
            if value and not _ships(value, name):
                yield value


def _ships(value: str, kind: str) -> bool:
    if value.startswith((base.STATIC, "https://", "http://")):
        return True
    path = value.replace(base.BANK, "public/banks/").replace(base.LESSON, "public/lessons/")
    if kind == "picture" and base.NAME.fullmatch(value):
        path = f"public/pictures/{value}.svg"
    try:
        OnwardBlock.open_local_resource(path).close()
    except DisallowedFileError:
        return False
    return True


def main() -> int:
    """Print what is wrong in the named files."""
    found = [f"{file}:{one}" for file in sys.argv[1:] for one in problems(Path(file).read_text(encoding="utf-8"))]
    print("\n".join(found) or "nothing to mend")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
