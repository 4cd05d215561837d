"""Which track is mine, and how long: pages for a caseworker, for a learner, and for somebody without a name."""

from curricula import queries
from curricula.domain.programme import PersonFact
from curricula.queries import tracks
from lms.kernel import plugins
from lms.kernel.vocabulary import Level
from tests.curricula.lives import TODAY, Lives, add_person
from tests.curricula.test_pages import words
from tests.houses import House


def test_a_caseworker_sees_every_track_with_its_rule_and_the_document_that_decides(
    sqlite_house: House, lives: Lives
) -> None:
    who = add_person(sqlite_house, lives.cast, "Nour", literacy="latin")
    client = sqlite_house.client(lives.cast.caseworker)
    page = words(client.get(f"/learners/{who.learner_id}/tracks?goal=b1&hours=15"))
    assert "This document decides: the certificate that entitles to the course" in page
    assert "Not for this person" in page
    assert "Integrationskurs mit Alphabetisierung" in page
    assert "lxgesetze.de/intv/13" in page
    assert "Permit and nationality are not asked." in page
    assert "hours" in page
    assert "What this rests on" in page
    assert sqlite_house.client(lives.cast.teacher).get("/tracks").status_code == 404


def test_facts_alone_are_enough_and_nothing_is_kept(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.caseworker)
    assert "Fill in what you know." in words(client.get("/tracks"))
    query = "literacy=none&years=2&level=&age=40&languages=0&placed=yes&programme=fr_cir&goal=a1&hours=20"
    page = words(client.get(f"/tracks?{query}"))
    assert "Parcours 600 heures" in page
    assert "450 to 1050 hours" in page
    assert "Contrat d'intégration républicaine (CIR) publishes hours for this." in page
    slower = words(client.get(f"/tracks?{query.replace('hours=20', 'hours=5')}"))
    assert "450 to 1050 hours" in slower
    assert slower.split("months")[0] != page.split("months")[0]


def test_two_tracks_that_claim_one_person_are_a_warning(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.caseworker)
    page = words(client.get("/tracks?literacy=latin&years=12&programme=be_nt2"))
    assert "Two tracks claim this person." not in page
    page = words(client.get("/tracks?literacy=latin&years=9&programme=dk_danskuddannelse"))
    warning = page[page.index("Two tracks claim this person.") : page.index("A person decides.")]
    assert "Danskuddannelse 2" in warning
    assert "Danskuddannelse 3" in warning
    assert "Danskuddannelse 1" not in warning


def test_a_learner_reads_in_plain_words_what_is_for_her_and_what_to_bring(sqlite_house: House, lives: Lives) -> None:
    who = add_person(sqlite_house, lives.cast, "Nour", level="", track="regular", literacy="none")
    page = words(sqlite_house.client(who).get("/my-courses"))
    assert "Somebody has to look" in page
    assert "It depends on the certificate that entitles to the course." in page
    assert "rule" not in page[page.index("Somebody has to look") :].lower()


def test_age_is_counted_in_whole_years_and_children_are_known(sqlite_house: House, lives: Lives) -> None:
    who = add_person(sqlite_house, lives.cast, "Nour")
    with sqlite_house.acting(lives.cast.caseworker):
        facts = tracks.facts_of(queries.standing(who.learner_id or ""), TODAY)
    assert facts[PersonFact.AGE] == 35
    assert PersonFact.HAS_CHILDREN not in facts


def test_a_plan_hears_the_range_to_its_level_and_the_tracks_that_are_open(sqlite_house: House, lives: Lives) -> None:
    who = add_person(sqlite_house, lives.cast, "Nour", literacy="latin")
    with sqlite_house.acting(lives.cast.caseworker):
        told = plugins.installed().ask(
            "plan_advice",
            {"learner_id": who.learner_id, "goal_level": "b1", "weekly_lessons": 20},
            "work",
        )
        bare = plugins.installed().ask("plan_advice", {"level": "b1", "goal_level": "a2"}, "work")
    (goal,) = [one for one in told if one.kind == "goal"]
    assert goal.estimate is not None
    low, high = goal.estimate.lessons
    assert 0 < low < high
    assert goal.estimate.days[0] < goal.estimate.days[1]
    assert goal.estimate.assumptions
    open_tracks = {one.key: one for one in told if one.kind == "track"}
    assert "de_integrationskurs:track:general" in open_tracks
    assert "de_integrationskurs:track:literacy" not in open_tracks
    assert not any(one.refuses for each in open_tracks.values() for one in each.obstacles)
    assert [one for one in bare if one.kind == "goal"] == []


def test_the_range_of_a_learner_rests_on_her_own_months(sqlite_house: House, lives: Lives) -> None:
    with sqlite_house.acting(lives.cast.caseworker):
        rarely, always = (tracks.estimate_for(lives.learner_id(name), Level.B2, TODAY) for name in ("Dina", "Rosa"))
    assert rarely is not None
    assert always is not None
    assert "curricula.assume.comes" in {one.code for one in rarely.assumptions}
    assert "curricula.assume.attended" in {one.code for one in always.assumptions}
    assert "curricula.assume.comes" not in {one.code for one in always.assumptions}
    page = words(sqlite_house.client(lives.cast.caseworker).get(f"/learners/{lives.learner_id('Dina')}/tracks?goal=b2"))
    assert "of 100 lessons were attended. The later day counts with that." in page


def test_arabic_pages_of_tracks_and_rules_are_whole(sqlite_house: House, lives: Lives) -> None:
    for who, addresses in (
        (lives.cast.manager, ("/programmes", "/programmes/own-rules?programme=de_integrationskurs")),
        (lives.cast.caseworker, ("/tracks?literacy=none", f"/learners/{lives.learner_id('Rosa')}/tracks?goal=b1")),
        (lives.people["Rosa"], ("/my-courses",)),
    ):
        client = sqlite_house.client(who, language="ar")
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert 'dir="rtl"' in answer.get_data(as_text=True)
