"""What no database changes: sounds of the questions, roles, what each type of question shows, the demonstration's part."""

from collections import Counter
from dataclasses import replace

import pytest

from lms.kernel import clock
from lms.kernel.vocabulary import Skill
from lms.learners import queries as learners
from lms.learners.services import NewLearner
from placement import demo, packs, queries
from placement.domain import scoring
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.domain.item_bank import ItemType
from placement.views import findings
from tests.cast import Cast, add_learner
from tests.houses import House
from tests.placement import people


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def test_a_sound_that_a_question_names_is_served_to_everybody_and_kept(house: House) -> None:
    version = queries.bank("german_core").version
    answer = house.client().get(f"/placement/media/german_core/l_key.mp3?v={version}")
    assert answer.status_code == 200
    assert answer.mimetype == "audio/mpeg"
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    answer.close()


@pytest.mark.parametrize(
    "address", ["german_core/items.csv", "german_core/..%2Fbank.toml", "german_core/nothing.mp3", "no_bank/l_key.mp3"]
)
def test_nothing_else_of_a_bank_is_served(house: House, address: str) -> None:
    assert house.client().get(f"/placement/media/{address}").status_code == 404


def test_every_sound_of_the_shipped_banks_can_be_served() -> None:
    for key in packs.load_banks():
        assert all((packs.BANKS / key / "media" / name).is_file() for name in queries.media_of(key))


def test_every_type_of_question_shows_what_it_needs(house: House, cast: Cast) -> None:
    seen = Counter[ItemType]()
    teacher = house.client(cast.teacher)
    walkers = (
        (people.SAMIRA, people.right),
        (people.LUCIA, people.right),
        (people.NEWCOMER, people.up_to(0.0)),
        (replace(people.LUCIA, number="S-4"), people.up_to(0.9)),
    )
    for new, answer in walkers:
        base = f"/placement/{people.add(house, cast, new).learner_id}"
        page = people.choose_script(teacher, teacher.post(f"{base}/test", follow_redirects=True))
        while not page.request.path.endswith("/thanks"):
            item = people.item_on(page.text)
            seen[item.type] += 1
            assert ("clip" in page.text) == bool(item.sound)
            if scoring.parts(item):
                assert all(f'name="{name}"' in page.text for name in people.parts_of(item))
            else:
                wanted = len(item.options) or item.parameters.highest_score + 1
                assert page.text.count('name="given"') == wanted + 1
            # What the sound says stands nowhere on the page: whoever reads it has not listened.
            assert len(item.script) < 10 or item.script not in page.text
            given = answer(item)
            data = people.form_of(page.text, "dont_know" if given is None else given)
            page = teacher.post(f"{base}/question", data=data, follow_redirects=True)
    assert {ItemType.SIGN_CHOICE, ItemType.RATED_TASK, ItemType.SOUND_TO_WORD} <= set(seen)
    assert len(seen) >= 8, seen


def test_a_learner_alone_gets_no_task_that_a_teacher_must_rate(house: House, cast: Cast) -> None:
    phone = house.client(people.add(house, cast, people.SAMIRA))
    types = []

    def answer(item: people.Item) -> int | None:
        types.append(item.type)
        return people.right(item)

    people.walk(phone, "/my-placement", answer)
    assert ItemType.RATED_TASK not in types


def test_administrators_and_caseworkers_see_who_waits_and_do_not_decide(house: House, cast: Cast) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    people.walk(house.client(cast.teacher), f"/placement/{learner_id}", people.up_to(-1.0))
    for actor in (cast.administrator, cast.caseworker):
        client = house.client(actor)
        assert "Lucía" in client.get("/placement").text
        page = client.get(f"/placement/{learner_id}/result").text
        assert "A teacher decides." in page
        assert "Save decision" not in page
        assert client.post(f"/placement/{learner_id}/decision", data={"choice": "confirm"}).status_code == 404
    assert house.client(cast.manager).get("/placement").status_code == 404


