"""Makes the draft sound files of an item bank from the scripts in its items.csv. See README.md beside this file.

python placement/item_banks/make_sounds.py placement/item_banks/german_core
"""

import csv
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

VOICES = {"F": "de+f3", "M": "de", "Q": "de+f2"}
"""Who speaks: a woman, a man, and the one who asks the question at the end."""
WORDS_A_MINUTE = "135"
OPTION = re.compile(r"^picture:[^=@]*=?|@[\d.,]+$")
"""What of an option is not spoken: the name of its picture, its place in a scene."""
PRICE = re.compile(r"(\d+),(\d\d) Euro")


def main(folder: Path) -> None:
    """Speak every script and every spoken option of a bank that has no sound file yet."""
    media = folder / "media"
    media.mkdir(exist_ok=True)
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            wanted = {row["sound"]: row["script"]} if row["sound"] else {}
            if row["option_sounds"]:
                words_of = [OPTION.sub("", option).strip() for option in row["options"].split("|")]
                wanted |= dict(zip(row["option_sounds"].split("|"), words_of, strict=True))
            for name, words in wanted.items():
                if name and not (media / name).exists():
                    speak(words, media / name)


def speak(script: str, target: Path) -> None:
    """One sound file. Turns are divided by " / "; "F: ", "M: " and "Q: " at the start of a turn choose the voice."""
    with tempfile.TemporaryDirectory() as room:
        turns = [_turn(part, Path(room) / f"{at}.wav") for at, part in enumerate(script.split(" / "))]
        inputs = [argument for turn in turns for argument in ("-i", str(turn))]
        pauses = "".join(f"[{at}]apad=pad_dur=0.7[p{at}];" for at in range(len(turns)))
        joined = "".join(f"[p{at}]" for at in range(len(turns)))
        graph = f"{pauses}{joined}concat=n={len(turns)}:v=0:a=1[out]"
        encoding = ["-ac", "1", "-ar", "22050", "-c:a", "libmp3lame", "-b:a", "24k", "-map_metadata", "-1"]
        _run("ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", graph, "-map", "[out]", *encoding, str(target))


def _turn(part: str, target: Path) -> Path:
    who, _, words = part.partition(": ")
    voice, words = (VOICES[who], words) if who in VOICES else (VOICES["F"], part)
    spoken = PRICE.sub(r"\1 Euro \2", words)
    _run("espeak-ng", "-v", voice, "-s", WORDS_A_MINUTE, "-w", str(target), spoken)
    return target


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise SystemExit(f"{program} is missing: apt-get install {program}")
    subprocess.run([path, *arguments], check=True)  # noqa: S603 - our own scripts, no shell


if __name__ == "__main__":
    main(Path(sys.argv[1]))
