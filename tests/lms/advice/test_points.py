"""Places of advice: found by everybody, brought by a sheet, and somebody who drops in written down by one tap."""

import io
from datetime import date

import pytest

from lms.advice import models, queries
from lms.advice.domain import points
from lms.kernel import config
from tests.cast import Cast, gather
from tests.houses import House

HEAD = "number,name,street,postcode,town,phone,hours,languages\n"
SHEET = HEAD + (
    "1,Advice Mitte,Torstrasse 1,10119,Berlin,030 1111,Mon-Thu 9-16,de ar\n"
    '2,Advice Pankow,Berliner Str. 2,13187,Berlin,030 2222,Tue 10-12,"de, uk"\n'
    "3,Advice Bonn,Markt 3,53111,Bonn,0228 3333,,de\n"
)


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def _bring(house: House, cast: Cast, sheet: str) -> str:
    client = house.client(cast.manager)
    data = {"sheet": (io.BytesIO(sheet.encode()), "points.csv")}
    return client.post("/advice/points", data=data, follow_redirects=True).text


def test_anybody_finds_the_nearest_places_with_hours_and_languages_without_a_sign_in(house: House, cast: Cast) -> None:
    assert "3 places of advice are in the list." in _bring(house, cast, SHEET)
    visitor = house.client()
    page = visitor.get("/advice?postcode=13189").text
    places = [page.index(name) for name in ("Advice Pankow", "Advice Mitte", "Advice Bonn")]
    assert places == sorted(places)
    for said in ("Berliner Str. 2, 13187 Berlin", "Tue 10-12", "German and Ukrainian", 'href="tel:0302222"'):
        assert said in page
    assert "<img" not in page.split('class="point__line"')[1].split("</section>")[0]
    only = visitor.get("/advice?postcode=13189&language=ar").text
    assert "Advice Mitte" in only
    assert "Advice Pankow" not in only
    assert visitor.get("/advice/desk").status_code in (302, 404)


def test_a_sheet_replaces_the_list_and_one_with_a_mistake_changes_nothing(house: House, cast: Cast) -> None:
    _bring(house, cast, SHEET)
    wrong = _bring(house, cast, HEAD + "4,Advice Essen,,45127,Essen,,,\n4,Again,,45127,Essen,,,\n5,,,1,X,,,\n")
    assert "Nothing was changed." in wrong
    assert "The number 4 stands here twice." in wrong
    assert "Line 4:" in wrong
    with house.acting(cast.manager):
        assert queries.count_points() == 3
    assert "1 place of advice is in the list." in _bring(house, cast, HEAD + "4,Advice Essen,,45127,Essen,,,\n")
    assert "From here on this sheet cannot be read." in _bring(house, cast, HEAD + '6,"' + "x" * 200_000)
    assert "What stands in the column name is too long." in _bring(house, cast, HEAD + f"6,{'x' * 501},,1,X,,,\n")
    assert "There is nothing in the column postcode." in _bring(house, cast, HEAD + "6,Y,,--,X,,,\n")
    assert "Columns are missing: town." in _bring(house, cast, "number,name,postcode\n1,a,b\n")
    assert "Advice Pankow" not in house.client().get("/advice").text
    assert house.client(cast.teacher).get("/advice/points").status_code == 404


def test_semicolons_and_a_byte_order_mark_are_read() -> None:
    found, troubles = points.read(b"\xef\xbb\xbf" + SHEET.replace(",", ";").replace('"de; uk"', "de uk").encode())
    assert troubles == []
    assert [one.languages for one in found] == [("de", "ar"), ("de", "uk"), ("de",)]
    assert points.read(b"\xff\xfe\x00")[1][0].code == "advice.sheet_not_text"


def test_1473_centres_cost_as_many_questions_as_three(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    rows = "".join(
        f"{n},Centre {n},Street {n},{10000 + 53 * n},Town {n % 90},030 {n},Mon 9-12,de\n" for n in range(1473)
    )
    assert "1473 places of advice are in the list." in _bring(house, cast, HEAD + rows)
    page = house.client().get("/advice?postcode=10159").text
    assert page.count('class="card point"') == 20
    assert page.index("Centre 3<") < page.index("Centre 4<")


def test_a_drop_in_is_written_down_by_one_tap_without_a_name_and_taken_back(house: House, cast: Cast) -> None:
    desk = house.client(cast.caseworker)
    told = {"topic": "housing", "language": "Tigrinya", "referred_to": "Housing office"}
    page = desk.post("/advice/desk", data=told, follow_redirects=True).text
    assert "1 person dropped in today" in page
    # The language stays in the form: the next one in the queue often speaks the same.
    assert 'value="Tigrinya"' in page
    desk.post("/advice/desk", data={"topic": "work"})
    with house.acting(cast.caseworker) as session:
        assert queries.drop_ins(date(2026, 11, 24), date(2026, 11, 24)) == {"housing": 1, "work": 1}
        row = session.query(models.DropIn).filter_by(topic="housing").one()
        assert {column.name for column in row.__table__.columns} == {
            "id", "provider_id", "day", "topic", "language", "referred_to", "by", "at",
        }  # fmt: skip
        undo = f"/advice/desk/{row.id}/back"
    assert "1 person dropped in today" in desk.post(undo, follow_redirects=True).text
    assert desk.post("/advice/desk", data={"topic": "nothing"}).status_code == 422
    assert house.client(cast.outsider).post(undo).status_code == 404
    assert config.Settings().demo is False
