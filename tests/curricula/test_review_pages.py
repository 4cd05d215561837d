"""Pages of the review: rates of groups, numbers with dates, what the model says, and that no report holds a flag."""

import re
import subprocess
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from curricula import jobs as work
from curricula.domain import flag_rates
from curricula.domain.chance import Chance, Weight
from curricula.domain.flag_rates import Kind, Person, rates
from curricula.domain.stalled import DEFAULTS
from curricula.queries.rule import EDITABLE, rules, thresholds_on
from curricula.services.rules import set_rule
from lms.kernel import errors, jobs
from tests.curricula.lives import TODAY, Lives, at, run_review
from tests.houses import House

PRODUCT = Path(__file__).parents[2]


def people(**counts: tuple[int, int]) -> list[Person]:
    return [
        Person({Kind.SEX: value}, number < flagged) for value, (of, flagged) in counts.items() for number in range(of)
    ]


def test_groups_are_shown_with_an_interval_around_their_rate() -> None:
    women, men = rates(people(female=(200, 20), male=(100, 10)), Kind.SEX)
    assert (women.value, women.people, women.flagged) == ("female", 200, 20)
    assert women.low < 0.1 < women.high
    assert women.high - women.low < men.high - men.low


def test_small_group_is_hidden_and_takes_another_with_it() -> None:
    shown, *hidden = rates(people(female=(50, 5), male=(20, 1), other=(3, 1)), Kind.SEX)
    assert shown.value == "female"
    assert {(one.value, one.people, one.flagged, one.hidden) for one in hidden} == {
        ("male", 0, 0, True),
        ("other", 0, 0, True),
    }


def test_groups_lie_apart_only_beyond_chance() -> None:
    assert flag_rates.lie_apart(rates(people(female=(500, 100), male=(500, 10)), Kind.SEX))
    assert not flag_rates.lie_apart(rates(people(female=(500, 12), male=(500, 10)), Kind.SEX))


def test_likely_is_said_only_where_the_whole_interval_is() -> None:
    assert Chance(0.97, 0.92, 0.99).weight is Weight.VERY_LIKELY
    assert Chance(0.8, 0.55, 0.9).weight is Weight.LIKELY
    assert Chance(0.6, 0.3, 0.8).weight is Weight.OPEN
    assert Chance(0.1, 0.02, 0.3).weight is Weight.UNLIKELY


def test_nobody_is_ten_of_ten() -> None:
    assert Chance(1.0, 0.999, 1.0).in_ten() == (9, 9, 9)
    assert Chance(0.0, 0.0, 0.001).in_ten() == (1, 1, 1)


