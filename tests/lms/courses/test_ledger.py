"""The ledger in the database: one charge per hour, counter-entries, months that are closed, budgets that count down."""

import threading
from contextlib import suppress
from contextvars import copy_context
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from lms.courses import models, queries, services
from lms.courses.domain.attendance import Given
from lms.courses.domain.budgets import AtZero, BudgetKind, Rule
from lms.courses.domain.hours import Strand
from lms.courses.queries import budgets as granted
from lms.courses.queries import figures, hours, ledger
from lms.courses.services import budgets, months
from lms.courses.services import ledger as charging
from lms.kernel import clock, db, errors
from lms.kernel.vocabulary import Attendance, Level, Track
from lms.learners import services as learner_services
from lms.messages import models as messages
from lms.organisations import services as organisations
from tests.cast import Cast, add_section, gather
from tests.houses import House
from tests.lms.courses.people import Classroom
from tests.postgres import Server

CONSTRAINT = "uq_courses_ledger_entry_session_id_learner_id_version"
PROGRAMME = "de_integrationskurs"
HERE, AWAY = Given(Attendance.PRESENT), Given(Attendance.UNKNOWN)
NOVEMBER = date(2026, 11, 1)
TODAY = date(2026, 11, 24)


@pytest.fixture
def cast(house: House) -> Cast:
    return _enrolled(house)


@pytest.fixture
def sqlite_house(noon: Classroom) -> House:
    return noon.house


@pytest.fixture
def sqlite_cast(noon: Classroom) -> Cast:
    return noon.cast


def _enrolled(house: House) -> Cast:
    cast = gather(house)
    for person in (cast.leyla, cast.mahmoud):
        _book(house, cast, person.learner_id, cast.section_id)
    return cast


def _book(house: House, cast: Cast, learner_id: str | None, section_id: str) -> None:
    with house.acting(cast.administrator):
        services.book(
            section_id, learner_id or "", from_date=date(2026, 11, 2), actor=cast.administrator, now=clock.now()
        )


def _session(house: House, cast: Cast, day: date = TODAY, section_id: str = "") -> str:
    with house.acting(cast.teacher):
        return queries.sessions_between(day, day, section_ids=[section_id or cast.section_id])[0].id


def _save(house: House, cast: Cast, session_id: str, mark: Given = HERE) -> None:
    with house.acting(cast.teacher):
        people = queries.register(session_id).people
        given = {one.enrolment_id: mark for one in people}
        services.save_register(
            session_id, given, zone="Europe/Berlin", reason="paper", actor=cast.teacher, now=clock.now()
        )


def _grant(house: House, cast: Cast, minutes: int, kind: BudgetKind = BudgetKind.MAIN, **more: Any) -> str:
    with house.acting(cast.administrator):
        return budgets.grant(
            cast.leyla.learner_id or "", PROGRAMME, kind, cast.funder_id, minutes,
            **{"from_date": date(2026, 11, 1), **more}, actor=cast.administrator, now=clock.now(),
        )  # fmt: skip


def _rule(house: House, cast: Cast, rule: Rule) -> None:
    with house.acting(cast.manager):
        budgets.set_rule(cast.funder_id, rule, actor=cast.manager, now=clock.now())


def _entries(house: House, cast: Cast, learner_id: str | None = None) -> list[ledger.EntryInfo]:
    with house.acting(cast.manager):
        return ledger.entries(learner_ids=[learner_id or cast.leyla.learner_id or ""])


def _used(house: House, cast: Cast, budget_id: str) -> int:
    with house.acting(cast.manager):
        return granted.budget(budget_id).used


def _close(house: House, cast: Cast, month: date = NOVEMBER, today: date = date(2026, 12, 5)) -> str:
    with house.acting(cast.manager):
        return months.close(cast.funder_id, month, today=today, actor=cast.manager, now=clock.now())


# --- one charge ------------------------------------------------------------------------------------------------------


def test_an_hour_is_charged_once_with_everything_a_funder_asks(sqlite_house: House, sqlite_cast: Cast) -> None:
    house, cast = sqlite_house, sqlite_cast
    session_id = _session(house, cast)
    _save(house, cast, session_id)
    _save(house, cast, session_id)
    (entry,) = _entries(house, cast)
    assert (entry.minutes, entry.unit_minutes, entry.mode, entry.strand) == (135, 45, "on_site", "language")
    assert (entry.funder_id, entry.month, entry.by) == (cast.funder_id, NOVEMBER, "Marta Klein")


