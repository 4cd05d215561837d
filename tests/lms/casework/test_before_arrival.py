"""Papers before arrival: two countries list what they ask, and a copy marks a paper as met."""

import io
from dataclasses import replace
from datetime import date

import pytest

from lms.casework import packs
from lms.casework.domain.before_arrival import Way, required
from lms.kernel import language, papers
from lms.kernel.vocabulary import Confidence
from tests.cast import gather
from tests.houses import House

TODAY = date(2026, 11, 24)
PDF = b"%PDF-1.7\n" + bytes(200)
PDOS = "Certificate of the pre-departure orientation seminar (PDOS)"
A1 = "Certificate of German, level A1"


@pytest.mark.parametrize(
    ("way", "keys"),
    [
        (Way("PH", "DE", "work"), ["ph_pdos", "ph_employment"]),
        (Way("PH", "DE", "family"), ["ph_cfo", "de_german"]),
        (Way("NP", "AU", "work"), ["np_orientation", "np_permit", "au_english"]),
        (Way("VN", "DE"), ["vn_orientation", "de_german"]),
        (Way("US", "DE"), []),
        (Way("FR", "AT"), []),
        (Way("TR", "NL"), []),
        (Way("MA", "NL"), ["nl_exam"]),
    ],
)
def test_a_pair_of_countries_lists_what_is_asked_on_the_way(way: Way, keys: list[str]) -> None:
    assert [one.key for one in required(packs.before_arrival(), way, TODAY)] == keys


def test_every_paper_has_a_source_real_countries_and_days_on_which_it_holds() -> None:
    for one in packs.before_arrival():
        assert one.evidence.source.startswith("http")
        assert (one.origins | one.destinations | one.excepted) - {"*"} <= language.COUNTRIES
        # Nobody has read these sources anew: none may refuse anything.
        assert one.evidence.confidence is not Confidence.FOUND
    [german] = [one for one in packs.before_arrival() if one.key == "de_german"]
    way = Way("PH", "DE")
    assert required([german], way, date(2007, 8, 27)) == []
    over = replace(german, evidence=replace(german.evidence, valid_to=date(2026, 11, 23)))
    assert required([over], way, TODAY) == []


def test_origin_and_destination_list_certificates_and_a_copy_marks_one_as_met(house: House) -> None:
    cast = gather(house)
    worker = house.client(cast.caseworker)
    assert "Choose two countries." in worker.get("/before-arrival").text
    page = worker.get("/before-arrival?origin=PH&destination=DE").text
    for word in (PDOS, A1, "Philippines – Germany", "Check at the source", 'href="https://owwa.gov.ph"'):
        assert word in page
    assert "ask the embassy" in worker.get("/before-arrival?origin=US&destination=DE").text
    for query, said in (
        ("origin=&destination=DE", "Choose the country you come from for these papers."),
        ("origin=Narnia&destination=DE", "Choose the country you come from for these papers."),
        ("origin=PH&destination=ZZ", "Choose the country you go to."),
        ("origin=DE&destination=DE", "Choose two different countries."),
        ("origin=PH&destination=DE&purpose=fun", "Choose work, family or any reason."),
    ):
        refused = worker.get(f"/before-arrival?{query}")
        assert (refused.status_code, said in refused.text) == (422, True), query

    path = f"/people/{cast.leyla.learner_id}/before-arrival"
    assert path in worker.get(f"/casework/{cast.leyla.learner_id}").text
    assert worker.post(path, data={"origin": "PH", "destination": "PH"}).status_code == 422
    made = worker.post(path, data={"origin": "PH", "destination": "DE", "purpose": "work"}, follow_redirects=True).text
    assert "0 of 2 papers are there" in made
    assert A1 not in made
    for content, said in (
        (b"", "Choose a photo or a PDF of the paper."),
        (b"MZ" + bytes(50), "This is neither a photo nor a PDF."),
        (PDF + bytes(papers.LARGEST), "This file is too large."),
    ):
        refused = worker.post(f"{path}/ph_pdos", data={"file": (io.BytesIO(content), "pdos.pdf")})
        assert (refused.status_code, said in refused.text) == (422, True), said
    for key in ("de_german", "nothing"):
        assert worker.post(f"{path}/{key}", data={"file": (io.BytesIO(PDF), "x.pdf")}).status_code == 404
    met = worker.post(f"{path}/ph_pdos", data={"file": (io.BytesIO(PDF), "pdos.pdf")}, follow_redirects=True).text
    assert "1 of 2 papers are there" in met
    assert (met.count(">Met<"), met.count(">Missing<")) == (1, 1)
    copy = worker.get(f"{path}/ph_pdos")
    assert (copy.data, copy.headers["Content-Disposition"]) == (PDF, "attachment; filename=pdos.pdf")
    # Another way asks for other papers; the copy stays for when it is asked again.
    other = worker.post(path, data={"origin": "NP", "destination": "DE", "purpose": "work"}, follow_redirects=True).text
    assert "0 of 2 papers are there" in other
    worker.post(path, data={"origin": "PH", "destination": "DE", "purpose": "work"})
    assert "1 of 2 papers are there" in worker.get(path).text
    worker.post(f"{path}/ph_pdos/out")
    assert (worker.get(f"{path}/ph_pdos").status_code, "0 of 2 papers" in worker.get(path).text) == (404, True)

    # The learner sees the same list, sends a photo alone, and nobody else's.
    leyla = house.client(cast.leyla)
    assert "/my-papers" in leyla.get("/my-person").text
    assert leyla.get("/my-papers").text.count("It is missing.") >= 2
    assert leyla.post("/my-papers", data={"origin": "", "destination": "DE"}).status_code == 422
    assert leyla.post("/my-papers/ph_pdos", data={"file": (io.BytesIO(b"MZ"), "x.pdf")}).status_code == 422
    leyla.post("/my-papers/ph_pdos", data={"file": (io.BytesIO(PDF), "mine.pdf")})
    assert (leyla.get("/my-papers/ph_pdos").data, "1 of 2 papers are there" in worker.get(path).text) == (PDF, True)
    other = house.client(cast.mahmoud)
    assert (other.get("/my-papers/ph_pdos").status_code, "It is missing." in other.get("/my-papers").text) == (
        404,
        False,
    )

    for who in (cast.outsider, cast.teacher, cast.leyla):
        stranger = house.client(who)
        assert stranger.get(path).status_code == 404
        assert stranger.post(f"{path}/ph_pdos", data={"file": (io.BytesIO(PDF), "x.pdf")}).status_code == 404
    assert "Papers before arrival" in house.client(cast.manager).get("/audit?area=learners").text
