"""The learner's card: opens her own page, nothing else, until it is called back."""

import pytest

from lms.accounts import models, queries
from lms.accounts.services import people, sign_in
from lms.kernel import clock, db, errors
from lms.kernel.actor import Actor
from tests.cast import Cast, gather
from tests.houses import House


@pytest.fixture
def cast(sqlite_house: House) -> Cast:
    return gather(sqlite_house)


def _card(house: House, cast: Cast, holder: Actor) -> str:
    with house.acting(cast.administrator):
        membership_id = queries.learner_membership(holder.learner_id or "", cast.provider_id)
        return people.make_card(membership_id or "", actor=cast.administrator, now=clock.now())


def test_a_card_signs_a_learner_in_after_one_press(sqlite_house: House, cast: Cast) -> None:
    path = f"/card/{_card(sqlite_house, cast, cast.leyla)}"
    client = sqlite_house.client()
    assert client.get(path).status_code == 200
    # A link preview only looks: looking signs nobody in.
    assert client.get("/me").status_code == 302
    assert client.post(path).location == "/"
    assert "Leyla Demir" in client.get("/me").text


def test_a_card_opens_no_page_of_staff(sqlite_house: House, cast: Cast) -> None:
    client = sqlite_house.client()
    client.post(f"/card/{_card(sqlite_house, cast, cast.leyla)}")
    assert client.get("/casework").status_code == 404
    assert client.get(f"/casework/{cast.leyla.learner_id}").status_code == 404


def test_a_new_card_ends_the_old_one(sqlite_house: House, cast: Cast) -> None:
    old, new = _card(sqlite_house, cast, cast.leyla), _card(sqlite_house, cast, cast.leyla)
    assert sqlite_house.client().post(f"/card/{old}").status_code == 404
    assert sqlite_house.client().post(f"/card/{new}").status_code == 302


def test_a_card_that_was_called_back_opens_nothing(sqlite_house: House, cast: Cast) -> None:
    token = _card(sqlite_house, cast, cast.leyla)
    with sqlite_house.acting(cast.administrator):
        membership_id = queries.learner_membership(cast.leyla.learner_id or "", cast.provider_id)
        people.revoke_cards(membership_id or "", now=clock.now())
    assert sqlite_house.client().post(f"/card/{token}").status_code == 404


def test_staff_get_no_card(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.administrator):
        membership = sign_in.memberships(cast.teacher.user_id or "")[0]
        with pytest.raises(errors.NotFound, match="no_card"):
            people.make_card(membership.id, actor=cast.administrator, now=clock.now())


def test_a_card_stops_when_its_holder_becomes_staff(sqlite_house: House, cast: Cast) -> None:
    token = _card(sqlite_house, cast, cast.leyla)
    with db.transaction(sqlite_house.engine) as session:
        membership = sign_in.memberships(cast.leyla.user_id or "")[0]
        session.get_one(models.Membership, membership.id).role = "teacher"
    assert sqlite_house.client().post(f"/card/{token}").status_code == 404


def test_another_provider_makes_no_card_for_her(sqlite_house: House, cast: Cast) -> None:
    with sqlite_house.acting(cast.outsider):
        membership_id = queries.learner_membership(cast.leyla.learner_id or "", cast.provider_id)
        with pytest.raises(errors.NotFound, match="no_card"):
            people.make_card(membership_id or "", actor=cast.outsider, now=clock.now())


def test_only_the_hash_of_a_card_is_kept(sqlite_house: House, cast: Cast) -> None:
    token = _card(sqlite_house, cast, cast.leyla)
    with db.transaction(sqlite_house.engine) as session:
        kept = [card.token_hash for card in session.query(models.Card)]
    assert token not in kept
    assert len(kept) == 1
