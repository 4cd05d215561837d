"""Rooms, staff, sections and marks of a running year from lists: errors by line and column, all or nothing, again without harm."""

import html
import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.courses import models, queries
from lms.exchange.domain import calendar_lists as lists
from lms.exchange.services.lists import Outcome, take_in_list
from lms.kernel import clock, db
from lms.organisations import queries as organisations
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.courses.people import seat

ROOMS = "name,picture,seats,floor,step_free\nTree,tree,14,2,no\nFish,fish,22,1,yes\n"
STAFF = "name;kind;teaches;paper_until\nLena Vogt;teacher;regular literacy_first_script;2028-12-31\nJo Ek;carer;;\n"
SECTIONS = (
    "name,module,seats,room,teacher,weekdays,from,to,every_weeks\n"
    "Evening,literacy_b,10,Sun,Marta Klein,tue thu,17:30,19:45,\n"
    "Saturday,Alpha B,8,,,sat,09:00,12:00,2\n"
)
MARKS = (
    "section,day,number,mark,reason,arrived\n"
    "Alpha B,2026-11-23,L-1,present,,\nAlpha B,2026-11-23,L-2,late,,09:30\n"
    "Alpha B,2026-11-24,L-1,excused,ill,\n"
)


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


def take(house: House, cast: Cast, kind: str, text: str, *, trial: bool = False) -> Outcome:
    with house.acting(cast.administrator):
        return take_in_list(
            kind, text, cast.centre_id, cast.term_id, trial=trial, actor=cast.administrator, now=clock.now()
        )


def wrong(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in outcome.problems]


def test_rooms_come_in_once_and_are_changed_where_the_list_says_more(house: House, cast: Cast) -> None:
    assert take(house, cast, "rooms", ROOMS, trial=True) == Outcome("rooms", new=1, changed=1)
    with house.acting(cast.administrator):
        assert len(organisations.rooms(cast.centre_id)) == 2
    assert take(house, cast, "rooms", ROOMS) == Outcome("rooms", new=1, changed=1)
    assert take(house, cast, "rooms", ROOMS) == Outcome("rooms", same=2)
    with house.acting(cast.administrator):
        rooms = {one.name: (one.capacity, one.floor, one.step_free) for one in organisations.rooms(cast.centre_id)}
    assert rooms["Tree"] == (14, 2, False)
    assert rooms["Fish"] == (22, 1, True)


def test_staff_come_in_with_what_they_teach(house: House, cast: Cast) -> None:
    assert take(house, cast, "staff", STAFF) == Outcome("staff", new=2)
    assert take(house, cast, "staff", STAFF) == Outcome("staff", same=2)
    longer = STAFF.replace("2028", "2029")
    assert take(house, cast, "staff", longer) == Outcome("staff", changed=1, same=1)
    with house.acting(cast.administrator):
        lena = next(one for one in organisations.staff(kind="teacher") if one.name == "Lena Vogt")
    assert lena.may_teach("regular", date(2029, 12, 1))


def test_sections_come_in_with_their_sessions(house: House, cast: Cast) -> None:
    assert take(house, cast, "sections", SECTIONS) == Outcome("sections", new=2)
    assert take(house, cast, "sections", SECTIONS) == Outcome("sections", same=2)
    with house.acting(cast.administrator):
        evening, saturday = (next(o for o in queries.sections() if o.name == name) for name in ("Evening", "Saturday"))
        assert (evening.room_id, len(evening.meetings)) == (cast.small_room_id, 2)
        days = [
            one.day for one in queries.sessions_between(date(2026, 11, 1), date(2027, 2, 28), section_ids=[saturday.id])
        ]
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {14}


def test_a_list_leaves_what_it_does_not_name(house: House, cast: Cast) -> None:
    take(house, cast, "sections", SECTIONS)
    with house.acting(cast.administrator):
        evening = db.session().scalars(select(models.Section).where(models.Section.name == "Evening")).one()
        evening.mode, evening.link, evening.minutes = "both", "https://meet.example/evening", 2700
        evening.entry_until = date(2026, 12, 18)
    later = "name,module,weekdays,from,to\nEvening,literacy_b,tue thu,17:45,19:45\n"
    assert take(house, cast, "sections", later) == Outcome("sections", changed=1)
    with house.acting(cast.administrator):
        found = next(one for one in queries.sections() if one.name == "Evening")
    assert (found.mode, found.link, found.own_minutes) == ("both", "https://meet.example/evening", 2700)
    assert (found.entry_until, found.seats, found.room_id) == (date(2026, 12, 18), 10, cast.small_room_id)
    assert found.teacher_id is not None


