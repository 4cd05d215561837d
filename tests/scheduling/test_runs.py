"""Searches through the real worker: asked for, told, kept, published, stopped, begun again."""

from datetime import date, time, timedelta
from pathlib import Path

from childcare import queries as care_queries
from childcare import services as care
from lms.courses import queries as courses
from lms.kernel import clock, db, plugins
from lms.kernel.contracts import WeekInterval
from lms.kernel.jobs import ledger, worker
from lms.kernel.vocabulary import Track
from lms.learners import services as learners
from lms.learners.services import NewLearner
from lms.messages import queries as messages
from lms.organisations import services as organisations
from scheduling import queries, services
from scheduling.domain.spare import Lack
from scheduling.solvers import Budget, Progress
from tests import houses
from tests.cast import Cast, add_learner, add_section
from tests.houses import NOON, House
from tests.lms.courses.people import seat
from tests.scheduling import town

LEASE = timedelta(seconds=40)


def seats_of(house: House, cast: Cast, learner_id: str | None) -> list[courses.SectionInfo]:
    """The classes in which somebody holds a seat."""
    with house.acting(cast.administrator):
        held = courses.enrolments_of([learner_id or ""]).get(learner_id or "", [])
        return courses.sections(ids=[seat.section_id for seat in held])


def test_a_search_is_kept_and_publishing_makes_seats_sessions_and_care_places(house: House) -> None:
    cast = town.found(house)
    town.open_care(house, cast)
    run = town.search_until(house, cast, 7)
    told = town.entry_of(house, cast, run)
    assert told.state == "done"
    assert told.progress is not None
    assert (told.progress["placed"], told.progress["learners"]) == (7, 7)
    assert (run.state, run.placed, run.missing) == ("done", 7, [])
    assert run.figures["children"] == 1
    assert not any(seats_of(house, cast, one.learner_id) for one in (cast.leyla, cast.mahmoud))

    assert town.publish(house, cast, run).status_code == 302
    (of_leyla,) = seats_of(house, cast, cast.leyla.learner_id)
    (of_mahmoud,) = seats_of(house, cast, cast.mahmoud.learner_id)
    assert not [one for one in of_mahmoud.meetings if one.weekday < 4 and one.starts.hour < 14]
    with house.acting(cast.administrator):
        sessions = courses.sessions_between(town.MONDAY, of_leyla.ends_on, section_ids=[of_leyla.id])
        kept = [child.name for one in sessions for child in care_queries.children_on(one.day, cast.centre_id)]
    assert len(sessions) > 12
    assert kept == ["Sami"] * len(sessions)


def test_whoever_has_no_seat_waits_for_a_thing_that_seats_as_many_as_said(house: House) -> None:
    cast = town.found(house)
    town.open_care(house, cast, places=2, carer_works=False)
    mother = town.add_mother(house, cast, "R-1")
    run = town.search_until(house, cast, 6)
    assert run.placed == 6
    (missing,) = run.missing
    assert missing["needs"][0]["kind"] == Lack.CARER
    assert set(missing["learners"]) == {mother, cast.leyla.learner_id}
    assert len(missing["seats"]) == 2
    town.publish(house, cast, run)

    with house.acting(cast.administrator):
        all_day = [WeekInterval(day, time(8), time(18)) for day in range(5)]
        organisations.set_hours(cast.carer.staff_id or "", all_day)
    everybody = run.placed + len(missing["seats"])
    again = town.search_until(house, cast, everybody)
    assert again.placed == everybody
    town.publish(house, cast, again)
    assert seats_of(house, cast, mother)
    assert seats_of(house, cast, cast.leyla.learner_id)