def test_a_correction_is_a_counter_entry_that_names_what_it_puts_right(house: House, cast: Cast) -> None:
    session_id = _session(house, cast)
    _save(house, cast, session_id)
    _save(house, cast, session_id, AWAY)
    first, second = _entries(house, cast)
    assert (first.minutes, second.minutes, second.corrects_id) == (135, -135, first.id)


def test_the_database_refuses_a_second_charge_of_one_hour(house: House, cast: Cast) -> None:
    session_id = _session(house, cast)
    _save(house, cast, session_id)
    with house.acting(cast.teacher) as session, pytest.raises(IntegrityError), session.begin_nested():
        session.execute(insert(models.LedgerEntry), [_row(session_id, cast)])


@pytest.mark.parametrize("guarded", [True, False])
def test_without_the_constraint_two_who_looked_at_once_both_charge(
    postgres_house: House, postgres_server: Server, guarded: bool
) -> None:
    """The control: what keeps them apart is the constraint, and nothing that was looked at before."""
    house, cast = postgres_house, _enrolled(postgres_house)
    session_id = _session(house, cast)
    owner = create_engine(postgres_server.owner_url(house.engine.url.database or ""))
    if not guarded:
        with owner.begin() as connection:
            connection.execute(text(f"alter table courses_ledger_entry drop constraint {CONSTRAINT}"))
    owner.dispose()
    looked, charged = threading.Barrier(2), []

    def look_and_charge() -> None:
        with house.acting(cast.teacher) as session:
            assert not ledger.entries_of(session_id)
            looked.wait()
            with suppress(IntegrityError), session.begin_nested():
                session.execute(insert(models.LedgerEntry), [_row(session_id, cast)])
                charged.append(135)

    _at_once(look_and_charge, look_and_charge)
    assert sum(one.minutes for one in _entries(house, cast)) == sum(charged) == (135 if guarded else 270)


def _row(session_id: str, cast: Cast) -> dict[str, Any]:
    return {
        "id": db.new_id(), "provider_id": cast.provider_id, "session_id": session_id,
        "learner_id": cast.leyla.learner_id, "funder_id": cast.funder_id, "version": 0, "day": TODAY,
        "month": NOVEMBER, "minutes": 135, "unit_minutes": 45, "at": clock.now(),
    }  # fmt: skip


def test_two_who_save_one_register_at_once_charge_it_once(postgres_house: House) -> None:
    cast = _enrolled(postgres_house)
    session_id = _session(postgres_house, cast)
    _at_once(*[lambda: _save(postgres_house, cast, session_id)] * 4)
    assert sum(one.minutes for one in _entries(postgres_house, cast)) == 135


def test_two_classes_at_one_time_charge_one_hour_once(postgres_house: House) -> None:
    house = postgres_house
    cast = _enrolled(house)
    other = add_section(house, cast, name="Beside", weekdays=(1,), starts=time(10), ends=time(12))
    sessions = [_session(house, cast), _session(house, cast, section_id=other)]
    with house.acting(cast.administrator) as session:
        # The booking door refuses two classes at once; a swap by hand or an old import did not.
        session.add(
            models.Enrolment(
                section_id=other, learner_id=cast.leyla.learner_id, state="enrolled",
                from_date=date(2026, 11, 2), at=clock.now(),
            )
        )  # fmt: skip
    _at_once(*[lambda one=one: _save(house, cast, one) for one in sessions])
    rows = _entries(house, cast)
    assert len([one for one in rows if one.minutes]) == 1
    assert [one.code for one in rows if one.refused] == ["ledger.same_hour"]


def test_one_person_and_three_funders_have_each_hour_charged_once_and_a_report_each(
    sqlite_house: House, sqlite_cast: Cast
) -> None:
    house, cast = sqlite_house, sqlite_cast
    funders, sections = [cast.funder_id], [cast.section_id]
    for name, hour in (("Job office", 13), ("Chamber of trade", 17)):
        with house.acting(cast.manager):
            funders.append(organisations.add_funder(name, "x"))
            course_id = services.add_course(
                cast.centre_id, programme="p", module_key=name, title=name, track=Track.REGULAR, level=Level.PRE_A1,
                minutes=4500, section_min=3, section_max=8, funder_id=funders[-1],
            )  # fmt: skip
        sections.append(
            add_section(
                house, cast, name=name, course_id=course_id, weekdays=(1,), starts=time(hour), ends=time(hour + 1)
            )
        )
        _book(house, cast, cast.leyla.learner_id, sections[-1])
    for section_id in (*sections, *sections):
        _save(house, cast, _session(house, cast, section_id=section_id))
    entries = _entries(house, cast)
    assert [(one.funder_id, one.minutes) for one in entries] == list(zip(funders, (135, 60, 60), strict=True))
    with house.acting(cast.manager):
        charged = {one.funder_id: one.charged for one in figures.hours(TODAY, TODAY)}
    # Mahmoud sits in the first class only.
    assert charged == dict(zip(funders, (270, 60, 60), strict=True))


