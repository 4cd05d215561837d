"""The register of services for everybody: what is free, what needs no papers, in which language; read aloud, without a sign-in."""

import html
from datetime import date
from typing import Any

import pytest

from lms.casework import queries, services
from lms.casework.domain.directory import Entry
from lms.casework.domain.sources import Cost, Label
from lms.kernel import clock
from tests.cast import Cast, gather
from tests.houses import House

CLINIC: dict[str, Any] = {
    "name": "Clinic without borders", "sector": "association", "responsible": ["health"], "contact": "Frau Okafor",
    "phone": "030 555 0155", "place": "Lindenstraße 31", "postcode": "10969", "papers": "none", "cost": "free",
    "languages": "Arabic, German", "target": ["everybody"], "source": "https://clinic.example",
    "checked_on": "2026-11-02", "shown": "1",
}  # fmt: skip
OFFICE = CLINIC | {
    "name": "Benefits office", "sector": "state", "responsible": ["money"], "papers": "status", "languages": "German",
    "phone": "030 555 0188", "source": "Leaflet of the office",
}  # fmt: skip
CHAMBER = CLINIC | {
    "name": "Chamber of trades", "sector": "employer", "responsible": ["papers"], "papers": "name", "cost": "some",
    "price": "100 to 600 euros", "languages": "German, English", "phone": "", "email": "papers@chamber.example",
    "postcode": "53111",
}  # fmt: skip
UNION = {"name": "Union of cooks", "sector": "union", "supports": ["work"], "phone": "030 555 0166"}


@pytest.fixture
def cast(house: House) -> Cast:
    cast = gather(house)
    staff = house.client(cast.manager)
    for one in (CLINIC, OFFICE, CHAMBER, UNION):
        assert staff.post("/organisations", data=one).status_code == 302, one
    return cast


def _names(page: str) -> list[str]:
    """Names of the cards, in their order."""
    return [part.split('"')[0] for part in page.split('<section class="card point" aria-label="')[1:]]


def test_somebody_without_a_name_finds_what_is_free_needs_no_papers_and_speaks_her_language(
    house: House, cast: Cast
) -> None:
    visitor = house.client()
    assert 'href="/services"' in visitor.get("/sign-in").text
    every = visitor.get("/services").text
    # Nobody was asked for a right to stay: what is for everybody comes first, and the rest says where to ask.
    assert _names(every) == ["Chamber of trades", "Clinic without borders", "Benefits office"]
    assert "3 services help" in every
    depends = every.split('aria-label="Benefits office"')[1].split("</section>")[0]
    assert "It depends. Ask without your name." in depends
    assert 'href="/advice/online?topic=money"' in depends
    assert 'value="money" id="topic-money" checked' in visitor.get("/advice/online?topic=money").text
    assert "It depends" not in every.split('aria-label="Benefits office"')[0]
    assert not any(word in every for word in ('name="status"', "Frau Okafor", "Union of cooks"))

    found = visitor.get("/services?for=health&free=1&papers=none&language=ar&postcode=10967").text
    assert _names(found) == ["Clinic without borders"]
    # The form holds what was chosen, so that the address can be passed on; the card is read aloud as it is written.
    for chosen in ('value="health" id="for-health" checked', 'id="free-1" checked', 'id="papers-none" checked'):
        assert chosen in found
    (spoken,) = [part for part in html.unescape(found).split('data-say="') if part.startswith("Clinic without borders")]
    for word in (
        "Health.", "It costs nothing.", "For everybody, no papers needed.", "Arabic and German.", "030 555 0155",
        "Source: https://clinic.example. Last checked on Mon 2 November.",
    ):  # fmt: skip
        assert word in spoken.split('"')[0]
    assert 'href="tel:0305550155"' in found
    assert _names(visitor.get("/services?free=1").text) == ["Clinic without borders", "Benefits office"]
    assert _names(visitor.get("/services?language=en").text) == ["Chamber of trades"]
    assert _names(visitor.get("/services?postcode=10115").text)[0] == "Clinic without borders"
    for nothing in ("/services?for=dreams&language=xx", "/services?for=digital&page=0"):
        page = visitor.get(nothing)
        assert (page.status_code, "Nothing is found. Choose less, or ask without your name." in page.text) == (
            200,
            True,
        )
    assert 'dir="rtl"' in house.client(language="ar").get("/services").text


def test_whoever_keeps_the_register_shows_only_what_says_cost_papers_source_and_day(house: House, cast: Cast) -> None:
    staff = house.client(cast.administrator)
    for wrong, said in (
        ({"cost": ""}, "Choose whether it costs something"),
        ({"cost": "dear"}, "Choose whether it costs something"),
        ({"papers": ""}, "Choose which papers are needed"),
        ({"papers": "stamp"}, "Choose which papers are needed"),
        ({"source": " "}, "Write who says so"),
        ({"checked_on": ""}, "Write the day on which somebody last asked"),
        ({"checked_on": "soon"}, "Write year-month-day"),
        ({"checked_on": "2027-01-01"}, "This day has not come yet."),
    ):
        refused = staff.post("/organisations", data=CLINIC | {"name": "Another clinic"} | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    with house.acting(cast.administrator):
        (clinic,), _ = queries.organisations_listed("borders")
    form = staff.get(f"/organisations/{clinic.id}").text
    assert 'value="Arabic, German"' in form
    staff.post(f"/organisations/{clinic.id}", data=CLINIC | {"shown": ""})
    assert "Clinic without borders" not in house.client().get("/services").text
    staff.post(f"/organisations/{clinic.id}", data=CLINIC)
    staff.post(f"/organisations/{clinic.id}/end")
    with house.acting(cast.administrator):
        for number in range(20):
            said = Label("The list of the town", Cost.FREE, "", date(2026, 11, 2))
            more = Entry(
                f"Desk {number}", "state", {"law": "supports"}, phone="1", papers="status", label=said, shown=True
            )
            services.list_organisation(more, actor=cast.administrator, now=clock.now())
    pages = [house.client().get(f"/services?free=1&page={number}").text for number in (1, 2, 3)]
    assert [len(_names(page)) for page in pages] == [20, 1, 1]
    assert 'href="/services?page=2&amp;free=1#found"' in pages[0]
    with house.acting(cast.administrator):
        for one in queries.organisations_listed("Desk")[0]:
            services.end_organisation(one.id, actor=cast.administrator, now=clock.now())
    assert _names(house.client().get("/services").text) == ["Chamber of trades", "Benefits office"]
    assert "Clinic" not in house.client(cast.outsider).get("/organisations").text