def test_finding_says_the_probability_in_words_and_never_as_a_number(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    with sqlite_house.acting(lives.cast.teacher):
        from curricula import queries

        found = queries.open_finding_of(lives.learner_id("Rosa"))
    assert found is not None
    assert len(found.facts["chance"]) == 3
    page = sqlite_house.client(lives.cast.teacher).get(f"/talk/{found.id}").get_data(as_text=True)
    assert "of 10 people with such checks and hours" in page
    assert str(found.facts["chance"][0]) not in page


def test_rates_of_groups_are_for_administrators_and_name_nobody(sqlite_house: House, lives: Lives) -> None:
    run_review(sqlite_house, lives.cast)
    page = sqlite_house.client(lives.cast.administrator).get("/review/groups")
    assert page.status_code == 200
    assert "too few to show" in page.get_data(as_text=True)
    assert "Rosa" not in page.get_data(as_text=True)
    assert sqlite_house.client(lives.cast.teacher).get("/review/groups").status_code in (403, 404)


def test_numbers_hold_from_their_day_and_the_old_ones_stay_readable(house: House, lives: Lives) -> None:
    later, numbers = TODAY + timedelta(days=7), {"blocked_ratio": 2.0, "regular_attendance": 0.75}
    with house.acting(lives.cast.manager):
        for day, reason in ((TODAY, "Our courses are slower."), (later, "Back again.")):
            set_rule(
                numbers if day == TODAY else {}, holds_from=day, reason=reason, actor=lives.cast.manager, now=at(TODAY)
            )
    with house.acting(lives.cast.manager):
        assert thresholds_on(TODAY - timedelta(days=1)).blocked_ratio == 1.75
        assert thresholds_on(TODAY).blocked_ratio == 2.0
        assert thresholds_on(later).blocked_ratio == 1.75
        assert [one.reason for one in rules()] == ["Back again.", "Our courses are slower."]


@pytest.mark.parametrize(
    ("numbers", "day", "reason", "code"),
    [
        ({"blocked_ratio": 0.1}, TODAY, "why", "curricula.rule_number"),
        ({"watch_ratio": 3.0}, TODAY, "why", "curricula.rule_order"),
        ({}, TODAY - timedelta(days=1), "why", "curricula.rule_ahead"),
        ({}, TODAY, " ", "curricula.rule_reason"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    sqlite_house: House, lives: Lives, numbers: dict[str, float], day: date, reason: str, code: str
) -> None:
    with sqlite_house.acting(lives.cast.manager), pytest.raises(errors.Invalid) as refused:
        set_rule(numbers, holds_from=day, reason=reason, actor=lives.cast.manager, now=at(TODAY))
    assert refused.value.code == code


def test_numbers_are_set_by_the_page_and_refused_in_words(sqlite_house: House, lives: Lives) -> None:
    client = sqlite_house.client(lives.cast.administrator)
    usual = {name: str(getattr(DEFAULTS, name)) for name in EDITABLE}
    form = usual | {"blocked_ratio": "2,1", "holds_from": TODAY.isoformat(), "reason": "Our courses are slower."}
    for wrong, said in (({"blocked_ratio": "much"}, "Choose a number from"), ({"reason": ""}, "why other numbers?")):
        refused = client.post("/review/rule", data=form | wrong)
        assert refused.status_code == 422
        assert said in refused.text
        assert "Our courses are slower." in refused.text or "reason" in wrong
    kept = client.post("/review/rule", data=form, follow_redirects=True).text
    assert "The numbers are kept." in kept
    assert "Our courses are slower." in kept
    with sqlite_house.acting(lives.cast.administrator):
        assert thresholds_on(TODAY).blocked_ratio == 2.1
    assert sqlite_house.client(lives.cast.teacher).post("/review/rule", data=form).status_code in (403, 404)


def test_page_of_numbers_keeps_what_was_typed_when_it_refuses(sqlite_house: House, lives: Lives) -> None:
    page = sqlite_house.client(lives.cast.administrator).get("/review/rule")
    assert page.status_code == 200
    assert "Usually 1.75" in page.get_data(as_text=True)


def test_no_export_and_no_message_to_an_authority_reads_a_finding() -> None:
    files = subprocess.run(
        ["git", "ls-files", "lms/exchange", "lms/casework"], cwd=PRODUCT, capture_output=True, text=True
    )
    for name in files.stdout.split():
        path = PRODUCT / name
        if path.suffix == ".py" and path.exists():
            text = path.read_text()
            assert "curricula_finding" not in text, name
            assert "learner_stalled" not in text, name


def test_the_page_says_who_was_looked_at_when_how_long_and_who_was_left(sqlite_house: House, lives: Lives) -> None:
    answer = {"provider_id": lives.cast.provider_id, "by": "clock"}
    work.review_one(answer | {"whole": True}, jobs.Progress(), at(TODAY, 4))
    work.review_one(answer | {"whole": True}, jobs.Progress(), at(TODAY, 5))
    told = _Told()
    work.review_one(answer | {"whole": False}, told, at(TODAY + timedelta(days=1), 4))
    # Gita waits for a course and is looked at every night; of the five others nothing is new.
    assert told.seen[-1] == {"done": 1, "total": 1, "learners": 6, "counted": 0}
    page = sqlite_house.client(lives.cast.manager).get("/review").get_data(as_text=True)
    cells = dict(re.findall(r"<dt>(.*?)</dt><dd><bdi>(.*?)</bdi>", page))
    assert (cells["When"], cells["Asked by"]) == ("Wed 25 November, 04:00", "the clock, as each night")
    assert "second" in cells["Time it took"]
    assert [cells[name] for name in ("People in the review", "Looked at anew", "Nothing new, left as they were")] == [
        "6", "1", "5",
    ]  # fmt: skip


class _Told(jobs.Progress):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[dict[str, object]] = []

    def tell(self, facts: Mapping[str, object]) -> None:
        self.seen.append(dict(facts))


def test_groups_are_compared_among_those_whose_hours_are_alike() -> None:
    women = [Person({Kind.SEX: "female"}, number < 8, number < 12) for number in range(40)]
    men = [Person({Kind.SEX: "male"}, number < 16, number < 24) for number in range(40)]
    everybody = {one.value: one for one in rates([*women, *men], Kind.SEX)}
    past = {one.value: one for one in rates((one for one in (*women, *men) if one.past), Kind.SEX)}
    assert (everybody["female"].flagged, everybody["male"].flagged) == (8, 16)
    assert (past["female"].people, past["male"].people) == (12, 24)
    assert not flag_rates.lie_apart(past.values()), "two of three in both: one only has more people there already"
