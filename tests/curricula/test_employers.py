"""Employers: the shifts they send move people's weeks, each with the last word of their own; comments on outlines are kept."""

import io
from datetime import date, time, timedelta

import pytest

from curricula.domain.employers import matched, outline_trouble
from curricula.queries import employers as queries
from curricula.queries import module_outlines as outlines
from curricula.services import employers as services
from curricula.services import module_outlines
from curricula.services.opportunities import make_link
from lms.courses import services as courses
from lms.kernel import clock, db, errors
from lms.kernel.actor import Role
from lms.learners import formats
from lms.learners import queries as learners
from lms.learners.domain.availability import on_day
from lms.learners.domain.patterns import Kind, Pattern, Preset, Stretch
from lms.learners.domain.rota import in_place_of, without
from lms.messages import queries as messages
from scheduling.queries import troubles
from tests.cast import Cast, gather
from tests.curricula.lives import TODAY
from tests.curricula.test_pages import words
from tests.houses import House
from tests.lms.kernel.test_rest import problem, program

MENSA = "Mensa Nord"
THURSDAY, MONDAY = TODAY + timedelta(days=2), TODAY + timedelta(days=6)
CLASS = time(9), time(11, 15)
SHEET = f"name;date;start;end;shift\nLD 4711;{THURSDAY};06:00;14:00;\nld  4711;{MONDAY};;;early\nOmar;{MONDAY};;;late\n"


def season(first: date, days: int, *stretches: int) -> Pattern:
    times = tuple(Stretch(day, 360, 840) for day in stretches)
    return Pattern(Kind.WORK, times, days, first, first, first + timedelta(days=days - 1), Preset.ROTA)


def test_a_later_rota_takes_only_its_own_days_from_an_earlier_one_and_nobody_elses() -> None:
    december, other = season(date(2026, 12, 1), 31, 0, 20), season(date(2026, 12, 1), 31, 5)
    usual = Pattern(Kind.WORK, (Stretch(0, 480, 960),))
    new = season(date(2026, 12, 10), 5, 1)
    kept = in_place_of((usual, december, other), [december], new)
    assert [(one.since, one.until) for one in kept if one.stretches == december.stretches] == [
        (date(2026, 12, 1), date(2026, 12, 9)),
        (date(2026, 12, 15), date(2026, 12, 31)),
    ]
    assert kept[0] == new
    assert {usual, other} <= set(kept)
    assert without(kept, [december, new]) == (usual, other)
    assert matched(["LD 4711", "Omar"], {"ld 4711": "e"}) == {"LD 4711": "e"}


def test_lines_about_nobody_and_without_hours_are_named() -> None:
    sheet = f"name,date,start,end\n,{MONDAY},06:00,14:00\nLeyla,{MONDAY},06:00,\nLeyla,soon,06:00,14:00\n"
    found = formats.read_staff(sheet.encode(), today=TODAY, zone="Europe/Berlin")
    assert [(one.line, one.code) for one in found.problems] == [
        (2, "rota.no_person"),
        (3, "rota.half_hours"),
        (4, "rota.date_unknown"),
    ]
    alone = f"date,start,end\n{MONDAY},06:00,14:00\n".encode()
    assert formats.read_staff(alone, today=TODAY, zone="Europe/Berlin").problems[0].code == "rota.no_person_column"
    named = formats.read_staff(alone, today=TODAY, zone="Europe/Berlin", everything_about="Leyla")
    assert (list(named.people), named.problems) == (["Leyla"], ())
    invited = (
        "BEGIN:VEVENT\nUID:{n}\nDTSTART:20261130T050000Z\nDTEND:20261130T130000Z\nSUMMARY:Early\n{who}END:VEVENT\n"
    )
    calendar = f"BEGIN:VCALENDAR\n{invited.format(n=1, who='ATTENDEE;CN=Leyla:mailto:l@mensa.example' + chr(10))}"
    calendar += f"{invited.format(n=2, who='')}END:VCALENDAR\n"
    read = formats.read_staff(calendar.encode(), today=TODAY, zone="Europe/Berlin")
    assert [(one.starts, one.ends) for one in read.people["Leyla"].shifts] == [(360, 840)]
    assert [one.code for one in read.problems] == ["rota.event_without_person"]


def test_an_outline_changes_with_a_reason() -> None:
    assert outline_trouble([], None, "") == ("lines", "curricula.module_outline.empty")
    assert outline_trouble(["a"], None, "") is None
    assert outline_trouble(["a"], ["a"], "why") == ("lines", "curricula.module_outline.same")
    assert outline_trouble(["a", "b"], ["a"], " ") == ("reason", "curricula.module_outline.reason")
    assert outline_trouble(["a" * 301], None, "") == ("lines", "curricula.module_outline.long")


