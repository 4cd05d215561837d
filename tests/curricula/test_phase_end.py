"""The end of a phase: whatever is over, the person hears what comes next, where, when and with whom."""

import re
from datetime import date, timedelta

from curricula import services
from curricula.domain.phase_end import Kind, Phase, last_over, stages_over, talk_day
from lms.casework import services as casework
from lms.kernel import clock
from tests.curricula.lives import TODAY, Lives, add_person, open_course, open_group
from tests.curricula.test_pages import words
from tests.houses import House

FIRSTS = ("before_journey", "reception")
DAY = date(2026, 3, 2)


def test_a_stage_is_over_when_another_follows_and_its_card_goes_after_six_weeks() -> None:
    way = [("before_journey", DAY), ("reception", DAY + timedelta(days=30))]
    assert stages_over("reception", way, FIRSTS) == [Phase(Kind.STAGE, "before_journey", DAY + timedelta(days=30))]
    arrived = Phase(Kind.STAGE, "reception", DAY)
    assert stages_over("reception", [("learning", DAY)], FIRSTS) == [arrived]
    assert stages_over("reception", [], FIRSTS) == []
    assert last_over([arrived, Phase(Kind.MODULE, "a1", DAY + timedelta(days=1))], DAY) == arrived
    assert last_over([arrived], DAY + timedelta(days=42)) == arrived
    assert last_over([arrived], DAY + timedelta(days=43)) is None
    assert talk_day(arrived, DAY + timedelta(days=20)) == DAY + timedelta(days=20)


def _heard(page: str) -> str:
    """What the sound of the card says."""
    return next(one for one in re.findall(r'data-say="([^"]+)"', page) if "What comes next" in one)


def test_every_stage_and_every_module_ends_with_a_card_that_can_be_heard(sqlite_house: House, lives: Lives) -> None:
    house, cast = sqlite_house, lives.cast
    hamid = add_person(house, cast, "Hamid", phone="0160 7")
    learner_id, keeper = str(hamid.learner_id), house.client(cast.caseworker)
    his = house.client(hamid)
    assert "What comes next" not in his.get("/today").text
    with house.acting(cast.caseworker):
        casework.assign(learner_id, str(cast.caseworker.staff_id), actor=cast.caseworker, now=clock.now())
    ended = ""
    for stage, over in (
        ("before_journey", ""),
        ("reception", "Before the journey"),
        ("learning", "Arriving"),
        ("guidance", "Learning"),
        ("job", "Advice on what comes next"),
        ("closed", "Looking for work"),
    ):
        moved = keeper.post(f"/casework/{learner_id}/file/stage", data={"stage": stage, "reason": "Moved away."})
        assert moved.status_code == 302
        if over:
            ended = _heard(his.get("/today").text)
            assert f"This is done: {over}." in ended
            assert re.search(r"What: .+\. Where: Lindenhof.*\. When: .+\. Who: .+\.", ended)
            assert cast.caseworker.name in ended
    assert "Your file is closed." in ended
    assert "When: on every working day." in ended
    # A module that is passed ends a phase, too: a class with a free seat comes next, then the seat that was taken.
    ida = add_person(house, cast, "Ida", level="a1")
    with house.acting(cast.teacher):
        services.pass_module(str(ida.learner_id), "general_3", on_day=TODAY, actor=cast.teacher, now=clock.now())
    talk = _heard(house.client(ida).get("/today").text)
    assert "We talk about what comes next." in talk
    section = open_group(house, cast, open_course(house, cast, "general_4"), name="Evening")
    hers = house.client(ida)
    assert "A seat in this class: Sprachkurs Modul 4." in _heard(hers.get("/today").text)
    assert hers.post(f"/next/{section}/book").status_code == 302
    heard = _heard(hers.get("/today").text)
    assert re.search(r"What: General 4\. Where: Lindenhof.*\. When: \w{3} \d+ \w+, 09:00\. Who: .+\.", heard)
    record = words(keeper.get(f"/casework/{ida.learner_id}"))
    assert "This stands on the first page of the person." in record
    assert "General 4" in record
    assert "What comes next" not in words(keeper.get(f"/casework/{cast.amina.learner_id}"))
