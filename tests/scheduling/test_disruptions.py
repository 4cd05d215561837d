"""When a week goes wrong: what is proposed, what a choice changes, who is told, and taking it back."""

from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from lms.courses import models, queries
from lms.courses.queries import mixed
from lms.courses.queries.sections import SessionInfo
from lms.kernel import clock, errors
from lms.messages import models as messages
from lms.messages import queries as message_queries
from lms.organisations import services as organisations
from scheduling.domain.troubles import Kind, Proposal, Times, Way, first_choices, ranked
from scheduling.queries import troubles
from scheduling.services import disruptions
from scheduling.services.disruptions import NewTrouble
from tests.houses import House
from tests.scheduling.weeks import WEEK, Weeks, found

MONDAY = Times(WEEK[0], time(9), time(11))


@pytest.fixture
def weeks(sqlite_house: House) -> Weeks:
    return found(sqlite_house)


def note(house: House, weeks: Weeks, kind: Kind, **who: Any) -> str:
    cast = weeks.cast
    with house.acting(cast.administrator):
        new = NewTrouble(kind, *WEEK, **who)
        return disruptions.note(cast.centre_id, new, actor=cast.administrator, now=clock.now())


def ill(house: House, weeks: Weeks) -> str:
    return note(house, weeks, Kind.TEACHER_ILL, staff_id=weeks.cast.teacher.staff_id or "")


def closed(house: House, weeks: Weeks) -> str:
    return note(house, weeks, Kind.ROOM_CLOSED, room_id=weeks.cast.room_id)


def look(house: House, weeks: Weeks, trouble_id: str) -> troubles.Look:
    with house.acting(weeks.cast.administrator):
        return troubles.look_at(troubles.trouble(trouble_id), clock.now())


def choose(house: House, weeks: Weeks, trouble_id: str, choices: dict[str, str]) -> disruptions.Outcome:
    actor = weeks.cast.administrator
    with house.acting(actor):
        return disruptions.apply(trouble_id, choices, reason="Away", actor=actor, now=clock.now())


def of_way(seen: troubles.Look, way: Way) -> dict[str, str]:
    """The first proposal of this kind for every session."""
    return {
        one.session.id: next(x.key for x in one.proposals if x.way is way)
        for one in seen.touched
        if any(x.way is way for x in one.proposals)
    }


def sessions(house: House, weeks: Weeks) -> list[SessionInfo]:
    with house.acting(weeks.cast.administrator):
        return queries.sessions_between(*WEEK, section_ids=[weeks.cast.section_id])


def letters(house: House, weeks: Weeks) -> list[message_queries.Mail]:
    with house.acting(weeks.cast.administrator):
        return message_queries.mailbox()


def test_a_qualified_free_teacher_is_proposed_first_and_nothing_has_changed_yet(
    sqlite_house: House, weeks: Weeks
) -> None:
    seen = look(sqlite_house, weeks, ill(sqlite_house, weeks))
    assert [one.session.day.weekday() for one in seen.touched] == [0, 1, 3]
    for one in seen.touched:
        assert one.proposals[0] == Proposal(Way.COVER, one.people, staff_id=weeks.cover_id)
        assert seen.chosen[one.session.id].staff_id == weeks.cover_id
    assert {one.teacher_id for one in sessions(sqlite_house, weeks)} == {weeks.cast.teacher.staff_id}
    assert letters(sqlite_house, weeks) == []


def test_covers_are_taken_over_told_in_one_letter_and_undone(sqlite_house: House, weeks: Weeks) -> None:
    trouble_id = ill(sqlite_house, weeks)
    outcome = choose(sqlite_house, weeks, trouble_id, of_way(look(sqlite_house, weeks, trouble_id), Way.COVER))
    assert (outcome.done, outcome.refused, outcome.mailed, outcome.to_call) == (3, (), 1, 2)
    assert {one.teacher_id for one in sessions(sqlite_house, weeks)} == {weeks.cover_id}
    (mail,) = letters(sqlite_house, weeks)
    assert mail.body.count("Paula Spare teaches this time.") == 3
    with sqlite_house.acting(weeks.cast.administrator) as session:
        tasks = session.scalars(select(messages.Task)).all()
        assert [one.staff_id for one in tasks if one.code == "scheduling.told.asked_to_cover"] == [weeks.cover_id] * 3
        (call,) = [one for one in tasks if one.code == "scheduling.call_people"]
        assert call.facts["people"] == 2
        remedies = troubles.remedies(trouble_id)
    assert look(sqlite_house, weeks, trouble_id).touched == ()
    with sqlite_house.acting(weeks.cast.administrator):
        disruptions.undo(remedies[0].id, actor=weeks.cast.administrator, now=clock.now())
    assert [one.teacher_id for one in sessions(sqlite_house, weeks)].count(weeks.cast.teacher.staff_id) == 1
    assert "held as it was planned" in letters(sqlite_house, weeks)[0].body
    with pytest.raises(errors.Conflict), sqlite_house.acting(weeks.cast.administrator):
        disruptions.undo(remedies[0].id, actor=weeks.cast.administrator, now=clock.now())


