"""The register's page: marks with and without reasons, no script needed, nothing lost on a refusal."""

from pathlib import Path
from typing import Any

import pytest

from lms.accounts import queries as accounts
from lms.courses import queries
from lms.kernel import clock, plugins
from lms.kernel.actor import Actor, Role
from lms.kernel.plugins import Registry
from lms.organisations import services as organisations
from tests.cast import gather
from tests.houses import House
from tests.lms.courses.conftest import Template
from tests.lms.courses.people import (
    MONDAY,
    THURSDAY,
    THURSDAY_NINE,
    Classroom,
    add_people,
    opened,
    seat,
    session_on,
)
from tests.queries import counted


def test_teacher_takes_the_register_with_reasons_without_scripts(noon: Classroom) -> None:
    today = noon.session_on()
    amina = seat(noon.house, noon.cast, noon.cast.amina.learner_id)
    answer = noon.client(noon.cast.teacher).post(
        f"/register/{today.id}",
        data={
            f"mark-{noon.leyla}": "present",
            f"mark-{noon.mahmoud}": "late",
            f"time-{noon.mahmoud}": "09:20",
            f"mark-{amina}": "child_ill",
            "once": "k1",
        },
        follow_redirects=True,
    )
    assert answer.status_code == 200
    assert "Alpha B is saved: 2 of 3 here." in answer.text
    assert noon.marks(today.id) == {
        noon.leyla: ("present", ""),
        noon.mahmoud: ("late", ""),
        amina: ("excused", "child_ill"),
    }


def test_minutes_until_somebody_left_are_charged(house: House) -> None:
    cast = gather(house)
    leyla, session = seat(house, cast, cast.leyla.learner_id), session_on(house, cast)
    answer = house.client(cast.teacher).post(
        f"/register/{session.id}", data={f"mark-{leyla}": "left_early", f"time-{leyla}": "10:00"}
    )
    assert answer.status_code == 302
    with house.acting(cast.teacher):
        assert queries.charged(session.id)[0] == {cast.leyla.learner_id: 60}


def test_an_announced_reason_is_filled_in(class_template: Template, tmp_path: Path, registry: Registry) -> None:
    with opened(class_template, tmp_path, THURSDAY_NINE, registry) as classroom:
        page = classroom.client(classroom.cast.teacher).get(f"/register/{classroom.session_on(THURSDAY).id}").text
    assert page.count('<option value="child_ill" selected>') == 1
    assert page.count('<option value="">Not marked</option>') == 2


def test_all_here_fills_the_blanks_and_saves_nothing(noon: Classroom) -> None:
    today = noon.session_on()
    answer = noon.client(noon.cast.teacher).post(
        f"/register/{today.id}", data={f"mark-{noon.leyla}": "ill", f"mark-{noon.mahmoud}": "", "all_here": "1"}
    )
    assert '<option value="ill" selected>' in answer.text
    assert answer.text.count('<option value="present" selected>') == 1
    assert noon.marks(today.id)[noon.leyla] == ("", "")


def test_a_future_session_is_refused_with_a_sentence(after_class: Classroom) -> None:
    thursday, client = after_class.session_on(THURSDAY), after_class.client(after_class.cast.teacher)
    sentence = "This session is on Thu 26 November. You can take its register on that day."
    shown = client.get(f"/register/{thursday.id}").text
    assert sentence in shown
    assert "Child ill" in shown
    assert "Save register" not in shown
    answer = client.post(f"/register/{thursday.id}", data={f"mark-{after_class.leyla}": "present"})
    assert answer.status_code == 409
    assert sentence in answer.text


def test_an_old_register_asks_why_and_keeps_the_form(noon: Classroom) -> None:
    monday, client = noon.session_on(MONDAY), noon.client(noon.cast.teacher)
    form = {f"mark-{noon.leyla}": "office_visit", "reason": ""}
    answer = client.post(f"/register/{monday.id}", data=form)
    assert answer.status_code == 422
    assert "Write one sentence: why do you change it now?" in answer.text
    assert '<option value="office_visit" selected>' in answer.text
    again = client.post(f"/register/{monday.id}", data={**form, "reason": "She brought paper."})
    assert again.status_code == 302
    assert "She brought paper." in client.get(f"/register/{monday.id}").text


def test_a_time_outside_the_session_is_refused_and_kept(after_class: Classroom) -> None:
    address, key = f"/register/{after_class.session_on().id}", after_class.leyla
    client = after_class.client(after_class.cast.teacher)
    answer = client.post(address, data={f"mark-{key}": "late", f"time-{key}": "14:00"})
    assert answer.status_code == 422
    assert "Leyla Demir: write a time between 09:00 and 11:15." in answer.text
    assert 'value="14:00"' in answer.text
    empty = client.post(address, data={f"mark-{key}": "late", f"time-{key}": ""})
    assert "Leyla Demir: write the time." in empty.text