def test_a_list_empties_room_and_teacher_where_it_says_so_and_keeps_a_rhythm_it_does_not_name(
    house: House, cast: Cast
) -> None:
    take(house, cast, "sections", SECTIONS)
    with house.acting(cast.administrator):
        meeting = db.session().scalars(select(models.Meeting).where(models.Meeting.every == 2)).one()
        meeting.anchor = date(2026, 11, 9)
    later = (
        "name,module,room,teacher,weekdays,from,to\n"
        "Evening,literacy_b,-,-,tue thu,17:30,19:45\nSaturday,Alpha B,,,sat,09:30,12:00\n"
    )
    assert take(house, cast, "sections", later) == Outcome("sections", changed=2)
    assert take(house, cast, "sections", later) == Outcome("sections", same=2)
    with house.acting(cast.administrator):
        evening, saturday = (next(o for o in queries.sections() if o.name == name) for name in ("Evening", "Saturday"))
    assert (evening.room_id, evening.teacher_id) == (None, None)
    assert [(one.every, one.anchor) for one in saturday.meetings] == [(2, date(2026, 11, 9))]
    # Named as it stands it keeps its week, named otherwise it begins anew.
    named = "name,module,weekdays,from,to,every_weeks\nSaturday,Alpha B,sat,09:30,12:00,{}\n"
    assert take(house, cast, "sections", named.format(2)) == Outcome("sections", same=1)
    assert take(house, cast, "sections", named.format(3)) == Outcome("sections", changed=1)


