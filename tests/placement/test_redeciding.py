"""When a cost, a cut or a rule changes: stored results are decided again, listed, and nobody is moved silently."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from lms.exchange.services import erasure
from lms.kernel import clock, db, errors
from lms.kernel.jobs import Progress, worker
from lms.kernel.vocabulary import Track
from lms.learners import queries as learners
from lms.organisations import models as organisations
from placement import jobs as job
from placement import models, queries, services
from placement.domain import sorter
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.services import redeciding
from tests.cast import Cast, gather
from tests.houses import House
from tests.placement import placed
from tests.queries import counted

AFRAID_OF_FAST = {
    true: {put: (0.0 if true is put else 100.0 if put is not Track.REGULAR else 0.01) for put in Track}
    for true in Track
}
"""With this table nearly everybody is recommended the regular group."""


def keep(house: House, cast: Cast, costs: sorter.Costs, cuts: tuple[float, ...] = LANGUAGE_CUTS.cuts) -> str:
    with house.acting(cast.teacher):
        seen = queries.decision_rules(cast.centre_id).number
        _, look = services.keep_rules(
            cast.centre_id, costs, services.cut_scores(cuts), seen=seen, actor=cast.administrator, now=clock.now()
        )
    return look


def test_another_cost_table_lists_who_would_change_and_moves_nobody(house: House, cast: Cast) -> None:
    ids = placed.place(house, cast, 10)
    with house.acting(cast.teacher):
        before = {one: learners.learner(one).track for one in ids}
        table = services.cost_table(AFRAID_OF_FAST)
        foreseen = services.effects_of(cast.centre_id, table, LANGUAGE_CUTS, actor=cast.administrator, now=clock.now())
    look = keep(house, cast, AFRAID_OF_FAST)
    with house.acting(cast.teacher):
        found = queries.changes(look)
        info = queries.looks(cast.centre_id)[0]
        assert {one: learners.learner(one).track for one in ids} == before
    assert foreseen.looked_at == foreseen.of == info.looked_at == 10
    assert found
    assert {one.learner.id for one in found} == {one.result.learner_id for one in foreseen.otherwise}
    assert {(one.after["track"], one.causes) for one in found} == {("regular", ("costs",))}
    assert (info.found, info.open, info.cause) == (len(found), len(found), "costs")


def test_a_teacher_takes_one_change_over_and_leaves_another(house: House, cast: Cast) -> None:
    placed.place(house, cast, 10)
    look = keep(house, cast, AFRAID_OF_FAST)
    with house.acting(cast.teacher):
        taken, left = queries.changes(look)[:2]
        old = queries.result(taken.result_id)
        came = services.answer_change(taken.id, take=True, reason="We talked.", actor=cast.teacher, now=clock.now())
        assert came == "moved"
        services.answer_change(left.id, take=False, reason="", actor=cast.teacher, now=clock.now())
    with house.acting(cast.teacher):
        person, other = (learners.learner(one.learner.id) for one in (taken, left))
        new = queries.newest_result(taken.learner.id)
        assert queries.result(old.id) == old
        assert (person.track, person.track_recommended) == ("regular", "regular")
        assert other.track == left.decided
        assert new is not None
        assert new.decision is not None
        assert (new.decision.reason, new.decision.by, new.track) == ("We talked.", "Marta Klein", "regular")
        assert queries.sittings_of(new.id)
        assert not queries.sittings_of(old.id)
        assert {one.id: one.answer for one in queries.changes(look)}[taken.id] == "taken"
        with pytest.raises(errors.Conflict):
            services.answer_change(taken.id, take=False, reason="", actor=cast.teacher, now=clock.now())


def test_a_change_of_a_result_that_waits_is_worked_out_anew_and_still_waits(house: House, cast: Cast) -> None:
    placed.place(house, cast, 10, decide=False)
    look = keep(house, cast, AFRAID_OF_FAST)
    with house.acting(cast.teacher):
        change = queries.changes(look)[0]
        assert queries.result(change.result_id).track == change.before["track"]
        came = services.answer_change(change.id, take=True, reason="", actor=cast.teacher, now=clock.now())
        assert came == "waits"
        after = queries.result(change.result_id)
    assert (after.track, after.decision) == ("regular", None)


def test_other_cuts_change_levels_and_name_the_cut_as_cause(house: House, cast: Cast) -> None:
    placed.place(house, cast, 6)
    look = keep(house, cast, sorter.DEFAULT_COSTS, (-3.0, -2.9, -2.8, -2.7, 1.786))
    with house.acting(cast.teacher):
        found = queries.changes(look)
    assert found
    assert all("cuts" in one.causes for one in found)
    assert any(one.before["level"] != one.after["level"] for one in found)


def test_back_to_the_old_table_closes_the_open_changes(house: House, cast: Cast) -> None:
    placed.place(house, cast, 10)
    first = keep(house, cast, AFRAID_OF_FAST)
    second = keep(house, cast, sorter.DEFAULT_COSTS)
    with house.acting(cast.teacher):
        assert {one.answer for one in queries.changes(first)} == {"outdated"}
        assert not queries.changes(second)
        assert [one.number for one in queries.decision_rules_history(cast.centre_id)] == [2, 1, 0]
        assert queries.decision_rules(cast.centre_id).is_default


def test_taking_over_another_level_leaves_somebody_in_the_group_that_a_teacher_chose(house: House, cast: Cast) -> None:
    ids = placed.place(house, cast, 6, decide=False)
    with house.acting(cast.teacher):
        for one in ids:
            found = queries.newest_result(one)
            assert found is not None
            services.decide(
                found.id, Track(found.runner_up), reason="Knows the teacher.", actor=cast.teacher, now=clock.now()
            )
    look = keep(house, cast, sorter.DEFAULT_COSTS, (-3.0, -2.9, -2.8, -2.7, 1.786))
    with house.acting(cast.teacher):
        change = next(one for one in queries.changes(look) if one.before["track"] == one.after["track"])
    client = house.client(cast.teacher)
    page = client.get("/placement/again").text
    form = page[page.index(f"/placement/changes/{change.id}") :].partition("</form>")[0]
    assert "Take this over" in form
    assert "Change to this group" not in form
    said = client.post(f"/placement/changes/{change.id}", data={"answer": "take"}, follow_redirects=True).text
    assert "Taken over. The group stays as it is." in said
    with house.acting(cast.teacher):
        person, new = learners.learner(change.learner.id), queries.newest_result(change.learner.id)
        assert new is not None
        assert new.decision is not None
        assert (new.track, new.level) == (change.after["track"], change.after["level"])
        assert (new.decision.track, new.decision.reason) == (change.decided, "Knows the teacher.")
        assert (person.track, person.track_recommended) == (change.decided, new.track)
        assert person.track != person.track_recommended


def test_a_look_leaves_out_who_was_erased_while_it_ran_and_gives_way_to_a_younger_one(house: House, cast: Cast) -> None:
    placed.place(house, cast, 10)
    first = keep(house, cast, AFRAID_OF_FAST)
    begun = clock.now()
    looks = [models.Redecision(id=f"look-{n}", cause="rules", by="test", at=begun + timedelta(n)) for n in range(2)]
    with house.acting(cast.teacher):
        for one in looks:
            one.centre_id = cast.centre_id
        db.session().add_all(looks)
    with house.acting(cast.teacher):
        older, younger = (list(services.look_again(f"look-{n}", actor=cast.teacher, now=begun)) for n in range(2))
        gone = younger[0][0].result.learner_id
    with house.acting(cast.manager):
        erasure.erase_again(gone, today=begun.date(), actor=cast.manager, now=begun)
    with house.acting(cast.teacher):
        kept = services.keep_look("look-1", younger, now=begun)
        assert kept == sum(map(len, younger)) - 1 > 0
        assert services.keep_look("look-0", older, now=begun) == 0
    with house.acting(cast.teacher):
        assert gone not in {one.learner.id for one in queries.changes("look-1")}
        assert {one.answer for one in queries.changes("look-1")} == {""}
        assert {one.answer for one in queries.changes(first)} == {"outdated"}


def test_of_two_who_change_the_table_at_once_the_second_is_told(house: House, cast: Cast) -> None:
    keep(house, cast, AFRAID_OF_FAST)
    with house.acting(cast.administrator), pytest.raises(errors.Conflict):
        services.keep_rules(
            cast.centre_id, sorter.DEFAULT_COSTS, LANGUAGE_CUTS, seen=0, actor=cast.administrator, now=clock.now()
        )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"fast_track": {"regular": 1.0}}, "placement.costs_do_not_fit"),
        ({"regular": dict.fromkeys(Track, -1.0)}, "placement.costs_do_not_fit"),
        ({"regular": {track: float(track is not Track.REGULAR) * 101 for track in Track}}, "placement.cost_too_high"),
        ({"regular": dict.fromkeys(Track, 0.0)}, "placement.costs_all_nothing"),
    ],
)
def test_a_cost_table_that_makes_no_sense_is_refused(change: dict[str, dict[str, float]], code: str) -> None:
    with pytest.raises(errors.Invalid) as refused:
        services.cost_table({**dict(sorter.DEFAULT_COSTS.items()), **change})
    assert refused.value.code == code


def test_cuts_must_rise() -> None:
    with pytest.raises(errors.Invalid):
        services.cut_scores((0, -1, 1, 2, 3))


def test_deciding_again_asks_the_database_as_often_for_many_as_for_few(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    counts = []
    for first, people in ((0, 3), (3, 9)):
        placed.place(sqlite_house, cast, people, first=first)
        with sqlite_house.acting(cast.teacher), counted(sqlite_house.engine) as seen:
            services.ask_again(cast.centre_id, "rules", actor=cast.teacher, now=clock.now())
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_many_results_are_decided_again_in_the_background(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    placed.place(house, cast, 5)
    monkeypatch.setattr(redeciding, "AT_ONCE", 4)
    look = keep(house, cast, AFRAID_OF_FAST)
    with house.acting(cast.teacher):
        assert queries.looks(cast.centre_id)[0].ended_at is None
    assert worker.run_all_due(house.engine) == 1
    with house.acting(cast.teacher):
        assert queries.looks(cast.centre_id)[0].ended_at is not None
        assert queries.changes(look)


def test_people_with_a_score_below_the_old_dutch_cut_are_found_when_the_cut_falls(sqlite_house: House) -> None:
    house, cast = sqlite_house, gather(sqlite_house)
    with house.crossing() as session:
        session.execute(update(organisations.Provider).values(country="NL"))
    me, before = cast.teacher, datetime(2023, 4, 3, 9, tzinfo=UTC)
    found = dict(zip((27, 28, 30, 31), placed.place(house, cast, 4, now=before, decide=False, first=2), strict=True))
    with house.acting(me):
        for score, learner_id in found.items():
            paper = services.NewRecord(
                "test", "Learnability", date(2023, 4, 1), False, test="nl_learnability", score=score
            )
            services.add_record(learner_id, paper, actor=me, now=before)
        courses = {score: queries.newest_result(one).decided_with["course"] for score, one in found.items()}  # type: ignore[union-attr]
        look = services.ask_again(cast.centre_id, "rules", actor=me, now=clock.now())
        changed = {one.learner.id: one for one in queries.changes(look)}
    assert courses == {27: "nl_z_route", 28: "nl_z_route", 30: "nl_z_route", 31: "nl_b1_route"}
    assert set(changed) == {found[28], found[30]}
    assert {(one.before["course"], one.after["course"], one.causes) for one in changed.values()} == {
        ("nl_z_route", "nl_b1_route", ("rules",))
    }


def test_results_of_before_a_rule_ended_or_a_new_pack_are_decided_again_by_the_clock_once(
    house: House, cast: Cast
) -> None:
    before = datetime(2023, 4, 3, 9, tzinfo=UTC)
    with house.crossing() as session:
        session.execute(update(organisations.Provider).values(country="NL"))
    ids = placed.place(house, cast, 4, now=before, decide=False, first=2)
    score = services.NewRecord("test", "Learnability", date(2023, 4, 1), False, test="nl_learnability", score=30)
    with house.acting(cast.teacher):
        for one in ids:
            services.add_record(one, score, actor=cast.teacher, now=before)
        tracks = {one: learners.learner(one).track for one in ids}
    assert job.look_at_rules({}, Progress(), clock.now()) == {"looks": 1}
    assert job.look_at_rules({}, Progress(), clock.now()) == {"looks": 0}, "each change is looked at once"
    assert worker.run_all_due(house.engine) == 1
    page = house.client(cast.teacher).get("/placement/again").text
    with house.acting(cast.teacher):
        look = queries.looks(cast.centre_id)[0]
        changes = queries.changes(look.id)
        assert {one.causes for one in changes} == {("rules",)}
        assert {one: learners.learner(one).track for one in ids} == tracks, "nobody is moved silently"
    assert (look.cause, look.looked_at) == ("rules", 4)
    assert changes
    assert all(one.learner.name in page for one in changes)
    with house.crossing() as session:
        for row in session.query(models.Result):
            row.decided_with = row.decided_with | {"rules": "NL 2020-01"}
            row.at = clock.now()
    assert job.look_at_rules({}, Progress(), clock.now()) == {"looks": 0}, "the pack of today was looked at already"


def test_a_look_that_is_killed_in_the_middle_keeps_nothing_and_begins_again(
    house: House, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed.place(house, cast, 5)
    monkeypatch.setattr(redeciding, "AT_ONCE", 1)
    monkeypatch.setattr(redeciding, "AT_A_TIME", 2)
    look = keep(house, cast, AFRAID_OF_FAST)
    arguments = {
        "redecision_id": look,
        "provider_id": cast.provider_id,
        "by": "Jonas Weber",
        "zone": cast.administrator.zone,
    }
    with pytest.raises(KeyboardInterrupt):
        job.decide_again(arguments, Killed(), clock.now())
    with house.acting(cast.teacher):
        assert not queries.changes(look)
        assert queries.looks(cast.centre_id)[0].ended_at is None
    assert worker.run_all_due(house.engine) == 1
    with house.acting(cast.teacher):
        found = queries.changes(look)
    assert found
    assert job.decide_again(arguments, Progress(), clock.now()) == {"otherwise": 0}
    with house.acting(cast.teacher):
        assert queries.changes(look) == found


class Killed(Progress):
    """A worker that is killed after its second part."""

    parts = 0

    def tell(self, facts: object) -> None:
        """Count, and be gone."""
        self.parts += 1
        if self.parts == 2:
            raise KeyboardInterrupt