def _at_once(*deeds: Any) -> None:
    wrong: list[BaseException] = []
    gate = threading.Barrier(len(deeds))

    def run(deed: Any) -> None:
        try:
            gate.wait()
            deed()
        except BaseException as error:
            wrong.append(error)

    # The clock of the house is part of the context; a new thread begins without it.
    threads = [threading.Thread(target=copy_context().run, args=(run, one)) for one in deeds]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not wrong, wrong


def test_a_cancelled_session_is_charged_to_nobody(sqlite_house: House, sqlite_cast: Cast) -> None:
    session_id = _session(sqlite_house, sqlite_cast)
    _save(sqlite_house, sqlite_cast, session_id)
    with sqlite_house.acting(sqlite_cast.teacher) as session:
        row = session.get(models.Session, session_id)
        row.state = "cancelled"
        with pytest.raises(errors.Conflict, match="cancelled_not_charged"):
            charging.square(
                row,
                ledger.terms(row.section_id),
                ledger.attended(session_id),
                actor=sqlite_cast.teacher,
                now=clock.now(),
            )


def test_two_records_of_one_person_that_became_one_are_not_charged_again(
    sqlite_house: House, sqlite_cast: Cast
) -> None:
    house, cast = sqlite_house, sqlite_cast
    session_id = _session(house, cast)
    _save(house, cast, session_id)
    with house.acting(cast.administrator):
        learner_services.merge(
            cast.amina.learner_id or "", cast.leyla.learner_id or "", actor=cast.administrator, now=clock.now()
        )
    _save(house, cast, session_id, Given(Attendance.LATE, arrived=time(9, 30)))
    with house.acting(cast.manager):
        both = ledger.entries(learner_ids=[cast.amina.learner_id or "", cast.leyla.learner_id or ""])
    assert [one.minutes for one in both] == [135, -30]


# --- budgets ---------------------------------------------------------------------------------------------------------


def test_a_budget_counts_down_after_each_session_and_up_with_a_correction(
    sqlite_house: House, sqlite_cast: Cast
) -> None:
    house, cast = sqlite_house, sqlite_cast
    budget_id = _grant(house, cast, 600)
    first = _session(house, cast)
    _save(house, cast, first)
    _save(house, cast, _session(house, cast, date(2026, 11, 23)))
    assert _used(house, cast, budget_id) == 270
    _save(house, cast, first, AWAY)
    assert _used(house, cast, budget_id) == 135


def test_at_zero_a_firm_budget_holds_the_hour_back_with_its_reason(house: House, cast: Cast) -> None:
    _rule(house, cast, Rule(AtZero.REFUSE))
    budget_id = _grant(house, cast, 200)
    for day in (23, 24):
        _save(house, cast, _session(house, cast, date(2026, 11, day)))
    assert _used(house, cast, budget_id) == 135
    with house.acting(cast.manager):
        (held_back,) = ledger.refused(month=NOVEMBER)
    assert (held_back.code, held_back.attended, held_back.minutes) == ("budget.used_up", 135, 0)


def test_more_hours_let_what_was_held_back_be_charged_with_the_next_saving(
    sqlite_house: House, sqlite_cast: Cast
) -> None:
    house, cast = sqlite_house, sqlite_cast
    _rule(house, cast, Rule(AtZero.REFUSE))
    budget_id = _grant(house, cast, 100)
    session_id = _session(house, cast)
    for _again in range(2):
        _save(house, cast, session_id)
    assert len(_entries(house, cast)) == 1
    with house.acting(cast.administrator):
        budgets.change(
            budget_id, minutes=500, until=None, reference="B-2", reason="letter", actor=cast.administrator,
            now=clock.now(),
        )  # fmt: skip
    _save(house, cast, session_id)
    assert _used(house, cast, budget_id) == 135
    with house.acting(cast.manager):
        assert not ledger.refused(month=NOVEMBER)


