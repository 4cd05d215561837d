"""A team of several professions on one case reads what it may; modules of everyday life are booked; a year has an outcome."""

from datetime import date

from lms.casework import queries, services
from lms.casework.domain.compliance import Share
from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.organisations import services as organisations
from tests.cast import Cast, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
HIDDEN = "Sleeps badly since the flight."


def _colleague(house: House, cast: Cast, name: str) -> Actor:
    with house.acting(cast.manager):
        staff_id = organisations.add_staff(name, "caseworker", centre_id=cast.centre_id)
    return house.actor(name, Role.CASEWORKER, cast.provider_id, centre_id=cast.centre_id, staff_id=staff_id)


def test_a_psychologists_note_is_read_by_whom_she_ticks_and_never_by_the_teacher(house: House) -> None:
    cast = gather(house)
    vera = _colleague(house, cast, "Vera Lind")
    worker, psychologist, teacher = (house.client(one) for one in (cast.caseworker, vera, cast.teacher))
    path = f"/team/{cast.leyla.learner_id}"
    # Who is not in the team finds no page; a caseworker may choose the team and reads none of its notes.
    assert teacher.get(path).status_code == 404
    assert "Its notes are not shown to you." in worker.get(path).text
    for staff_id, profession in (("nobody", "teacher"), (cast.teacher.staff_id, "wizard")):
        told = {"staff_id": staff_id, "profession": profession}
        assert worker.post(f"{path}/join", data=told).status_code == 422
    for who, profession in ((vera, "psychologist"), (cast.teacher, "teacher"), (cast.caseworker, "caseworker")):
        worker.post(f"{path}/join", data={"staff_id": who.staff_id, "profession": profession})
    assert psychologist.post(f"{path}/notes", data={"text": " "}).status_code == 422
    assert psychologist.post(f"{path}/notes", data={"text": "x", "readers": "wizard"}).status_code == 422
    psychologist.post(f"{path}/notes", data={"text": HIDDEN, "readers": "caseworker"})
    psychologist.post(f"{path}/notes", data={"text": "Sits near the door.", "readers": ["teacher", "caseworker"]})
    assert HIDDEN in worker.get(path).text
    seen = teacher.get(path).text
    assert "Sits near the door." in seen
    for page in (seen, teacher.get(f"/people/{cast.leyla.learner_id}").text):
        assert HIDDEN not in page
    assert f'href="{path}"' in teacher.get(f"/people/{cast.leyla.learner_id}").text
    with house.acting(vera):
        ids = {one.text: one.id for one in queries.team_notes(cast.leyla.learner_id or "", "psychologist")}
    assert teacher.post(f"{path}/notes/{ids['Sits near the door.']}/undo").status_code == 404
    assert psychologist.post(f"{path}/notes/{ids[HIDDEN]}/undo").status_code == 302
    assert HIDDEN not in worker.get(path).text
    # Whoever leaves the team reads nothing of it any more.
    worker.post(f"{path}/{cast.teacher.staff_id}/leave")
    assert teacher.get(path).status_code == 404
    assert teacher.post(f"{path}/notes", data={"text": "Still here"}).status_code == 404
    for who in (cast.leyla, cast.outsider):
        assert house.client(who).get(path).status_code == 404


def test_the_share_that_came_into_work_is_counted_by_year_and_nobody_twice(house: House) -> None:
    cast = gather(house)
    moves = (
        (cast.leyla, "learning", date(2025, 3, 1)),
        (cast.leyla, "after_job", date(2026, 2, 1)),
        (cast.leyla, "learning", date(2026, 5, 1)),
        (cast.leyla, "after_job", date(2026, 9, 1)),
        (cast.mahmoud, "learning", date(2026, 1, 10)),
        (cast.amina, "job", date(2024, 1, 10)),
        (cast.amina, "closed", date(2025, 6, 1)),
    )
    with house.acting(cast.caseworker):
        for who, stage, since in moves:
            services.move_on(who.learner_id or "", stage, since=since, reason="Moved.", actor=cast.caseworker,
                             now=clock.now())  # fmt: skip
        found = {year: queries.outcome_of(year).into_work for year in (2023, 2024, 2025, 2026)}
    assert found == {2023: Share(0, 0), 2024: Share(0, 1), 2025: Share(0, 2), 2026: Share(1, 2)}
    page = house.client(cast.manager).get("/plans/outcome").text
    assert "1 of 2 people came into work in 2026: 50%" in page
    assert house.client(cast.manager).get("/plans/outcome?year=99999999999999").status_code == 200
    assert house.client(cast.teacher).get("/plans/outcome").status_code == 404
