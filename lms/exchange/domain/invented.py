"""Invented people for samples and the demonstration: 240 lines of a registration sheet from a seeded generator. Pure."""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from lms.exchange.domain.registration import COLUMNS

LEARNERS = 240

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


def learners(rng: random.Random, monday: date, prefix: str = "LH") -> list[dict[str, str]]:
    """Lines of a sheet with nothing wrong in it. A line's number is in its person_id, so that people find it again.

    `monday` anchors ages and shift rotations; `prefix` opens every person_id.
    """
    kinds, shifts, goals = (_shuffled(shares, rng) for shares in (KINDS, SHIFTS, GOALS))
    parents = set(rng.sample(range(LEARNERS), PARENTS))
    taken: set[tuple[str, str]] = set()
    rows = []
    for place in range(LEARNERS):
        row = _person(kinds[place], place, taken, rng) | {"person_id": f"{prefix}-{place + 2:04}"}
        row |= _work(shifts[place], goals[place], STUDIED_JOBS if kinds[place] == "latin_long" else JOBS, monday, rng)
        row |= _children(monday, rng) if place in parents else {}
        rows.append({column: row.get(column, "") for column in COLUMNS})
    return rows


def as_csv(rows: Iterable[dict[str, str]]) -> str:
    """Comma-separated text with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


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


def _work(shift: str, goal: str, jobs: Sequence[str], monday: date, rng: random.Random) -> dict[str, str]:
    early_week = monday + timedelta(weeks=rng.choice((0, 1)))
    return {
        "shift": shift,
        "rotation_anchor": early_week.isoformat() if shift == "rotating" else "",
        "goal": goal,
        "occupation": rng.choice(jobs),
        "travel_minutes_max": str(rng.choice((20, 30, 30, 45, 45, 60))),
        "step_free": "yes" if rng.random() < 0.04 else "no",
    }


def _children(monday: date, rng: random.Random) -> dict[str, str]:
    """One to three children from a few months to nine years old, like 20 : 13 : 5 of a hundred parents."""
    count = rng.choices((1, 2, 3), (20, 13, 5))[0]
    cells: dict[str, str] = {}
    for number, name in enumerate(rng.sample(CHILD_NAMES, count), start=1):
        born = monday - timedelta(days=rng.randrange(90, 365 * 10 - 10))
        cells |= {f"child_{number}_name": name, f"child_{number}_birth": born.isoformat()}
    return cells