def test_the_database_never_lets_a_firm_budget_go_below_zero(house: House, cast: Cast) -> None:
    _rule(house, cast, Rule(AtZero.REFUSE))
    budget_id = _grant(house, cast, 100)
    with house.acting(cast.manager) as session, pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("update courses_budget set used = 101 where id = :one").bindparams(one=budget_id))


def test_the_office_is_warned_once_before_hours_run_out(sqlite_house: House, sqlite_cast: Cast) -> None:
    house, cast = sqlite_house, sqlite_cast
    _rule(house, cast, Rule(AtZero.WARN, 500))
    _grant(house, cast, 700)
    for day in (19, 23, 24):
        _save(house, cast, _session(house, cast, date(2026, 11, day)))
    with house.acting(cast.manager) as session:
        tasks = list(session.scalars(select(messages.Task).where(messages.Task.code == "courses.budget_low")))
        assert [one.facts for one in tasks] == [{"lessons": 9}]
        assert [one.budget.left for one in granted.low_budgets()] == [700 - 3 * 135]


def test_a_budget_follows_a_transfer_to_another_class(sqlite_house: House, sqlite_cast: Cast) -> None:
    house, cast = sqlite_house, sqlite_cast
    budget_id = _grant(house, cast, 600)
    _save(house, cast, _session(house, cast, date(2026, 11, 23)))
    other = add_section(house, cast, name="Other", weekdays=(1,), starts=time(13), ends=time(15))
    with house.acting(cast.administrator):
        enrolment_id = queries.enrolments_of([cast.leyla.learner_id or ""])[cast.leyla.learner_id or ""][0].id
        services.transfer(enrolment_id, other, reason="moved", on=TODAY, actor=cast.administrator, now=clock.now())
    _save(house, cast, _session(house, cast, section_id=other))
    assert _used(house, cast, budget_id) == 135 + 120


def test_what_is_left_can_be_carried_into_another_programme(sqlite_house: House, sqlite_cast: Cast) -> None:
    house, cast = sqlite_house, sqlite_cast
    budget_id = _grant(house, cast, 600)
    _save(house, cast, _session(house, cast))
    with house.acting(cast.administrator):
        new_id = budgets.carry_over(
            budget_id, "other", on=date(2026, 12, 1), reason="next", actor=cast.administrator, now=clock.now()
        )
        assert (granted.budget(new_id).minutes, granted.budget(budget_id).left) == (465, 0)


def test_an_hour_is_taken_to_another_budget_by_a_counter_entry(sqlite_house: House, sqlite_cast: Cast) -> None:
    house, cast = sqlite_house, sqlite_cast
    main, extra = _grant(house, cast, 600), _grant(house, cast, 600, BudgetKind.EXTRA)
    session_id = _session(house, cast)
    _save(house, cast, session_id)
    with house.acting(cast.manager):
        charging.recharge(
            session_id, cast.leyla.learner_id or "", extra, reason="letter", actor=cast.manager, now=clock.now()
        )
    assert [one.minutes for one in _entries(house, cast)] == [135, -135, 135]
    assert (_used(house, cast, main), _used(house, cast, extra)) == (0, 135)
    _save(house, cast, session_id)
    assert len(_entries(house, cast)) == 3


