"""The first interview on its pages: six topics, why each thing is asked, papers from before arrival as first answers."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.kernel import clock, language
from lms.kernel.vocabulary import Level, Skill
from lms.learners.services import NewLearner
from placement import queries
from placement.domain import interview
from placement.domain.interview import FIELDS, Topic
from placement.domain.item_bank import Item, LiteracyAxis
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import people
from tests.placement.people import FULL


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


@pytest.fixture
def teacher(sqlite_house: House, cast: Cast) -> FlaskClient:
    return sqlite_house.client(cast.teacher)


def paper(client: FlaskClient, learner_id: str | None, name: str, days: int, **change: str) -> None:
    issued = clock.today("Europe/Berlin") - timedelta(days=days)
    sent = {"kind": "certificate", "document": name, "issued": issued.isoformat(), "before_arrival": "yes"}
    assert client.post(f"/placement/{learner_id}/papers", data=sent | change).status_code == 302


def test_every_question_says_why_it_is_asked_on_both_doors(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner = people.add(sqlite_house, cast, people.LUCIA)
    own = sqlite_house.client(learner).get("/my-placement/interview").text
    for page in (teacher.get(f"/placement/{learner.learner_id}/interview").text, own):
        for asked in FIELDS:
            hint = re.search(rf'id="{asked.code}-hint">([^<]+)<', page)
            assert hint, asked.code
            assert hint.group(1) == language.say(f"placement.why.{asked.why}")
    # Who does not read hears what can be chosen, too.
    assert re.search(r'data-say="What do you want to learn the language for\?[^"]*Daily life\. Work\.', own)
    assert re.search(r'data-say="[^"]*Nearly all\."', own)
    assert not {"permit", "nationality", "religion"} & {asked.code for asked in FIELDS}


@pytest.mark.parametrize("topic", Topic)
def test_a_topic_left_empty_shows_as_incomplete_and_the_others_as_done(
    sqlite_house: House, cast: Cast, teacher: FlaskClient, topic: Topic
) -> None:
    learner_id = people.add(sqlite_house, cast, people.NEWCOMER).learner_id
    told = {code: value for code, value in FULL.items() if interview.BY_CODE[code].topic is not topic}
    page = teacher.post(f"/placement/{learner_id}/interview", data=told, follow_redirects=True).text
    assert f"Incomplete: {language.say(f'placement.topic.{topic}')}" in page
    cards = {each: page.split(f'<section class="card topic" id="{each}">')[1].split("</section>")[0] for each in Topic}
    assert [each for each in Topic if "Incomplete" in cards[each]] == [topic]
    assert all("Done" in cards[each] for each in Topic if each is not topic)


def test_papers_from_before_arrival_are_first_answers_with_their_age(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(sqlite_house, cast, people.NEWCOMER).learner_id
    paper(teacher, learner_id, "Goethe B1", 90, skill="listening", level="b1")
    page = teacher.get(f"/placement/{learner_id}/interview").text
    assert re.search(r'<textarea[^>]*name="certificates"[^>]*>\s*Goethe B1 \(\d{4}-\d\d-\d\d\)</textarea>', page)
    assert re.search(r'<option selected value="most_talk">', page)
    topics = page.split('id="languages">')[1]
    assert ("pre-arrival" in topics, "2 months old" in topics) == (True, True)
    assert "Ask again" not in page


def test_a_paper_older_than_a_year_is_named_and_asked_again_instead_of_trusted(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(sqlite_house, cast, people.NEWCOMER).learner_id
    paper(teacher, learner_id, "Goethe B1", 400, skill="listening", level="b1")
    page = teacher.get(f"/placement/{learner_id}/interview").text
    assert "Goethe B1 (" in page
    assert '<option selected value="most_talk">' not in page
    assert "Ask again: older than 12 months" in page
    # What she tells now counts, and papers never write over it.
    teacher.post(f"/placement/{learner_id}/interview", data=FULL | {"understands": "some_words"})
    assert '<option selected value="some_words">' in teacher.get(f"/placement/{learner_id}/interview").text


def test_a_number_that_is_none_is_refused_and_everything_told_stays(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(sqlite_house, cast, people.NEWCOMER).learner_id
    told = FULL | {"schooling_years": "ninety", "motivation": "I want to read letters from school."}
    page = teacher.post(f"/placement/{learner_id}/interview", data=told)
    assert page.status_code == 422
    assert "I want to read letters from school." in page.text
    assert 'value="ninety"' in page.text
    with sqlite_house.acting(cast.teacher):
        assert learner_id not in queries.interviews([learner_id or ""])


def test_the_result_names_the_runner_up_and_what_would_change_it_on_page_and_sheet(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner_id = people.add(sqlite_house, cast, people.LUCIA).learner_id
    teacher.post(f"/placement/{learner_id}/interview", data=FULL | {"reads": "latin"})
    people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
    with sqlite_house.acting(cast.teacher):
        found = queries.newest_result(learner_id or "")
    assert found is not None
    share = dict(found.shares)[found.runner_up]
    for address in ("result", "result/print"):
        page = teacher.get(f"/placement/{learner_id}/{address}").text
        assert f"Runner-up: {language.say(f'track.{found.runner_up}')}: {share} of 100" in page
        assert "What would change it" in page
        # The sheet speaks to the eye, the page to the ear as well.
        said = re.findall(r'data-say="([^"]*Runner-up[^"]*)"', page)
        if address == "result":
            whats = re.findall(r"</svg><span>([^<]+): <strong>([^<]+)</strong></span></li>", page)
            assert whats
            assert all(f"{what}: {group}." in said[0] for what, group in whats)
        # Level in words first, then band, range and probability; no number stands alone.
        assert re.search(
            r"<strong>Listening: Understands [^<]+</strong> <span[^>]*>Most likely [^:]+: \d+ of 100", page
        )
        assert re.search(r"Between [^:<]+: \d+ of 100\.", page)
        assert not re.search(r"Score \d", page)


def test_the_learner_reads_level_range_and_how_sure_in_words(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    learner = people.add(sqlite_house, cast, people.SAMIRA)
    people.walk(teacher, f"/placement/{learner.learner_id}", people.reads_another_script, reads="fa")
    page = sqlite_house.client(learner).get("/my-placement/result").text
    assert "You read in your own script." in page
    assert page.count("How sure is this?") >= 2
    assert re.search(r"LASLLIAM step \d of 4\. Likely in \d+ of 100\.", page)
    assert re.search(r"Most likely [^:]+: \d+ of 100", page)


def test_a_result_is_read_aloud_in_the_learners_language_where_the_site_speaks_it(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    speaks_german = NewLearner("S-7", "Reto", "Zgraggen", first_language="German", literacy="latin")
    for new, hers in ((speaks_german, True), (people.SAMIRA, False)):
        learner_id = people.add(sqlite_house, cast, new).learner_id
        people.walk(teacher, f"/placement/{learner_id}", people.up_to(-1.0))
        page = teacher.get(f"/placement/{learner_id}/result").text
        assert re.search(r'data-say="[^"]*of 100\.[^"]*"', page)
        assert ('data-lang="de"' in page) == hers


def test_who_reads_nothing_is_asked_three_easy_things_and_nobody_claims_to_be_certain(
    sqlite_house: House, cast: Cast, teacher: FlaskClient
) -> None:
    asked, levels = [], []

    def nothing(item: Item) -> int | None:
        asked.append((item.measures, item.step))
        levels.append(item.level)
        return people.reads_nothing(item)

    salma = NewLearner("S-8", "Salma", "Mansur", first_language="Arabic", schooling_years=1, literacy="none")
    learner_id = people.add(sqlite_house, cast, salma).learner_id
    people.walk(teacher, f"/placement/{learner_id}", nothing)
    assert asked[:3] == [(LiteracyAxis.ANY_SCRIPT, 1)] * 3
    assert levels[3] == Level.PRE_A1
    assert all(measured is Skill.LISTENING for measured, _step in asked[3:])
    for address in ("result", "result/print"):
        page = teacher.get(f"/placement/{learner_id}/{address}").text
        assert "Literacy, first script: 99 of 100" in page
        assert "100 of 100" not in page


def test_the_runner_up_is_named_however_unlikely_it_is(sqlite_house: House, cast: Cast, teacher: FlaskClient) -> None:
    learner_id = people.add(sqlite_house, cast, people.SAMIRA).learner_id
    people.walk(teacher, f"/placement/{learner_id}", people.reads_another_script, reads="fa")
    with sqlite_house.acting(cast.teacher):
        found = queries.newest_result(learner_id or "")
    assert found is not None
    page = teacher.get(f"/placement/{learner_id}/result").text
    assert f"Runner-up: {language.say(f'track.{found.runner_up}')}: " in page
