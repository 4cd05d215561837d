"""Makes the bank of shape rows for learning pace: `python placement/item_banks/make_patterns.py` writes its items.csv."""

import csv
from collections.abc import Iterator
from pathlib import Path

from placement.domain import patterns
from placement.domain.patterns import Figure, Pattern

FILE = Path(__file__).parent / "patterns_core" / "items.csv"
SEED = 2026
COLUMNS = ("key", "measures", "type", "level", "a", "b", "content", "text", "options", "answer")
PLACES = (2, 0, 3, 1, 0, 3, 1, 2)
"""Where the right row stands among the choices, over and over: every place as often as the others."""
RULES = {1: "one_rule", 2: "two_rules", 3: "three_rules"}


def rows(seed: int = SEED) -> Iterator[dict[str, str]]:
    """The rows of items.csv."""
    for place, (difficulty, cycles, pattern) in enumerate(patterns.generate(seed), start=1):
        yield dict(zip(COLUMNS, _row(place, difficulty, RULES[len(cycles)], pattern), strict=True))


def _row(place: int, difficulty: float, content: str, pattern: Pattern) -> tuple[str, ...]:
    right, answer = pattern.choices[pattern.answer], PLACES[place % len(PLACES)]
    choices = [choice for choice in pattern.choices if choice is not right]
    choices.insert(answer, right)
    return (
        f"p_{place:02}",
        "pace",
        "pattern_choice",
        "pre_a1",
        "1.3",
        f"{difficulty:g}",
        content,
        _codes(pattern.row),
        "|".join(figure.code for figure in choices),
        str(answer + 1),
    )


def _codes(row: tuple[Figure, ...]) -> str:
    return " ".join(figure.code for figure in row)


if __name__ == "__main__":
    with FILE.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())