def test_nobody_steps_in_without_a_paper_or_hours_or_a_free_hour(sqlite_house: House, weeks: Weeks) -> None:
    with sqlite_house.acting(weeks.cast.administrator):
        organisations.set_hours(weeks.cover_id, [])
    seen = look(sqlite_house, weeks, ill(sqlite_house, weeks))
    assert of_way(seen, Way.COVER) == {}
    assert of_way(seen, Way.CANCEL).keys() == {one.session.id for one in seen.touched}


def test_the_twin_class_takes_those_who_can_come_and_nobody_loses_a_seat(sqlite_house: House, weeks: Weeks) -> None:
    trouble_id = ill(sqlite_house, weeks)
    seen = look(sqlite_house, weeks, trouble_id)
    first = seen.touched[0]
    twin = next(one for one in first.proposals if one.way is Way.TWIN)
    outcome = choose(sqlite_house, weeks, trouble_id, {first.session.id: twin.key})
    assert outcome.done == 1
    with sqlite_house.acting(weeks.cast.administrator) as session:
        assert {one.learner_id for one in mixed.visits_to(twin.session_id)} == set(twin.people)
        assert queries.session(first.session.id).state == "cancelled"
        assert len(queries.enrolments_of_section(weeks.cast.section_id)) == 3
        (remedy,) = troubles.remedies(trouble_id)
        disruptions.undo(remedy.id, actor=weeks.cast.administrator, now=clock.now())
        assert session.scalars(select(models.Visit)).all() == []
        assert queries.session(first.session.id).state == "planned"


def test_a_closed_room_gives_way_to_one_that_is_free_and_large_enough(sqlite_house: House, weeks: Weeks) -> None:
    trouble_id = closed(sqlite_house, weeks)
    seen = look(sqlite_house, weeks, trouble_id)
    outcome = choose(sqlite_house, weeks, trouble_id, of_way(seen, Way.ROOM))
    assert outcome.done == 3
    assert {one.room_id for one in sessions(sqlite_house, weeks)} == {weeks.cast.small_room_id}


def test_a_session_is_made_up_for_later_at_a_time_when_all_are_free(sqlite_house: House, weeks: Weeks) -> None:
    with sqlite_house.acting(weeks.cast.administrator):
        organisations.set_hours(weeks.cover_id, [])
    trouble_id = ill(sqlite_house, weeks)
    seen = look(sqlite_house, weeks, trouble_id)
    later = of_way(seen, Way.MAKEUP)
    key = next(iter(later))
    outcome = choose(sqlite_house, weeks, trouble_id, {key: later[key]})
    assert (outcome.done, outcome.refused) == (1, ())
    with sqlite_house.acting(weeks.cast.administrator):
        added = [
            one
            for one in queries.sessions_between(WEEK[1], date(2027, 1, 10), section_ids=[weeks.cast.section_id])
            if one.kind == "makeup"
        ]
    assert len(added) == 1


def test_what_is_not_possible_any_more_is_refused_and_the_rest_is_done(sqlite_house: House, weeks: Weeks) -> None:
    trouble_id = ill(sqlite_house, weeks)
    covers = of_way(look(sqlite_house, weeks, trouble_id), Way.COVER)
    first, *others = covers
    outcome = choose(sqlite_house, weeks, trouble_id, covers | {first: "cover:somebody:"})
    assert outcome.done == len(others)
    assert [(one.id, refusal.code) for one, refusal in outcome.refused] == [(first, "scheduling.proposal_gone")]