def test_the_list_finds_by_name_and_counts_in_the_navigation(house: House, cast: Cast) -> None:
    for new in (people.LUCIA, people.SAMIRA):
        people.add(house, cast, new)
    teacher = house.client(cast.teacher)
    page = teacher.get("/placement?q=samira").text
    assert "Samira" in page
    assert "Lucía" not in page


def test_the_record_of_a_person_shows_her_result(house: House, cast: Cast) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    teacher = house.client(cast.teacher)
    assert "No interview and no test yet." in teacher.get(f"/people/{learner_id}").text
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    assert "waits for a teacher" in teacher.get(f"/people/{learner_id}").text


def test_somebody_with_a_result_is_tested_anew_only_on_purpose(house: House, cast: Cast) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    teacher = house.client(cast.teacher)
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    page = teacher.post(f"/placement/{learner_id}/test", follow_redirects=True)
    assert page.request.path.endswith("/thanks")
    page = teacher.post(f"/placement/{learner_id}/test", data={"again": "yes"}, follow_redirects=True)
    assert people.item_on(page.text).measures is Skill.LISTENING


def test_the_result_can_be_printed(house: House, cast: Cast) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    teacher = house.client(cast.teacher)
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    page = teacher.get(f"/placement/{learner_id}/result/print").text
    assert page.count('class="sheet-paper') == 1
    assert "Regular" in page


def test_the_rules_of_the_country_stand_beside_the_result_with_their_source(house: House, cast: Cast) -> None:
    learner_id = people.add(house, cast, people.LUCIA).learner_id
    teacher = house.client(cast.teacher)
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(0.0))
    page = teacher.get(f"/placement/{learner_id}/result").text
    assert "Placement test before the start" in page
    assert "IntV" in page


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (95, "Very sure: 95 in 100"),
        (82, "Quite sure: 82 in 100"),
        (60, "Not very sure: 60 in 100"),
        (41, "Still open: 41 in 100"),
    ],
)
def test_sureness_is_said_in_words(share: int, words: str) -> None:
    assert findings.sureness(share) == words


def test_an_ability_has_its_place_on_the_scale_of_levels() -> None:
    assert LANGUAGE_CUTS.place(-0.357) == 2.0
    assert LANGUAGE_CUTS.place(0.0) == pytest.approx(2.5)
    assert LANGUAGE_CUTS.place(-9) == 0.0
    assert LANGUAGE_CUTS.place(9) == 6.0


def test_the_demonstration_places_people_by_the_real_engine_and_twice_the_same(house: House, cast: Cast) -> None:
    ids = [
        add_learner(
            house,
            cast.provider_id,
            cast.centre_id,
            NewLearner(
                f"D-{n}", f"Person{n}", "Test", schooling_years=n, literacy=("none", "other_script", "latin")[n % 3]
            ),
        ).learner_id
        for n in range(9)
    ]
    facts = {"learner_ids": [one or "" for one in ids], "seed": 7, "now": clock.now()}
    with house.acting(cast.teacher):
        first = demo.take_part("place", facts | {"decide": False}, cast.teacher)
        waiting = queries.results(facts["learner_ids"])
    assert first["placed_by_test"] == 9
    assert all(one.decision is None for one in waiting.values())
    with house.acting(cast.teacher):
        assert len(queries.to_decide(cast.centre_id)) == 9
        tracks = [waiting[one].track for one in facts["learner_ids"]]
        assert {"literacy_first_script", "literacy_second_script"} <= set(tracks)
        assert not any(one.track for one in learners.by_ids(facts["learner_ids"]).values())


def test_the_demonstration_leaves_people_alone_who_have_a_group(house: House, cast: Cast) -> None:
    with house.acting(cast.teacher):
        facts = {"learner_ids": [cast.leyla.learner_id], "seed": 7, "now": clock.now()}
        assert demo.take_part("place", facts, cast.teacher) == {"placed_by_test": 0, "overridden": 0}