@pytest.mark.parametrize(("form", "sentence"), [({}, "Nobody is marked yet."), ({"mark": "asleep"}, "")])
def test_a_register_without_a_mark_we_know_is_not_saved(
    after_class: Classroom, form: dict[str, str], sentence: str
) -> None:
    today = after_class.session_on()
    data = {f"{name}-{after_class.leyla}": value for name, value in form.items()}
    answer = after_class.client(after_class.cast.teacher).post(f"/register/{today.id}", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert after_class.marks(today.id)[after_class.leyla] == ("", "")


def test_the_same_form_sent_twice_has_one_effect(noon: Classroom) -> None:
    today, client = noon.session_on(), noon.client(noon.cast.teacher)
    form = {f"mark-{noon.leyla}": "present", "once": "same"}
    client.post(f"/register/{today.id}", data=form)
    second = client.post(f"/register/{today.id}", data=form, follow_redirects=True)
    assert "This was saved already." in second.text
    with noon.house.acting(noon.cast.teacher):
        assert len(accounts.history_of("courses_session", today.id)) == 1


def test_a_later_change_stays_visible_with_name_and_time(noon: Classroom) -> None:
    address, client = f"/register/{noon.session_on().id}", noon.client(noon.cast.teacher)
    client.post(address, data={f"mark-{noon.leyla}": "not_known"})
    client.post(address, data={f"mark-{noon.leyla}": "transport"})
    page = client.get(address).text
    changes = page[page.index('id="changes"') :]
    assert "12:00" in changes
    assert "Marta Klein" in changes
    assert changes.index("Why?") < changes.index("Transport")


def test_a_colleague_takes_over_todays_class_under_her_own_name(noon: Classroom) -> None:
    today, ines = noon.session_on(), colleague(noon)
    client = noon.client(ines)
    assert "I teach it today" in client.get(f"/register/{today.id}").text
    assert client.post(f"/register/{today.id}", data={f"mark-{noon.leyla}": "present"}).status_code == 404
    client.post(f"/register/{today.id}/take-over")
    client.post(f"/register/{today.id}", data={f"mark-{noon.leyla}": "present"})
    with noon.house.acting(noon.cast.teacher):
        assert queries.session(today.id).marked_by == "Ines Vogt"


def test_a_substitute_gets_one_register_for_its_day_only(noon: Classroom) -> None:
    today, thursday, cast = noon.session_on(), noon.session_on(THURSDAY), noon.cast
    ines = colleague(noon)
    client, office = noon.client(ines), noon.client(cast.administrator)
    assert "Ines Vogt" in office.get(f"/register/{thursday.id}/substitute").text
    office.post(f"/register/{thursday.id}/substitute", data={"staff_id": ines.staff_id})
    assert client.get(f"/register/{thursday.id}").status_code == 404
    assert f"/register/{thursday.id}" not in client.get("/teach").text
    office.post(f"/register/{today.id}/substitute", data={"staff_id": ines.staff_id})
    assert f"/register/{today.id}" in client.get("/teach").text
    assert client.get(f"/register/{today.id}").status_code == 200
    assert client.get(f"/register/{noon.session_on(MONDAY).id}").status_code == 404
    with clock.shifted_to(THURSDAY_NINE):
        assert noon.house.client(ines).get(f"/register/{thursday.id}").status_code == 200
        assert noon.house.client(ines).get(f"/register/{today.id}").status_code == 404


def colleague(classroom: Classroom) -> Actor:
    """Another teacher of the same centre."""
    cast = classroom.cast
    with classroom.house.acting(cast.administrator):
        staff_id = organisations.add_staff("Ines Vogt", "teacher", centre_id=cast.centre_id)
    return classroom.house.actor(
        "Ines Vogt", Role.TEACHER, cast.provider_id, centre_id=cast.centre_id, staff_id=staff_id
    )


@pytest.mark.parametrize("who", ["leyla", "administrator", "manager", "caseworker", "carer", "outsider"])
def test_the_register_is_absent_for_everybody_else(after_class: Classroom, who: str) -> None:
    address, client = f"/register/{after_class.session_on().id}", after_class.client(getattr(after_class.cast, who))
    assert client.get(address).status_code == 404
    assert client.post(address, data={}).status_code == 404


def test_a_teacher_of_another_provider_finds_no_register(after_class: Classroom) -> None:
    provider_id = after_class.cast.outsider.provider_id or ""
    stranger = after_class.house.actor("Fremde Lehrerin", Role.TEACHER, provider_id)
    assert after_class.client(stranger).get(f"/register/{after_class.session_on().id}").status_code == 404


def test_a_register_of_twenty_needs_few_queries(noon: Classroom) -> None:
    add_people(noon.house, noon.cast, 18)
    address, client = f"/register/{noon.session_on().id}", noon.client(noon.cast.teacher)
    client.get(address)
    with counted(noon.house.engine) as seen:
        page = client.get(address).text
    assert page.count("data-row=") == 20
    assert len(seen) <= 20, seen.statements


class _StrictProgramme(plugins.Plugin):
    """A programme that excuses work and no illness without saying anything of the other reasons."""

    name = package = "strict"

    def programmes(self) -> list[dict[str, Any]]:
        """Its rules on being away."""
        ruled = {"work_shift": "excused", "ill": "unexcused"}
        return [{"key": "de_integrationskurs", "name": "Strict", "country": "DE", "modules": (), "absences": ruled}]


@pytest.mark.parametrize(
    ("reason", "marked"),
    [("work_shift", "excused"), ("ill", "unexcused"), ("child_ill", "excused"), ("transport", "unexcused")],
)
def test_the_programme_of_a_class_decides_what_excuses(house: House, reason: str, marked: str) -> None:
    cast = gather(house)
    leyla, session = seat(house, cast, cast.leyla.learner_id), session_on(house, cast)
    others = [one for one in house.registry.plugins if one.name != "curricula"]
    plugins.install(plugins.Registry([*others, _StrictProgramme()]))
    answer = house.client(cast.teacher).post(f"/register/{session.id}", data={f"mark-{leyla}": reason})
    assert answer.status_code == 302
    with house.acting(cast.teacher):
        [person] = [one for one in queries.register(session.id).people if one.enrolment_id == leyla]
    assert (person.attendance, person.reason) == (marked, reason)
