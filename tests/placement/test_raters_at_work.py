"""Raters at work: what two see differently goes to the lead, severity is taken off, practice on known scores, who sees what."""

import numpy as np
import pytest

from lms.kernel.actor import Actor, Role
from lms.kernel.vocabulary import Skill
from placement import models, queries, services
from placement.domain import rating
from placement.domain.item_bank import ItemType
from placement.queries import raters
from placement.services import rater_care
from tests.cast import Cast
from tests.houses import NOON, House
from tests.placement import people
from tests.placement.test_performances import GOOD, POOR, say_all, start

TASK = ItemType.SPEAKING_TASK
FULL = {"task": 3, "flow": 3, "grammar": 3}
NONE = {"task": 0, "flow": 0, "grammar": 0}
SOME = {"task": 2, "flow": 1, "grammar": 2}


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def test_the_middle_score_of_three_counts_in_each_row() -> None:
    assert rating.settled(TASK, [FULL, NONE, SOME]) == 5
    assert rating.settled(TASK, [FULL, NONE, NONE]) == 0


def test_severity_comes_off_before_the_mean_and_points_stay_on_the_scale() -> None:
    assert rating.fair(TASK, [(SOME, 0.0), (SOME, 0.0)]) == rating.agreed(TASK, [SOME, SOME]) == 5
    assert rating.fair(TASK, [(SOME, 2.0), (SOME, 2.0)]) == 7
    assert rating.fair(TASK, [(FULL, 3.0)]) == 9
    assert rating.fair(TASK, [(FULL, 0.0), (NONE, 0.0)]) == 4


def house_of_raters(house: House, cast: Cast, *, fair: bool = False) -> tuple[Actor, Actor]:
    """Two raters beside the cast's teacher, who is the lead."""
    with house.acting(cast.administrator):
        services.save_sitting_rules(
            cast.centre_id,
            minutes={},
            first_items={},
            raters=2,
            lead_id=cast.teacher.user_id or "",
            fair_scores=fair,
            actor=cast.administrator,
            now=NOON,
        )
    made = [house.actor(name, Role.TEACHER, cast.provider_id, centre_id=cast.centre_id) for name in ("Ines", "Omar")]
    return made[0], made[1]


def works(house: House, cast: Cast, many: int) -> list[str]:
    """Recordings that wait, of one learner, each of a sitting of its own."""
    learner = people.add(house, cast, people.LUCIA)
    ids = []
    with house.acting(cast.teacher) as session:
        key = queries.bank("german_core").of(Skill.SPEAKING)[0].key
        for at in range(many):
            sitting = models.Sitting(
                id=f"s{at:019d}", learner_id=learner.learner_id, kind="speaking", bank="german_core",
                state='{"measures":"speaking","mode":"measure","item_set":"","seed":1,"prior":{"mean":0,"sd":1},"asked":[],"reason":"max_items"}',
                status="ended", by="x", started_at=NOON, touched_at=NOON, ended_at=NOON,
            )  # fmt: skip
            session.add(sitting)
            session.flush()
            work = models.Work(
                id=f"w{at:019d}", sitting_id=sitting.id, learner_id=learner.learner_id, bank="german_core",
                item_key=key, kind="speaking", text="Ich komme um acht.", sound_type="", given_at=NOON,
            )  # fmt: skip
            session.add(work)
            ids.append(work.id)
    return ids


def give(house: House, who: Actor, work_id: str, scores: dict[str, int]) -> None:
    with house.acting(who) as session:
        session.add(
            models.Rating(
                id=f"{who.name[0]}{work_id[1:]}",
                work_id=work_id,
                rater_id=who.user_id,
                by=who.name,
                scores=scores,
                at=NOON,
            )
        )


def test_what_two_see_differently_waits_for_the_lead_and_the_middle_counts(house: House, cast: Cast) -> None:
    one, other = house_of_raters(house, cast)
    learner, lead = people.add(house, cast, people.LUCIA), house.client(cast.teacher)
    say_all(lead, start(lead, learner, "speaking"))
    with house.acting(one):
        work_id = queries.to_rate(cast.centre_id, one.user_id)[0].id
    whole = house.client(one).get(f"/placement/rating/{work_id}/sound")
    assert (whole.status_code, whole.headers["Accept-Ranges"], whole.mimetype) == (200, "bytes", "audio/wav")
    piece = house.client(one).get(f"/placement/rating/{work_id}/sound", headers={"Range": "bytes=4-7"})
    assert (piece.status_code, piece.data) == (206, whole.data[4:8])
    house.client(one).post(f"/placement/rating/{work_id}", data=GOOD)
    house.client(other).post(f"/placement/rating/{work_id}", data=POOR)
    with house.acting(one):
        assert queries.work(work_id).points == 4
    assert "Waits for your third scores" in lead.get("/placement/rating").text
    assert "Waits for your third scores" not in house.client(one).get("/placement/rating").text
    lead.post(f"/placement/rating/{work_id}", data={f"score-{code}": str(score) for code, score in SOME.items()})
    with house.acting(one):
        found = queries.work(work_id)
        assert found.is_settled
        assert found.points == sum(SOME.values())
    assert "Waits for your third scores" not in lead.get("/placement/rating").text


def test_a_severe_rater_is_told_apart_and_only_the_lead_sees_everybody(house: House, cast: Cast) -> None:
    one, other = house_of_raters(house, cast, fair=True)
    chance = np.random.default_rng(1)
    for work_id in works(house, cast, 60):
        level = int(chance.integers(1, 4))
        give(house, one, work_id, dict.fromkeys(FULL, level))
        give(house, other, work_id, dict.fromkeys(FULL, max(level - 1, 0)))
    lead = house.client(cast.teacher)
    assert "The figures are new." in lead.post("/placement/raters", follow_redirects=True).text
    page = lead.get("/placement/raters").text
    assert "Ines" in page
    assert "Omar" in page
    own = house.client(one).get("/placement/raters").text
    assert "Ines" in own
    assert "Omar" not in own
    assert house.client(one).post("/placement/raters").status_code == 404
    with house.acting(cast.teacher):
        found = raters.severities_in_use(cast.centre_id, "speaking")
    assert found[other.user_id or ""] - found[one.user_id or ""] == pytest.approx(3.0, abs=0.3)


def test_raters_practise_and_see_the_known_scores_after_theirs(house: House, cast: Cast) -> None:
    one, _other = house_of_raters(house, cast)
    [work_id] = works(house, cast, 1)
    with house.acting(cast.teacher):
        key = rater_care.make_benchmark(work_id, SOME, "Clear, but short.", actor=cast.teacher, now=NOON)
    client = house.client(one)
    assert "1 task to practise on." in client.get("/placement/practice").text
    page = client.get(f"/placement/practice/{key}").text
    assert "Clear, but short." not in page
    page = client.post(f"/placement/practice/{key}", data=GOOD, follow_redirects=True).text
    assert "4 points away, all rows together." in page
    assert "Clear, but short." in page
    client.post(f"/placement/practice/{key}", data=POOR)
    with house.acting(one):
        assert raters.benchmark(key, one.user_id or "").far == 4
    assert client.post(f"/placement/practice/{key}/remove").status_code == 404
    assert house.client(cast.outsider).get(f"/placement/practice/{key}").status_code == 404
