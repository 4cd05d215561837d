"""Papers of staff: listed 30 days before they end, told to their teacher, and how many are trained in what."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from lms.organisations import services as setting_up
from lms.organisations.domain import staffing
from lms.organisations.domain.staffing import Standing, Training
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.mark.parametrize(
    ("days", "standing"),
    [(-1, Standing.ENDED), (0, Standing.ENDING), (30, Standing.ENDING), (31, Standing.VALID), (None, Standing.VALID)],
)
def test_a_paper_holds_through_its_last_day_and_ends_soon_from_30_days_before(
    days: int | None, standing: Standing
) -> None:
    until = None if days is None else TODAY + timedelta(days=days)
    assert staffing.standing(until, TODAY) is standing


def test_a_paper_that_ends_is_listed_30_days_before_and_its_teacher_sees_it(sqlite_house: House, cast: Cast) -> None:
    office, marta = sqlite_house.client(cast.administrator), cast.teacher
    assert "No paper ends within 30 days." in office.get("/staff/papers").text
    assert "My papers" not in sqlite_house.client(marta).get("/teach").text
    with sqlite_house.acting(cast.manager):
        setting_up.renew_qualification(
            marta.staff_id or "", "literacy_first_script", valid_until=TODAY + timedelta(days=30)
        )
    page = office.get("/staff/papers").text
    assert "1 paper has ended or ends within 30 days." in page
    listed = page.split("Renew these first</h2>")[1].split("</table>")[0]
    assert "Marta Klein" in listed
    assert "Ends soon" in listed
    assert "My papers" in sqlite_house.client(marta).get("/teach").text
    again = {"staff_id": marta.staff_id, "subject": "literacy_first_script", "until": "2029-01-01"}
    assert office.post("/staff/papers", data=again).status_code == 302
    assert "No paper ends within 30 days." in office.get("/staff/papers").text


def test_trainings_are_written_down_and_counted_of_everybody_while_they_hold(sqlite_house: House, cast: Cast) -> None:
    office = sqlite_house.client(cast.manager)
    for who, until in ((cast.teacher, ""), (cast.carer, "2027-05-01"), (cast.caseworker, "2026-11-01")):
        form = {"staff_id": who.staff_id, "subject": Training.INTERCULTURAL.value, "until": until}
        assert office.post("/staff/papers", data=form).status_code == 302
    page = office.get("/staff/papers").text
    row = page.split("Working with people of many cultures</th>")[1].split("</tr>")[0]
    # Five work here; the paper of one has ended.
    assert re.findall(r">(\d+)</td>", row) == ["2", "40"]
    assert "Hanna Lindqvist" in page.split("Renew these first</h2>")[1].split("</table>")[0]
    refused = office.post("/staff/papers", data={"staff_id": cast.teacher.staff_id, "subject": "flying"})
    assert refused.status_code == 422
    assert "Choose who, and a training or a paper that this person holds." in refused.text
    off = {"staff_id": cast.teacher.staff_id, "subject": Training.DATA.value, "until": "soon"}
    assert office.post("/staff/papers", data=off).status_code == 422


def test_a_paper_without_an_end_holds_on_and_what_was_written_down_is_taken_back(
    sqlite_house: House, cast: Cast
) -> None:
    office = sqlite_house.client(cast.manager)

    def write(until: str) -> str:
        form = {"staff_id": cast.teacher.staff_id, "subject": Training.DATA.value, "until": until}
        return undo_of(office.post("/staff/papers", data=form, follow_redirects=True).text)

    def row() -> str:
        page = office.get(f"/staff/papers?paper={Training.DATA}").text.split("All papers</caption>")[1]
        return page.split("Keeping data safe</td>")[1].split("</tr>")[0]

    first = write("2026-11-30")
    assert "Ends soon" in row()
    second = write("")
    assert "no end" in row()
    assert "Nobody holds this paper." in office.get(f"/staff/papers?paper={Training.TRAUMA}").text
    assert office.post(second).status_code == 302
    assert "Ends soon" in row()
    assert office.post(first.split("?")[0] + "?was=never").status_code == 422
    assert office.post(first).status_code == 302
    assert "Nobody holds this paper." in office.get(f"/staff/papers?paper={Training.DATA}").text
    assert office.post(first).status_code == 404


def undo_of(page: str) -> str:
    """The address that takes back what was just done."""
    return unescape(re.findall(r'action="(/staff/papers/[^"]+/back[^"]*)"', page)[0])


def test_trainings_and_study_visits_are_registered_with_day_and_place_and_what_they_taught_is_shared(
    sqlite_house: House, cast: Cast
) -> None:
    office, marta = sqlite_house.client(cast.administrator), sqlite_house.client(cast.teacher)
    assert "No note yet." in marta.get("/staff/practice").text
    visit = {
        "staff_id": cast.caseworker.staff_id, "subject": Training.STUDY_VISIT.value, "held_on": "2026-10-14",
        "place": "Reception centre of Ghent", "learnt": "They walk the way to class together on the first day.", "until": "",
    }  # fmt: skip
    for wrong in ({"held_on": "2026-11-25"}, {"held_on": "soon"}, {"place": " "}, {"learnt": "x" * 2001}):
        assert office.post("/staff/papers", data=visit | wrong).status_code == 422
    first = office.post("/staff/papers", data=visit, follow_redirects=True).text
    again = visit | {"held_on": "2026-11-02", "place": "Town hall of Malmö", "learnt": ""}
    second = office.post("/staff/papers", data=again, follow_redirects=True).text
    listed = second.split("Trainings and study visits</caption>")[1].split("</table>")[0]
    assert listed.index("Town hall of Malmö") < listed.index("Reception centre of Ghent")
    # One of five is trained, however often.
    row = second.split("Study visit</th>")[1].split("</tr>")[0]
    assert re.findall(r">(\d+)</td>", row) == ["1", "20"]
    sheet = office.get("/staff/trainings.csv").get_data(as_text=True)
    assert "Hanna Lindqvist,Study visit,2026-10-14,Reception centre of Ghent" in sheet
    assert f"Trained staff,Study visit,{TODAY},1,20 %" in sheet
    note = marta.get("/staff/practice?q=walk")
    assert "They walk the way to class together on the first day." in note.text
    assert "Town hall" not in note.text
    assert "No note fits." in marta.get("/staff/practice?q=zebra").text
    assert marta.get("/staff/papers").status_code == 404
    assert sqlite_house.client(cast.leyla).get("/staff/practice").status_code == 404
    assert "They walk" not in sqlite_house.client(cast.outsider).get("/staff/practice").text
    assert office.post(undo_of(second)).status_code == 302
    assert "Town hall of Malmö" not in office.get("/staff/papers").text
    assert office.post(undo_of(first)).status_code == 302
    assert "No note yet." in marta.get("/staff/practice").text
