"""Somebody who does not want to be called: nobody is shown the number or told to call, wherever one looks."""

import re
from datetime import timedelta

from childcare import services as childcare
from lms.kernel import clock, language
from lms.learners import queries
from lms.learners import services as learners
from lms.messages import queries as tasks
from tests.childcare import nursery
from tests.childcare.test_canary import walk
from tests.houses import NOON, House

HOME = "0151 98765"
SPELT = (HOME, HOME.replace(" ", ""), HOME.replace(" ", "%20"))
WAY = {"rest": "8", "no_calls": "1"}
TELLS_TO_CALL = re.compile(r"\bCall \{(name|phone)\}|[Cc]all the (parent|person)|Call: |message at \{phone\}")


def test_a_number_that_nobody_may_call_is_seen_nowhere_but_where_it_is_changed(sqlite_house: House) -> None:
    house = sqlite_house
    cast = nursery.found(house, children=1)
    leyla = cast.leyla.learner_id or ""
    with clock.shifted_to(NOON - timedelta(hours=2)):
        with house.acting(cast.administrator):
            by = {"actor": cast.administrator, "now": clock.now()}
            learners.change_facts(leyla, {"phone": HOME, "contact": "phone"}, **by)
            # Asked before she said it: the task must not keep the number.
            childcare.care_failed(cast.centre_id, nursery.TUESDAY, [leyla], **by)
        office = house.client(cast.administrator)
        assert f"Call Leyla Demir ({HOME})" in office.get("/tasks").text
        assert house.client(cast.leyla).post("/my-week/way", data=WAY).status_code == 302
        assert "Tell Leyla Demir without a call" in office.get("/tasks").text
        seen = {}
        for who in (cast.administrator, cast.caseworker, cast.carer):
            begin = [f"/people/{leyla}", "/tasks", "/people.csv", "/people/print", "/childcare", f"/casework/{leyla}"]
            seen |= {(who.name, path): text for path, text in walk(house.client(who), begin)}
    shown = {path for (_who, path), text in seen.items() if any(spelt in text for spelt in SPELT)}
    assert shown == {f"/people/{leyla}/edit"}
    for path in (f"/people/{leyla}", "/people.csv", "/people/print"):
        assert "Do not call" in seen[cast.administrator.name, path]
    assert "Do not call" in seen[cast.caseworker.name, f"/casework/{leyla}"]


def test_she_hears_by_text_where_she_says_so_and_is_never_put_down_for_a_call(sqlite_house: House) -> None:
    house = sqlite_house
    cast = nursery.found(house, children=1)
    leyla, office = cast.leyla.learner_id or "", house.client(cast.administrator)
    facts = {"given_name": "Leyla", "family_name": "Demir", "phone": HOME, "no_calls": "y", "shift": "none"}
    facts |= {"literacy": "unknown", "travel_minutes": "30"}
    refused = office.post(f"/people/{leyla}/edit", data={**facts, "contact": "phone"})
    assert refused.status_code == 422
    assert "This number is not to be called. Choose another way." in refused.text
    assert (
        office.post(f"/people/{leyla}/edit", data={**facts, "contact": "sms", "texts_agreed": "y"}).status_code == 302
    )
    page = office.get(f"/people/{leyla}").text
    assert "text messages only" in page
    assert "tel:" not in page.split("<main")[1]
    talk = {"due_on": "2026-12-01", "channel": "phone"}
    caseworker = house.client(cast.caseworker)
    assert caseworker.post(f"/casework/{leyla}/talk", data=talk).status_code == 422
    assert caseworker.post(f"/casework/{leyla}/talk", data={**talk, "channel": "in_person"}).status_code == 302
    with house.acting(cast.administrator):
        known = queries.learner(leyla)
        assert (known.phone, known.text_number, known.held_phone) == ("", HOME, HOME)


def test_every_task_that_tells_to_call_somebody_has_words_for_who_does_not_want_it() -> None:
    told = [code for code, said in language._sentences.items() if TELLS_TO_CALL.search(str(said))]
    asked = [code for code in told if not code.endswith((".subject", ".body", tasks.NO_CALL))]
    assert len(asked) >= 9
    assert [code for code in asked if not language.knows(f"{code}{tasks.NO_CALL}")] == []
