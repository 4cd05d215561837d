"""Agreements: a cohort shows its duties and their days, and sixty days before something ends somebody is asked, once."""

from datetime import date
from typing import Any

from lms.casework import queries as casework
from lms.kernel import clock
from lms.messages import queries as messages
from lms.partners import queries, services
from tests.cast import Cast, add_section, gather
from tests.houses import House
from tests.lms.courses.people import seat

OFFICE = {
    "name": "Labour office of the sending state",
    "sector": "state",
    "supports": "papers",
    "email": "a@state.test",
}


def _asked(house: House, cast: Cast) -> list[tuple[str, str]]:
    """(role, task) of everything that is open about agreements."""
    found = []
    for role, actor in (("administrator", cast.administrator), ("caseworker", cast.caseworker)):
        with house.acting(actor):
            tasks = [one for one in messages.open_tasks(actor) if one.code.startswith("partners.")]
        found += [(role, one.code.rpartition(".")[2]) for one in tasks]
    return sorted(found)


def _warn(house: House, cast: Cast, day: date) -> int:
    with house.acting(cast.manager):
        return services.warn(day, now=clock.now())


def test_a_cohort_under_an_agreement_shows_its_duties_and_days_and_two_are_asked_sixty_days_before_an_end(
    house: House,
) -> None:
    cast = gather(house)
    other = add_section(house, cast, name="Beta", weekdays=(2,), teacher_id=cast.teacher.staff_id)
    seat(house, cast, cast.leyla.learner_id)
    office = house.client(cast.administrator)
    assert "Its partners stand in your list of organisations first." in office.get("/agreements").text
    office.post("/organisations", data=OFFICE)
    with house.acting(cast.administrator):
        state = casework.organisations_listed("Labour")[0][0].id
    paper: dict[str, Any] = {
        "title": "Memorandum on care workers", "kind": "memorandum", "partners": [state], "begins_on": "2026-01-01",
        "ends_on": "2027-01-23", "staff_id": cast.caseworker.staff_id,
    }  # fmt: skip
    for wrong, said in (
        ({"title": " "}, "Write what the agreement is called"),
        ({"title": "x" * 161}, "Write what the agreement is called"),
        ({"kind": "treaty"}, "Choose what kind of agreement it is."),
        ({"partners": []}, "Choose at least one partner"),
        ({"partners": ["nowhere"]}, "Choose at least one partner"),
        ({"ends_on": "2025-01-01"}, "The last day is before the first one."),
        ({"ends_on": "never"}, "Write the day as year-month-day."),
        ({"staff_id": cast.teacher.staff_id}, "Choose a caseworker of your centre."),
        ({"note": "x" * 401}, "This is too long."),
    ):
        refused = office.post("/agreements", data=paper | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    kept = office.post("/agreements", data=paper, follow_redirects=True)
    at = kept.request.path
    for form, wrong, said in (
        ("duties", {"what": "", "due_on": "2026-12-15"}, "Write what is to be done"),
        ("duties", {"what": "Report", "due_on": "2027-06-01"}, "lies between the first and the last day"),
        ("duties", {"what": "Report", "due_on": "soon"}, "Write the day as year-month-day."),
        ("duties", {"what": "Report", "due_on": "2026-12-15", "organisation": "nobody"}, "Choose one of the partners"),
        ("cohort", {"cohort": "section:nowhere"}, "Choose a module or a class of your centre."),
        ("cohort", {"person": "Nobody Here"}, "Nobody is found."),
    ):
        refused = office.post(f"{at}/{form}", data=wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    office.post(f"{at}/cohort", data={"cohort": f"section:{cast.section_id}"})
    office.post(f"{at}/cohort", data={"person": "L-2"})
    office.post(f"{at}/duties", data={"what": "Send the half-yearly report", "due_on": "2026-12-15"})
    office.post(f"{at}/duties", data={"what": "Name new people", "due_on": "2027-01-23", "organisation": state})

    # The class, whoever is in it and whoever was added by number show the duties; others do not.
    shows = [f"/sections/{cast.section_id}", *(f"/people/{one.learner_id}" for one in (cast.leyla, cast.mahmoud))]
    for path in shows:
        page = office.get(path).text
        for word in ("Memorandum on care workers", "Send the half-yearly report", "Name new people", OFFICE["name"],
                     "15 December", "Within 60 days"):  # fmt: skip
            assert word in page, (path, word)
    for path in (f"/sections/{other}", f"/people/{cast.amina.learner_id}"):
        assert "Memorandum on care workers" not in office.get(path).text
    assert "Memorandum on care workers" not in house.client(cast.teacher).get(f"/sections/{cast.section_id}").text

    # Sixty-one days before the end nobody is asked about it, sixty days before both are, once.
    assert _warn(house, cast, date(2026, 10, 1)) == 0
    assert _warn(house, cast, date(2026, 11, 23)) == 2
    assert _asked(house, cast) == [("administrator", "duty"), ("caseworker", "duty")]
    assert (_warn(house, cast, date(2026, 11, 24)), _warn(house, cast, date(2026, 11, 25))) == (4, 0)
    assert _asked(house, cast).count(("caseworker", "ends")) == 1
    with house.acting(cast.manager):
        [found] = queries.agreements(date(2026, 11, 24))[0]
    report = found.duties[0].id
    office.post(f"{at}/duties/{report}/done")
    assert _asked(house, cast).count(("administrator", "duty")) == 1
    office.post(f"{at}/duties/{report}/open")
    assert _asked(house, cast).count(("administrator", "duty")) == 2

    # Another last day answers the question; it comes again sixty days before that one. A closed agreement is silent.
    assert office.post(at, data=paper | {"ends_on": "2027-01-10"}).status_code == 422
    office.post(at, data=paper | {"ends_on": "2027-09-30"})
    assert ("administrator", "ends") not in _asked(house, cast)
    assert _warn(house, cast, date(2027, 8, 1)) == 2
    office.post(f"{at}/close")
    assert _asked(house, cast) == []
    assert "Memorandum on care workers" not in office.get(shows[0]).text
    assert "Memorandum on care workers" in office.get("/agreements?closed=1&q=care").text
    office.post(f"{at}/open")
    assert len(_asked(house, cast)) == 6
    office.post(f"{at}/duties/{report}/drop")
    assert "Send the half-yearly report" not in office.get(at).text

    for who in (cast.outsider, cast.teacher, cast.leyla):
        stranger = house.client(who)
        assert (stranger.get(at).status_code, stranger.post(f"{at}/close").status_code) == (404, 404)
