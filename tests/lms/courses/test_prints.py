"""Paper as PDF: every name with all its letters, the reader's direction, and only for who may see it."""

from datetime import date
from pathlib import Path

import pytest

from lms.courses import queries
from lms.courses.views import prints
from lms.kernel.vocabulary import Level, Track
from lms.learners import services as learners
from tests.cast import Cast, add_learner, gather
from tests.houses import House
from tests.lms.courses.people import seat
from tests.lms.documents import paper

NAMES = {
    "Arabic": ("محمد", "عبد الله"),
    "Cyrillic": ("Їванна", "Щербак"),
    "Welsh": ("Siân", "Ŵyn Llŷr"),
    "Tigrinya": ("ተስፋይ", "ገብረመድህን"),
}
TUESDAY = date(2026, 11, 24)
LITERACY = {"track": Track.LITERACY_FIRST_SCRIPT, "level": Level.PRE_A1}

Town = tuple[House, Cast, dict[str, str]]


@pytest.fixture
def town(sqlite_house: House) -> Town:
    """A class of people with names in four scripts, and the addresses of every print."""
    cast = gather(sqlite_house)
    for place, (given, family) in enumerate(NAMES.values()):
        new = learners.NewLearner(f"N-{place}", given, family, date(1990, 1, 1))
        actor = add_learner(sqlite_house, cast.provider_id, cast.centre_id, new, **LITERACY)
        seat(sqlite_house, cast, actor.learner_id)
        cast.others[given] = actor.learner_id or ""
    with sqlite_house.acting(cast.teacher):
        today = queries.sessions_between(TUESDAY, TUESDAY, section_ids=[cast.section_id])[0]
    addresses = {
        "register": f"/register/{today.id}/paper.pdf",
        "grid": f"/sections/{cast.section_id}/grid.pdf",
        "doors": "/week/doors.pdf",
        "attendance": f"/people/{cast.others['محمد']}/attendance.pdf",
    }
    return sqlite_house, cast, addresses


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_print_holds_every_letter_of_every_name(town: Town, language: str) -> None:
    house, cast, addresses = town
    client = house.client(cast.teacher, language=language)
    everybody = {"register": list(NAMES.values()), "grid": list(NAMES.values()), "attendance": [NAMES["Arabic"]]}
    for kind, address in addresses.items():
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), kind
        assert paper.says(answer.data, b"pdfuaid:part")
        assert paper.says(answer.data, b"R2L") == (language == "ar")
        wanted = set("".join(given + family for given, family in everybody.get(kind, []))) - {" "}
        assert wanted <= paper.letters(answer.data), kind
        assert client.get(address).data == answer.data


def test_prints_are_for_who_may_see_their_pages(town: Town) -> None:
    house, cast, addresses = town
    for who in (cast.leyla, cast.outsider):
        own = {house.client(who).get(address).status_code for kind, address in addresses.items() if kind != "doors"}
        assert own == {404}


def test_the_rooms_on_paper_have_the_colours_of_the_pages() -> None:
    tokens = (Path(prints.PICTURES).parents[1] / "css/tokens.css").read_text()
    for key, (ground, ink) in prints.ROOMS.items():
        assert f"--room-{key}: {ground};" in tokens
        assert f"--on-room-{key}: {ink};" in tokens
