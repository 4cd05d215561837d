"""A centre's own cuts: seen before they are saved, taken back, and used where a test stops, decides and is drawn."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.kernel import clock
from lms.kernel.vocabulary import Track
from placement import queries, services
from placement.domain import sorter
from placement.domain.cut_scores import LANGUAGE_CUTS
from placement.services import keeping
from tests.cast import Cast
from tests.houses import House
from tests.placement import people, placed

WIDE_A2 = (-3.4, -3.3, 3.2, 3.3, 3.4)
"""Nearly everybody is A2 by these, and no cut lies near anybody: nothing is left to find out."""


def numbers(cuts: tuple[float, ...], costs: sorter.Costs = sorter.DEFAULT_COSTS) -> dict[str, str]:
    """The fields of the page about rules."""
    fields = {f"cut-{place}": str(cut) for place, cut in enumerate(cuts)}
    return fields | {f"cost-{true}-{put}": str(costs[true][put]) for true in Track for put in Track if true != put}


def send(desk: FlaskClient, data: dict[str, str], deed: str, *, shown: str = "", seen: int = 0) -> TestResponse:
    sent = data | {"deed": deed, "seen": str(seen), "shown": shown}
    return desk.post("/placement/rules", data=sent, follow_redirects=True)


def shown_on(page: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found
    return found.group(1)


def names_below(page: str) -> set[str]:
    """People in the list of a preview."""
    listed = page.partition('id="effect"')[2].partition("<form")[0]
    return set(re.findall(r"/placement/(\w+)/result", listed))


def version(house: House, cast: Cast) -> queries.RulesInfo:
    with house.acting(cast.teacher):
        return queries.decision_rules(cast.centre_id)


def test_what_other_cuts_would_do_is_seen_saved_as_seen_and_taken_back(house: House, cast: Cast) -> None:
    placed.place(house, cast, 10)
    desk, data = house.client(cast.administrator), numbers(WIDE_A2)
    unseen = send(desk, data, "save")
    assert "Look at what would change. Then save." in unseen.text
    assert version(house, cast).number == 0
    assert re.search(r"people? (higher|lower)", unseen.text)
    assert "A2 begins at -3.3, now at -0.357. New tests stop and decide there." in unseen.text
    foreseen = names_below(unseen.text)
    other = send(desk, data | {"cut-4": "3.45"}, "save", shown=shown_on(unseen.text))
    assert version(house, cast).number == 0, "other numbers than those on the page are shown first"
    kept = send(desk, data | {"cut-4": "3.45"}, "save", shown=shown_on(other.text))
    assert version(house, cast).cuts.cuts == (*WIDE_A2[:-1], 3.45)
    assert kept.request.path == "/placement/again"
    with house.acting(cast.teacher):
        changes = queries.changes(queries.looks(cast.centre_id)[0].id)
        assert {one.learner.id for one in changes} == foreseen == names_below(other.text)
        assert {one.causes for one in changes} == {("cuts",)}
        assert all(queries.newest_result(one.learner.id).level == one.before["level"] for one in changes)  # type: ignore[union-attr]
    undo = re.search(r'action="(/placement/rules/back/\d+)"', kept.text)
    assert undo
    desk.post(undo.group(1))
    assert version(house, cast).cuts == LANGUAGE_CUTS
    with house.acting(cast.teacher):
        assert queries.open_changes(cast.centre_id) == 0


def test_a_preview_lists_exactly_those_whom_saving_lists(house: House, cast: Cast) -> None:
    placed.place(house, cast, 10)
    dear = {true: {put: float(true is not put) * (9 if put is Track.REGULAR else 1) for put in Track} for true in Track}
    cuts = services.cut_scores((-2.0, -1.5, 0.0, 1.07, 1.786))
    with house.acting(cast.administrator):
        me, at = cast.administrator, clock.now()
        foreseen = services.effects_of(cast.centre_id, services.cost_table(dear), cuts, actor=me, now=at)
        _, look = services.keep_rules(cast.centre_id, services.cost_table(dear), cuts, seen=0, actor=me, now=at)
        assert foreseen.otherwise
        assert {one.result.id: (one.after.to_json(), one.causes) for one in foreseen.otherwise} == {
            one.result_id: (one.after, one.causes) for one in queries.changes(look)
        }


def test_new_tests_stop_and_decide_by_the_cuts_of_the_centre_and_the_chart_shows_them(
    house: House, cast: Cast, teacher: FlaskClient
) -> None:
    usual, running = (people.add(house, cast, new).learner_id for new in (people.LUCIA, people.NEWCOMER))
    people.walk(teacher, f"/placement/{usual}", people.up_to(-1.0))
    with house.acting(cast.teacher):
        begun = keeping.open_sitting(
            running or "", "listening", "german_core", assisted=True, actor=cast.teacher, now=clock.now()
        )
        services.keep_rules(
            cast.centre_id,
            sorter.DEFAULT_COSTS,
            services.cut_scores(WIDE_A2),
            seen=0,
            actor=cast.administrator,
            now=clock.now(),
        )
        assert queries.sitting_info(begun).cuts == LANGUAGE_CUTS
        services.end_test(running or "", actor=cast.teacher, now=clock.now())
    anew = people.add(house, cast, people.SAMIRA).learner_id
    teacher.post(f"/placement/{anew}/interview", data=people.FULL | {"reads": "latin"})
    people.walk(teacher, f"/placement/{anew}", people.up_to(-1.0))
    before, after = (people.result_of(house, cast, one) for one in (usual, anew))
    assert {one["band"] for one in before.levels} <= {"pre_a1", "a1"}
    assert {one["band"] for one in after.levels} == {"a2"}
    assert [one["items"] for one in after.levels] == [4, 4]
    assert sum(one["items"] for one in before.levels) > 8
    assert after.level == "a2"
    with house.acting(cast.teacher):
        cuts = {one.cuts.cuts for one in queries.sittings_of(after.id).values() if one.kind in ("listening", "reading")}
    assert cuts == {WIDE_A2}
    page = teacher.get(f"/placement/{anew}/result").text
    assert "Levels begin where your centre has set them." in page
    assert "Levels begin where your centre" not in teacher.get(f"/placement/{usual}/result").text
    assert drawn_at(page) == {2}
    assert drawn_at(teacher.get(f"/placement/{usual}/result").text) <= {0, 1}


def drawn_at(page: str) -> set[int]:
    """In which level, counted from 0, the dots of the chart of levels stand."""
    names = page.partition('class="levels__head"')[2].partition("</div>")[0].count("<span>")
    return {int(float(at) * names / 100) for at in re.findall(r'levels__dot" cx="([\d.]+)%"', page)}
