"""A trainer from before departure reads a course outline, says something about it and teaches an online session along."""

import re
from datetime import date

from sqlalchemy import select

from lms.casework import queries as casework
from lms.courses import models as course_models
from lms.courses import queries as courses
from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.messages import queries as messages
from lms.partners import models, services
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.courses.people import seat

ABROAD = {"name": "Centre before departure", "sector": "institute", "supports": "papers", "email": "a@abroad.test"}


def _session(house: House, cast: Cast, day: date, mode: str = "online") -> str:
    """A session of the class on a day, which meets so."""
    with house.acting(cast.manager) as session:
        (found,) = courses.sessions_between(day, day, section_ids=[cast.section_id])
        session.get(course_models.Session, found.id).mode = mode
        session.get(course_models.Section, cast.section_id).link = "https://rooms.test/alpha"
    return found.id


def _trainer(house: House, cast: Cast) -> tuple[Actor, str]:
    """Asha, invited by the administrator to teach along, and her access."""
    office = house.client(cast.administrator)
    office.post("/organisations", data=ABROAD)
    with house.acting(cast.administrator):
        organisation = casework.organisations_listed("departure")[0][0].id
    told = {"organisation": organisation, "name": "Asha Rao", "email": "asha@abroad.test", "until": "2027-02-26",
            "cohort": f"course:{cast.course_id}", "part": "teaching"}  # fmt: skip
    assert office.post("/partners", data=told | {"part": "all"}).status_code == 422
    assert office.post("/partners", data=told).status_code == 302
    with house.acting(cast.administrator) as session:
        row = session.scalars(select(models.Access)).one()
        return Actor(row.user_id, row.name, row.provider_id, Role.PARTNER, centre_id=row.centre_id), row.id


def test_an_external_trainer_reads_the_outline_comments_and_teaches_an_online_session_along(house: House) -> None:
    cast = gather(house)
    seat(house, cast, cast.leyla.learner_id)
    office, teacher = house.client(cast.administrator), house.client(cast.teacher)
    asha, access_id = _trainer(house, cast)
    guest = house.client(asha)
    assert "No outline is written yet." in guest.get("/partner").text
    office.post("/module-outlines/literacy_b", data={"lines": "First letters\nWords of the day"})

    # The outline, and a word about it that the office answers.
    page = guest.get("/partner").text
    for words in ("First letters", "Words of the day", "No session yet."):
        assert words in page, words
    said = re.search(r"/partner/outlines/[^\"]+", page)
    assert said
    assert guest.post(said.group(), data={"text": " "}).status_code == 409
    assert guest.post(said.group(), data={"text": "We have taught the numbers already."}).status_code == 302
    seen = office.get("/module-outlines/literacy_b").text
    for words in ("Asha Rao, Centre before departure", "We have taught the numbers already."):
        assert words in seen, words
    answer = re.search(r"/module-outlines/literacy_b/comments/([^\"]+)", seen)
    assert answer
    office.post(answer.group(), data={f"answer-{answer.group(1)}": "Then we begin with words."})
    assert "Then we begin with words." in guest.get("/partner").text

    # The teacher names her for an online session of her own class, and for no other.
    online, in_room = _session(house, cast, date(2026, 11, 26)), _session(house, cast, date(2026, 11, 30), "room")
    assert "Asha Rao" in teacher.get(f"/sessions/{online}").text
    assert "Asha Rao" not in teacher.get(f"/sessions/{in_room}").text
    assert teacher.post(f"/sessions/{in_room}/co-teacher", data={"access": access_id}).status_code == 409
    assert teacher.post(f"/sessions/{online}/co-teacher", data={"access": "nobody"}).status_code == 409
    assert teacher.post(f"/sessions/{online}/co-teacher", data={"access": access_id}).status_code == 302
    with house.crossing():
        assert any(
            "you teach along in Alpha B" in one.body for one in messages.mailbox() if one.address == "asha@abroad.test"
        )
    page = guest.get("/partner").text
    assert "https://rooms.test/alpha" in page
    assert "Marta Klein" in page
    assert "Teaches Alpha B along" in house.client(cast.leyla).get("/my-data").text

    # No names of learners anywhere, and every other page is refused; what is taken back or over opens nothing.
    assert "Leyla" not in page
    for shut in (
        f"/partner/classes/{cast.section_id}",
        "/people",
        f"/sessions/{online}",
        "/module-outlines/literacy_b",
    ):
        assert guest.get(shut).status_code == 404, shut
    for who in (cast.caseworker, cast.leyla, cast.outsider):
        assert house.client(who).post(f"/sessions/{online}/co-teacher", data={"access": access_id}).status_code == 404
    out = re.search(r"/sessions/[^\"]+/co-teacher/[^\"]+/out", teacher.get(f"/sessions/{online}").text)
    assert out
    assert teacher.post(out.group()).status_code == 302
    assert "https://rooms.test/alpha" not in guest.get("/partner").text
    with house.acting(cast.administrator):
        services.end_access(access_id, now=clock.now())
    assert guest.post(said.group(), data={"text": "Once more."}).status_code == 401
    assert "Once more." not in office.get("/module-outlines/literacy_b").text
