"""Signs of success: what they count, that an old period keeps the old meaning, and the price and speech of a course."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from curricula.domain.indicators import SHIPPED, Definition, Known, Measure, Stay, cases, count, in_force
from curricula.queries import indicators as queries
from lms.courses import queries as course_queries
from lms.courses import services as courses
from lms.courses.domain.enrolment import Cause
from lms.courses.queries.figures import results_by_attempt
from lms.kernel import clock
from tests.curricula.lives import FIRST, TODAY, Lives, add_person
from tests.curricula.test_pages import words
from tests.houses import House

PERIOD = Known(date(2026, 1, 1), date(2026, 6, 30))


def _sign(measure: Measure, number: int) -> Definition:
    return Definition("x", date.min, "", measure, number)


def test_who_came_to_exactly_the_share_came_regularly_and_who_was_offered_nothing_is_not_counted() -> None:
    known = replace(PERIOD, lessons={"a": (700, 1000), "b": (699, 1000), "c": (0, 0)})
    assert cases(_sign(Measure.REGULAR, 70), known) == [("a", True), ("b", False)]


def test_nobody_counts_as_failed_who_has_time_left() -> None:
    stays = (
        Stay("in_time", "m", date(2026, 1, 5), passed_on=date(2026, 3, 30)),
        Stay("too_late", "m", date(2026, 1, 5), passed_on=date(2026, 3, 31)),
        Stay("still_has_time", "m", date(2026, 6, 1)),
        Stay("of_an_earlier_period", "m", date(2025, 9, 1)),
    )
    found = cases(_sign(Measure.PASSED, 12), replace(PERIOD, stays=stays))
    assert found == [("in_time", True), ("too_late", False)]


@pytest.mark.parametrize(
    ("stay", "stayed"),
    [
        (Stay("a", "m", date(2026, 1, 5)), True),
        (Stay("a", "m", date(2026, 1, 5), until=date(2026, 2, 2)), False),
        (Stay("a", "m", date(2026, 1, 5), until=date(2026, 2, 2), finished=True), True),
        (Stay("a", "m", date(2026, 1, 5), until=date(2026, 2, 2), passed_on=date(2026, 1, 30)), True),
    ],
)
def test_who_left_did_not_stay_and_who_finished_before_did(stay: Stay, stayed: bool) -> None:
    assert cases(_sign(Measure.STAYED, 12), replace(PERIOD, stays=(stay,))) == [("a", stayed)]


@pytest.mark.parametrize(
    ("other", "moved"),
    [
        (Stay("a", "next", date(2026, 3, 10)), True),
        (Stay("a", "next", date(2026, 5, 1)), False),
        (Stay("a", "next", date(2026, 1, 1), until=date(2026, 2, 1)), False),
        (Stay("a", "next", date(2026, 1, 1)), True),
        (Stay("a", "first", date(2026, 3, 10)), False),
        (Stay("b", "next", date(2026, 3, 10)), False),
    ],
)
def test_a_seat_in_another_module_within_the_weeks_is_a_move_on(other: Stay, moved: bool) -> None:
    known = replace(PERIOD, stays=(Stay("a", "first", date(2025, 9, 1), passed_on=date(2026, 3, 1)), other))
    assert [ok for who, ok in cases(_sign(Measure.MOVED_ON, 6), known) if who == "a"][:1] == [moved]


def test_outcomes_stand_beside_each_other_by_years_at_school_and_small_groups_are_hidden() -> None:
    # Of those with 4 years at school 4 of 15 come, of those with 12 years 12 of 23.
    lessons = {
        f"{years}-{number}": (900 if number < years else 100, 1000) for years in (4, 12) for number in range(years + 11)
    }
    lessons |= {"alone": (900, 1000)}
    schooling = {who: None if who == "alone" else float(who.partition("-")[0]) for who in lessons}
    found = count(_sign(Measure.REGULAR, 70), replace(PERIOD, lessons=lessons, schooling=schooling))
    assert (found.people, found.reached, found.share) == (39, 17, 44)
    assert {one.value: (one.people, one.flagged, one.hidden) for one in found.groups} == {
        "10_and_more": (23, 12, False),
        "0_to_5": (0, 0, True),  # hides with the one person whose years nobody knows, who could be worked out otherwise
        "": (0, 0, True),
    }


def test_the_version_of_the_day_holds() -> None:
    later = replace(SHIPPED[0], holds_from=date(2026, 5, 1), number=80)
    assert in_force([*SHIPPED, later], date(2026, 4, 30))["regular"].number == 70
    assert in_force([later, *SHIPPED], date(2026, 5, 1))["regular"].number == 80


def test_an_edited_sign_counts_from_its_day_and_an_old_period_keeps_what_held_then(
    sqlite_house: House, lives: Lives
) -> None:
    client = sqlite_house.client(lives.cast.administrator)
    asked = {"key": "regular", "measure": "regular", "number": "40", "target": "90", "counted": "yes", "once": "a"}
    asked |= {"holds_from": TODAY.isoformat(), "reason": "", "name": ""}
    refused = client.post("/indicators", data=asked)
    assert refused.status_code == 422
    assert "Write one sentence: why other numbers?" in words(refused)
    early = client.post("/indicators", data=asked | {"holds_from": "2026-11-23", "reason": "x", "once": "b"})
    assert "Choose today or a day that is still to come." in words(early)
    kept = client.post("/indicators", data=asked | {"reason": "Shifts have changed.", "once": "c"})
    assert kept.status_code == 302
    old = words(client.get(f"/indicators?first={FIRST}&last={TODAY - timedelta(days=1)}"))
    # Dina came to half of her lessons: then she did not come regularly, by what holds now she does.
    assert "Came to at least 70 of 100 lessons." in old
    assert "Came to at least 40 of 100 lessons. Since Tue 24 November 2026." in old
    assert "83 of 100 5 of 6 people" in old
    assert "100 of 100 6 of 6 people goal 90" in old
    assert "too few to show" in old
    with sqlite_house.acting(lives.cast.administrator):
        rows = {one.key: one for one in queries.report(TODAY, TODAY, TODAY, centre_id=lives.cast.centre_id)}
    assert rows["regular"].then is not None
    assert (rows["regular"].then.number, rows["regular"].changed) == (40, False)
    versions = words(client.get("/indicators/regular"))
    assert "From Tue 24 November 2026" in versions
    assert "As it came with Onward" in versions
    sheet = client.get(f"/indicators.csv?first={FIRST}&last={TODAY - timedelta(days=1)}").text
    # Two meanings, each for everybody and for one group.
    assert sheet.count("Comes regularly") == 2 * 2
    assert sqlite_house.client(lives.cast.teacher).get("/indicators").status_code == 404


def test_a_sign_of_ones_own_is_counted_and_left_out_again_from_a_day_on(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.manager)
    asked = {"key": "", "measure": "stayed", "number": "8", "target": "", "counted": "yes", "name": "First weeks"}
    asked |= {"holds_from": TODAY.isoformat(), "reason": "Many leave early.", "once": "a"}
    assert client.post("/indicators", data=asked | {"name": ""}).status_code == 422
    assert client.post("/indicators", data=asked | {"number": "105", "once": "b"}).status_code == 422
    assert (
        client.post("/indicators", data=asked | {"once": "c"}).headers["Location"].endswith("/indicators/first_weeks")
    )
    assert "First weeks" in words(client.get(f"/indicators?first={TODAY}&last={TODAY}"))
    away = asked | {"key": "first_weeks", "counted": "no", "reason": "Counted elsewhere.", "once": "d"}
    assert client.post("/indicators", data=away).status_code == 302
    page = words(client.get(f"/indicators?first={TODAY}&last={TODAY}"))
    assert "Not counted now First weeks" in page


def test_the_page_of_a_course_tells_price_and_how_much_is_speaking(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    office, address = house.client(cast.administrator), f"/courses/{lives.course_id}/about"
    page = words(office.get(address))
    assert "€2.29 a lesson" in page
    assert "bamf.de" in page
    assert "Speaking and listening not known yet" in page
    asked = {"price": "0", "currency": "EUR", "oral_percent": "60", "once": "a"}
    for field, wrong, said in (
        ("price", "-1", "Write the price as a number"),
        ("currency", "E1", "three letters"),
        ("oral_percent", "101", "from 0 to 100"),
    ):
        refused = office.post(address, data=asked | {field: wrong, "once": field})
        assert (refused.status_code, said in words(refused)) == (422, True)
    assert office.post(address, data=asked).status_code == 302
    page = words(office.get(address))
    assert "Price free of charge" in page
    assert "60 of 100 lessons" in page
    assert f'href="{address}"' in house.client(cast.teacher).get(f"/sections/{lives.section_id}").text
    assert "free of charge · 60 of 100 lessons" in words(office.get("/courses"))
    assert house.client(cast.teacher).post(address, data=asked).status_code == 404
    assert house.client(cast.outsider).get(address).status_code == 404


def test_second_chances_are_told_apart_from_first_attempts(house: House, lives: Lives) -> None:
    cast = lives.cast
    by: dict[str, Any] = {"actor": cast.administrator, "now": clock.now()}
    who = add_person(house, cast, "Sanaa Idris").learner_id or ""
    first, last = TODAY - timedelta(days=1), TODAY
    with house.acting(cast.administrator):
        module = course_queries.section(lives.section_id).course.module_key
        before = results_by_attempt(first, last, centre_id=cast.centre_id)
        seat, _kept = courses.book(lives.section_id, who, from_date=first, **by)
        courses.finish(seat, on=TODAY, **by)
        result = {"section_id": lives.section_id, **by}
        courses.record_completion(who, module, passed=False, on_day=first, **result)
        courses.second_chance(seat, lives.section_id, cause=Cause.EXAM_FAILED, from_date=TODAY, **by)
        courses.record_completion(who, module, passed=True, on_day=last, **result)
        after = results_by_attempt(first, last, centre_id=cast.centre_id)
        assert results_by_attempt(first, last, centre_id="elsewhere") == {False: (0, 0), True: (0, 0)}
    assert after[False] == (before[False][0], before[False][1] + 1)
    assert after[True] == (before[True][0] + 1, before[True][1] + 1)
    page = words(house.client(cast.manager).get(f"/indicators?first={first}&last={last}"))
    assert f"Second chances {after[True][0]} of {after[True][1]} passed" in page
    assert f"First attempts {after[False][0]} of {after[False][1]} passed" in page
