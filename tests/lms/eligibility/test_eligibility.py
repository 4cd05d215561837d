"""Services beside the course: who is eligible on which basis since when, what was received, and a family that moves."""

import re
from datetime import date

import pytest

from lms.eligibility.domain import Basis, basis_trouble, born_between, last_day
from lms.kernel import clock
from lms.kernel.actor import Role
from lms.learners import services as learner_services
from lms.messages import services as messages
from lms.organisations import services as organisations
from tests.cast import Cast, add_provider, gather
from tests.houses import House

BASIS = {"name": "Moved for farm work", "reason": "Programme of 2024, rule 3", "since": "2024-01-01", "months": "36",
         "age_from": "3", "age_to": "21"}  # fmt: skip


@pytest.mark.parametrize(
    ("since", "months", "last"),
    [
        (date(2025, 9, 15), 36, date(2028, 9, 14)),
        (date(2025, 1, 31), 1, date(2025, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2025, 9, 15), None, None),
    ],
)
def test_a_basis_of_so_many_months_has_a_last_day(since: date, months: int | None, last: date | None) -> None:
    assert last_day(since, months) == last


def test_ages_are_whole_years_on_the_day_itself() -> None:
    assert born_between(3, 21, date(2026, 11, 24)) == (date(2004, 11, 25), date(2023, 11, 24))
    assert born_between(None, None, date(2026, 11, 24)) == (None, None)
    assert basis_trouble(Basis("Farm", "Rule", date(2024, 1, 1), age_from=21, age_to=3)) == (
        "age_from",
        "eligibility.ages_off",
    )


def _family(house: House, cast: Cast) -> str:
    """Leyla and Mahmoud live together; she has a son of nine. Returns the centre that they will move to."""
    with house.acting(cast.administrator):
        learner_services.join_household([cast.leyla.learner_id or "", cast.mahmoud.learner_id or ""])
        learner_services.add_child(
            cast.leyla.learner_id or "", "Deniz", date(2017, 5, 1), actor=cast.administrator, now=clock.now()
        )
        return organisations.add_centre("Lindenhof South", "Europe/Berlin")