def test_nothing_is_done_without_a_choice_or_a_reason(sqlite_house: House, weeks: Weeks) -> None:
    trouble_id, actor = ill(sqlite_house, weeks), weeks.cast.administrator
    cases: tuple[tuple[dict[str, str], str, str], ...] = (
        ({}, "Away", "scheduling.nothing_chosen"),
        ({"x": "cover:y:"}, " ", "scheduling.trouble_reason"),
    )
    for choices, reason, code in cases:
        with pytest.raises(errors.Invalid) as refused, sqlite_house.acting(actor):
            disruptions.apply(trouble_id, choices, reason=reason, actor=actor, now=clock.now())
        assert refused.value.code == code
    with sqlite_house.acting(actor):
        disruptions.close(trouble_id, now=clock.now())
    with pytest.raises(errors.Conflict), sqlite_house.acting(actor):
        disruptions.apply(trouble_id, {"x": "cover:y:"}, reason="Away", actor=actor, now=clock.now())


def test_other_work_times_show_what_fits_and_swap_into_the_twin_class(sqlite_house: House, weeks: Weeks) -> None:
    rosa = weeks.cast.others["rosa"]
    trouble_id = note(sqlite_house, weeks, Kind.ROTA_CHANGED, learner_id=rosa)
    with sqlite_house.acting(weeks.cast.administrator):
        (seat,) = troubles.rota(troubles.trouble(trouble_id), clock.now())
        pairs = {one.session.id: one.twin.id for one in seat.missed if one.twin}
        assert pairs
        number = disruptions.swap_sessions(trouble_id, pairs, actor=weeks.cast.administrator, now=clock.now())
        assert number == len(pairs)
        (after,) = troubles.rota(troubles.trouble(trouble_id), clock.now())
        assert after.missed == ()
        assert [one.section_id for one in queries.enrolments_of([rosa])[rosa]] == [weeks.cast.section_id]
    assert len(letters(sqlite_house, weeks)) == 1


def test_the_page_proposes_does_and_takes_back(sqlite_house: House, weeks: Weeks) -> None:
    client = sqlite_house.client(weeks.cast.administrator)
    assert "Nothing has gone wrong." in client.get("/timetable/trouble").text
    days = {"first_on": WEEK[0].isoformat(), "last_on": WEEK[1].isoformat()}
    nobody = client.post("/timetable/trouble", data={"kind": "teacher_ill", **days})
    assert nobody.status_code == 422
    assert "Say which teacher cannot come." in nobody.text
    form = {"kind": "teacher_ill", "staff_id": weeks.cast.teacher.staff_id, **days}
    answer = client.post("/timetable/trouble", data=form)
    page = client.get(answer.location).text
    assert "Marta Klein cannot come" in page
    assert "3 sessions are touched" in page
    assert "Paula Spare teaches" in page
    assert "1 person gets one letter" in page
    seen = look(sqlite_house, weeks, answer.location.rsplit("/", 1)[1])
    chosen = {f"do-{key}": value for key, value in of_way(seen, Way.COVER).items()}
    told = client.post(answer.location, data=chosen | {"reason": "Away"}, follow_redirects=True).text
    assert "3 sessions change. 1 letter is on its way. Call 2 people." in told
    assert "Take back" in told
    assert "Marta Klein cannot come" in client.get("/timetable/trouble").text


def test_troubles_are_absent_for_others(sqlite_house: House, weeks: Weeks) -> None:
    trouble_id, cast = ill(sqlite_house, weeks), weeks.cast
    for who in (cast.teacher, cast.caseworker, cast.carer, cast.leyla, cast.outsider):
        client = sqlite_house.client(who)
        assert client.get(f"/timetable/trouble/{trouble_id}").status_code == 404
        assert client.post(f"/timetable/trouble/{trouble_id}", data={}).status_code == 404


# --- ranking, by value ------------------------------------------------------------------------------------------------


def test_more_people_come_before_fewer_and_then_what_touches_them_least() -> None:
    three, two = ("a", "b", "c"), ("a", "b")
    cover, other, twin, cancel = (
        Proposal(Way.COVER, three, staff_id="x", load=2),
        Proposal(Way.COVER, three, staff_id="y", load=1),
        Proposal(Way.TWIN, two, session_id="t"),
        Proposal(Way.CANCEL),
    )
    assert ranked([cancel, twin, cover, other]) == (other, cover, twin, cancel)


def test_two_sessions_at_once_do_not_get_the_same_teacher() -> None:
    mine, hers = Proposal(Way.COVER, ("a",), staff_id="x"), Proposal(Way.COVER, ("a",), staff_id="y")
    proposals = {"one": (mine, hers), "two": (mine, hers)}
    together = first_choices(proposals, {"one": MONDAY, "two": MONDAY})
    assert {one.staff_id for one in together.values()} == {"x", "y"}
    later = Times(MONDAY.day, time(12), time(14))
    assert {one.staff_id for one in first_choices(proposals, {"one": MONDAY, "two": later}).values()} == {"x"}