def test_one_more_care_place_seats_one_more_mother(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    town.open_care(sqlite_house, cast, places=1)
    town.add_mother(sqlite_house, cast, "R-1")
    run = town.search_until(sqlite_house, cast, 7)
    (missing,) = run.missing
    need = missing["needs"][0]
    assert (need["kind"], need["count"], need["group_name"]) == (Lack.CARE_PLACE, 1, "Bear")
    assert len(missing["seats"]) == 1
    page = sqlite_house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "One place for a child under 3 years, " in page


def test_a_child_that_is_born_during_the_term_has_a_place_in_the_plan(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    town.open_care(sqlite_house, cast, places=1)
    town.add_mother(sqlite_house, cast, "R-1", born=date(2026, 12, 15))
    run = town.search_until(sqlite_house, cast, 7)
    assert run.placed == 7
    (missing,) = run.missing
    assert missing["needs"][0]["kind"] == Lack.CARE_PLACE
    town.publish(sqlite_house, cast, run)
    assert town.look(sqlite_house, cast, run.id).refused == []


def test_nobody_who_has_a_seat_is_moved_by_the_next_timetable(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    town.publish(sqlite_house, cast, town.search(sqlite_house, cast))
    (before,) = seats_of(sqlite_house, cast, cast.amina.learner_id)
    late = add_learner(
        sqlite_house, cast.provider_id, cast.centre_id, NewLearner("Z-1", "Zoe", "Late"), **town.LITERACY
    )
    run = town.search(sqlite_house, cast)
    assert [one.new_learners for one in run.sections if one.new_learners] == [(late.learner_id,)]
    assert (run.figures["proven"], run.figures["placed_bound"], run.figures["bound"]) == (True, 8, run.figures["cost"])
    page = sqlite_house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "This is the best there is." in page
    town.publish(sqlite_house, cast, run)
    (after,) = seats_of(sqlite_house, cast, cast.amina.learner_id)
    assert (after.id, after.meetings) == (before.id, before.meetings)
    assert [one.id for one in seats_of(sqlite_house, cast, late.learner_id)] == [before.id]


def test_a_class_beside_the_slots_of_the_week_keeps_its_people_and_its_teacher(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    odd = add_section(
        sqlite_house,
        cast,
        name="Odd",
        weekdays=(0, 2),
        starts=time(11, 30),
        ends=time(13, 45),
        teacher_id=cast.teacher.staff_id,
    )
    cast.section_id = odd
    seat(sqlite_house, cast, cast.amina.learner_id)
    with sqlite_house.acting(cast.administrator):
        demand = queries.build_problem(cast.centre_id, cast.term_id, town.MONDAY)
    assert [section.id for section in demand.standing.sections] == [odd]
    assert cast.amina.learner_id not in {one.id for one in demand.waiting}
    run = town.search(sqlite_house, cast)
    assert [one.meetings for one in run.sections if one.existing] == [((0, "11:30", "13:45"), (2, "11:30", "13:45"))]


def test_people_whose_track_has_no_course_are_listed(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    worker_ = add_learner(
        sqlite_house,
        cast.provider_id,
        cast.centre_id,
        NewLearner("W-1", "Wanda", "Work"),
        track=Track.VOCATIONAL_LANGUAGE,
    )
    run = town.search(sqlite_house, cast)
    assert run.learners == 8
    assert [one["learners"] for one in run.missing] == [[worker_.learner_id]]
    page = sqlite_house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "A course for the track Vocational language" in page
    assert "Wanda Work" in page


def test_a_second_search_waits_for_the_first_one(house: House) -> None:
    cast = town.found(house)
    client = house.client(cast.administrator)
    town.ask(client, cast)
    again = client.post("/timetable", data={"term": cast.term_id, "seconds": 10})
    assert again.status_code == 409
    assert "A search is running already." in again.text
    assert worker.run_one(house.engine)
    assert not worker.run_one(house.engine)
    town.ask(client, cast)


def test_a_search_that_is_stopped_keeps_the_best_timetable_so_far(sqlite_house: House) -> None:
    cast = town.found(sqlite_house, neighbours=12)
    client = sqlite_house.client(cast.administrator)
    run_id = town.ask(client, cast, 60)
    looks: list[Progress] = []

    def until_somebody_sits(look: Progress) -> bool:
        looks.append(look)
        return look.placed == 0

    with sqlite_house.acting(cast.administrator):
        begun = services.begin(run_id)
        assert begun is not None
        demand, _, seed = begun
    timetable, figures = services.search(demand, Budget(seconds=60), seed, until_somebody_sits)
    with sqlite_house.acting(cast.administrator):
        services.keep(run_id, demand, timetable, figures, now=clock.now())
    run = town.look(sqlite_house, cast, run_id)
    assert run.state == "done"
    assert run.placed >= looks[-1].placed > 0
    assert figures["stopped"]
    assert town.publish(sqlite_house, cast, run).status_code == 302


def test_the_stop_button_reaches_the_search(house: House) -> None:
    cast = town.found(house)
    client = house.client(cast.administrator)
    run_id = town.ask(client, cast, 60)
    assert client.post(f"/timetable/runs/{run_id}/stop").status_code == 302
    assert "Stopping. The best one is kept." in client.get(f"/timetable/runs/{run_id}").text
    worker.run_one(house.engine)
    run = town.look(house, cast, run_id)
    assert (run.state, run.figures["stopped"]) == ("done", True)


def test_a_timetable_is_published_once(house: House) -> None:
    cast = town.found(house)
    run = town.search(house, cast)
    assert town.publish(house, cast, run).status_code == 302
    again = town.publish(house, cast, run)
    assert again.status_code == 409
    assert "This timetable cannot be published now." in again.text
    assert len(seats_of(house, cast, cast.amina.learner_id)) == 1


def test_a_search_from_before_the_published_timetable_is_outdated(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    first, second = town.search(sqlite_house, cast), town.search(sqlite_house, cast)
    with clock.shifted_to(NOON + timedelta(minutes=5)):
        town.publish(sqlite_house, cast, second)
    refused = town.publish(sqlite_house, cast, first)
    assert refused.status_code == 409
    assert "Another timetable was published after this search." in refused.text


def test_who_got_a_seat_since_the_search_is_not_booked_twice(sqlite_house: House) -> None:
    cast = town.found(sqlite_house, neighbours=5)
    run = town.search(sqlite_house, cast)
    cast.section_id = add_section(sqlite_house, cast, name="By hand", weekdays=(4,))
    seat(sqlite_house, cast, cast.amina.learner_id)
    town.publish(sqlite_house, cast, run)
    assert [one.name for one in seats_of(sqlite_house, cast, cast.amina.learner_id)] == ["By hand"]
    page = sqlite_house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "1 person was refused at the door" in page
    assert "Got a seat elsewhere after the search." in page


def test_a_refusal_at_the_door_is_told_with_its_facts_in_the_readers_words(sqlite_house: House) -> None:
    cast = town.found(sqlite_house, neighbours=5)
    town.open_care(sqlite_house, cast)
    run = town.search_until(sqlite_house, cast, 8)
    with sqlite_house.acting(cast.administrator):
        care.set_care_hours(cast.centre_id, [])
    town.publish(sqlite_house, cast, run)
    published = town.look(sqlite_house, cast, run.id)
    (refused,) = published.refused
    assert (refused["learner"], refused["code"]) == (cast.leyla.learner_id, "childcare.closed")
    page = sqlite_house.client(cast.administrator).get(f"/timetable/runs/{run.id}").text
    assert "Childcare is closed on " in page
    assert "day at " in page[page.index("Childcare is closed on ") :][:60]
    assert "weekday." not in page
    assert seats_of(sqlite_house, cast, cast.amina.learner_id)


def test_a_class_for_which_everybody_is_refused_is_not_opened(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    cast.section_id = add_section(sqlite_house, cast, name="By hand", weekdays=(4,))
    for section in run.sections:
        for learner_id in section.learners:
            seat(sqlite_house, cast, learner_id)
    town.publish(sqlite_house, cast, run)
    with sqlite_house.acting(cast.administrator):
        assert [one.name for one in courses.sections(centre_id=cast.centre_id)] == ["By hand"]


def test_a_worker_that_dies_in_the_middle_is_replaced(house: House) -> None:
    cast = town.found(house)
    run_id = town.ask(house.client(cast.administrator), cast)
    with db.transaction(house.engine):
        lost = ledger.claim(clock.now())
    assert lost is not None
    with house.acting(cast.administrator):
        services.begin(run_id)
    assert town.look(house, cast, run_id).state == "running"
    with clock.shifted_to(NOON + LEASE):
        with db.transaction(house.engine):
            assert ledger.reap(clock.now()) == 1
        assert worker.run_one(house.engine)
        with db.transaction(house.engine):
            assert not ledger.finish(lost.id, 1, clock.now(), {"by": "the dead one"})
    run = town.look(house, cast, run_id)
    assert (run.state, run.placed) == ("done", 7)
    assert town.entry_of(house, cast, run).attempt == 2


def test_a_search_whose_workers_all_died_is_over_and_another_one_may_begin(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    client = sqlite_house.client(cast.administrator)
    run_id = town.ask(client, cast)
    for attempt in range(3):
        with clock.shifted_to(NOON + (2 * attempt + 1) * LEASE), db.transaction(sqlite_house.engine):
            assert ledger.claim(clock.now()) is not None
        with clock.shifted_to(NOON + (2 * attempt + 2) * LEASE), db.transaction(sqlite_house.engine):
            assert ledger.reap(clock.now()) == 1
    page = client.get(f"/timetable/runs/{run_id}").text
    assert "This search could not go on." in page
    assert "Search again." in page
    assert town.ask(client, cast) != run_id


def test_a_finished_search_is_left_as_it_is_by_a_second_worker(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    with db.transaction(sqlite_house.engine):
        entry = ledger.find(run.job_id or "", provider_id=cast.provider_id)
        entry.state, entry.attempt = "waiting", 1
    assert worker.run_one(sqlite_house.engine)
    assert town.look(sqlite_house, cast, run.id) == run


def test_whoever_asked_is_told_when_the_search_has_ended(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    run = town.search(sqlite_house, cast)
    with sqlite_house.acting(cast.administrator):
        (task,) = messages.open_tasks(cast.administrator)
    assert (task.code, task.link) == ("scheduling.run_done", f"/timetable/runs/{run.id}")
    page = sqlite_house.client(cast.administrator).get("/tasks").text
    assert "The timetable is ready: 7 of 7 have a seat." in page


def test_a_check_that_blocks_ends_the_search_and_says_what_to_mend(sqlite_house: House) -> None:
    cast = town.found(sqlite_house)
    client = sqlite_house.client(cast.administrator)
    run_id = town.ask(client, cast)
    with sqlite_house.acting(cast.administrator):
        for one in queries.waiting(cast.centre_id):
            learners.assign_track(
                one.id, Track.VOCATIONAL_LANGUAGE, reason="test", actor=cast.administrator, now=clock.now()
            )
    worker.run_one(sqlite_house.engine)
    assert town.look(sqlite_house, cast, run_id).state == "failed"
    page = client.get(f"/timetable/runs/{run_id}").text
    assert "Mend what stands beside this text" in page
    assert "Nobody waits for a seat." in page


def test_without_the_childcare_plug_in_parents_get_a_seat(
    sqlite_url: str, tmp_path: Path, registry: plugins.Registry
) -> None:
    with clock.shifted_to(NOON), houses.open_house(sqlite_url, tmp_path, registry.without("childcare")) as house:
        cast = town.found(house)
        run = town.search(house, cast)
        assert (run.placed, run.figures["children"]) == (7, 0)
        assert town.publish(house, cast, run).status_code == 302
        assert seats_of(house, cast, cast.leyla.learner_id)