def _setup(house: House, cast: Cast) -> None:
    office = house.client(cast.administrator)
    assert "Begin with the usual ones" in office.get("/eligible/setup").text
    office.post("/eligible/kinds", data={"usual": "1"})
    office.post("/eligible/kinds", data={"kind_name": "Summer school"})
    for wrong, said in (
        ({"name": " "}, "Write what it is called"),
        ({"reason": ""}, "Write which programme, rule or decision says so"),
        ({"since": "x"}, "Choose the day from which it holds."),
        ({"months": "three"}, "Write the months as a number"),
        ({"age_from": "30"}, "Write the ages as whole years"),
    ):
        refused = office.post("/eligible/bases", data=BASIS | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    assert office.post("/eligible/bases", data=BASIS).status_code == 302
    assert office.post("/eligible/bases", data=BASIS).status_code == 409


def _option(page: str, word: str) -> str:
    found = re.search(rf'<option value="([^"]+)"[^>]*>{re.escape(word)}</option>', page)
    assert found, word
    return found.group(1)


def test_a_worker_records_basis_and_day_counts_services_and_the_record_goes_along_with_the_family(
    house: House,
) -> None:
    cast = gather(house)
    south = _family(house, cast)
    worker, path = house.client(cast.caseworker), f"/people/{cast.leyla.learner_id}/eligible"
    assert "No basis is written down yet." in worker.get("/eligible").text
    _setup(house, cast)

    # The list tells whom nobody has asked: the son, whose age the basis speaks of, once.
    unseen = worker.get("/eligible?state=unseen").text
    assert "1 person was not asked yet" in unseen
    assert "child of Leyla Demir" in unseen
    page = worker.get(path).text
    son, basis = _option(page, "Deniz"), _option(page, BASIS["name"])
    tutoring, bus = _option(page, "Tutoring"), _option(page, "Transport")

    # Nothing is counted for whoever is not eligible on that day; what lacks is said.
    served = {"whom": son, "kind": tutoring, "day": "2026-11-20", "minutes": "60"}
    early = worker.post(f"{path}/services", data=served)
    assert early.status_code == 409
    assert "Nobody has written down why Deniz is eligible" in early.text
    found = {"whom": son, "basis": basis, "since": "2026-09-15", "reason": "Letter of the farm, seen on paper"}
    for wrong, said in (
        ({"basis": ""}, "Choose on which basis"),
        ({"since": "2027-01-01"}, "Choose since when: today or an earlier day."),
        ({"since": "2023-01-01"}, "This basis holds only from a later day."),
        ({"reason": " "}, "Write what shows it"),
        ({"until": "2026-01-01"}, "Choose a last day that is not before the first one."),
    ):
        refused = worker.post(path, data=found | wrong)
        assert (refused.status_code, said in refused.text) == (422, True), wrong
    assert worker.post(path, data=found).status_code == 302
    listed = worker.get("/eligible?q=deniz").text
    for words in ("1 person is eligible", "Moved for farm work", "15 September", "14 September 2029"):
        assert words in listed, words

    # Services are counted by kind and period, alone and for several at once; a slip is taken back.
    for day, kind in (("2026-11-20", tutoring), ("2026-10-06", tutoring), ("2026-11-23", bus)):
        assert worker.post(f"{path}/services", data=served | {"day": day, "kind": kind}).status_code == 302
    together = {"whom": f"{cast.leyla.learner_id}:{son}", "kind": tutoring, "day": "2026-11-24"}
    assert worker.post("/eligible", data=together).status_code == 302
    assert worker.post("/eligible", data={"kind": tutoring, "day": "2026-11-24"}).status_code == 422
    assert "3 times, 120 minutes" in worker.get(path).text
    assert "2 times, 60 minutes" in worker.get(f"{path}?period=month").text
    assert "1 time, 60 minutes" in worker.get(f"{path}?period=own&first=2026-10-01&last=2026-10-31").text
    slip = re.findall(r'action="([^"]*services/back[^"]*)"', worker.get(path).text)[0]
    assert worker.post(slip.replace("&amp;", "&")).status_code == 302
    assert "2 times, 120 minutes" in worker.get(path).text
    sheet = worker.get("/eligible.csv").text
    assert "Deniz,Leyla Demir,Lindenhof,Eligible,Moved for farm work,2026-09-15,2029-09-14" in sheet
    counts = house.client(cast.manager).get("/eligible/counts?period=year").text
    assert "3 services were received" in counts
    assert "Deniz" not in counts

    # The family goes to another centre: record, services and open tasks of caseworkers go along.
    with house.acting(cast.caseworker):
        messages.ask(Role.CASEWORKER, "casework.handed_over", {"name": "Leyla", "by": "Hanna"}, now=clock.now(),
                     learner_id=cast.leyla.learner_id)  # fmt: skip
    move = f"/people/{cast.leyla.learner_id}/centre"
    everybody = {"who": [cast.leyla.learner_id, cast.mahmoud.learner_id]}
    assert worker.post(move, data=everybody).status_code == 422
    assert worker.post(move, data={"centre": south}).status_code == 422
    assert worker.post(move, data=everybody | {"centre": south}).status_code == 302
    there = worker.get(f"/eligible?centre={south}").text
    assert "Deniz" in there
    assert "Moved for farm work" in there
    after = worker.get(path).text
    assert "Lindenhof South" in after
    assert "2 times, 120 minutes" in after
    assert "child of Leyla Demir" in there
    assert "Deniz" not in worker.get(f"/eligible?centre={cast.centre_id}").text
    given = house.client(cast.manager).get(f"/eligible/counts?centre={cast.centre_id}").text
    assert "3 services were received" in given, "what was given stays counted where it was given"
    with house.acting(cast.manager) as session:
        from lms.messages import models

        assert {one.centre_id for one in session.query(models.Task).filter_by(learner_id=cast.leyla.learner_id)} == {
            south
        }
    assert worker.post(f"{move}?centre={cast.centre_id}&who={cast.leyla.learner_id}").status_code == 302
    assert "Deniz" in worker.get(f"/eligible?centre={cast.centre_id}").text

    # Who looked is written down, and nobody else sees any of it.
    assert "Eligibility and services received" in house.client(cast.manager).get("/audit").text
    for who in (cast.teacher, cast.manager, cast.carer, cast.leyla):
        for shut in ("/eligible", "/eligible.csv", path):
            assert house.client(who).get(shut).status_code == 404, (who.name, shut)
    assert house.client(cast.outsider).get(path).status_code == 404


def test_the_record_reaches_another_provider_with_consent_only(house: House) -> None:
    cast = gather(house)
    _family(house, cast)
    _setup(house, cast)
    worker, path = house.client(cast.caseworker), f"/people/{cast.leyla.learner_id}/eligible"
    page = worker.get(path).text
    son = _option(page, "Deniz")
    worker.post(
        path, data={"whom": son, "basis": _option(page, BASIS["name"]), "since": "2026-09-15", "reason": "Seen"}
    )
    worker.post(f"{path}/services", data={"whom": son, "kind": _option(page, "Tutoring"), "day": "2026-11-20"})
    other_id, other_centre = add_provider(house, "Birkenhaus")
    colleague = house.actor("Karin Berg", Role.CASEWORKER, other_id, centre_id=other_centre)
    assert "Deniz" not in house.client(colleague).get("/eligible").text
    over = {"provider_id": other_id, "note": "The family has moved.", "language": "en"}
    assert worker.post(f"/casework/{cast.leyla.learner_id}/over/provider", data=over).status_code == 422
    assert "Deniz" not in house.client(colleague).get("/eligible").text
    worker.post(f"/casework/{cast.leyla.learner_id}/over/provider", data=over | {"way": "paper"})
    there = house.client(colleague)
    listed = there.get("/eligible").text
    assert "Moved for farm work" in listed
    theirs = re.search(r'/people/([^/"]+)/eligible', listed)
    assert theirs
    family = there.get(f"/people/{theirs.group(1)}/eligible").text
    for words in ("Deniz", "Moved for farm work", "Tutoring", "Lindenhof"):
        assert words in family, words
    assert "Not received" not in family, "only who wrote a service takes it back"
