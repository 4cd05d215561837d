"""A board of ideas: said by voice or word, published by a moderator, seen by everybody of the centre without a name."""

import io
import re

import pytest

from lms.accounts import models as accounts
from lms.advice import models, services
from lms.advice.domain import ideas
from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.learners import services as learners
from lms.organisations import services as organisations
from tests.cast import Cast, add_learner, gather
from tests.houses import House

VOICE = b"\x1a\x45\xdf\xa3" + b"voice" * 40
SAID = "A kettle for the break."
BOARD = "Tea in the break"


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def post(house: House, who: Actor, **more: object) -> None:
    """A learner has an idea."""
    answer = house.client(who).post("/my-ideas/new", data={"words": SAID} | more)
    assert answer.status_code == 302, answer.text


def waiting(house: House, who: Actor) -> str:
    """The address of the first idea that waits."""
    return re.findall(r'href="(/ideas/\w+)"', house.client(who).get("/ideas").text)[0]


def test_an_idea_by_voice_is_published_answered_and_seen_by_everybody_of_the_centre_without_the_name(
    house: House,
) -> None:
    cast = gather(house)
    leyla, amina = house.client(cast.leyla), house.client(cast.amina)
    assert 'href="/my-ideas"' in leyla.get("/help").text
    assert "No idea stands here yet." in leyla.get("/my-ideas").text
    assert "data-recorder" in leyla.get("/my-ideas/new").text
    post(house, cast.leyla, words="", sound=(io.BytesIO(VOICE), "idea.webm"), voice_open="1")
    assert "Somebody reads it first" in leyla.get("/my-ideas").text
    assert "Somebody reads it first" not in amina.get("/my-ideas").text
    office = house.client(cast.administrator)
    assert "1 idea waits to be read." in office.get("/ideas").text
    address = waiting(house, cast.administrator)
    tasks = office.get("/tasks").text
    assert "A learner has an idea for the centre." in tasks
    assert f'href="{address}"' in tasks
    page = office.get(address).text
    assert "Leyla" not in page
    assert (office.get(f"{address}/voice").data, office.get(f"{address}/voice").mimetype) == (VOICE, "audio/webm")
    heard = address.replace("/ideas", "/my-ideas") + "/voice"
    assert amina.get(heard).status_code == 404
    assert office.post(f"{address}/answer", data={"state": "done"}).status_code == 409
    assert "Write how it stands on the board." in office.post(f"{address}/publish", data={"board": " "}).text
    assert office.post(f"{address}/publish", data={"board": "x" * 2001}).status_code == 422
    office.post(f"{address}/publish", data={"board": BOARD})
    assert office.post(f"{address}/publish", data={"board": BOARD}).status_code == 409
    assert "Nothing is asked of you now." in office.get("/tasks").text
    assert "We have heard it" in amina.get("/my-ideas").text
    assert amina.get(heard).data == VOICE
    assert office.post(f"{address}/answer", data={"state": "soon"}).status_code == 422
    why = office.post(f"{address}/answer", data={"state": "not_possible", "answer": ""})
    assert why.status_code == 422
    assert "Write why." in why.text
    told = {"state": "not_possible", "answer": "The fuse is too weak."}
    assert (
        "Everybody of the centre sees it now."
        in office.post(f"{address}/answer", data=told, follow_redirects=True).text
    )
    for who in (cast.amina, cast.teacher, cast.carer, cast.caseworker, cast.manager):
        board = house.client(who).get("/my-ideas" if who is cast.amina else "/ideas").text
        assert BOARD in board, who.name
        assert "It is not possible" in board
        assert "The fuse is too weak." in board
        assert "Leyla" not in board
    assert f'data-say="{BOARD}. It is not possible. The fuse is too weak."' in amina.get("/my-ideas").text
    office.post(f"{address}/off")
    assert BOARD not in amina.get("/my-ideas").text
    with house.crossing() as session:
        kept = [one for one in session.query(accounts.AuditEntry) if one.subject_kind == "advice_idea"]
        assert {one.action for one in kept} == {"publish", "answer", "take_off"}
        about = kept + [one for one in session.query(accounts.AuditEntry) if one.subject_kind == "messages_task"]
        assert "Leyla" not in str([(one.actor, one.changes) for one in about])
        assert cast.leyla.user_id not in {one.user_id for one in about}


