"""The learner's pages: when, where, who; "I cannot come"; help. In every script, without reading."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import ChoiceLoader, DictLoader

from lms.courses import models, queries
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.contracts import Panel
from lms.kernel.plugins import Plugin, Registry
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import BREAKFAST, THURSDAY, TUESDAY, Classroom, opened, seat, session_on


def test_today_says_when_where_who_and_when_to_leave(breakfast: Classroom) -> None:
    page = breakfast.client(breakfast.cast.leyla).get("/today").text
    for said in ("Today, Tuesday", "Fish room", "09:00", "11:15", "Leave home", "08:30", "Teacher Marta", "Floor 1"):
        assert said in page
    assert "Listen: Today, Tuesday. Fish room. From 09:00 to 11:15. Leave home at 08:30." in page


def test_while_class_is_on_nobody_is_told_when_to_leave_home(breakfast: Classroom) -> None:
    with clock.shifted_to(BREAKFAST + timedelta(minutes=90)):
        page = breakfast.client(breakfast.cast.leyla).get("/today").text
    assert "Listen: Today, Tuesday. Fish room. From 09:00 to 11:15. It is on now. Come in." in page
    assert "Leave home" not in page


def test_after_class_the_next_day_with_one_is_shown(after_class: Classroom) -> None:
    page = after_class.client(after_class.cast.mahmoud).get("/today").text
    assert "Thursday" in page
    assert "Here today" not in page
    assert page.count('fill="currentColor" stroke="currentColor"') == 4


def test_a_learner_without_a_seat_reads_what_happens_next(after_class: Classroom) -> None:
    page = after_class.client(after_class.cast.amina).get("/today").text
    assert "You have no class yet." in page
    assert "We look for the right one for you." in page
    assert "I cannot come" not in page


def test_a_cancelled_class_is_told(noon: Classroom) -> None:
    with noon.house.acting(noon.cast.administrator) as session:
        session.get(models.Session, noon.session_on().id).state = "cancelled"
    page = noon.client(noon.cast.mahmoud).get("/today").text
    assert "No Alpha B today. The class at 09:00 is cancelled." in page
    assert "Thursday" in page


def test_i_cannot_come_reaches_the_teacher_and_can_be_taken_back(house: House) -> None:
    cast = gather(house)
    seat(house, cast, cast.leyla.learner_id)
    thursday, client = session_on(house, cast, THURSDAY), house.client(cast.leyla)
    assert "Send to Marta" in client.get(f"/cannot-come/{thursday.id}").text
    form = {"reason": "child_ill", "once": "c1"}
    sent = client.post(f"/cannot-come/{thursday.id}", data=form, follow_redirects=True)
    assert "Marta knows." in sent.text
    assert f'action="/can-come/{thursday.id}"' in sent.text
    assert _reason(house, cast, thursday.id) == "child_ill"
    back = client.post(f"/can-come/{thursday.id}", follow_redirects=True)
    assert "Good. You can come." in back.text
    assert _reason(house, cast, thursday.id) == ""


def _reason(house: House, cast: Cast, session_id: str) -> str:
    with house.acting(cast.teacher):
        return queries.register(session_id).people[0].apology


def test_what_was_sent_is_shown_and_can_be_changed(after_class: Classroom) -> None:
    client, thursday = after_class.client(after_class.cast.leyla), after_class.session_on(THURSDAY)
    assert "Marta knows: you cannot come." in client.get("/today").text
    page = client.get(f"/cannot-come/{thursday.id}").text
    assert 'value="child_ill" id="reason-child_ill" checked' in page


def test_nothing_is_sent_without_a_reason(after_class: Classroom) -> None:
    thursday = after_class.session_on(THURSDAY)
    answer = after_class.client(after_class.cast.mahmoud).post(f"/cannot-come/{thursday.id}", data={})
    assert answer.status_code == 422
    assert "Choose why. Then send." in answer.text


def test_nobody_says_it_for_a_class_that_is_not_hers_or_is_over(after_class: Classroom) -> None:
    address, other = f"/cannot-come/{after_class.session_on(THURSDAY).id}", after_class.client(after_class.cast.amina)
    assert other.get(address).status_code == 404
    assert other.post(address, data={"reason": "ill"}).status_code == 404
    over = after_class.client(after_class.cast.leyla).get(f"/cannot-come/{after_class.session_on(TUESDAY).id}")
    assert over.status_code == 409
    assert "This class is over." in over.text


@pytest.mark.parametrize("who", ["teacher", "administrator", "manager", "caseworker", "outsider"])
def test_the_learners_day_is_absent_for_staff(after_class: Classroom, who: str) -> None:
    assert after_class.client(getattr(after_class.cast, who)).get("/today").status_code == 404


def test_the_arabic_page_runs_right_to_left_with_times_left_to_right(breakfast: Classroom) -> None:
    page = breakfast.client(breakfast.cast.leyla, language="ar").get("/today").text
    assert '<html lang="ar" dir="rtl"' in page
    assert '<bdi dir="ltr">09:00</bdi>' in page
    assert '<bdi dir="ltr">11:15</bdi>' in page


def test_help_is_open_to_everybody_and_knows_the_centre_of_those_signed_in(after_class: Classroom) -> None:
    nobody = after_class.client().get("/help")
    assert nobody.status_code == 200
    assert "OpenMoji" in nobody.text
    assert "030 1234567" not in nobody.text
    assert "tel:0301234567" in after_class.client(after_class.cast.leyla).get("/help").text
    assert after_class.client(after_class.cast.teacher).get("/help").status_code == 200


def test_the_card_is_explained_to_everybody(after_class: Classroom) -> None:
    page = after_class.client().get("/card")
    assert page.status_code == 200
    assert "Hold the card before the camera" in page.text


def test_the_door_leads_to_card_and_help(after_class: Classroom) -> None:
    page = after_class.client().get("/sign-in").text
    assert 'href="/card"' in page
    assert 'href="/help"' in page


class Nursery(Plugin):
    """Says something in the learner's day."""

    name = "nursery"
    package = "nursery"

    def panels(self, place: str, facts: Mapping[str, Any], actor: Actor) -> Sequence[Panel]:
        """A line about the child, and one card that stands for her person."""
        if place != "learner.today":
            return ()
        return (
            Panel("nursery.html", {"sentence": f"Sami in Bear on {facts['day']}"}, order=50),
            Panel("nursery.html", {"sentence": "Hanna", "card": "person"}),
        )


def test_plugins_fill_their_place_in_the_day(class_template: Template, tmp_path: Path, registry: Registry) -> None:
    with opened(class_template, tmp_path, BREAKFAST, Registry([*registry.plugins, Nursery()])) as classroom:
        app = classroom.house.app
        own = DictLoader({"nursery.html": "<p>{{ sentence }}, {{ text_direction }}</p>"})
        app.jinja_env.loader = ChoiceLoader([app.jinja_env.loader, own])  # type: ignore[list-item]
        page = classroom.client(classroom.cast.leyla).get("/today").text
    assert page.index("<p>Sami in Bear on 2026-11-24, ltr</p>") < page.index("I cannot come")
    assert page.index("<p>Hanna, ltr</p>") > page.index("I cannot come")
    assert "Call us" not in page
