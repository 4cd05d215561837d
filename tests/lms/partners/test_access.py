"""Partners: somebody of a trade union sees one module and who comes; every other page is refused and written down."""

import re
from datetime import date

from flask.testing import FlaskClient

from lms.casework import queries as casework
from lms.courses import queries as courses
from lms.courses import services as marking
from lms.courses.domain.attendance import Given
from lms.kernel import clock
from lms.kernel.actor import Role
from lms.kernel.vocabulary import AbsenceReason, Attendance
from lms.messages import queries as messages
from lms.organisations import services as setting_up
from tests.cast import Cast, add_section, gather
from tests.houses import House
from tests.lms.courses.people import seat

UNION = {"name": "Gewerkschaft im Kiez", "sector": "union", "supports": "law", "phone": "030 5550 166"}
PASSWORD = "three calm otters"


def _organisation(house: House, cast: Cast, office: FlaskClient) -> str:
    assert office.post("/organisations", data=UNION).status_code == 302
    with house.acting(cast.administrator):
        return casework.organisations_listed("Gewerkschaft")[0][0].id


def _marked(house: House, cast: Cast) -> None:
    """Leyla came on Monday and was ill on Tuesday; Mahmoud came twice."""
    leyla, mahmoud = (seat(house, cast, learner.learner_id) for learner in (cast.leyla, cast.mahmoud))
    for day, given in ((9, Given(Attendance.PRESENT)), (10, Given(Attendance.UNEXCUSED, AbsenceReason.ILL))):
        with house.acting(cast.teacher):
            session = courses.sessions_between(date(2026, 11, day), date(2026, 11, day), section_ids=[cast.section_id])
            marks = {leyla: given, mahmoud: Given(Attendance.PRESENT)}
            marking.save_register(
                session[0].id, marks, zone="Europe/Berlin", reason="Paper.", actor=cast.teacher, now=clock.now()
            )


def _signed_in(house: House, email: str) -> FlaskClient:
    """By the link of the invitation, as anybody who was invited."""
    with house.crossing():
        body = next(mail.body for mail in messages.mailbox() if mail.address == email)
    found = re.search(r"/link/(\S+)", body)
    assert found is not None
    client = house.client()
    client.post(f"/link/{found.group(1)}", data={"password": PASSWORD})
    assert client.post("/sign-in/staff", data={"email": email, "password": PASSWORD}).status_code == 302
    return client