def _linked(house: House, cast: Cast) -> str:
    with house.acting(cast.administrator):
        return make_link(cast.centre_id, MENSA, actor=cast.administrator, day=TODAY, now=clock.now())


def _can(learner_id: str, day: date) -> bool:
    return on_day(learners.availability(learner_id), day, *CLASS).can


def test_shifts_move_the_week_of_who_agreed_and_she_takes_them_back(house: House) -> None:
    cast = gather(house)
    token, leyla, now = _linked(house, cast), str(cast.leyla.learner_id), clock.now()
    for who in (cast.leyla, cast.amina):
        with house.acting(who):
            courses.book(cast.section_id, str(who.learner_id), from_date=TODAY, actor=who, now=now)
    with house.acting(cast.leyla):
        for wrong in ({"organisation": "Nobody"}, {"known_as": " "}, {"consent": ""}):
            given = {"organisation": MENSA, "known_as": "LD 4711", "consent": "own", **wrong}
            with pytest.raises(errors.Invalid):
                services.agree(leyla, **given, actor=cast.leyla, day=TODAY, now=now)
        employment = services.agree(leyla, MENSA, " LD  4711", consent="own", actor=cast.leyla, day=TODAY, now=now)
    with house.acting(cast.amina), pytest.raises(errors.Conflict):
        services.agree(
            str(cast.amina.learner_id), MENSA, "ld 4711", consent="own", actor=cast.amina, day=TODAY, now=now
        )
    with db.transaction(house.engine):
        looked = services.look(token, SHEET.replace("ld  4711", "LD 4711").encode(), now=now)
        assert ([(one.known_as, one.shifts) for one in looked.lines], looked.unknown) == ([("LD 4711", 2)], ("Omar",))
        with pytest.raises(errors.Invalid):
            services.send(token, b"name,date,start,end\nOmar,2026-12-01,06:00,14:00\n", now=now)
        for _again in range(2):
            services.send(token, SHEET.replace("ld  4711", "LD 4711").encode(), now=now)
    with house.acting(cast.administrator):
        (sent,) = queries.rotas_of(leyla)
        assert (sent.first_on, sent.last_on, sent.shifts) == (THURSDAY, MONDAY, 2)
        assert (_can(leyla, THURSDAY), _can(leyla, MONDAY)) == (False, False)
        changed = learners.last_change(leyla)
        assert changed is not None
        assert changed.by == MENSA
        # What no longer fits is with the administrator, once, with what can be done about it.
        (task,) = [one for one in messages.tasks_about(leyla) if one.code == "timetable.rota_received"]
        assert (task.facts["missed"], task.facts["organisation"]) == (2, MENSA)
        (trouble,) = troubles.troubles(cast.centre_id)
        assert sum(len(seat.missed) for seat in troubles.rota(trouble, now)) == 2
    with house.acting(cast.leyla):
        services.take_back(sent.id, leyla, actor=cast.leyla, now=now)
        assert _can(leyla, THURSDAY)
    with house.acting(cast.administrator):
        assert troubles.troubles(cast.centre_id)[0].closed_at is not None
        assert all(one.done_at for one in messages.tasks_about(leyla) if one.code == "timetable.rota_received")
    # Early shifts of two weeks that go on become the usual work; without a yes the usual work is as before.
    weeks = "".join(f"LD 4711,{TODAY + timedelta(days=day)},early\n" for day in range(13) if day % 7 not in (4, 5))
    early = f"name,date,shift\n{weeks}LD 4711,{TODAY + timedelta(days=13)},early\n".encode()
    with db.transaction(house.engine):
        assert services.look(token, early, now=now).repeats
        services.send(token, early, goes_on=True, now=now)
    with house.acting(cast.leyla):
        assert not _can(leyla, MONDAY)
        assert not _can(leyla, MONDAY + timedelta(weeks=8))
        services.end(employment, leyla, actor=cast.leyla, now=now)
        assert _can(leyla, MONDAY)
        assert learners.availability(leyla).all_patterns == ()
        with pytest.raises(errors.NotFound):
            services.end(employment, str(cast.amina.learner_id), actor=cast.leyla, now=now)
    with db.transaction(house.engine):
        assert services.look(token, SHEET.encode(), now=now).lines == ()