def test_what_is_not_shown_has_a_reason_that_only_its_owner_reads_and_may_be_shown_after_all(
    sqlite_house: House, cast: Cast
) -> None:
    post(sqlite_house, cast.leyla)
    office, address = sqlite_house.client(cast.administrator), waiting(sqlite_house, cast.administrator)
    assert "Write why." in office.post(f"{address}/keep-back", data={"reason": ""}).text
    kept = office.post(f"{address}/keep-back", data={"reason": "It names a person."}, follow_redirects=True).text
    assert f'action="{address}/off"' in kept
    assert "It names a person." in sqlite_house.client(cast.leyla).get("/my-ideas").text
    for who, page in ((cast.amina, "/my-ideas"), (cast.teacher, "/ideas")):
        assert "It names a person." not in sqlite_house.client(who).get(page).text
    office.post(f"{address}/publish", data={"board": BOARD})
    assert BOARD in sqlite_house.client(cast.amina).get("/my-ideas").text


def test_somebody_takes_an_own_idea_back_and_a_slip_is_mended_until_the_night(sqlite_house: House, cast: Cast) -> None:
    post(sqlite_house, cast.leyla)
    address = waiting(sqlite_house, cast.administrator)
    office = sqlite_house.client(cast.administrator)
    office.post(f"{address}/publish", data={"board": BOARD})
    mine = address.replace("/ideas", "/my-ideas")
    assert sqlite_house.client(cast.amina).post(f"{mine}/back").status_code == 404
    leyla = sqlite_house.client(cast.leyla)
    gone = leyla.post(f"{mine}/back", follow_redirects=True).text
    assert BOARD not in gone
    assert f'action="{mine}/again"' in gone
    assert BOARD not in office.get("/ideas").text
    assert office.get(address).status_code == 404
    assert BOARD in leyla.post(f"{mine}/again", follow_redirects=True).text
    leyla.post(f"{mine}/back")
    with sqlite_house.acting(cast.administrator) as session:
        assert services.forget_ideas_taken_back() == 1
        assert session.query(models.Idea).count() == 0
    assert leyla.post(f"{mine}/again").status_code == 404


def test_the_board_is_found_by_word_and_status_paged_and_of_one_centre(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.manager):
        elsewhere = organisations.add_centre("Far away", "Europe/Berlin")
    far = add_learner(sqlite_house, cast.provider_id, elsewhere, learners.NewLearner("F1", "Fara", "Far"))
    other = sqlite_house.actor("Per Far", Role.ADMINISTRATOR, cast.provider_id, centre_id=elsewhere)
    post(sqlite_house, cast.leyla)
    address = waiting(sqlite_house, cast.administrator)
    far_office = sqlite_house.client(other)
    assert far_office.get(address).status_code == 404
    assert far_office.post(f"{address}/publish", data={"board": BOARD}).status_code == 404
    assert sqlite_house.client(cast.outsider).get(address).status_code == 404
    assert sqlite_house.client(cast.teacher).get(address).status_code == 404
    sqlite_house.client(cast.manager).post(f"{address}/publish", data={"board": BOARD})
    assert BOARD not in far_office.get("/ideas").text
    assert BOARD not in sqlite_house.client(far).get("/my-ideas").text
    marta = sqlite_house.client(cast.teacher)
    assert BOARD in marta.get("/ideas?q=tea&state=heard").text
    assert "No idea is like this." in marta.get("/ideas?q=coffee").text
    assert "No idea is like this." in marta.get("/ideas?state=done").text
    assert sqlite_house.client(cast.manager).get(f"/ideas?centre={elsewhere}").text.count(BOARD) == 0
    with sqlite_house.acting(cast.administrator) as session:
        for number in range(20):
            session.add(
                models.Idea(
                    centre_id=cast.centre_id,
                    learner_id=cast.amina.learner_id,
                    on_day=clock.now().date(),
                    state=ideas.State.DONE.value,
                    board=f"Idea {number}",
                )
            )
    assert marta.get("/ideas").text.count("It is done</span>") + marta.get("/ideas?page=2").text.count(
        "It is done</span>"
    ) == len(range(20))
    assert "21 in all" in sqlite_house.client(cast.amina).get("/my-ideas").text


def test_what_cannot_be_sent_is_said(sqlite_house: House, cast: Cast) -> None:
    leyla = sqlite_house.client(cast.leyla)
    for typed, said in (
        ({"words": " "}, "Say or write your idea."),
        ({"words": "x" * 2001}, "This is too long."),
        ({"words": "", "sound": (io.BytesIO(b"no sound"), "a.webm")}, "This file is no recording."),
    ):
        refused = leyla.post("/my-ideas/new", data=typed)
        assert refused.status_code == 422
        assert said in refused.text
    for _idea in range(ideas.MOST_WAITING):
        post(sqlite_house, cast.leyla)
    enough = leyla.post("/my-ideas/new", data={"words": SAID})
    assert enough.status_code == 409
    assert "5 ideas of yours wait already." in enough.text
    assert SAID in enough.text
