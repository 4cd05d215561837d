"""What follows the placements of the demonstration: raters who do not always agree, checks after weeks, people tested again."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from lms.kernel import clock, plugins
from lms.kernel.actor import Actor, system
from placement import queries
from placement.demo import texts
from placement.domain import quality as measuring
from placement.domain.item_bank import ItemType
from placement.queries import performances as performed
from placement.queries import quality, raters, studies
from placement.services import studying
from tests import region
from tests.houses import NOON, House, open_house


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, registry: plugins.Registry) -> Iterator[House]:
    """The application on a copy of the region."""
    folder = tmp_path_factory.mktemp("followed")
    shutil.copy(region.shared_region(tmp_path_factory).database, folder / "onward.db")
    with clock.shifted_to(NOON), open_house(f"sqlite:///{folder}/onward.db", folder, registry, demo=True) as house:
        yield house


@pytest.fixture(scope="module")
def lead(house: House) -> Actor:
    """The teacher of the sign-in, who leads the raters."""
    with house.crossing() as session:
        row = session.execute(
            text(
                "select m.provider_id, m.centre_id, u.id, u.name from accounts_user u"
                " join accounts_membership m on m.user_id = u.id where u.email like 'marta@%'"
            )
        ).one()
    return replace(system(row.name, row.provider_id), user_id=row.id, centre_id=row.centre_id)


def test_every_writing_task_has_its_texts() -> None:
    tasks = {item.key for item in queries.bank("german_core").items if item.type is ItemType.WRITING_TASK}
    assert tasks == set(texts.TEXTS)


def test_texts_wait_for_the_teacher_for_her_third_scores_and_for_practice(house: House, lead: Actor) -> None:
    assert lead.centre_id
    with house.acting(lead):
        waiting = performed.to_rate(lead.centre_id, lead.user_id)
        settle = performed.to_settle(lead.centre_id, lead.user_id or "", NOON - timedelta(days=60))
        assert queries.sitting_rules(lead.centre_id).lead_id == lead.user_id
        assert (len(waiting), len(settle)) == (5, 4)
        assert all(one.text and not one.ratings for one in waiting)
        assert len(raters.benchmarks(lead.centre_id, lead.user_id or "")) == 3


def test_raters_can_be_told_apart_and_the_severe_one_is_the_severest(house: House, lead: Actor) -> None:
    assert lead.centre_id
    with house.acting(lead):
        study = studies.newest_study(raters.STUDY, lead.centre_id)
        severe = raters.severities_in_use(lead.centre_id, "writing")
    assert study is not None
    assert study.found["writing"]["kappa"] > 0.5
    assert [max(severe, key=severe.__getitem__), min(severe, key=severe.__getitem__)] == ["Rosa Blum", "Ines Costa"]


def test_the_quality_page_has_checks_for_every_surer_step_and_people_tested_again(house: House, lead: Actor) -> None:
    assert lead.centre_id
    with house.acting(lead):
        found = quality.of_centre(lead.centre_id, studying.GROUPS, NOON.date())
        undecided = queries.count_to_decide(lead.centre_id)
    assert len(found.held) == 3
    # A check still counts when somebody was tested again since: of those alone who were not there would be about 70.
    assert found.checked > 90
    assert found.rate.in_hundred is not None
    assert 0 < found.rate.moved < found.rate.not_right < found.rate.checked / 2
    again = {one.skill.value: one.again for one in found.skills}
    assert min(again["listening"][0], again["reading"][0]) >= measuring.ENOUGH
    # Whoever was tested again or has written stays with her group: only the newcomers still wait.
    assert undecided < 9
