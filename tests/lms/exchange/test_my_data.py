"""A learner asks for her data or for its end: the manager is told once, and what was answered is not waiting any more."""

from lms.exchange.services import wishes
from lms.messages import queries as tasks
from tests.cast import gather
from tests.houses import House


def test_who_asks_for_her_data_reads_by_when_and_the_manager_has_one_task(sqlite_house: House) -> None:
    cast = gather(sqlite_house)
    leyla, birgit = sqlite_house.client(cast.leyla), sqlite_house.client(cast.manager)
    for _twice in range(2):
        assert leyla.post("/my-data/file").status_code == 302
        assert leyla.post("/my-data/erase").status_code == 302
    page = leyla.get("/my-data").text
    assert "You asked for everything we keep." in page
    assert "You asked us to erase your data." in page
    assert "Give me everything you keep" not in page
    assert leyla.post("/my-data/sell").status_code == 404
    with sqlite_house.acting(cast.manager):
        codes = sorted(one.code for one in tasks.open_tasks(cast.manager) if one.learner_id == cast.leyla.learner_id)
    assert codes == ["exchange.wants_erasing", "exchange.wants_file"]
    assert birgit.post(f"/people/{cast.leyla.learner_id}/file").status_code == 200
    with sqlite_house.acting(cast.manager):
        assert list(wishes.asked(cast.leyla.learner_id or "")) == ["erase"]
    assert "Give me everything you keep" in leyla.get("/my-data").text
