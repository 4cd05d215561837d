"""Makes the sample registration sheets: 240 invented learners, and the same sheet with things to mend. Seeded."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lms.exchange.domain import invented

SEED = 240
MONDAY = date(2026, 11, 23)
FOLDER = Path(__file__).parent.parent / "lms" / "exchange" / "samples"


def with_errors(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The same sheet with five lines to mend, twelve to look at, and three people who may be in it twice."""
    changed = [dict(row) for row in rows]

    def line(number: int, **cells: str) -> None:
        changed[number - 2].update(cells)

    line(17, birth_date="31.02.1991", sex="female")
    line(43, given_name="Leyla", family_name="Demir", email="leyla.demir@")
    line(88, child_1_name="Yara", child_1_birth="2027-04-11")
    line(121, shift="early/late?")
    line(206, person_id="LH-0043")
    line(9, family_name="")
    line(21, phone="12-34")
    line(34, birth_date="2015-05-04")
    line(52, contact="email", email="")
    line(66, contact="sms", phone="")
    line(75, shift="rotating", rotation_anchor="")
    line(103, shift="rotating", rotation_anchor="2026-11-25")
    line(134, literacy="other_script", script="")
    line(150, child_1_name="Ali", child_1_birth="")
    line(177, child_1_name="Mina", child_1_birth="2004-03-30")
    line(199, literacy="none", script="", schooling_years="12", placed_track="", placed_level="")
    line(233, birth_date="1890-01-05")
    line(60, given_name="Hodan", family_name="Warsame")
    _twice(changed, 60, 181, given_name="Warsame", family_name="Hodan")
    line(95, birth_date="1979-03-08")
    _twice(changed, 95, 218, birth_date="1979-08-03")
    line(112, given_name="Zeynep", family_name="Öztürk")
    _twice(changed, 112, 160, given_name="Zeinep", family_name="Ozturk")
    return changed


def sheets() -> dict[str, str]:
    """Both sample files by name."""
    rows = invented.learners(random.Random(SEED), MONDAY)
    return {
        "registration-240.csv": invented.as_csv(rows),
        "registration-with-errors.csv": invented.as_csv(with_errors(rows)),
    }


def main() -> None:
    """Writes both files beside their README."""
    for name, text in sheets().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _twice(rows: list[dict[str, str]], first: int, second: int, **differently: str) -> None:
    """Line `second` becomes the person of line `first` once more, written a little differently."""
    copied = ("given_name", "family_name", "birth_date", "sex", "first_language", "phone")
    rows[second - 2].update({column: rows[first - 2][column] for column in copied})
    rows[second - 2].update(differently)


if __name__ == "__main__":
    main()
