"""Somebody from the community goes along and interprets: asked for, taken, written down, confirmed; never what it was about."""

import re
from datetime import timedelta

from lms.companions import models
from lms.kernel import clock
from lms.kernel.actor import Role
from lms.messages import queries as messages
from lms.messages.models import Outgoing
from lms.organisations import services as organisations
from tests import houses
from tests.cast import Cast, gather
from tests.houses import House

TODAY = houses.NOON.date()
SALMA = {
    "name": "Salma Aziz", "phone": "0151 5550101", "email": "salma@aziz.example", "parts": "companion",
    "languages": "ar", "more": "Deutsch",
}  # fmt: skip
ASKED = {"language": "ar", "day": (TODAY + timedelta(days=2)).isoformat(), "starts": "09:30", "place": "Parkstrasse 7"}


def _links(page: str) -> str:
    found = re.search(r"/with/[\w-]+", page)
    assert found is not None
    return found[0]


def written_down(house: House, cast: Cast, given: dict[str, object]) -> str:
    """The link of a volunteer whom the caseworker writes down, as it is shown this once."""
    return _links(house.client(cast.caseworker).post("/companions/new", data=given).text)


def _codes(house: House, cast: Cast) -> list[str]:
    with house.acting(cast.caseworker):
        return [one.code for one in messages.open_tasks(cast.caseworker) if one.code.startswith("companions.")]


def _appointment(house: House) -> models.Appointment:
    with house.crossing() as session:
        row = session.query(models.Appointment).one()
        session.expunge(row)
    return row


def test_a_companion_takes_an_appointment_and_the_hours_are_confirmed(house: House) -> None:
    cast = gather(house)
    staff, ask = house.client(cast.caseworker), f"/people/{cast.leyla.learner_id}/companion"
    assert "Nobody is in the register yet." in staff.get(ask).text
    own, other = written_down(house, cast, SALMA), written_down(house, cast, SALMA | {"name": "Omar", "email": ""})
    deaf = written_down(house, cast, SALMA | {"name": "Tesfay", "languages": "ti", "more": ""})
    asked = staff.post(ask, data=ASKED, follow_redirects=True).text
    assert "1 appointment waits for a companion, a visit or your word" in asked
    assert "Looking for somebody" in asked
    # The e-mail and the open list name nobody; whoever speaks another language sees nothing.
    with house.crossing() as session:
        (mail,) = session.query(Outgoing).filter_by(address="salma@aziz.example")
        assert "Leyla" not in mail.subject + mail.body
        assert "Parkstrasse" not in mail.body
    outside = house.client()
    page = outside.get(own).text
    assert "1 appointment needs somebody" in page
    assert "Parkstrasse 7" in page
    assert "Leyla" not in page
    assert "Parkstrasse" not in outside.get(deaf).text
    key = _appointment(house).id
    assert outside.post(f"{deaf}/appointments/{key}/yes").status_code == 404
    # The first one to say yes goes along, and reads the first name only.
    assert "You go along with Leyla" in outside.post(f"{own}/appointments/{key}/yes", follow_redirects=True).text
    assert "Demir" not in outside.get(own).text
    late = outside.post(f"{other}/appointments/{key}/yes")
    assert (late.status_code, "Somebody else was quicker" in late.text) == (409, True)
    assert "Salma Aziz goes along with you." in house.client(cast.leyla).get("/my-mentor").text
    assert "Salma Aziz" in house.client(cast.leyla).get("/today").text
    # She cannot go after all: it is open again, and who asked hears of it.
    outside.post(f"{own}/appointments/{key}/back")
    assert _codes(house, cast) == ["companions.task.given_back"]
    outside.post(f"{other}/appointments/{key}/yes")
    assert _codes(house, cast) == []
    early = outside.post(f"{other}/appointments/{key}/hours", data={"minutes": "90"})
    assert (early.status_code, "has not begun yet" in early.text) == (409, True)
    with clock.shifted_to(clock.now() + timedelta(days=3)):
        for wrong in ("", "0", "721", "an hour"):
            refused = outside.post(f"{other}/appointments/{key}/hours", data={"minutes": wrong})
            assert (refused.status_code, "from 1 to 720" in refused.text) == (422, True)
        outside.post(f"{other}/appointments/{key}/hours", data={"minutes": "95"})
        assert _codes(house, cast) == ["companions.task.logged"]
        staff = house.client(cast.caseworker)
        assert "95" in staff.get("/companions/appointments").text
        assert staff.post(f"/companions/appointments/{key}/confirm", data={"minutes": "soon"}).status_code == 422
        staff.post(f"/companions/appointments/{key}/confirm", data={"minutes": "90"})
        assert _codes(house, cast) == []
        assert "1 h 30 min" in staff.get("/companions").text
        assert "You have given 1 h 30 min." in outside.get(other).text
        # A tap that slipped is taken back.
        staff.post(f"/companions/appointments/{key}/unconfirm")
        assert _appointment(house).state == "logged"
        assert staff.post(f"/companions/appointments/{key}/cancel").status_code == 409
    # No column has room for what it was about.
    assert set(models.Appointment.__table__.columns.keys()) == {
        "id", "provider_id", "learner_id", "centre_id", "staff_id", "language", "day", "starts", "place", "state",
        "volunteer_id", "minutes", "logged_on", "confirmed_on", "confirmed_by", "by", "at",
    }  # fmt: skip


