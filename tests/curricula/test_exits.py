"""Into work and education: who completed a scheme, where each went, full time or part time, at the end and a year later."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from curricula import services
from curricula.domain import exits as rules
from curricula.domain.exits import Completed, Where
from curricula.services import follow_up
from curricula.services.past import PastFollowUp, take_over_follow_ups
from lms.accounts.models import AuditEntry
from lms.kernel import clock, db
from lms.kernel.actor import Actor, Role, system
from lms.learners.services import NewLearner
from lms.organisations import services as organisations
from tests.cast import add_learner
from tests.curricula.lives import TODAY
from tests.curricula.test_pages import words
from tests.houses import House

PROGRAMME = "no_jobbsjansen"
LAST_SUMMER = date(2025, 6, 20)
FULL = {"doing": "work", "extent": "full", "uses": "often", "manages": "alone", "talk": "no"}
PART = FULL | {"extent": "part"}
STUDIES = FULL | {"doing": "training"}
SEARCHES = {"doing": "search", "uses": "no", "manages": "hard", "talk": "no"}


@pytest.mark.parametrize(
    ("answers", "classes", "months", "found"),
    [
        ({0: PART}, (), 0, (Where.WORK, "part")),
        ({0: PART, 12: STUDIES}, (), 12, (Where.EDUCATION, "full")),
        # Whoever told before hours were asked said nothing of them.
        ({12: {"doing": "work"}}, (), 12, (Where.WORK, "unsaid")),
        ({0: SEARCHES}, [(LAST_SUMMER, None)], 0, (Where.NEITHER, "unsaid")),
        ({}, [(LAST_SUMMER + timedelta(days=30), None)], 0, (Where.EDUCATION, "unsaid")),
        ({}, [(date(2024, 1, 8), LAST_SUMMER)], 0, (Where.UNKNOWN, "unsaid")),
    ],
)
def test_where_somebody_went_is_what_was_said_else_a_seat_in_another_class(
    answers: dict[int, dict[str, str]], classes: list[tuple[date, date | None]], months: int, found: tuple[Where, str]
) -> None:
    assert rules.stands(Completed("ada", "m", LAST_SUMMER, answers, classes), months) == found


def test_whose_day_is_still_to_come_counts_neither_way() -> None:
    late = Completed("ada", "m", date(2026, 6, 20), {0: FULL})
    found = rules.report([late, Completed("ben", "m", LAST_SUMMER, {12: SEARCHES})], 12, TODAY)
    assert (found.ids(), found.early, found.first_day) == (["ben"], 1, date(2027, 6, 20))


@pytest.fixture
def staff(sqlite_house: House) -> dict[Role, Actor]:
    """A provider of the three schemes, with somebody of each role."""
    house = sqlite_house
    with db.transaction(house.engine):
        provider_id = organisations.add_provider("Stovner", "NO", programmes=[PROGRAMME])
        with db.scoped(provider_id):
            centre_id = organisations.add_centre("Stovner", "Europe/Oslo")
    roles = (Role.MANAGER, Role.CASEWORKER, Role.TEACHER, Role.OBSERVER)
    return {role: house.actor(role.value, role, provider_id, centre_id=centre_id) for role in roles}


def _completed(house: House, by: Actor, module: str, day: date, told: dict[str, dict[int, dict[str, str]]]) -> None:
    """People who passed a module on a day, and what each said so many months after it."""
    past = []
    for name, answers in told.items():
        new = NewLearner(f"N-{name}", name, "Test", date(1991, 2, 3))
        who = str(add_learner(house, by.provider_id or "", by.centre_id or "", new).learner_id)
        with house.acting(by):
            services.pass_module(who, module, on_day=day, actor=by, now=clock.now())
        past += [
            PastFollowUp(
                who, by.centre_id or "", PROGRAMME, module, day, True, months, rules.months_after(day, months), said,
                day, "",
            )
            for months, said in answers.items()
        ]  # fmt: skip
    with house.acting(by):
        take_over_follow_ups(past, actor=system("test", by.provider_id), now=clock.now())


def test_a_scheme_shows_completers_and_shares_by_hours_and_a_year_later_and_each_number_names_its_people(
    sqlite_house: House, staff: dict[Role, Actor]
) -> None:
    house, manager = sqlite_house, staff[Role.MANAGER]
    told = {
        "Ada": {0: FULL, 12: FULL}, "Bea": {0: PART, 12: FULL}, "Cem": {0: PART}, "Dua": {0: STUDIES, 12: SEARCHES},
        "Eva": {0: SEARCHES, 12: PART}, "Fio": {}, "Gul": {0: FULL, 12: STUDIES}, "Hoa": {0: FULL, 12: FULL},
    }  # fmt: skip
    _completed(house, manager, "jobbsjansen_a", LAST_SUMMER, told)
    _completed(house, manager, "jobbsjansen_c", LAST_SUMMER, {"Ilse": {0: SEARCHES}})
    office = house.client(manager)
    assert "Nobody completed it in 2026." in words(office.get("/outcomes?scheme=scheme_a"))
    asked = "/outcomes?scheme=scheme_a&year=2025"
    page = words(office.get(asked))
    assert "6 of 8 people who completed it went to work or education: 75 of 100" in page
    end, _, later = page.partition("12 months later")
    assert "Work 3 2 0 5 Education 1 0 0 1 To work or education 4 2 0 6" in end
    assert "Neither work nor education 1 Not known 1 Completed it 8" in end
    assert "5 of 8 to work or education: 62 of 100" in later
    assert "7 of 9 people" not in words(office.get("/outcomes?year=2025"))
    assert "6 of 9 people who completed it" in words(office.get("/outcomes?year=2025"))

    # Numerator and denominator open to their people; who looked is written down.
    part = office.get("/outcomes/people?scheme=scheme_a&year=2025&months=0&where=work&extent=part")
    assert "2 people: Work, Part time" in words(part)
    assert [name in words(part) for name in ("Bea Test", "Cem Test", "Ada Test", "Ilse Test")] == [1, 1, 0, 0]
    assert part.text.count('href="/people/') == 2
    assert "where=work&amp;extent=part" in office.get(asked).text
    everybody = words(office.get("/outcomes/people?scheme=scheme_a&year=2025&months=12"))
    assert "8 people: Completed it" in everybody
    with house.crossing() as session:
        read = session.query(AuditEntry).filter_by(action="read", user_id=manager.user_id).count()
    assert read == 10
    sheet = office.get("/outcomes.csv?scheme=scheme_a&year=2025").get_data(as_text=True)
    assert "At the end of the course,Work,Part time,2" in sheet
    assert house.client(staff[Role.TEACHER]).get("/outcomes").status_code == 404

    # An observer gets sums in which nobody can be made out, and no way to a person.
    observer = house.client(staff[Role.OBSERVER])
    seen = observer.get(asked)
    assert "/outcomes/people" not in seen.text
    assert "fewer than 5" in words(seen)
    assert "Work 3 2" not in words(seen)
    assert "Every scheme" not in seen.text
    assert observer.get("/outcomes/people?scheme=scheme_a&year=2025").status_code == 404
    with house.crossing() as session:
        assert session.query(AuditEntry).filter_by(action="crossing").count() == 1


def test_who_ends_a_course_is_asked_at_the_end_how_much_work_it_is(
    sqlite_house: House, staff: dict[Role, Actor]
) -> None:
    house, caseworker = sqlite_house, staff[Role.CASEWORKER]
    office = house.client(staff[Role.MANAGER])
    assert "At the end" in words(office.get("/follow-ups/rules"))
    office.post("/follow-ups/rules", data={"programme": PROGRAMME, "months": ["0", "12"]})
    _completed(house, staff[Role.MANAGER], "jobbsjansen_a", TODAY, {"Ada": {}})
    with house.acting(staff[Role.MANAGER]):
        assert follow_up.ask_everybody(day=TODAY, now=clock.now()) == 1
    desk = house.client(caseworker)
    address = desk.get("/follow-ups").text.split("/follow-ups/")[1].split('"')[0]
    assert "At the end of Jobbsjansen del A" in words(desk.get(f"/follow-ups/{address}"))
    # Whoever works says how much; whoever looks for work is not asked.
    assert desk.post(f"/follow-ups/{address}", data=PART | {"extent": ""}).status_code == 422
    assert desk.post(f"/follow-ups/{address}", data=PART).status_code == 302
    assert "I work, Fewer than 30 hours" in words(desk.get(f"/people/{_only(desk)}"))
    assert "1 of 1 person who completed it went to work or education: 100 of 100" in words(desk.get("/outcomes"))


def _only(desk: FlaskClient) -> str:
    page = desk.get("/outcomes/people?scheme=scheme_a").text
    return str(page.split('href="/people/')[1].split('"')[0])