def test_marks_of_the_running_year_come_in_and_the_same_marks_again_do_no_harm(house: House, cast: Cast) -> None:
    for who in (cast.leyla, cast.mahmoud):
        seat(house, cast, who.learner_id)
    assert take(house, cast, "marks", MARKS, trial=True) == Outcome("marks", new=3)
    assert take(house, cast, "marks", MARKS) == Outcome("marks", new=3)
    assert take(house, cast, "marks", MARKS) == Outcome("marks", same=3)
    with house.acting(cast.administrator):
        session = queries.sessions_between(date(2026, 11, 23), date(2026, 11, 23), section_ids=[cast.section_id])[0]
        people = {one.name: (one.attendance, one.arrived) for one in queries.register(session.id).people}
    assert session.state == "held"
    assert people["Leyla Demir"][0] == "present"
    assert people["Mahmoud Hassan"][0] == "late"
    other = take(house, cast, "marks", MARKS.replace("L-1,present", "L-1,unexcused"))
    assert wrong(other) == [(2, "mark", "list.marked_otherwise")]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("rooms", "name,seats\nA,none\n,5\n", [(2, "seats", "number_between"), (3, "name", "cell_needed")]),
        ("rooms", "name,floor\nA,1\n", [(1, "seats", "column_needed")]),
        ("rooms", "name,seats,picture\nA,5,dragon\nA,6,fish\n", [(2, "picture", "one_of"), (3, "name", "line_twice")]),
        ("rooms", "", [(0, "", "empty_file")]),
        ("staff", "name,kind\nLena,pilot\n", [(2, "kind", "one_of")]),
        ("sections", "name,module,weekdays,from,to\nA,x,mon,9:00,8:00\n", [(2, "to", "ends_before")]),
        ("sections", "name,module,weekdays,from,to\nA,x,someday,9,10:00\n",
         [(2, "weekdays", "one_of"), (2, "from", "time_unreadable")]),
        ("sections", "name,module,weekdays,from,to\nA,x,mon,09:00,10:00\n", [(2, "module", "list.no_course")]),
        ("sections", "name,module,weekdays,from,to,room\nA,literacy_b,mon,13:00,14:00,Moon\n", [(2, "room", "list.no_room")]),
        ("sections", "name,module,weekdays,from,to,room\nA,literacy_b,mon,09:00,10:00,Fish\n", [(2, "name", "courses.room_taken")]),
        ("marks", "section,day,number,mark\nAlpha B,2026-11-23,L-9,present\n", [(2, "number", "list.no_person")]),
        ("marks", "section,day,number,mark\nAlpha B,2026-11-25,L-1,present\n", [(2, "day", "list.no_session")]),
        ("marks", "section,day,number,mark\nAlpha B,2026-11-26,L-1,present\n", [(2, "day", "list.session_ahead")]),
        ("marks", "section,day,number,mark\nAlpha B,2026-11-23,L-1,present\n", [(2, "number", "list.not_in_section")]),
        ("marks", "section,day,number,mark\nAlpha B,2026-11-31,L-1,here\n", [(2, "day", "day_unreadable"), (2, "mark", "one_of")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line_and_column(
    house: House, cast: Cast, kind: str, text: str, found: list[tuple[int, str, str]]
) -> None:
    assert wrong(take(house, cast, kind, text)) == found


def test_one_wrong_line_keeps_the_whole_list_out(house: House, cast: Cast) -> None:
    text = "name,module,weekdays,from,to,room\nGood,literacy_b,fri,13:00,14:00,\nBad,literacy_b,mon,09:30,10:00,Fish\n"
    assert wrong(take(house, cast, "sections", text)) == [(3, "name", "courses.room_taken")]
    with house.acting(cast.administrator):
        assert {one.name for one in queries.sections()} == {"Alpha B"}


def test_the_page_tries_mends_and_takes_in(house: House, cast: Cast) -> None:
    client = house.client(cast.administrator)
    assert "step_free" in client.get("/import/lists?kind=rooms").text
    form = {"kind": "rooms", "text": ROOMS.replace("14", "many")}
    tried = client.post("/import/lists", data=form)
    assert tried.status_code == 422
    assert "Write a number from 1 to 500." in tried.text
    mended = client.post("/import/lists", data={"kind": "rooms", "text": ROOMS})
    assert "1 new line, 1 changed" in mended.text
    assert client.post("/import/lists", data={"kind": "rooms", "text": ROOMS, "deed": "save"}).status_code == 302
    with house.acting(cast.administrator):
        assert len(organisations.rooms(cast.centre_id)) == 3
    assert house.client(cast.teacher).get("/import/lists").status_code == 404


def test_each_wrong_cell_is_mended_where_it_is_told_and_the_lines_keep_their_numbers(house: House, cast: Cast) -> None:
    client = house.client(cast.administrator)
    text = 'name,picture,seats,floor\n\n"Boat, big",boat,many,0\nMoon,moon,12,1\nMoon,unicorn,9\n'
    tried = client.post("/import/lists", data={"kind": "rooms", "text": text}).text
    cells = dict(re.findall(r'name="(cell-[^"]+)" value="([^"]*)"', tried))
    assert list(cells.items()) == [("cell-3-seats", "many"), ("cell-5-picture", "unicorn"), ("cell-5-name", "Moon")]
    sent = dict(re.findall(r'name="(was-[^"]+)" value="([^"]*)"', tried)) | {"kind": "rooms", "text": text}
    half = client.post("/import/lists", data={**sent, **cells, "cell-3-seats": "21", "cell-5-picture": "sun"}).text
    assert re.findall(r'name="(cell-[^"]+)"', half) == ["cell-5-name"]
    sent = {
        "kind": "rooms",
        "text": html.unescape(re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", half, re.DOTALL)[0]),
    }
    assert sent["text"] == text.replace("many", "21").replace("unicorn,9", "sun,9,")
    # Who has meanwhile written the line anew in the list itself is not written over.
    data = {**sent, "text": sent["text"].replace("Moon,sun", "Sun,sun"), "was-5-name": "Moon", "cell-5-name": "Star"}
    done = client.post("/import/lists", data={**data, "deed": "save"})
    with house.acting(cast.administrator):
        rooms = {one.name: one.capacity for one in organisations.rooms(cast.centre_id)}
    assert (done.status_code, rooms["Boat, big"], rooms["Moon"], rooms["Sun"], "Star" in rooms) == (
        302,
        21,
        12,
        9,
        False,
    )
    page = client.post("/import/lists", data={"kind": "sections", "text": SECTIONS, "term": ""}).text
    assert ("The whole list" in page, page.count("Choose the term that these classes are in.")) == (True, 1)
    assert f'value="{cast.term_id}" selected' in client.get("/import/lists?kind=sections").text


@given(kind=st.sampled_from(sorted(lists.COLUMNS)), data=st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_break_the_reader(kind: str, data: bytes) -> None:
    found = lists.read(kind, data)
    assert found.rows or found.problems
