"""Makes the sample registration sheets: 240 invented learners, and the same sheet with things to mend. Seeded."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from lms.exchange.domain.registration import COLUMNS

SEED = 240
LEARNERS = 240
MONDAY = date(2026, 11, 23)
FOLDER = Path(__file__).parent.parent / "lms" / "exchange" / "samples"

# 12 % do not read, 22 % read another script only, 33 % Latin with short or medium schooling, 33 % with long schooling.
KINDS = {"not_literate": 29, "other_script": 53, "latin_short": 79, "latin_long": 79}
SHIFTS = {"none": 67, "day": 48, "early": 29, "late": 29, "rotating": 48, "night": 19}
PARENTS = 91
GOALS = {"work": 130, "family": 38, "study": 34, "citizenship": 24, "health": 8, "other": 6}

# Language: script, female names, male names, family names. All invented by combining common names at random.
NAMES: dict[str, tuple[str, str, str, str]] = {
    "Arabic": ("Arab", "فاطمة ليلى نور هالة سلمى ريم", "محمود سامي كريم ياسر عمر زياد", "حداد النجار خوري منصور درويش"),
    "Dari": ("Arab", "زهرا مریم فرشته نرگس", "امید نوید جواد رحیم", "احمدی رضایی نوری حیدری"),
    "Kurmanji": ("Latn", "Leyla Berîvan Zozan Rojîn", "Azad Rêber Şivan Dilovan", "Demir Yıldız Kaya Çelik"),
    "Turkish": ("Latn", "Zeynep Elif Ayşe Gülay", "Yusuf Emre Kağan Orhan", "Öztürk Şahin Aydın Koç"),
    "Ukrainian": ("Cyrl", "Олена Ірина Софія Дарина", "Віктор Андрій Тарас Богдан", "Коваль Шевчук Бондар Мельник"),
    "Tigrinya": ("Ethi", "ራሄል ሰናይት ልያ ኣበባ", "ተስፋይ ዮናስ ሳምሶን ኤፍሬም", "ሃይለ ገብረ ተኽለ ወልዱ"),
    "Somali": ("Latn", "Hodan Hiba Ayaan Sahra", "Abdi Liban Cabdi Mahad", "Warsame Jaamac Nuur Faarax"),
    "Spanish": ("Latn", "Lucía Sofía Elena Marta", "Mateo Diego Andrés Iván", "Núñez Rojas Peña Ibáñez"),
    "Vietnamese": ("Latn", "Hạnh Linh Thảo Ngọc", "Dũng Quân Minh Tuấn", "Nguyễn Trần Phạm Lê"),
    "Romanian": ("Latn", "Elena Ioana Crina Mihaela", "Andrei Ștefan Răzvan Doru", "Ionescu Munteanu Țurcanu Moraru"),
    "Thai": ("Thai", "มาลี สุดา พิมพ์ อรุณี", "สมชาย วิชัย ธนา อนันต์", "ศรีสุข บุญมี ใจดี ทองดี"),
}
LANGUAGES_OF_KIND = {
    "not_literate": ("Arabic", "Dari", "Kurmanji", "Somali", "Tigrinya"),
    "other_script": ("Arabic", "Dari", "Ukrainian", "Tigrinya", "Thai"),
    "latin_short": ("Kurmanji", "Turkish", "Somali", "Spanish", "Romanian", "Vietnamese"),
    "latin_long": ("Turkish", "Spanish", "Romanian", "Vietnamese", "Ukrainian", "Arabic"),
}
SCHOOLING = {"not_literate": (0, 4), "other_script": (4, 13), "latin_short": (4, 10), "latin_long": (11, 18)}
JOBS = ("cook", "carer", "driver", "mason", "tailor", "cleaner", "farmer", "electrician", "")
STUDIED_JOBS = ("nurse", "teacher", "clerk", "accountant", "engineer", *JOBS)
CHILD_NAMES = ("Sami", "Noor", "Adam", "Yara", "Omid", "Hiba", "Mateo", "Liya", "Sofia", "Ali", "Zeynep", "Mina")


def learners(rng: random.Random) -> list[dict[str, str]]:
    """The lines of the clean sheet. A line's number is in its person_id, so that people find it again."""
    kinds, shifts, goals = (_shuffled(shares, rng) for shares in (KINDS, SHIFTS, GOALS))
    parents = set(rng.sample(range(LEARNERS), PARENTS))
    taken: set[tuple[str, str]] = set()
    rows = []
    for place in range(LEARNERS):
        row = _person(kinds[place], place, taken, rng)
        row |= _work(shifts[place], goals[place], STUDIED_JOBS if kinds[place] == "latin_long" else JOBS, rng)
        row |= _children(rng) if place in parents else {}
        rows.append({column: row.get(column, "") for column in COLUMNS})
    return rows


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


