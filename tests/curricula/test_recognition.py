"""Recognition: authorities as data, a case step by step, the level it asks for in the plan, what she and rules see of it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from curricula.domain import recognition as rules
from curricula.domain.programme import PersonFact
from curricula.domain.recognition import Advice, Outcome, State
from curricula.packs import authorities, read_authorities
from curricula.queries import recognition as queries
from curricula.queries.advice import advice, kept_about
from curricula.queries.standing import standing
from curricula.services import recognition as services
from lms.casework import queries as casework
from lms.casework import services as plans
from lms.kernel import clock, errors
from lms.kernel.actor import Role
from lms.kernel.facts import Evidence
from lms.kernel.vocabulary import Category, Confidence
from lms.learners import queries as learners
from tests.cast import Cast, gather
from tests.curricula.lives import TODAY
from tests.houses import House
from tests.lms.kernel.test_rest import problem, program

MEMORY = Evidence("https://example.org", Confidence.MEMORY)


@pytest.fixture
def cast(house: House) -> Cast:
    return gather(house)


# --- authorities are data ---

HEAD = """
[authority]
key = "office"
name = "Office"
country = "XX"
link = "https://example.org"
about = "Says what counts"
source = "https://example.org"
confidence = "M"
"""


def _problems(folder: Path, text: str) -> list[str]:
    (folder / "office.toml").write_text(HEAD + text, encoding="utf-8")
    found, problems = read_authorities(folder)
    assert (found == {}) is bool(problems)
    return [f"{one.file} {one.key} {one.code}" for one in problems]


def test_those_that_ship_name_a_source_for_everything_and_say_what_is_not_known() -> None:
    known = authorities()
    assert {"enic_naric_austria", "vetassess", "de_zab", "de_recognition", "se_uhr"} <= known.keys()
    assert all(one.evidence.source for authority in known.values() for _table, one in authority.statements())
    assert "demands" in known["vetassess"].unknown
    assert next(one for one in known["vetassess"].fees if one.key == "assessment").price is None


def test_another_authority_is_a_file_and_nothing_else(tmp_path: Path) -> None:
    step = '[[steps]]\nkey = "sing"\ntitle = "Sing"\nsource = "https://example.org"\nconfidence = "M"\n'
    assert _problems(tmp_path, step) == []
    assert [one.title for one in read_authorities(tmp_path)[0]["office"].steps] == ["Sing"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[steps]]\nkey = "sing"\nsource = "s"\nconfidence = "M"\n', "sing text_missing"),
        ('[[steps]]\nkey = "pay"\nconfidence = "M"\n', "pay source_missing"),
        (
            '[[demands]]\nkey = "nurse"\ntitle = "N"\nlevel = "b9"\nsource = "s"\nconfidence = "M"\n',
            "nurse unknown_level",
        ),
        ('[[fees]]\nkey = "f"\ntitle = "F"\nprice = 20\nsource = "s"\nconfidence = "M"\n', "f price_without_currency"),
        (
            '[[advice]]\nkey = "a"\nname = "A"\nlink = "javascript:1"\nsource = "s"\nconfidence = "M"\n',
            "a not_an_address",
        ),
        ('[[words]]\nkey = "a"\n', " unknown_field"),
    ],
)
def test_a_file_with_a_slip_is_named_with_its_key_and_nothing_is_loaded(
    tmp_path: Path, text: str, problem: str
) -> None:
    assert _problems(tmp_path, text) == [f"office.toml {problem}"]


def test_advice_in_the_town_comes_first() -> None:
    here, everywhere = Advice("h", "Z", "", MEMORY, ("Graz",)), Advice("e", "Y", "", MEMORY)
    there = Advice("t", "A", "", MEMORY, ("Linz",))
    assert [one.key for one in rules.in_order_of_place([there, everywhere, here], "graz")] == ["h", "e", "t"]


def test_rules_hold_while_a_case_is_open_or_something_is_still_asked() -> None:
    assert rules.under_way([]) is None
    assert rules.under_way([(State.CLOSED, Outcome.RECOGNISED)]) is False
    assert rules.under_way([(State.CLOSED, Outcome.NOT), (State.CLOSED, Outcome.PARTLY)]) is True
    assert rules.higher("b2", "c1") == "c1"
    assert rules.higher("", "a1") == "a1"


# --- a case ---


def _open(house: House, cast: Cast, **more: object) -> str:
    given = {"level": "b2", "profession": "Nurse", "reason": "The authority asks for it."} | more
    with house.acting(cast.caseworker):
        return services.open_case(
            str(cast.leyla.learner_id),
            "de_recognition",
            actor=cast.caseworker,
            day=TODAY,
            now=clock.now(),
            **given,  # type: ignore[arg-type]
        )


def _plan(house: House, cast: Cast) -> casework.PlanInfo | None:
    with house.acting(cast.caseworker):
        return casework.plan(learners.learner(str(cast.leyla.learner_id)).person_id, TODAY)


def test_the_level_that_is_asked_for_becomes_a_goal_that_both_agree_to(house: House, cast: Cast) -> None:
    leyla = str(cast.leyla.learner_id)
    with house.acting(cast.caseworker):
        plans.make_plan(leyla, "family", actor=cast.caseworker, now=clock.now())
        plans.agree(leyla, actor=cast.caseworker, now=clock.now())
    with house.acting(cast.leyla):
        plans.agree(leyla, actor=cast.leyla, now=clock.now())
    with pytest.raises(errors.Invalid, match="reason_missing"):
        _open(house, cast, reason=" ")
    with house.acting(cast.caseworker):
        assert queries.cases_of(leyla) == []
    _open(house, cast)
    after = _plan(house, cast)
    assert after is not None
    assert (after.version, after.person) == (2, None)
    assert [(one.kind, one.words, one.level) for one in after.content.goals] == [
        ("family", "", ""),
        ("work", "Nurse", "b2"),
    ]


def test_without_a_plan_the_goal_makes_the_first_version_and_a_lower_level_changes_nothing(
    house: House, cast: Cast
) -> None:
    first = _open(house, cast)
    with house.acting(cast.caseworker):
        assert queries.planned(str(cast.leyla.learner_id), "Nurse", "b1", TODAY).change is None
        services.close(first, "not", day=TODAY, now=clock.now())
    _open(house, cast, profession="Midwife", level="c1")
    plan = _plan(house, cast)
    assert plan is not None
    assert [(one.words, one.level) for one in plan.content.goals] == [("Nurse", "c1")]


def test_what_was_looked_at_is_what_is_kept(house: House, cast: Cast) -> None:
    with house.acting(cast.caseworker):
        plans.make_plan(str(cast.leyla.learner_id), "family", actor=cast.caseworker, now=clock.now())
    with pytest.raises(errors.Conflict, match="changed_meanwhile"):
        _open(house, cast, seen=0)
    plan = _plan(house, cast)
    assert plan is not None
    assert plan.content.goal == "family"


@pytest.mark.parametrize(
    ("change", "field"),
    [({"profession": " "}, "profession"), ({"level": "b9"}, "level"), ({"notes": "x" * 2001}, "notes")],
)
def test_a_case_that_cannot_be_is_refused_by_its_field(
    sqlite_house: House, change: dict[str, object], field: str
) -> None:
    with pytest.raises(errors.Invalid) as refused:
        _open(sqlite_house, gather(sqlite_house), **change)
    assert refused.value.facts["field"] == field


def test_a_case_goes_on_step_by_step_and_ends_with_what_is_still_asked(house: House, cast: Cast) -> None:
    one, leyla, now = _open(house, cast), str(cast.leyla.learner_id), clock.now()
    with house.acting(cast.caseworker):
        services.tick_step(one, "find_office", TODAY - timedelta(days=9), day=TODAY, now=now)
        services.tick_document(one, "diploma", date(2009, 6, 1), day=TODAY, now=now)
        services.tick_document(one, "cv", TODAY, day=TODAY, now=now)
        services.tick_document(one, "cv", None, day=TODAY, now=now)
        found = queries.case(one)
        assert found.next_step is not None
        assert (found.next_step.key, sorted(found.there)) == ("collect", ["diploma"])
        assert standing(leyla).person[PersonFact.RECOGNITION_CASE] is True
        steps = [step for step in advice({"learner_id": leyla}, "work", TODAY) if step.kind == "recognition"]
        assert [step.title for step in steps] == ["Nurse: Collect the papers"]
        with pytest.raises(errors.Invalid, match="day_off"):
            services.tick_step(one, "collect", TODAY + timedelta(days=1), day=TODAY, now=now)
        with pytest.raises(errors.NotFound):
            services.tick_step(one, "sing", TODAY, day=TODAY, now=now)
        with pytest.raises(errors.Invalid, match="still_asked_missing"):
            services.close(one, "partly", day=TODAY, now=now)
        services.close(one, "partly", "A course of 6 months", day=TODAY, now=now)
        with pytest.raises(errors.Conflict, match="closed"):
            services.tick_step(one, "collect", TODAY, day=TODAY, now=now)
        assert standing(leyla).person[PersonFact.RECOGNITION_CASE] is True
        services.reopen(one, now=now)
        services.close(one, "recognised", day=TODAY, now=now)
        assert standing(leyla).person[PersonFact.RECOGNITION_CASE] is False
        assert PersonFact.RECOGNITION_CASE not in standing(str(cast.amina.learner_id)).person
        (kept,) = kept_about(learners.learner(leyla).person_id)["recognition"]
        assert (kept["profession"], kept["outcome"]) == ("Nurse", "recognised")
        (taken,) = casework.offers_taken([leyla])[leyla][Category.RECOGNITION]
        assert taken.title == "Nurse"


# --- pages ---


def test_a_caseworker_opens_a_case_and_she_sees_what_comes_next(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    office, leyla = house.client(cast.caseworker), str(cast.leyla.learner_id)
    here = f"/learners/{leyla}/recognition"
    assert "No case is open." in office.get("/recognition").get_data(as_text=True)
    typed = {"authority": "vetassess", "profession": "Cook <chef>", "level": "b1", "into_plan": "1", "notes": ""}
    refused = office.post(here, data={**typed, "profession": ""})
    assert refused.status_code == 422
    assert "Write the profession in the person’s own words" in refused.get_data(as_text=True)
    looked = office.post(here, data=typed).get_data(as_text=True)
    assert "A first version is made with this goal" in looked
    seal = looked.split('name="looked" value="')[1].split('"')[0]
    # Something else than what was looked at is shown again, not kept.
    assert office.post(here, data={**typed, "level": "b2", "looked": seal, "deed": "save"}).status_code == 200
    kept = office.post(here, data={**typed, "looked": seal, "deed": "save"})
    assert kept.status_code == 302
    page = office.get(kept.location).get_data(as_text=True)
    assert "Cook &lt;chef&gt;" in page
    assert "<bdi>Assessment</bdi>: not known" in page
    assert "https://www.vetassess.com.au" in page
    # The authority says later that it asks for more: the plan is shown first, then both are kept.
    more = {"level": "b2", "into_plan": "1"}
    shown = office.post(f"{kept.location}/level", data=more)
    assert "asks for level B2 now" in shown.get_data(as_text=True)
    seal = shown.get_data(as_text=True).split('name="looked" value="')[1].split('"')[0]
    assert office.post(f"{kept.location}/level", data={**more, "level": "b9"}).status_code == 422
    assert office.post(f"{kept.location}/level", data={**more, "looked": seal, "deed": "save"}).status_code == 302
    plan = _plan(house, cast)
    assert plan is not None
    assert [one.level for one in plan.content.goals] == ["b2"]
    assert office.post(f"{kept.location}/steps/check_first", data={"on": "soon"}).status_code == 422
    assert office.post(f"{kept.location}/steps/check_first", data={"on": ""}).status_code == 302
    assert office.post(f"{kept.location}/papers/diploma", data={"on": ""}).status_code == 302
    assert "Choose the occupation" in office.get("/recognition").get_data(as_text=True)
    hers = house.client(cast.leyla)
    assert "/my-recognition" in hers.get("/next").get_data(as_text=True)
    mine = hers.get("/my-recognition").get_data(as_text=True)
    assert "Choose the occupation" in mine
    assert mine.index("What I have") < mine.index("Diploma or certificate") < mine.index("What is missing")
    assert house.client(cast.outsider).get(kept.location).status_code == 404
    assert hers.get(kept.location).status_code in (403, 404)
    assert office.post(f"{kept.location}/close", data={"outcome": "partly"}).status_code == 422
    assert office.post(f"{kept.location}/close", data={"outcome": "not"}).status_code == 302
    assert "Not recognised" in office.get("/recognition?show=closed").get_data(as_text=True)
    assert "It does not count here yet." in hers.get("/my-recognition").get_data(as_text=True)


def test_an_outside_office_opens_and_notes_a_case_and_the_plan_page_leads_to_it(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    leyla, office = cast.leyla.learner_id, program(sqlite_house, cast.provider_id, Role.CASEWORKER)
    asked = {"profession": "Nurse", "level": "b2"}
    opened = [office.put(f"/api/v1/people/{leyla}/recognition/de_recognition", json=asked).json for _ in range(2)]
    assert opened[0] == opened[1]
    case = opened[0]
    assert (case["state"], case["next_step"], case["level"]) == ("open", "find_office", "b2")
    path = f"/api/v1/recognition/{case['id']}"
    ticked = office.put(f"{path}/steps/find_office", json={"done_on": TODAY.isoformat()}).json
    assert ticked["next_step"] == "collect"
    problem(office.put(f"{path}/steps/nothing", json={"done_on": None}), 404, "curricula.absent")
    problem(office.put(f"{path}/answer", json={"outcome": "partly"}), 422, "curricula.recognition.still_asked_missing")
    page = sqlite_house.client(cast.caseworker).get(f"/casework/{leyla}").text
    assert f"/recognition/{case['id']}" in page
    assert "Collect the papers" in page
    answer = {"outcome": "partly", "still_asked": "A course"}
    assert office.put(f"{path}/answer", json=answer).json == office.put(f"{path}/answer", json=answer).json
    assert office.get("/api/v1/recognition").json == {"items": []}
    assert [one["id"] for one in office.get("/api/v1/recognition?state=closed").json["items"]] == [case["id"]]
    stranger = program(sqlite_house, cast.provider_id, Role.TEACHER)
    assert stranger.get(f"/api/v1/people/{leyla}/recognition").status_code in (403, 404)
