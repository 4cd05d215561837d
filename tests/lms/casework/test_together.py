"""A plan with steps of several organisations: one timetable without overlaps, and whoever leads sees where each step stands."""

from datetime import date

from lms.casework import queries
from lms.courses import services as courses
from lms.kernel import clock
from tests.cast import gather
from tests.houses import House

TODAY = date(2026, 11, 24)
OFFICES = (
    ("Jobcenter Mitte", "state", "work"),
    ("Gesundheitsamt", "health", "health"),
    ("Caritas", "association", "law"),
)


def test_steps_of_three_organisations_are_one_timetable_and_the_lead_sees_where_each_stands(house: House) -> None:
    cast = gather(house)
    worker, path = house.client(cast.caseworker), f"/casework/{cast.leyla.learner_id}"
    worker.post(f"{path}/plan", data={"goal": "work"})
    for name, sector, service in OFFICES:
        told = {"name": name, "sector": sector, "responsible": service, "phone": "030 1"}
        worker.post("/organisations", data=told)
    with house.acting(cast.caseworker):
        ids = {one.name: one.id for one in queries.organisations_listed()[0]}
    job = {"title": "Job club", "service": "work", "organisation": ids["Jobcenter Mitte"], "due_on": "2026-12-18",
           "first_on": "2026-11-27", "starts": "09:00", "ends": "12:00"}  # fmt: skip
    doctor = {"title": "Hearing test", "service": "health", "organisation": ids["Gesundheitsamt"],
              "due_on": "2026-12-04", "starts": "11:30", "ends": "12:30"}  # fmt: skip
    law = {"title": "Letter of the office", "service": "law", "organisation": ids["Caritas"], "due_on": "2026-12-10"}
    assert worker.post(f"{path}/steps", data=job).status_code == 302

    # On the second Friday the job club is on until noon.
    refused = worker.post(f"{path}/steps", data=doctor)
    assert refused.status_code == 422
    assert "Job club (Jobcenter Mitte) is on Fri 4 December from 09:00 to 12:00." in refused.text
    early = worker.post(f"{path}/steps", data=doctor | {"starts": "08:00", "ends": "09:30"})
    assert "Job club (Jobcenter Mitte) is on Fri 4 December" in early.text
    for wrong, said in (
        ({"ends": "11:00"}, "It has to be after the beginning."),
        ({"starts": ""}, "Write when it begins"),
        ({"first_on": "2026-12-05"}, "The first day is after the last one."),
        ({"first_on": "2026-11-20"}, "This day is over."),
    ):
        answer = worker.post(f"{path}/steps", data=doctor | wrong)
        assert (answer.status_code, said in answer.text) == (422, True), wrong
    for step in (doctor | {"starts": "13:00", "ends": "14:00"}, law):
        assert worker.post(f"{path}/steps", data=step).status_code == 302

    # Classes count too: on Monday at nine she sits in hers.
    with house.acting(cast.administrator):
        courses.book(
            cast.section_id, cast.leyla.learner_id or "", from_date=TODAY, actor=cast.administrator, now=clock.now()
        )
    met = worker.post(f"{path}/steps", data=law | {"due_on": "2026-11-30", "starts": "10:00", "ends": "11:00"})
    assert met.status_code == 422
    assert "Alpha B" in met.text

    week = worker.get(f"{path}/together?week=2026-12-04").text
    assert "Nothing overlaps this week." in week
    assert "Lindenhof leads the plan." in week
    for word in ("Job club", "Hearing test", "Alpha B", "13:00", "every week since Fri 27 November", *ids):
        assert word in week
    with house.acting(cast.caseworker):
        plan = queries.plan(cast.leyla.person_id or "", TODAY)
        assert plan is not None
        steps = {one.title: one.id for one in plan.steps}
    worker.post(f"{path}/steps/{steps['Hearing test']}/done")
    worker.post(f"{path}/steps/{steps['Job club']}/begin")
    page = worker.get(f"{path}/together").text
    assert [page.count(f"<span>{word}</span>") for word in ("Done", "On the way", "Comes next")] == [1, 1, 1]

    # A date that would put two things at once is refused, and the plan stays as it was.
    worker.post(f"{path}/steps/{steps['Hearing test']}/undo")
    worker.post(
        f"{path}/steps", data=law | {"title": "Court", "due_on": "2026-12-07", "starts": "13:30", "ends": "15:00"}
    )
    moved = worker.post(f"{path}/steps/{steps['Hearing test']}/date", data={"due_on": "2026-12-07"})
    assert moved.status_code == 422
    assert "every week since" in house.client(cast.leyla).get("/my-plan").text
    assert house.client(cast.teacher).get(f"{path}/together").status_code == 404
