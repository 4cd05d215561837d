"""Makes the draft sound files of an item bank from the scripts in its items.csv. See README.md beside this file.

python placement/item_banks/make_sounds.py placement/item_banks/german_core
"""

import csv
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tongue:
    """How a language is spoken: its voice, and numbers with a point or colon that the voice would read out wrongly."""

    voice: str
    number: re.Pattern[str]
    spoken: str


TONGUES = {
    "de": Tongue("de", re.compile(r"(\d+),(\d\d) Euro"), r"\1 Euro \2"),
    "en": Tongue("en-gb", re.compile(r"(\d+)[.:](\d\d)"), r"\1 \2"),
}
VOICES = {"F": "+f3", "M": "", "Q": "+f2"}
"""Who speaks: a woman, a man, and the one who asks the question at the end."""
WORDS_A_MINUTE = "135"
OWN = "own:"
"""Sounds in everybody's own language are made by make_voices.py."""
OPTION = re.compile(r"^picture:[^=@]*=?|@[\d.,]+$")
"""What of an option is not spoken: the name of its picture, its place in a scene."""


def main(folder: Path) -> None:
    """Speak every script and every spoken option of a bank that has no sound file yet."""
    media = folder / "media"
    media.mkdir(exist_ok=True)
    tongue = TONGUES[tomllib.loads((folder / "bank.toml").read_text(encoding="utf-8"))["bank"]["language"]]
    with (folder / "items.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            wanted = {row["sound"]: row["script"]} if row["sound"] else {}
            if row["option_sounds"]:
                words_of = [OPTION.sub("", option).strip() for option in row["options"].split("|")]
                wanted |= dict(zip(row["option_sounds"].split("|"), words_of, strict=True))
            for name, words in wanted.items():
                if name and not name.startswith(OWN) and not (media / name).exists():
                    speak(words, media / name, tongue)


def speak(script: str, target: Path, tongue: Tongue) -> None:
    """One sound file. Turns are divided by " / "; "F: ", "M: " and "Q: " at the start of a turn choose the voice."""
    with tempfile.TemporaryDirectory() as room:
        turns = [_turn(part, Path(room) / f"{at}.wav", tongue) for at, part in enumerate(script.split(" / "))]
        inputs = [argument for turn in turns for argument in ("-i", str(turn))]
        pauses = "".join(f"[{at}]apad=pad_dur=0.7[p{at}];" for at in range(len(turns)))
        joined = "".join(f"[p{at}]" for at in range(len(turns)))
        graph = f"{pauses}{joined}concat=n={len(turns)}:v=0:a=1[out]"
        encoding = ["-ac", "1", "-ar", "22050", "-c:a", "libmp3lame", "-b:a", "24k", "-map_metadata", "-1"]
        _run("ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", graph, "-map", "[out]", *encoding, str(target))


def _turn(part: str, target: Path, tongue: Tongue) -> Path:
    who, _, words = part.partition(": ")
    who, words = (who, words) if who in VOICES else ("F", part)
    spoken = tongue.number.sub(tongue.spoken, words)
    _run("espeak-ng", "-v", tongue.voice + VOICES[who], "-s", WORDS_A_MINUTE, "-w", str(target), spoken)
    return target


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise SystemExit(f"{program} is missing: apt-get install {program}")
    subprocess.run([path, *arguments], check=True)  # noqa: S603 - our own scripts, no shell


if __name__ == "__main__":
    main(Path(sys.argv[1]))
