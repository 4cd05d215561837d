"""How a class is: asked once a month by three pictures and sounds, shown of a class only, with where it goes."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from lms.advice import models, services
from lms.advice.domain import months
from lms.advice.domain.months import Trend
from lms.courses import services as courses
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.learners import services as learners
from tests.cast import Cast, add_learner, gather
from tests.houses import House

TODAY = date(2026, 11, 24)
DECEMBER = date(2026, 12, 15)
GOOD = {"welcome": "good", "pace": "good", "room": "middling"}
BAD = GOOD | {"welcome": "bad"}


def seat(house: House, cast: Cast, who: Actor, from_date: date) -> None:
    """A seat in the cast's class."""
    with house.acting(cast.administrator):
        courses.book(
            cast.section_id, who.learner_id or "", from_date=from_date, actor=cast.administrator, now=clock.now()
        )


def test_the_running_month_and_what_too_few_said_are_kept_back_and_two_months_make_a_trend() -> None:
    october, september = date(2026, 10, 1), date(2026, 9, 1)
    said = (
        [(september, BAD)] * 5
        + [(october, GOOD)] * 5
        + [(date(2026, 8, 1), GOOD)] * 4
        + [(date(2026, 11, 1), GOOD)] * 9
    )
    welcome, pace, _room = months.lines(said, TODAY)
    assert [(month, one.people, bool(one.faces)) for month, one in welcome.months] == [
        (october, 5, True),
        (september, 5, True),
        (date(2026, 8, 1), 4, False),
    ]
    assert (welcome.trend, pace.trend) == (Trend.UP, Trend.SAME)
    assert months.lines([(september, GOOD)] * 5 + [(october, BAD)] * 5, TODAY)[0].trend is Trend.DOWN
    assert months.lines([(october, GOOD)] * 9, TODAY)[0].trend is None


@pytest.mark.parametrize(
    ("from_date", "today", "asked"),
    [
        (TODAY - timedelta(days=14), TODAY, True),
        (TODAY - timedelta(days=13), TODAY, False),
        (date(2026, 9, 1), date(2026, 11, 10), False),
        (date(2026, 9, 1), date(2027, 3, 1), False),
    ],
)
def test_somebody_is_asked_from_the_third_week_on_until_the_class_ends(
    from_date: date, today: date, asked: bool
) -> None:
    assert months.is_asked(from_date, date(2026, 11, 2), date(2027, 2, 26), today) is asked


def test_once_a_month_a_learner_answers_three_pictures_and_the_teacher_sees_the_class_only(
    sqlite_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    people = [
        add_learner(
            house, cast.provider_id, cast.centre_id, learners.NewLearner(str(one), f"Person{one}", "Test"), level="a1"
        )
        for one in range(5)
    ]
    for who in people:
        seat(house, cast, who, date(2026, 11, 2))
    first = house.client(people[0])
    assert "How is my class?" in first.get("/today").text
    page = first.get("/my-class").text
    assert page.count('type="radio"') == 9
    assert 'data-say="Do you feel well in your class? Yes. Partly. No."' in page
    nothing = first.post(f"/my-class/{cast.section_id}", data={"welcome": "great"})
    assert nothing.status_code == 422
    assert "Touch a face first." in nothing.text
    told = first.post(f"/my-class/{cast.section_id}", data=BAD, follow_redirects=True).text
    assert "Thank you. Nobody sees who said it." in told
    assert "How is my class?</a>" not in first.get("/today").text
    assert first.post(f"/my-class/{cast.section_id}", data=GOOD).status_code == 404
    assert house.client(cast.amina).post(f"/my-class/{cast.section_id}", data=GOOD).status_code == 404
    for who in people[1:]:
        house.client(who).post(f"/my-class/{cast.section_id}", data=GOOD)
    marta, address = house.client(cast.teacher), f"/sections/{cast.section_id}"
    now = marta.get(address).text
    assert "No month is over yet in which the class was asked." in now
    assert "5 people have answered this month." in now
    with house.acting(cast.teacher) as session:
        rows = session.query(models.MonthAnswer).all()
        assert {row.month for row in rows} == {date(2026, 11, 1)}
        assert {column.name for column in models.MonthAnswer.__table__.columns} == {
            *("id", "provider_id", "section_id", "month", "faces"),
        }
    # In December the class of November is shown, and one who left it at four is not.
    later = datetime(2026, 12, 15, 11, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: later)
    for who in people[1:]:
        with house.acting(who):
            services.say_how_class_is(who.learner_id or "", cast.section_id, GOOD, actor=who, today=DECEMBER)
    december = house.client(cast.teacher).get(address).text
    line = december.split("Do you feel well in your class?</span>")[1].split("</dl>")[0]
    assert [int(one) for one in _counts(line)] == [4, 0, 1]
    assert december.count("One more month, and there is a trend.") == 3
    assert "4 people have answered this month." in december
    assert "Person0" not in line
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(days=31))
    january = house.client(cast.teacher).get(address).text
    line = january.split("Do you feel well in your class?</span>")[1].split("</dl>")[0]
    assert "too few" in line
    assert [int(one) for one in _counts(line)] == [4, 0, 1]


def _counts(line: str) -> list[str]:
    return re.findall(r"> (\d+)</dd>", line)


def test_who_does_not_want_to_say_is_left_alone_for_a_month(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    seat(sqlite_house, cast, cast.leyla, date(2026, 11, 2))
    leyla = sqlite_house.client(cast.leyla)
    told = leyla.post(f"/my-class/{cast.section_id}", data={"deed": "decline"}, follow_redirects=True).text
    assert "We ask again next month." in told
    assert "There is nothing to say now." in told
    with sqlite_house.crossing() as session:
        assert session.query(models.MonthAnswer).count() == 0
