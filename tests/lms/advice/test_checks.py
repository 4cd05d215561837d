"""Every card says its source and its day; what nobody has checked for six months comes to the administrator."""

import io
from datetime import date

from lms.advice import queries
from lms.advice.domain.checks import CardKind, OldCard
from lms.casework.domain.sources import Cost, Label
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
OFFICE = {
    "name": "Job office", "sector": "state", "responsible": ["work"], "phone": "030 555 0188", "cost": "free",
    "papers": "name", "source": "Leaflet 12", "checked_on": "2026-05-23", "shown": "1",
}  # fmt: skip
POINTS = (
    "number,name,postcode,town,source,checked\n"
    "1,Advice Mitte,10119,Berlin,https://advice.example,2026-01-15\n2,Advice Pankow,13187,Berlin,,\n"
)


def _old(house: House, cast: Cast) -> list[OldCard]:
    with house.acting(cast.administrator):
        found = queries.old_cards(TODAY)
        assert queries.count_old_cards(TODAY) == len(found)
        return found


def test_a_card_is_old_after_six_months_or_when_nobody_ever_asked() -> None:
    assert not Label("x", Cost.FREE, "", date(2026, 5, 24)).is_old(TODAY)
    assert Label("x", Cost.FREE, "", date(2026, 5, 23)).is_old(TODAY)
    assert Label().is_old(TODAY)


def test_what_is_older_than_six_months_is_flagged_to_the_administrator_until_somebody_asks(house: House) -> None:
    cast = gather(house)
    office, worker, leyla = house.client(cast.administrator), house.client(cast.caseworker), house.client(cast.leyla)
    office.post("/organisations", data=OFFICE)
    office.post("/work-contacts", data={"name": "Union", "kind": "union", "phone": "030 1", "source": "Its paper"})
    sheet = (io.BytesIO(POINTS.encode()), "points.csv")
    wrong = (io.BytesIO(POINTS.replace("2026-01-15", "in May").encode()), "points.csv")
    assert "in May is no day." in office.post("/advice/points", data={"sheet": wrong}).text
    office.post("/advice/points", data={"sheet": sheet})
    old = {one.name or one.id: one for one in _old(house, cast)}
    assert set(old) == {"Job office", "Advice Mitte", "rights"}

    # Learners read source, cost and day on every card.
    worker.post(f"/casework/{cast.leyla.learner_id}/plan", data={"goal": "work"})
    step = {"title": "Talk about work", "due_on": "2026-12-20", "icon": "briefcase", "service": "work"}
    worker.post(f"/casework/{cast.leyla.learner_id}/steps", data=step | {"organisation": old["Job office"].id})
    for address, words in (
        (
            "/my-plan",
            ("It costs nothing", "Leaflet 12", "Last checked on Sat 23 May", "It may have changed: ask first."),
        ),
        ("/services", ("It costs nothing", "Leaflet 12", "Last checked on Sat 23 May")),
        ("/advice", ("https://advice.example", "Last checked on Thu 15 January", "our own list")),
        ("/my-work-rights", ("Its paper", "Ask what it costs", "Last checked on Tue 24 November", "the law says more")),
        ("/my-plan/rights", ("Onward’s own wording; the law says more", "Last checked on Thu 1 January")),
    ):
        page = leyla.get(address).text
        for word in words:
            assert word in page, (address, word)

    said = "3 cards of information were not checked for six months."
    assert said in office.get("/week").text
    page = office.get("/checks").text
    assert said in page
    assert page.index("Rights and duties") < page.index("Advice Mitte") < page.index("Job office")
    for name, one in old.items():
        checked = office.post(f"/checks/{one.kind}/{one.id}", follow_redirects=True).text
        assert "Checked today. People read the day." in checked, name
        assert f'action="/checks/{one.kind}/{one.id}/back?day={one.label.checked_on}"' in checked, name
    assert _old(house, cast) == []
    assert "All that people are told was checked in the last six months." in office.get("/checks").text
    assert "not checked for six months" not in office.get("/week").text
    for address in ("/my-plan", "/my-plan/rights"):
        assert "Last checked on Tue 24 November" in leyla.get(address).text

    # A tap that slipped is taken back; nobody checks what is not the provider's, or is no card.
    office.post(f"/checks/organisation/{old['Job office'].id}/back?day=2026-05-23")
    office.post("/checks/text/rights/back?day=2026-01-01")
    assert [one.kind for one in _old(house, cast)] == [CardKind.TEXT, CardKind.ORGANISATION]
    assert "Last checked on Thu 1 January" in leyla.get("/my-plan/rights").text
    with house.acting(cast.outsider):
        assert [one.id for one in queries.old_cards(TODAY)] == ["rights"]
        assert queries.count_old_cards(TODAY) == 1
    assert house.client(cast.outsider).post(f"/checks/organisation/{old['Job office'].id}").status_code == 404
    for nothing in ("organisation/nowhere", "point/nowhere", "contact/nowhere", "text/poem", "moon/rights"):
        assert office.post(f"/checks/{nothing}").status_code == 404, nothing
    assert worker.get("/checks").status_code == 404