def test_a_trade_union_sees_only_its_module_and_how_people_come_and_what_is_refused_is_written_down(
    house: House,
) -> None:
    cast = gather(house)
    other = add_section(house, cast, name="Beta", weekdays=(2,), teacher_id=cast.teacher.staff_id)
    _marked(house, cast)
    office = house.client(cast.administrator)
    assert "The organisation stands in your list first." in office.get("/partners").text
    organisation = _organisation(house, cast, office)
    wanted = {"organisation": organisation, "name": "Ute Kraft", "email": "ute@union.test",
              "cohort": f"section:{cast.section_id}", "until": "2027-02-26"}  # fmt: skip
    for wrong, said, status in (
        ({"organisation": "nowhere"}, "Choose for which organisation this person works.", 422),
        ({"name": " "}, "Write the name of the person", 422),
        ({"email": "ute@"}, "This is not a whole e-mail.", 422),
        ({"email": "x" * 250 + "@u.test"}, "This is not a whole e-mail.", 422),
        ({"cohort": "section:nowhere"}, "Choose a module or a class of your centre.", 422),
        ({"cohort": ""}, "Choose a module or a class of your centre.", 422),
        ({"until": "2026-11-23"}, "Choose a last day from today on", 422),
        ({"until": "2029-01-01"}, "Choose a last day from today on", 422),
        ({"until": "soon"}, "Choose a last day from today on", 422),
    ):
        refused = office.post("/partners", data=wanted | wrong)
        assert (refused.status_code, said in refused.text) == (status, True), wrong
    invited = office.post("/partners", data=wanted, follow_redirects=True)
    assert "An invitation is on its way to Ute Kraft." in invited.text
    assert "The invitation is not followed yet." in invited.text
    assert office.post("/partners", data=wanted).status_code == 409
    at = next(part for part in invited.request.path.split("/") if len(part) == 20)

    partner = _signed_in(house, "ute@union.test")
    assert "Alpha B" in partner.get("/", follow_redirects=True).text
    page = partner.get(f"/partner/classes/{cast.section_id}").text
    for shown in ("Leyla Demir", "1 of 2 sessions", "2 of 2 sessions", "Away"):
        assert shown in page
    for hidden in ("Ill", "L-1", "parrot", cast.leyla.learner_id or ""):
        assert hidden not in page.partition("<main")[2]
    # Those who are in the class read of it; nobody else does.
    read = house.client(cast.leyla).get("/my-data").text
    assert "Ute Kraft of " in read
    assert "on which days you come to Alpha B, until Fri 26 February" in read
    assert "Ute Kraft" not in house.client(cast.amina).get("/my-data").text

    outside = (f"/partner/classes/{other}", "/people", f"/people/{cast.leyla.learner_id}", "/partners", "/casework",
               f"/sections/{cast.section_id}", "/audit")  # fmt: skip
    for path in outside:
        answer = partner.get(path)
        assert (answer.status_code, "This page is not here." in answer.text) == (404, True), path
    assert partner.post("/partners", data=wanted).status_code == 404
    shown = office.get(f"/partners/{at}").text
    assert "The invitation is not followed yet." not in shown
    for path in outside:
        assert shown.count(f">{path}<") == (2 if path == "/partners" else 1), path
    assert "was refused" in house.client(cast.manager).get("/audit?area=partners").text
    assert "Ute Kraft" in office.get(f"/sections/{cast.section_id}").text
    assert "Ute Kraft" not in office.get(f"/sections/{other}").text

    # It ends at once, and with its last day; nobody of another house decides about it.
    assert house.client(cast.outsider).get(f"/partners/{at}").status_code == 404
    assert house.client(cast.outsider).post(f"/partners/{at}/end").status_code == 404
    office.post(f"/partners/{at}/end")
    assert partner.get("/partner").status_code == 302
    assert (
        house.client().post("/sign-in/staff", data={"email": "ute@union.test", "password": PASSWORD}).status_code == 422
    )
    office.post(f"/partners/{at}/on")
    again = house.client()
    again.post("/sign-in/staff", data={"email": "ute@union.test", "password": PASSWORD})
    assert again.get(f"/partner/classes/{cast.section_id}").status_code == 200
    assert office.post(f"/partners/{at}", data={"until": "yesterday"}).status_code == 422
    office.post(f"/partners/{at}", data={"until": "2026-11-24"})
    with clock.shifted_to(
        clock.instant(date(2026, 11, 25), clock.local(clock.now(), "Europe/Berlin").time(), "Europe/Berlin")
    ):
        later = house.client()
        later.post("/sign-in/staff", data={"email": "ute@union.test", "password": PASSWORD})
        over = later.get("/partner")
        assert (over.status_code, "Your access is over" in over.text) == (410, True)
        assert later.get(f"/partner/classes/{cast.section_id}").status_code == 404


def test_a_module_opens_every_class_of_it_and_only_where_the_administrator_decides(sqlite_house: House) -> None:
    house = sqlite_house
    cast = gather(house)
    other = add_section(house, cast, name="Beta", weekdays=(2,), teacher_id=cast.teacher.staff_id)
    office = house.client(cast.manager)
    organisation = _organisation(house, cast, office)
    office.post("/partners", data={"organisation": organisation, "name": "Ute Kraft", "email": "ute@union.test",
                                   "cohort": f"course:{cast.course_id}", "until": "2027-02-26"})  # fmt: skip
    assert "Ute Kraft" in office.get("/partners?q=kraft").text
    assert "Nothing is found." in office.get("/partners?q=nobody").text
    partner = _signed_in(house, "ute@union.test")
    page = partner.get("/partner").text
    assert "Alpha B: every class" in page
    for section in (cast.section_id, other):
        assert partner.get(f"/partner/classes/{section}").status_code == 200
    # The administrator of another centre neither sees this nor lets anybody look into it; its own agreements stay there.
    with house.acting(cast.manager):
        elsewhere = setting_up.add_centre("Nordhaus", "Europe/Berlin")
    nora = house.actor("Nora Fuchs", Role.ADMINISTRATOR, cast.provider_id, centre_id=elsewhere)
    desk = house.client(nora)
    assert "Ute Kraft" not in desk.get("/partners").text
    for cohort in (f"section:{other}", f"course:{cast.course_id}"):
        refused = desk.post("/partners", data={"organisation": organisation, "name": "Udo", "email": "udo@union.test",
                                               "cohort": cohort, "until": "2027-02-26"})  # fmt: skip
        assert (refused.status_code, "Choose a module or a class of your centre." in refused.text) == (422, True)
    made = desk.post("/agreements", data={"title": "Pact", "kind": "mobility", "partners": organisation,
                                          "begins_on": "2026-01-01", "ends_on": "2028-01-01"})  # fmt: skip
    assert (house.client(cast.administrator).get(made.location).status_code, office.get(made.location).status_code) == (
        404,
        200,
    )
    # An organisation that has ended is offered to nobody new.
    office.post(f"/organisations/{organisation}/end")
    assert "The organisation stands in your list first." in office.get("/partners").text