def test_a_second_chance_uses_hours_for_repeating(sqlite_house: House, sqlite_cast: Cast) -> None:
    house, cast = sqlite_house, sqlite_cast
    main, repeat = _grant(house, cast, 600), _grant(house, cast, 600, BudgetKind.REPEAT)
    with house.acting(cast.administrator) as session:
        row = session.scalar(select(models.Enrolment).where(models.Enrolment.learner_id == cast.leyla.learner_id))
        row.attempt = 2
    _save(house, cast, _session(house, cast))
    assert (_used(house, cast, main), _used(house, cast, repeat)) == (0, 135)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"minutes": 0}, "budget_minutes"),
        ({"used": 601}, "budget_minutes"),
        ({"until": date(2026, 10, 31)}, "budget_days"),
    ],
)
def test_a_budget_without_sense_is_refused(
    sqlite_house: House, sqlite_cast: Cast, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(errors.Invalid, match=code):
        _grant(sqlite_house, sqlite_cast, **{"minutes": 600, **changed})


def test_another_providers_budget_is_not_there(house: House, cast: Cast) -> None:
    budget_id = _grant(house, cast, 600)
    with house.acting(cast.outsider), pytest.raises(errors.NotFound):
        granted.budget(budget_id)


# --- months ----------------------------------------------------------------------------------------------------------


def test_what_comes_after_closing_counts_in_the_next_open_month_and_names_what_it_corrects(
    house: House, cast: Cast
) -> None:
    session_id = _session(house, cast)
    _save(house, cast, session_id)
    closed_id = _close(house, cast)
    _save(house, cast, session_id, AWAY)
    first, second = _entries(house, cast)
    assert (second.minutes, second.month, second.corrects_id) == (-135, date(2026, 12, 1), first.id)
    with house.acting(cast.manager):
        (closing,) = [one for one in ledger.closings() if one.id == closed_id]
        now_there = ledger.entries(month=NOVEMBER, funder_id=cast.funder_id)
        assert closing.digest == months.digest(now_there)
        assert (closing.entries, closing.minutes) == (len(now_there), 270)


def test_a_month_is_closed_once(house: House, cast: Cast) -> None:
    _close(house, cast)
    with pytest.raises(errors.Conflict, match="month_closed"):
        _close(house, cast)


def test_a_month_that_is_not_over_cannot_be_closed(sqlite_house: House, sqlite_cast: Cast) -> None:
    with pytest.raises(errors.Conflict, match="month_not_over"):
        _close(sqlite_house, sqlite_cast, today=date(2026, 11, 30))


def test_a_month_is_opened_again_only_with_a_reason_that_stays(sqlite_house: House, sqlite_cast: Cast) -> None:
    house, cast = sqlite_house, sqlite_cast
    closed_id = _close(house, cast)
    with house.acting(cast.manager), pytest.raises(errors.Invalid, match="reopen_reason"):
        months.reopen(closed_id, reason=" ", actor=cast.manager, now=clock.now())
    with house.acting(cast.manager):
        months.reopen(closed_id, reason="The list was wrong", actor=cast.manager, now=clock.now())
    with house.acting(cast.manager), pytest.raises(errors.Conflict, match="month_open"):
        months.reopen(closed_id, reason="again", actor=cast.manager, now=clock.now())
    _save(house, cast, _session(house, cast))
    assert _entries(house, cast)[0].month == NOVEMBER
    assert _close(house, cast) != closed_id
    with house.crossing() as session:
        reasons = session.execute(
            text("select reason from accounts_audit_entry where subject_id = :one and reason is not null").bindparams(
                one=closed_id
            )
        )
        assert list(reasons.scalars()) == ["The list was wrong"]


def test_a_register_that_is_saved_while_its_month_is_closed_is_in_it_or_after_it(postgres_house: House) -> None:
    house = postgres_house
    cast = _enrolled(house)
    session_id = _session(house, cast)
    closing: list[str] = []
    _at_once(lambda: _save(house, cast, session_id), lambda: closing.append(_close(house, cast)))
    with house.acting(cast.manager):
        (kept,) = [one for one in ledger.closings() if one.id == closing[0]]
        assert kept.digest == months.digest(ledger.entries(month=NOVEMBER, funder_id=cast.funder_id))


# --- hours taught ----------------------------------------------------------------------------------------------------


def test_hours_taught_count_for_whoever_taught(house: House, cast: Cast) -> None:
    for day in (23, 24):
        _save(house, cast, _session(house, cast, date(2026, 11, day)))
    session_id = _session(house, cast)
    with house.acting(cast.administrator) as session:
        budgets.set_charging(
            cast.course_id, strand=Strand.SOFT, unit_minutes=60, actor=cast.administrator, now=clock.now()
        )
        session.add(models.Substitute(session_id=session_id, staff_id=cast.carer.staff_id, by="Office", at=clock.now()))
    with house.acting(cast.manager):
        found = {one.staff_id: one for one in hours.taught(NOVEMBER, NOVEMBER + timedelta(days=29))}
    own, instead = found[cast.teacher.staff_id or ""], found[cast.carer.staff_id or ""]
    assert (own.sessions, own.minutes, own.instead) == (1, 135, 0)
    assert (instead.sessions, instead.minutes, instead.instead) == (1, 135, 135)
    assert (instead.strand, instead.unit_minutes) == (Strand.SOFT, 60)


def test_sessions_without_a_register_were_not_taught(sqlite_house: House, sqlite_cast: Cast) -> None:
    with sqlite_house.acting(sqlite_cast.manager) as session:
        assert hours.taught(NOVEMBER, TODAY) == []
        assert session.scalar(select(func.count()).select_from(models.Session)) > 0
