"""A deed settles what asked for it, and whoever looks after somebody next has what is still open."""

from datetime import date, timedelta

from lms.casework import queries, services
from lms.casework.domain.content import Change
from lms.casework.domain.situation import AREAS
from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.messages import queries as messages
from lms.organisations import services as organisations
from tests.cast import gather
from tests.houses import House

TODAY = date(2026, 11, 24)


def _asked(house: House, who: Actor) -> list[str]:
    with house.acting(who):
        return sorted(one.code.removeprefix("casework.") for one in messages.open_tasks(who))


def test_what_was_asked_is_over_with_the_deed_and_goes_along_when_the_plan_is_handed_over(house: House) -> None:
    cast = gather(house)
    worker, hanna = house.client(cast.caseworker), cast.caseworker
    at = f"/casework/{cast.leyla.learner_id}"
    with house.acting(hanna):
        second = organisations.add_staff("Tilda Nord", "caseworker", centre_id=cast.centre_id)
    tilda = house.actor("Tilda Nord", Role.CASEWORKER, cast.provider_id, centre_id=cast.centre_id, staff_id=second)
    worker.post(f"{at}/assign")
    worker.post(f"{at}/plan", data={"goal": "work"})
    for title in ("Glasses", "Papers"):
        worker.post(f"{at}/steps", data={"title": title, "owner": "Leyla", "due_on": "2026-11-24"})
    worker.post(f"{at}/file/stage", data={"stage": "after_job", "since": "2026-09-20", "reason": "A job"})
    house.client(cast.leyla).post("/my-plan/change", data={"words": "Another course"})
    month_later = TODAY + timedelta(days=30)
    with house.acting(hanna):
        services.remind(month_later, now=clock.now())
    assert _asked(house, hanna) == [
        "change_wished", "job_task", "job_task", "late_task", "late_task", "situation_task",
    ]  # fmt: skip

    # The way it is handed over takes everything along that is open; nobody else has it twice.
    worker.post(f"{at}/over", data={"staff_id": second, "note": "Works in a bakery now."})
    assert _asked(house, hanna) == []
    assert _asked(house, tilda).count("late_task") == 2

    colleague = house.client(tilda)
    with house.acting(tilda):
        plan = queries.plan(cast.leyla.person_id or "", TODAY)
    assert plan is not None
    steps = {one.title: one.id for one in plan.steps}
    colleague.post(f"{at}/steps/{steps['Glasses']}/done")
    colleague.post(f"{at}/steps/{steps['Papers']}/date", data={"due_on": "2026-12-20"})
    colleague.post(f"{at}/situation", data=dict.fromkeys(AREAS, "3"))
    colleague.post(f"{at}/wish/done")
    talk = {"partner": "person", "method": "job_coaching", "channel": "phone", "reached": "yes", "note": "Goes well."}
    colleague.post(f"{at}/file/contact", data=talk)
    # The check-in of October was tried now, the one of December is not due today.
    assert _asked(house, tilda) == ["handed_over"]

    # Another day for the next look ends the one that is due.
    with house.acting(tilda):
        services.remind(TODAY + timedelta(days=400), now=clock.now())
    assert "review_task" in _asked(house, tilda)
    with house.acting(tilda):
        change = Change(review_on=TODAY + timedelta(days=500))
        services.revise(cast.leyla.learner_id or "", change, actor=tilda, now=clock.now())
    assert "review_task" not in _asked(house, tilda)

    # Whom nobody looks after any more every caseworker has in the list.
    colleague.post(f"{at}/assign/end")
    assert _asked(house, hanna) == _asked(house, tilda) != []
