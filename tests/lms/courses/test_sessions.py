"""Sections and sessions on both databases: changed, moved, cancelled, made up, undone; never two in one room."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select, text

from lms.accounts.models import User
from lms.courses import models, queries, services
from lms.courses.domain.attendance import Given
from lms.courses.domain.calendar import WeeklyMeeting
from lms.kernel import clock, db, errors, language
from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import AbsenceReason, Attendance
from lms.learners.models import Person
from lms.messages import models as messages
from tests.cast import TERM, Cast, add_section, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
ZONE = "Europe/Berlin"
THURSDAY = date(2026, 11, 26)
NINE, QUARTER = time(9), time(11, 15)


@pytest.fixture
def house(sqlite_house: House) -> House:
    """What no database can change."""
    return sqlite_house


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture(params=["sqlite_house", "postgres_house"])
def both(request: pytest.FixtureRequest) -> tuple[House, Cast]:
    """What each database decides or keeps its own way."""
    house = request.getfixturevalue(request.param)
    return house, gather(house)


def edit_of(section: queries.SectionInfo) -> services.SectionEdit:
    """What a section is now, as an edit that changes nothing."""
    return services.SectionEdit(
        section.name, section.seats, section.room_id, section.teacher_id, section.meetings, section.starts_on,
        section.ends_on,
    )  # fmt: skip


def change(house: House, cast: Cast, edit: services.SectionEdit, **closed: str) -> str | None:
    with house.acting(cast.administrator):
        return services.edit_section(
            cast.section_id,
            edit,
            TODAY,
            closed={date.fromisoformat(day): why for day, why in closed.items()},
            zone=ZONE,
            actor=cast.administrator,
            now=clock.now(),
        )


def sessions(house: House, cast: Cast, section_id: str = "") -> list[queries.SessionInfo]:
    with house.acting(cast.administrator):
        return queries.sessions_between(*TERM, section_ids=[section_id or cast.section_id])


def section(house: House, cast: Cast) -> queries.SectionInfo:
    with house.acting(cast.administrator):
        return queries.section(cast.section_id)


def slot(day: date, starts: time = NINE, ends: time = QUARTER, **more: str | None) -> services.Slot:
    return services.Slot(day, starts, ends, more.get("room_id"), more.get("teacher_id"), more.get("mode") or "room")


def in_use(house: House, cast: Cast, deed: Callable[[], object]) -> object:
    with house.acting(cast.administrator):
        return deed()


# --- overlaps ---------------------------------------------------------------------------------------------------------


def test_a_room_is_never_given_to_two_sessions_that_overlap(both: tuple[House, Cast]) -> None:
    house, cast = both
    around_it, into_it, inside_it, out_of_it = (
        (time(8), time(12)), (time(8), time(9, 30)), (time(9, 30), time(10)), (time(11), time(12)),
    )  # fmt: skip
    for starts, ends in (around_it, into_it, inside_it, out_of_it, (NINE, QUARTER)):
        with pytest.raises(errors.Conflict, match=r"courses\.room_taken"):
            add_section(house, cast, name="Other", starts=starts, ends=ends, room_id=cast.room_id)
    add_section(house, cast, name="Before", starts=time(7), ends=NINE, room_id=cast.room_id)
    add_section(house, cast, name="After", starts=QUARTER, ends=time(13), room_id=cast.room_id)


def test_a_teacher_is_never_in_two_sessions_that_overlap(both: tuple[House, Cast]) -> None:
    house, cast = both
    with pytest.raises(errors.Conflict, match=r"courses\.teacher_taken"):
        add_section(house, cast, name="Other", starts=time(10), ends=time(12), teacher_id=cast.teacher.staff_id)
    assert len(sessions(house, cast)) == 51


def test_of_two_who_take_the_room_at_the_same_moment_one_is_refused(both: tuple[House, Cast]) -> None:
    house, cast = both
    ids = [add_section(house, cast, name=f"Race {n}", weekdays=(4,), starts=time(8)) for n in range(6)]
    outcomes = _race(house, cast, ids)
    assert sorted(outcomes) == ["courses.room_taken"] * 5 + ["moved"]
    with house.crossing() as session:
        held = session.scalars(
            select(models.Session).where(
                models.Session.room_id == cast.small_room_id, models.Session.day == date(2026, 11, 27)
            )
        ).all()
    assert len(held) == 1


def test_without_the_constraint_the_same_race_fills_the_room_six_times(
    postgres_house: House, postgres_server: object
) -> None:
    """The negative control: what the database decides is what keeps the room single."""
    cast = gather(postgres_house)
    ids = [add_section(postgres_house, cast, name=f"Race {n}", weekdays=(4,), starts=time(8)) for n in range(6)]
    name = str(postgres_house.engine.url.database)
    owner = db.make_engine(postgres_server.owner_url(name))  # type: ignore[attr-defined]
    with owner.begin() as connection:
        connection.execute(text("alter table courses_session drop constraint ex_courses_session_room"))
    owner.dispose()
    assert _race(postgres_house, cast, ids) == ["moved"] * 6


def _race(house: House, cast: Cast, ids: list[str]) -> list[str]:
    """Sections that begin a few minutes after each other want the same room on the same Friday, all at once."""
    found = [next(one for one in sessions(house, cast, key) if one.day == date(2026, 11, 27)) for key in ids]
    gate, shift = threading.Barrier(len(ids)), clock.shift()

    def deed(number: int) -> str:
        clock.use_shift(shift)
        gate.wait(timeout=120)
        try:
            with house.acting(cast.administrator):
                to = slot(date(2026, 11, 27), time(13, number * 5), time(15, number * 5), room_id=cast.small_room_id)
                services.move(found[number].id, to, zone=ZONE, actor=cast.administrator, now=clock.now())
        except errors.Conflict as refusal:
            return refusal.code
        return "moved"

    with ThreadPoolExecutor(len(ids)) as pool:
        return list(pool.map(deed, range(len(ids))))


# --- changing a section ------------------------------------------------------------------------------------------------


def test_a_preview_tells_what_saving_does_and_changes_nothing(both: tuple[House, Cast]) -> None:
    house, cast = both
    before = sessions(house, cast)
    found = section(house, cast)
    new = replace(edit_of(found), meetings=(*found.meetings[:2], WeeklyMeeting(4, NINE, QUARTER)))
    with house.acting(cast.administrator):
        seen = services.preview(
            cast.section_id, new, TODAY, closed={date(2026, 12, 25): "Christmas"}, zone=ZONE,
            actor=cast.administrator, now=clock.now(),
        )  # fmt: skip
    assert sessions(house, cast) == before
    change(house, cast, new, **{"2026-12-25": "Christmas"})
    after = sessions(house, cast)
    was = {one.id: one.day for one in before}
    standing = [one for one in after if one.state != "cancelled"]
    assert len(seen.moved) == len([one for one in standing if one.id in was and was[one.id] != one.day]) == 13
    assert len(seen.added) == len([one for one in standing if one.id not in was]) == 0
    assert len(seen.removed) == len(before) - len(standing) == 1
    assert {one.day.weekday() for one in standing if one.day > TODAY} == {0, 1, 4}


def test_a_preview_says_that_the_room_is_taken(house: House, cast: Cast) -> None:
    add_section(house, cast, name="Other", weekdays=(4,), starts=time(10), ends=time(12), room_id=cast.room_id)
    found = section(house, cast)
    new = replace(edit_of(found), meetings=(WeeklyMeeting(4, NINE, QUARTER),))
    with house.acting(cast.administrator):
        seen = services.preview(
            cast.section_id, new, TODAY, closed={}, zone=ZONE, actor=cast.administrator, now=clock.now()
        )
    assert seen.refused is not None
    assert seen.refused.code == "courses.room_taken"


def test_all_sessions_can_begin_an_hour_later_though_they_pass_each_other(both: tuple[House, Cast]) -> None:
    house, cast = both
    found = section(house, cast)
    later = tuple(replace(one, starts=time(10), ends=time(12, 15)) for one in found.meetings)
    twice = (*later, *(replace(one, starts=time(8), ends=time(10)) for one in found.meetings))
    change(house, cast, replace(edit_of(found), meetings=twice))
    assert sum(one.day >= TODAY for one in sessions(house, cast)) == 41 * 2


def test_undo_brings_every_session_back_and_calendars_count_on(both: tuple[House, Cast]) -> None:
    house, cast = both
    before = sessions(house, cast)
    found = section(house, cast)
    done = change(house, cast, replace(edit_of(found), name="Alpha Z", meetings=found.meetings[:1], room_id=None))
    assert section(house, cast).name == "Alpha Z"
    with house.acting(cast.administrator):
        services.undo(done or "", actor=cast.administrator, now=clock.now())
    after = sessions(house, cast)
    assert section(house, cast) == found
    plain = [replace(one, sequence=0, changed_at=None) for one in after]
    assert sorted(plain, key=lambda one: one.starts_at) == before
    assert {one.sequence for one in after if one.day < TODAY} == {0}
    assert {one.sequence for one in after if one.day >= TODAY and one.day.weekday() == 0} == {2}
    with pytest.raises(errors.Conflict, match=r"courses\.undone_already"), house.acting(cast.administrator):
        services.undo(done or "", actor=cast.administrator, now=clock.now())


def test_a_register_protects_its_session_from_a_new_timetable(house: House, cast: Cast) -> None:
    enrolment = book(house, cast)
    today = next(one for one in sessions(house, cast) if one.day == TODAY)
    mark(house, cast, today.id, enrolment)
    found = section(house, cast)
    change(house, cast, replace(edit_of(found), meetings=(WeeklyMeeting(4, time(13), time(15)),), teacher_id=None))
    kept = next(one for one in sessions(house, cast) if one.id == today.id)
    assert (kept.day, kept.starts, kept.state, kept.teacher_id) == (TODAY, NINE, "held", cast.teacher.staff_id)


def test_people_with_seats_see_lost_sessions_as_cancelled(house: House, cast: Cast) -> None:
    book(house, cast)
    found = section(house, cast)
    change(house, cast, replace(edit_of(found), meetings=found.meetings[:1]))
    gone = [one for one in sessions(house, cast) if one.state == "cancelled"]
    assert {one.day.weekday() for one in gone} == {1, 3}
    assert {one.reason for one in gone} == {"timetable"}


def test_fewer_seats_than_are_held_are_refused(house: House, cast: Cast) -> None:
    book(house, cast)
    book(house, cast, cast.amina)
    found = section(house, cast)
    with pytest.raises(errors.Conflict, match=r"courses\.seats_held"):
        change(house, cast, replace(edit_of(found), seats=1))


def test_a_section_with_marks_is_not_deleted_and_can_be_closed(house: House, cast: Cast) -> None:
    enrolment = book(house, cast)
    today = next(one for one in sessions(house, cast) if one.day == TODAY)
    mark(house, cast, today.id, enrolment)
    with pytest.raises(errors.Conflict, match=r"courses\.has_marks"):
        in_use(house, cast, lambda: services.delete_section(cast.section_id, actor=cast.administrator, now=clock.now()))
    in_use(house, cast, lambda: services.close_section(cast.section_id, actor=cast.administrator, now=clock.now()))
    states = {one.day >= TODAY: one.state for one in sessions(house, cast) if one.id != today.id}
    assert states == {False: "planned", True: "cancelled"}


def test_a_section_opened_by_mistake_is_deleted_with_everything(both: tuple[House, Cast]) -> None:
    house, cast = both
    mistake = add_section(house, cast, name="Mistake", starts=time(14), ends=time(15))
    in_use(house, cast, lambda: services.delete_section(mistake, actor=cast.administrator, now=clock.now()))
    with house.crossing() as session:
        assert not session.scalars(select(models.Session).where(models.Session.section_id == mistake)).all()
        assert not session.scalars(select(models.Meeting).where(models.Meeting.section_id == mistake)).all()


# --- single sessions ----------------------------------------------------------------------------------------------------


def on(house: House, cast: Cast, day: date = THURSDAY) -> queries.SessionInfo:
    return next(one for one in sessions(house, cast) if one.day == day)


def test_a_moved_session_keeps_its_identity_and_undo_brings_it_back(both: tuple[House, Cast]) -> None:
    house, cast = both
    was = on(house, cast)
    to = slot(date(2026, 11, 27), time(13), time(15), room_id=cast.small_room_id, teacher_id=was.teacher_id)
    with house.acting(cast.administrator):
        done = services.move(was.id, to, reason="Repairs", zone=ZONE, actor=cast.administrator, now=clock.now())
    moved = on(house, cast, date(2026, 11, 27))
    assert (moved.id, moved.planned_day, moved.sequence, moved.reason) == (was.id, THURSDAY, 1, "Repairs")
    with house.acting(cast.administrator):
        services.undo(done or "", actor=cast.administrator, now=clock.now())
    back = on(house, cast)
    assert (back.starts, back.room_id, back.planned_day, back.sequence) == (NINE, cast.room_id, None, 2)


def test_a_session_moved_across_the_night_of_the_clock_change_keeps_its_wall_time(both: tuple[House, Cast]) -> None:
    house, cast = both
    found = section(house, cast)
    change(house, cast, replace(edit_of(found), ends_on=date(2027, 4, 30)))
    with house.acting(cast.administrator):
        before = queries.sessions_between(date(2027, 3, 25), date(2027, 3, 25), section_ids=[cast.section_id])[0]
        to = slot(date(2027, 3, 31), before.starts, before.ends)
        services.move(before.id, to, zone=ZONE, actor=cast.administrator, now=clock.now())
    with house.acting(cast.administrator):
        after = queries.session(before.id)
    assert (after.starts, after.ends) == (NINE, QUARTER)
    assert (before.starts_at.hour, after.starts_at.hour) == (8, 7)
    assert clock.local(after.starts_at, ZONE).time() == NINE


def test_a_session_is_cancelled_with_a_reason_and_everybody_hears(house: House, cast: Cast) -> None:
    book(house, cast)
    found = on(house, cast)
    with pytest.raises(errors.Invalid, match=r"courses\.cancel_reason"):
        in_use(house, cast, lambda: services.cancel(found.id, reason=" ", actor=cast.administrator, now=clock.now()))
    in_use(house, cast, lambda: services.cancel(found.id, reason="Ill", actor=cast.administrator, now=clock.now()))
    assert (on(house, cast).state, on(house, cast).reason) == ("cancelled", "Ill")
    with house.crossing() as session:
        asked = {one.code: one for one in session.scalars(select(messages.Task))}
    assert asked["courses.call_people"].facts["people"] == 1
    assert asked["courses.told_cancelled"].staff_id == cast.teacher.staff_id
    in_use(house, cast, lambda: services.restore(found.id, actor=cast.administrator, now=clock.now()))
    assert (on(house, cast).state, on(house, cast).sequence) == ("planned", 2)


def test_a_room_given_away_meanwhile_stays_with_the_others(house: House, cast: Cast) -> None:
    found = on(house, cast)
    in_use(house, cast, lambda: services.cancel(found.id, reason="Ill", actor=cast.administrator, now=clock.now()))
    other = add_section(house, cast, name="Other", weekdays=(4,))
    guest = next(one for one in sessions(house, cast, other) if one.day == date(2026, 11, 27))
    to = slot(THURSDAY, time(10), time(11), room_id=cast.room_id)
    in_use(house, cast, lambda: services.move(guest.id, to, zone=ZONE, actor=cast.administrator, now=clock.now()))
    with pytest.raises(errors.Conflict, match=r"courses\.room_taken"):
        in_use(house, cast, lambda: services.restore(found.id, actor=cast.administrator, now=clock.now()))


def test_a_make_up_session_fills_the_hours_and_no_timetable_takes_it_away(both: tuple[House, Cast]) -> None:
    house, cast = both
    found = on(house, cast)
    in_use(house, cast, lambda: services.cancel(found.id, reason="Ill", actor=cast.administrator, now=clock.now()))
    with house.acting(cast.administrator):
        info = queries.section(cast.section_id)
        count = queries.hour_counts([info])[info.id]
        assert (count.ahead, count.cancelled) == (50 * 135, 135)
        assert count.short == 300 * 45 - 50 * 135
        days = [date(2026, 11, 24), date(2026, 11, 27), date(2026, 11, 28)]
        works = [(day, time(8), time(15)) for day in range(5)]
        assert queries.free_times(info, days, works=works) == [(date(2026, 11, 27), NINE, QUARTER)]
        to = slot(date(2026, 11, 27), room_id=info.room_id, teacher_id=info.teacher_id)
        services.add_makeup(info.id, to, zone=ZONE, actor=cast.administrator, now=clock.now())
        assert queries.hour_counts([info])[info.id].ahead == 51 * 135
    change(house, cast, replace(edit_of(info), meetings=info.meetings[:1]))
    assert on(house, cast, date(2026, 11, 27)).kind == "makeup"


def test_online_sessions_hold_no_room(house: House, cast: Cast) -> None:
    found = section(house, cast)
    change(house, cast, replace(edit_of(found), mode="online", link="https://meet.example/alpha"))
    ahead = [one for one in sessions(house, cast) if one.day >= TODAY]
    assert {(one.mode, one.room_id) for one in ahead} == {("online", None)}
    add_section(house, cast, name="Guest", weekdays=(3,), room_id=cast.small_room_id)


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (slot(date(2026, 11, 23)), "courses.time_is_over"),
        (slot(THURSDAY, QUARTER, NINE), "courses.meeting_without_time"),
        (slot(THURSDAY, mode="moon"), "courses.no_such_mode"),
        (slot(date(2026, 11, 30), time(10), time(12)), "courses.two_sessions_at_once"),
    ],
)
def test_a_move_to_nowhere_is_refused(house: House, cast: Cast, to: services.Slot, code: str) -> None:
    found = on(house, cast)
    with pytest.raises(errors.OnwardError) as refusal:
        in_use(house, cast, lambda: services.move(found.id, to, zone=ZONE, actor=cast.administrator, now=clock.now()))
    assert refusal.value.code == code
    assert on(house, cast) == found


def book(house: House, cast: Cast, who: Actor | None = None) -> str:
    """A seat for Leyla or somebody else."""
    with house.acting(cast.administrator):
        enrolment_id, _ = services.book(
            cast.section_id,
            (who or cast.leyla).learner_id or "",
            from_date=TERM[0],
            actor=cast.administrator,
            now=clock.now(),
        )
    return enrolment_id


def mark(house: House, cast: Cast, session_id: str, enrolment_id: str) -> None:
    """Leyla is here."""
    with house.acting(cast.teacher):
        services.save_register(
            session_id, {enrolment_id: Given(Attendance.PRESENT)}, zone=ZONE, actor=cast.teacher, now=clock.now()
        )


# --- "I cannot come" and a session that moves ------------------------------------------------------------------------


def reads(house: House, cast: Cast, locale: str) -> None:
    """Leyla has an address, and reads the pages in this language."""
    with house.crossing() as session:
        session.scalars(select(Person).where(Person.given_name == "Leyla")).one().email = "leyla@example.org"
        session.scalars(select(User).where(User.id == cast.leyla.user_id)).one().locale = locale


def apologise_on_thursday(house: House, cast: Cast) -> queries.SessionInfo:
    book(house, cast)
    found = on(house, cast)
    with house.acting(cast.leyla):
        services.apologise(found.id, cast.leyla.learner_id or "", AbsenceReason.ILL, actor=cast.leyla, now=clock.now())
    return found


def move_to(house: House, cast: Cast, session_id: str, to: services.Slot) -> str:
    with house.acting(cast.administrator):
        return services.move(session_id, to, zone=ZONE, actor=cast.administrator, now=clock.now()) or "nothing changed"


def told_away(house: House, cast: Cast, session_id: str) -> dict[str, str]:
    with house.acting(cast.administrator):
        return queries.apologies_of(cast.leyla.learner_id or "", [session_id])


def test_an_apology_stands_where_the_new_time_touches_the_old_one(house: House, cast: Cast) -> None:
    found = apologise_on_thursday(house, cast)
    move_to(house, cast, found.id, slot(THURSDAY, time(10), time(12)))
    assert told_away(house, cast, found.id)


def test_an_apology_falls_with_another_time_she_is_told_in_her_language_and_undo_puts_it_back(
    house: House, cast: Cast
) -> None:
    reads(house, cast, "de")
    found = apologise_on_thursday(house, cast)
    done = move_to(house, cast, found.id, slot(date(2026, 11, 27), time(13), time(15)))
    assert told_away(house, cast, found.id) == {}
    with house.crossing() as session:
        letters = [(one.locale, one.subject) for one in session.scalars(select(messages.Outgoing))]
    # One letter, and it is the one that says that she is expected. The office that moved the class reads English.
    assert letters == [
        ("de", language.say("courses.expected_again.subject", {"day": date(2026, 11, 27), "starts": time(13)}, "de"))
    ]
    with house.acting(cast.administrator):
        services.undo(done, actor=cast.administrator, now=clock.now())
    assert told_away(house, cast, found.id) == {found.id: "ill"}


def test_who_has_no_address_is_called_when_her_apology_falls(house: House, cast: Cast) -> None:
    found = apologise_on_thursday(house, cast)
    move_to(house, cast, found.id, slot(date(2026, 11, 27), time(13), time(15)))
    with house.crossing() as session:
        codes = [
            one.code for one in session.scalars(select(messages.Task).where(messages.Task.role == Role.ADMINISTRATOR))
        ]
    assert codes == ["courses.call_expected_again"]


def test_a_letter_about_a_session_is_written_in_the_language_of_its_reader(house: House, cast: Cast) -> None:
    reads(house, cast, "ar")
    book(house, cast)
    found = on(house, cast)
    in_use(house, cast, lambda: services.cancel(found.id, reason="Ill", actor=cast.administrator, now=clock.now()))
    with house.crossing() as session:
        (letter,) = session.scalars(select(messages.Outgoing))
    assert (letter.locale, letter.subject) == (
        "ar",
        language.say("courses.told_cancelled.subject", {"day": THURSDAY}, "ar"),
    )
    assert letter.subject != language.say("courses.told_cancelled.subject", {"day": THURSDAY}, "en")


# --- one value for a class -------------------------------------------------------------------------------------------


def test_a_list_that_says_nothing_of_days_to_join_or_needs_leaves_them(house: House, cast: Cast) -> None:
    change(house, cast, replace(edit_of(section(house, cast)), entry_weekdays=(0,), properties=("quiet",)))
    change(house, cast, replace(edit_of(section(house, cast)), name="Another name"))
    found = section(house, cast)
    assert (found.name, found.entry_weekdays, found.properties) == ("Another name", (0,), ("quiet",))