def test_an_employer_sees_its_own_people_and_words_and_nothing_else(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    token, other = _linked(house, cast), ""
    with house.acting(cast.administrator):
        other = make_link(cast.centre_id, "Hotel", actor=cast.administrator, day=TODAY, now=clock.now())
    hers, office, company = house.client(cast.leyla), house.client(cast.administrator), house.client()
    assert "/my-employer" in hers.get("/my-week").text
    assert hers.post("/my-employer", data={"organisation": MENSA, "known_as": "4711"}).status_code == 422
    yes = {"organisation": MENSA, "known_as": "4711", "consent": "yes", "once": "a"}
    assert hers.post("/my-employer", data=yes).status_code == 302
    on_behalf = {"organisation": "Hotel", "known_as": "Amina K.", "consent": "own"}
    page = f"/people/{cast.amina.learner_id}/employer"
    assert office.post(page, data=on_behalf).status_code == 422
    assert office.post(page, data=on_behalf | {"consent": "paper", "once": "b"}).status_code == 302
    assert house.client(cast.teacher).get(page).status_code == 404
    desk = company.get(f"/employer/{token}").text
    assert "4711" in desk
    assert not {"Amina K.", "Leyla", "Demir"} & set(words(company.get(f"/employer/{token}")).replace(".", "").split())
    assert company.get(f"/employer/{token}x").status_code == 404

    def dry(sheet: str) -> str:
        return str(company.post(f"/employer/{token}/rota", data={"file": _file(sheet)}).text)

    assert "Line 2:" in dry(f"name,date,start,end\n4711,{MONDAY},late,\n")
    looked = dry(f"name,date,shift\n4711,{MONDAY},early\nAmina K.,{MONDAY},early\n")
    assert "Nobody with this name has said yes here." in looked
    kept = f"name,date,start,end,shift\n4711,{MONDAY},06:00,14:00,\n"
    assert company.post(f"/employer/{token}/rota", data={"rota": kept, "once": "c"}).status_code == 302
    assert company.post(f"/employer/{token}/rota", data={"rota": "x", "once": "d"}).status_code == 422
    # A program sends the same with the provider's token; half a shift is refused.
    feed = program(house, cast.provider_id, Role.ADMINISTRATOR)
    times = {"day": MONDAY.isoformat(), "starts": "22:00:00", "ends": "06:00:00"}
    body = {"centre_id": cast.centre_id, "shifts": [{"name": "amina k.", **times}, {"name": "4711", **times}]}
    for only_look in (True, False, False):
        told = feed.put("/api/v1/employers/Hotel/rota", json=body | {"dry_run": only_look})
        assert told.json is not None
        assert (told.json["people"][0]["name"], told.json["unknown"]) == ("Amina K.", ["4711"])
    with house.acting(cast.administrator):
        assert len(queries.rotas_of(str(cast.amina.learner_id))) == 1
    half = body | {"shifts": [{"name": "Amina K.", "day": MONDAY.isoformat(), "starts": "22:00:00"}]}
    problem(feed.put("/api/v1/employers/Hotel/rota", json=half), 422, "rota.half_hours")
    problem(feed.put("/api/v1/employers/Nobody/rota", json=body), 404, "curricula.no_such_link")
    assert "1 shift" in hers.get("/my-employer").text
    assert MENSA in office.get("/opportunities").text
    # An outline: written, shared, commented on, answered, changed; all of it stays in its history.
    where = "/module-outlines/literacy_b"
    assert office.post(where, data={"lines": "", "once": "e"}).status_code == 422
    assert office.post(where, data={"lines": "Letters\nNumbers at work", "once": "f"}).status_code == 302
    assert "Numbers at work" not in company.get(f"/employer/{token}").text
    office.post(where + "/share", data={"shared": "1"})
    assert "Numbers at work" in company.get(f"/employer/{token}").text
    with house.acting(cast.administrator):
        (first,) = outlines.outline_history(cast.centre_id, "literacy_b")
    says = f"/employer/{token}/outlines/{first.id}"
    assert company.post(says, data={"text": " ", "once": "g"}).status_code == 422
    assert company.post(says, data={"text": "Teach <safety> signs", "once": "h"}).status_code == 302
    assert "Teach" not in company.get(f"/employer/{other}").text
    assert "1 waits for an answer" in office.get("/module-outlines").text
    with house.acting(cast.administrator):
        (comment,) = outlines.outline_history(cast.centre_id, "literacy_b")[0].comments
    assert house.client(cast.outsider).post(f"{where}/comments/{comment.id}").status_code == 404
    answer = {f"answer-{comment.id}": "They are in now.", "once": "i"}
    assert office.post(f"{where}/comments/{comment.id}", data=answer).status_code == 302
    changed = {"lines": "Letters\nSafety signs", "reason": "Mensa Nord asked for it.", "once": "j"}
    assert office.post(where, data=changed).status_code == 302
    history = words(office.get(where))
    assert history.index("Version 2") < history.index("Mensa Nord asked for it.") < history.index("Version 1")
    assert history.index("Version 1") < history.index("Teach") < history.index("They are in now.")
    again = words(company.get(f"/employer/{token}"))
    assert "Safety signs" in again
    assert "They are in now." in again
    assert company.post(says, data={"text": "Late", "once": "k"}).status_code == 409
    with house.acting(cast.administrator):
        assert messages.open_with(module_outlines.CODE) == []


def _file(sheet: str) -> tuple[object, str]:
    return io.BytesIO(sheet.encode()), "rota.csv"
