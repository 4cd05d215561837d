"""A meeting at which children are looked after: a household is invited as one, with its child, or nobody is."""

from datetime import date, time

from childcare import queries as care_queries
from childcare import services as care
from lms.casework import queries, services
from lms.casework.domain.events import NewEvent, PlaceState
from lms.kernel import clock
from lms.learners import services as learners
from tests.childcare.nursery import TUESDAY
from tests.childcare.test_one_child import adult, lines, one_place
from tests.houses import House


def test_a_household_is_invited_with_its_child_and_who_has_no_place_in_care_for_hers_is_not_booked_at_all(
    house: House,
) -> None:
    cast = one_place(house)
    mother, father = adult(house, cast, "O-1"), adult(house, cast, "O-2", (" sami ", date(2024, 7, 4)))
    other, uncle = adult(house, cast, "P-1", ("Lina", date(2024, 5, 1))), cast.mahmoud.learner_id or ""
    with house.acting(cast.administrator):
        learners.join_household([mother, father])
        learners.join_household([other, uncle])
        new = NewEvent("information", "Your rights", TUESDAY, time(14), time(15, 30), seats=8, care=True)
        (event_id,) = services.publish_event(cast.centre_id, new, actor=cast.administrator, now=clock.now())
    office, page = house.client(cast.administrator), f"/events/{event_id}"
    found = office.get(f"{page}?q=Omar").text
    assert "The whole household" in found
    assert "Household: Omar O-2" in found
    assert "Children are looked after meanwhile" in house.client(cast.leyla).get("/my-events").text
    assert office.post(f"{page}/{mother}/invite").status_code == 302
    assert lines(house, cast) == [("Sami", time(14), time(15, 30))]
    # The only place in care is taken: neither Lina's mother nor whoever lives with her is booked.
    refused = office.post(f"{page}/{other}/invite")
    assert (refused.status_code, "Bear" in refused.text) == (409, True)
    with house.acting(cast.administrator):
        assert queries.event(event_id).taken == 2
        assert queries.places_in(event_id) == {mother: PlaceState.BOOKED, father: PlaceState.BOOKED}
        # No carer comes: whoever brings a child to the meeting is told, though no register has to excuse anybody.
        told = care.care_failed(cast.centre_id, TUESDAY, [mother], actor=cast.administrator, now=clock.now())
    assert {one.name for one in told} == {"Omar O-1", "Omar O-2"}
    # Each comes or does not come for herself; the child stays as long as one of its parents does.
    office.post(f"{page}/{father}/leave")
    assert lines(house, cast) == [("Sami", time(14), time(15, 30))]
    office.post(f"{page}/{father}/book")
    office.post(f"{page}/off")
    assert lines(house, cast) == []
    with house.acting(cast.carer):
        assert care_queries.children_on(TUESDAY, cast.centre_id) == []
    stranger = house.client(cast.outsider)
    for deed in ("invite", "book", "leave"):
        assert stranger.post(f"{page}/{mother}/{deed}").status_code == 404
