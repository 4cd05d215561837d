"""Room and online at once: hours stand under the way in which each person took part, whatever is corrected afterwards."""

from datetime import date

import pytest
from sqlalchemy import func, select

from lms.courses import models, queries, services
from lms.courses.domain.attendance import Given
from lms.courses.services import modes
from lms.kernel import clock, errors
from lms.kernel.vocabulary import AbsenceReason, Attendance
from tests.cast import gather
from tests.houses import House

TUESDAY, HERE, ILL = date(2026, 11, 24), Given(Attendance.PRESENT), Given(Attendance.UNKNOWN, AbsenceReason.ILL)


class Hybrid:
    """A session held both ways, with Leyla and Amina marked as here."""

    def __init__(self, house: House, mode: str = "both") -> None:
        self.house, self.cast = house, gather(house)
        me = self.cast.administrator
        with house.acting(me) as session:
            self.seats = [
                services.book(self.cast.section_id, who.learner_id or "", from_date=TUESDAY, actor=me, now=clock.now())[
                    0
                ]
                for who in (self.cast.leyla, self.cast.amina)
            ]
            self.session_id = queries.sessions_between(TUESDAY, TUESDAY, section_ids=[self.cast.section_id])[0].id
            found = session.get(models.Session, self.session_id)
            assert found is not None
            found.mode = mode
        self.mark(HERE)

    def mark(self, given: Given) -> None:
        with self.house.acting(self.cast.teacher):
            services.save_register(
                self.session_id,
                dict.fromkeys(self.seats, given),
                zone="Europe/Berlin",
                reason="corrected",
                actor=self.cast.teacher,
                now=clock.now(),
            )

    def online(self, *enrolments: str) -> int:
        with self.house.acting(self.cast.teacher):
            return modes.say_online(self.session_id, enrolments, actor=self.cast.teacher, now=clock.now())

    def charged(self) -> dict[tuple[str | None, str], int]:
        """Minutes by enrolment and mode, where there are any."""
        row = models.LedgerEntry
        with self.house.crossing() as session:
            rows = session.execute(
                select(row.enrolment_id, row.mode, func.sum(row.minutes)).group_by(row.enrolment_id, row.mode)
            )
            return {(enrolment_id, mode): minutes for enrolment_id, mode, minutes in rows if minutes}


def test_in_a_hybrid_session_each_learner_s_hours_stand_under_her_own_mode(house: House) -> None:
    found = Hybrid(house)
    leyla, amina = found.seats
    assert found.charged() == {(leyla, "on_site"): 135, (amina, "on_site"): 135}
    assert found.online(leyla) == 2
    assert found.charged() == {(leyla, "online"): 135, (amina, "on_site"): 135}
    assert found.online(leyla) == 0
    found.mark(ILL)
    assert found.charged() == {}
    found.mark(HERE)
    assert found.charged() == {(leyla, "online"): 135, (amina, "on_site"): 135}


def test_a_session_of_one_kind_has_nothing_to_choose(sqlite_house: House) -> None:
    found = Hybrid(sqlite_house, "room")
    with pytest.raises(errors.Conflict, match="one_mode"):
        found.online(found.seats[0])


def test_the_teacher_ticks_who_was_online_and_finds_the_page_from_the_register(sqlite_house: House) -> None:
    found = Hybrid(sqlite_house)
    client = sqlite_house.client(found.cast.teacher)
    address = f"/register/{found.session_id}/online"
    assert address in client.get(f"/register/{found.session_id}").text
    assert "Leyla Demir" in client.get(address).text
    client.post(address, data={"online": [found.seats[0]]})
    assert (found.seats[0], "online") in found.charged()
    assert sqlite_house.client(found.cast.outsider).get(address).status_code in (403, 404)