def test_an_ended_companion_loses_access_at_once_and_the_appointment_is_open_again(house: House) -> None:
    cast = gather(house)
    staff, outside = house.client(cast.caseworker), house.client()
    own = written_down(house, cast, SALMA)
    staff.post(f"/people/{cast.leyla.learner_id}/companion", data=ASKED)
    key = _appointment(house).id
    outside.post(f"{own}/appointments/{key}/yes")
    volunteer_id = _appointment(house).volunteer_id
    assert (
        "Ended. The link shows nothing any more."
        in staff.post(f"/companions/{volunteer_id}/end", follow_redirects=True).text
    )
    for path in ("", f"/appointments/{key}/back", f"/appointments/{key}/hours", "/read/companion"):
        answer = outside.get(own + path) if path in ("", "/read/companion") else outside.post(own + path)
        assert answer.status_code == 404
        assert "Leyla" not in answer.text
    assert _appointment(house).state == "open"
    assert _codes(house, cast) == ["companions.task.given_back"]
    # Ended by a slip: in the register as before, with another link; the old one stays dead.
    staff.post(f"/companions/{volunteer_id}/on")
    fresh = _links(staff.post(f"/companions/{volunteer_id}/link").text)
    assert outside.get(fresh).status_code == 200
    assert outside.get(own).status_code == 404
    assert "Interpret everything that is said" in outside.get(f"{fresh}/read/companion").text
    assert outside.get(f"{fresh}/read/mentor").status_code == 404
    # Called off and taken back.
    staff.post(f"/companions/appointments/{key}/cancel")
    assert _appointment(house).state == "cancelled"
    assert outside.post(f"{fresh}/appointments/{key}/yes").status_code == 409
    staff.post(f"/companions/appointments/{key}/uncancel")
    assert _appointment(house).state == "open"


def test_what_lacks_is_said_and_others_reach_nothing(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    staff = house.client(cast.caseworker)
    for change, said in (
        ({"name": " "}, "Write the name"),
        ({"name": "x" * 121}, "Write the name"),
        ({"languages": [], "more": ""}, "Choose the languages"),
        ({"more": "x" * 41}, "Write each language by its name"),
        ({"parts": "boss"}, "Choose what the volunteer does."),
        ({"phone": "", "email": ""}, "Write a telephone number or an e-mail address."),
        ({"email": "salma"}, "not whole"),
        ({"times": "9-night"}, "Choose the times"),
        ({"parts": "mentor"}, "at least one goal"),
        ({"trained_on": "31.2.2026"}, "year-month-day"),
        ({"trained_on": "2027-01-01"}, "has not come yet"),
        ({"number": "nobody"}, "Nobody here has this number."),
    ):
        refused = staff.post("/companions/new", data=SALMA | change)
        assert (refused.status_code, said in refused.text) == (422, True), said
    with house.crossing() as session:
        assert session.query(models.Volunteer).count() == 0
    own = written_down(house, cast, SALMA)
    with house.crossing() as session:
        volunteer_id = session.query(models.Volunteer.id).scalar()
    ask = f"/people/{cast.leyla.learner_id}/companion"
    for change, said in (
        ({"language": "xx"}, "Choose the language."),
        ({"day": ""}, "Choose a day"),
        ({"day": (TODAY - timedelta(days=1)).isoformat()}, "Choose a day"),
        ({"day": "2028-01-01"}, "Choose a day"),
        ({"starts": "noon"}, "Write when the appointment begins."),
        ({"place": ""}, "Write the address"),
        ({"place": "x" * 121}, "Write the address"),
    ):
        refused = staff.post(ask, data=ASKED | change)
        assert (refused.status_code, said in refused.text) == (422, True), said
    staff.post(ask, data=ASKED)
    key = _appointment(house).id
    with house.acting(cast.manager):
        south = organisations.add_centre("South", "Europe/Berlin")
    elsewhere = house.actor("Ida", Role.CASEWORKER, cast.provider_id, centre_id=south)
    for who in (cast.teacher, cast.outsider, cast.leyla, elsewhere):
        client = house.client(who)
        assert "Salma" not in client.get("/companions").text
        assert client.get(f"/companions/{volunteer_id}").status_code == 404
        assert client.post(f"/companions/{volunteer_id}/end").status_code == 404
        assert client.post(f"/companions/appointments/{key}/cancel").status_code == 404
        assert "Leyla" not in client.get("/companions/appointments").text
    assert house.client().get("/with/nothing").status_code == 404
    assert house.client().post(f"{own}/appointments/nothing/yes").status_code == 404
    # Found by name, by language and by what she does.
    for found in ("q=salma", "language=ar", "part=companion"):
        assert "Salma Aziz" in staff.get(f"/companions?{found}").text
    for lost in ("q=nobody", "language=ti", "part=mentor"):
        assert "Nobody is found." in staff.get(f"/companions?{lost}").text
    changed = staff.post(f"/companions/{volunteer_id}", data=SALMA | {"name": "Salma A", "times": "0-morning"})
    assert changed.status_code == 302
    assert "Salma A" in staff.get(f"/companions/{volunteer_id}").text
    assert staff.post(f"/companions/{volunteer_id}", data=SALMA | {"name": ""}).status_code == 422
    # Thursday is outside the times that she named: she sees it all the same.
    assert "This is outside the times that you named." in house.client().get(own).text
