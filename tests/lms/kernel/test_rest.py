"""The doors for programs: tokens, scope, problem details for every error, and a document that tells the truth."""

import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from lms.accounts import queries as accounts
from lms.accounts.services import people
from lms.courses import services
from lms.kernel import clock, db
from lms.kernel.actor import Role
from tests.cast import Cast, gather
from tests.houses import House

TODAY = "2026-11-24"


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


@pytest.fixture
def sqlite_cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def program(house: House, provider_id: str, role: Role) -> FlaskClient:
    """A program with a token of this role."""
    with db.transaction(house.engine):
        token = people.make_api_token(provider_id, role, "Statistics", now=clock.now())
    client = house.app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def book(house: House, cast: Cast) -> str:
    with house.acting(cast.administrator):
        enrolment_id, _ = services.book(
            cast.section_id,
            cast.leyla.learner_id or "",
            from_date=date(2026, 11, 23),
            actor=cast.administrator,
            now=clock.now(),
        )
    return enrolment_id


def problem(answer: Any, status: int, code: str = "") -> dict[str, Any]:
    """The problem an answer carries, checked for the form of RFC 9457."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.text)
    assert (found["status"], found["code"]) == (status, code)
    assert found["title"]
    assert found["type"] == (f"http://127.0.0.1:8000/api/problems/{code}" if code else "about:blank")
    return found


def test_people_come_a_page_at_a_time_and_every_look_is_in_the_audit(house: House, cast: Cast) -> None:
    client = program(house, cast.provider_id, Role.CASEWORKER)
    first = client.get("/api/v1/people?size=2").json
    assert first is not None
    assert (first["total"], first["page"], first["pages"], len(first["items"])) == (3, 1, 2, 2)
    second = client.get(first["next"]).json
    assert second is not None
    assert second["next"] is None
    numbers = [person["number"] for person in first["items"] + second["items"]]
    assert sorted(numbers) == ["L-1", "L-2", "L-3"]
    with house.acting(cast.manager):
        lines = accounts.history_of("learners_learner", cast.leyla.learner_id or "")
    assert [line.actor for line in lines if line.action == "read"] == ["Statistics"]


def test_one_person_by_id(sqlite_house: House, sqlite_cast: Cast) -> None:
    client = program(sqlite_house, sqlite_cast.provider_id, Role.CASEWORKER)
    person = client.get(f"/api/v1/people/{sqlite_cast.mahmoud.learner_id}").json
    assert person is not None
    assert (person["given_name"], person["track"]) == ("Mahmoud", "literacy_first_script")


def test_sections_and_sessions_of_a_day(sqlite_house: House, sqlite_cast: Cast) -> None:
    client = program(sqlite_house, sqlite_cast.provider_id, Role.MANAGER)
    sections = client.get("/api/v1/sections").json
    assert sections is not None
    assert [one["name"] for one in sections["items"]] == ["Alpha B"]
    assert sections["items"][0] == client.get(f"/api/v1/sections/{sqlite_cast.section_id}").json
    sessions = client.get(f"/api/v1/sessions?from={TODAY}&to={TODAY}").json
    assert sessions is not None
    assert [(one["starts"], one["starts_at"]) for one in sessions["items"]] == [("09:00:00", f"{TODAY}T08:00:00Z")]


def test_marks_sent_twice_count_once_and_turn_into_hours(house: House, cast: Cast) -> None:
    enrolment_id = book(house, cast)
    teacher = program(house, cast.provider_id, Role.TEACHER)
    sessions = teacher.get(f"/api/v1/sessions?from={TODAY}&to={TODAY}").json
    assert sessions is not None
    address = f"/api/v1/sessions/{sessions['items'][0]['id']}/marks"
    unmarked = teacher.get(address).json
    assert unmarked is not None
    assert unmarked["people"][0]["attendance"] is None
    late = {"marks": [{"enrolment_id": enrolment_id, "attendance": "late", "arrived": "09:15"}]}
    for _ in range(2):
        answer = teacher.put(address, json=late)
        assert answer.status_code == 200, answer.text
    assert answer.json is not None
    assert answer.json["people"][0]["arrived"] == "09:15:00"
    hours = program(house, cast.provider_id, Role.MANAGER).get(f"/api/v1/hours?from={TODAY}&to={TODAY}").json
    assert hours is not None
    assert [(one["funder"], one["attended_minutes"], one["charged_minutes"]) for one in hours["items"]] == [
        ("Federal office", 120, 120)
    ]


def test_marks_of_another_day_need_a_reason(sqlite_house: House, sqlite_cast: Cast) -> None:
    enrolment_id = book(sqlite_house, sqlite_cast)
    teacher = program(sqlite_house, sqlite_cast.provider_id, Role.TEACHER)
    sessions = teacher.get("/api/v1/sessions?from=2026-11-23&to=2026-11-26").json
    assert sessions is not None
    monday, _, thursday = (f"/api/v1/sessions/{one['id']}/marks" for one in sessions["items"])
    here = {"marks": [{"enrolment_id": enrolment_id, "attendance": "present"}]}
    found = problem(teacher.put(monday, json=here), 422, "courses.old_register")
    assert found["errors"][0]["pointer"] == "#/reason"
    assert teacher.put(monday, json=here | {"reason": "The sheet came late."}).status_code == 200
    problem(teacher.put(thursday, json=here), 409, "courses.session_ahead")


def test_without_a_token_nothing_is_told(sqlite_house: House, sqlite_cast: Cast) -> None:
    for client in (sqlite_house.client(), sqlite_house.client(sqlite_cast.caseworker)):
        answer = client.get("/api/v1/people")
        problem(answer, 401, "api.no_token")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_token_opens_nothing(sqlite_house: House, sqlite_cast: Cast) -> None:
    client = program(sqlite_house, sqlite_cast.provider_id, Role.CASEWORKER)
    assert client.get("/api/v1/people").status_code == 200
    with db.transaction(sqlite_house.engine):
        people.revoke_api_token(accounts.api_tokens()[0].id, now=clock.now())
    problem(client.get("/api/v1/people"), 401, "api.no_token")


def test_a_program_of_another_provider_sees_nobody_here(house: House, cast: Cast) -> None:
    client = program(house, cast.outsider.provider_id or "", Role.CASEWORKER)
    answer = client.get("/api/v1/people").json
    assert answer is not None
    assert answer["items"] == []
    problem(client.get(f"/api/v1/people/{cast.leyla.learner_id}"), 404, "learners.absent")


def test_a_role_without_the_right_finds_no_page(sqlite_house: House, sqlite_cast: Cast) -> None:
    problem(program(sqlite_house, sqlite_cast.provider_id, Role.OBSERVER).get("/api/v1/people"), 404, "page.absent")


def test_a_write_by_cookie_is_refused_though_no_form_token_is_asked(sqlite_house: House, sqlite_cast: Cast) -> None:
    sqlite_house.app.config["WTF_CSRF_ENABLED"] = True
    problem(
        sqlite_house.client(sqlite_cast.teacher).put("/api/v1/sessions/x/marks", json={"marks": []}),
        401,
        "api.no_token",
    )
    teacher = program(sqlite_house, sqlite_cast.provider_id, Role.TEACHER)
    problem(teacher.put("/api/v1/sessions/x/marks", json={"marks": []}), 422, "api.unfit")


@pytest.mark.parametrize(
    ("address", "pointer"),
    [
        ("/api/v1/people?size=1000", "#/size"),
        ("/api/v1/people?pgae=2", "#/pgae"),
        ("/api/v1/sessions?from=2026-11-24", "#/to"),
        ("/api/v1/sessions?from=2026-11-24&to=2026-11-01", "#/"),
        ("/api/v1/hours?from=yesterday&to=2026-11-01", "#/from"),
    ],
)
def test_a_request_that_does_not_fit_says_where(sqlite_house: House, address: str, pointer: str) -> None:
    found = problem(program(sqlite_house, "p", Role.MANAGER).get(address), 422, "api.unfit")
    assert [fault["pointer"] for fault in found["errors"]] == [pointer]


def test_plain_errors_are_problems_too(sqlite_house: House) -> None:
    client = program(sqlite_house, "p", Role.TEACHER)
    problem(client.get("/api/v1/nothing"), 404)
    problem(client.get("/api"), 404)
    wrong = client.delete("/api/v1/people")
    problem(wrong, 405)
    assert "GET" in wrong.headers["Allow"]
    problem(client.put("/api/v1/sessions/x/marks", data="{}"), 415)
    problem(client.put("/api/v1/sessions/x/marks", data="{", content_type="application/json"), 400)
    assert sqlite_house.client().get("/nothing").mimetype == "text/html"


def test_breakdowns_are_problems_too(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sqlite_house.app.config["PROPAGATE_EXCEPTIONS"] = False
    client = program(sqlite_house, "p", Role.CASEWORKER)
    for error, status in ((ZeroDivisionError(), 500), (OperationalError("", None, Exception()), 503)):

        def broken(*_: Any, error: Exception = error, **__: Any) -> None:
            raise error

        monkeypatch.setattr("lms.learners.queries.search", broken)
        assert problem(client.get("/api/v1/people"), status)["detail"]


def test_a_problem_speaks_the_language_of_whoever_asks_and_its_type_can_be_looked_up(sqlite_house: House) -> None:
    found = problem(sqlite_house.client().get("/api/v1/people"), 401, "api.no_token")
    told = sqlite_house.client().get("/api/problems/api.no_token").json
    assert told == {"code": "api.no_token", "sentence": found["detail"]}
    problem(sqlite_house.client().get("/api/problems/no.such"), 404, "page.absent")


# --- the document ----------------------------------------------------------------------------------------------------


@pytest.fixture
def document(sqlite_house: House) -> dict[str, Any]:
    answer = sqlite_house.client().get("/api/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json or {}
    return found


def test_the_document_is_openapi_3_1_with_the_parts_that_it_must_have(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(document["info"])
    assert document["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    ids = [deed["operationId"] for path in document["paths"].values() for deed in path.values()]
    assert len(ids) == len(set(ids)) > 0
    for path, deeds in document["paths"].items():
        for deed in deeds.values():
            assert deed["summary"].endswith(".")
            assert deed["x-permission"]
            assert {"200", "default"} <= set(deed["responses"])
            in_path = {one["name"] for one in deed["parameters"] if one["in"] == "path"}
            assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}


def test_the_document_describes_every_resource_and_no_other(sqlite_house: House, document: dict[str, Any]) -> None:
    routes = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in sqlite_house.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes == {(path, method) for path, deeds in document["paths"].items() for method in deeds}


def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [one for part in value.values() for one in references(part)]
        return [one for part in value for one in references(part)] if isinstance(value, list) else []

    found = references(document)
    assert len(found) > 10
    for reference in found:
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part]


def test_an_answer_has_the_form_that_the_document_promises(sqlite_house: House, sqlite_cast: Cast) -> None:
    document = sqlite_house.client().get("/api/openapi.json").json or {}
    schemas = document["components"]["schemas"]
    people_page = program(sqlite_house, sqlite_cast.provider_id, Role.CASEWORKER).get("/api/v1/people").json or {}
    assert set(people_page) == set(schemas["People"]["properties"])
    assert set(people_page["items"][0]) == set(schemas["Person"]["properties"])