def as_csv(rows: Iterable[dict[str, str]]) -> str:
    """Comma-separated text with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sheets() -> dict[str, str]:
    """Both sample files by name."""
    rows = learners(random.Random(SEED))
    return {"registration-240.csv": as_csv(rows), "registration-with-errors.csv": as_csv(with_errors(rows))}


def main() -> None:
    """Writes both files beside their README."""
    for name, text in sheets().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _shuffled(shares: dict[str, int], rng: random.Random) -> list[str]:
    values = [value for value, count in shares.items() for _ in range(count)]
    rng.shuffle(values)
    return values


def _person(kind: str, place: int, taken: set[tuple[str, str]], rng: random.Random) -> dict[str, str]:
    sex = rng.choices(("female", "male"), (0.56, 0.44))[0]
    while True:
        language = rng.choice(LANGUAGES_OF_KIND[kind])
        script, women, men, families = NAMES[language]
        given, family = rng.choice((women if sex == "female" else men).split()), rng.choice(families.split())
        # Two family names, as many of these languages have, keep 240 people apart.
        family = f"{family} {rng.choice(families.split())}" if (given, family) in taken else family
        if (given, family) not in taken:
            break
    taken.add((given, family))
    reads = {"not_literate": rng.choices(("none", "functional"), (0.7, 0.3))[0], "other_script": "other_script"}
    literacy = reads.get(kind, "latin")
    needs_help = kind in ("not_literate", "other_script") and rng.random() < 0.6
    latin_name = script == "Latn" and literacy == "latin" and rng.random() < 0.5
    return {
        "person_id": f"LH-{place + 2:04}",
        "given_name": given,
        "family_name": family,
        "birth_date": (date(1966, 1, 1) + timedelta(days=rng.randrange(365 * 41))).isoformat(),
        "sex": sex,
        "email": f"learner{place + 2:03}@example.org" if latin_name else "",
        "phone": f"+49 30 23125 {place:03}",
        "first_language": language,
        "other_languages": "; ".join(rng.sample(("English", "French", "Russian", "Persian"), rng.choice((0, 0, 1, 2)))),
        "schooling_years": str(rng.randint(*SCHOOLING[kind])),
        "literacy": literacy,
        "script": {"other_script": script, "latin": "Latn"}.get(literacy, ""),
        "interpreter": language if needs_help else "",
        "contact": _contact(literacy, latin_name, rng),
        **_placed(kind, rng),
    }


def _contact(literacy: str, has_email: bool, rng: random.Random) -> str:
    if literacy in ("none", "functional"):
        return rng.choice(("voice", "voice", "in_person"))
    ways = ["sms", "voice", "letter", *(["email", "email"] if has_email else [])]
    return rng.choice(ways)


def _placed(kind: str, rng: random.Random) -> dict[str, str]:
    """About four in ten bring a result of a placement elsewhere; the others are to be placed."""
    if rng.random() >= 0.4:
        return {}
    track = {"not_literate": "literacy_first_script", "other_script": "literacy_second_script"}.get(kind)
    if track is None:
        track = rng.choices(("regular", "fast_track"), (0.9, 0.1) if kind == "latin_short" else (0.5, 0.5))[0]
    shares = (0.7, 0.3, 0, 0) if track.startswith("literacy") else (0.15, 0.4, 0.3, 0.15)
    return {"placed_track": track, "placed_level": rng.choices(("pre_a1", "a1", "a2", "b1"), shares)[0]}


def _work(shift: str, goal: str, jobs: Sequence[str], rng: random.Random) -> dict[str, str]:
    early_week = MONDAY + timedelta(weeks=rng.choice((0, 1)))
    return {
        "shift": shift,
        "rotation_anchor": early_week.isoformat() if shift == "rotating" else "",
        "goal": goal,
        "occupation": rng.choice(jobs),
        "travel_minutes_max": str(rng.choice((20, 30, 30, 45, 45, 60))),
        "step_free": "yes" if rng.random() < 0.04 else "no",
    }


def _children(rng: random.Random) -> dict[str, str]:
    """One to three children from a few months to nine years old, like 20 : 13 : 5 of a hundred parents."""
    count = rng.choices((1, 2, 3), (20, 13, 5))[0]
    cells: dict[str, str] = {}
    for number, name in enumerate(rng.sample(CHILD_NAMES, count), start=1):
        born = MONDAY - timedelta(days=rng.randrange(90, 365 * 10 - 10))
        cells |= {f"child_{number}_name": name, f"child_{number}_birth": born.isoformat()}
    return cells


def _twice(rows: list[dict[str, str]], first: int, second: int, **differently: str) -> None:
    """Line `second` becomes the person of line `first` once more, written a little differently."""
    copied = ("given_name", "family_name", "birth_date", "sex", "first_language", "phone")
    rows[second - 2].update({column: rows[first - 2][column] for column in copied})
    rows[second - 2].update(differently)


if __name__ == "__main__":
    main()
