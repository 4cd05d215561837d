"""One timeline of contacts, referrals and courses across organisations; the person decides which of them sees what."""

from lms.casework import queries, services
from lms.casework.domain.contacts import Contact
from lms.kernel import clock
from lms.kernel.actor import Actor, Role
from lms.organisations import services as organisations
from tests.cast import Cast, gather
from tests.houses import House
from tests.lms.courses.people import seat


def _worked_with(house: House, cast: Cast) -> None:
    """At Lindenhof: a class, a referral, a talk that the person reads, and one that only staff reads."""
    seat(house, cast, cast.leyla.learner_id)
    worker, leyla = house.client(cast.caseworker), cast.leyla.learner_id
    told = {"organisation": "Health office", "about": "An appointment for glasses", "consent": "paper"}
    assert worker.post(f"/people/{leyla}/refer", data=told).status_code in (200, 302)
    with house.acting(cast.caseworker):
        for note, shared in (("She wants the evening class.", True), ("Worried about the rent.", False)):
            services.log_contact(
                leyla or "", Contact(note, "advice", "phone", shared=shared), actor=cast.caseworker, now=clock.now()
            )


def _elsewhere(house: House, cast: Cast) -> tuple[Actor, str]:
    """A caseworker of Nordstadt, to whom the plan went, and the record there."""
    with house.acting(cast.outsider):
        staff_id = organisations.add_staff("Tilda Nord", "caseworker", centre_id=cast.outsider.centre_id)
    with house.acting(cast.caseworker):
        there = services.hand_over_to_provider(
            cast.leyla.learner_id or "", cast.outsider.provider_id or "", "Moves.", way="paper", language="en",
            actor=cast.caseworker, now=clock.now(),
        )  # fmt: skip
    tilda = house.actor(
        "Tilda Nord", Role.CASEWORKER, cast.outsider.provider_id or "", centre_id=cast.outsider.centre_id,
        staff_id=staff_id,
    )  # fmt: skip
    return tilda, there


def test_one_timeline_holds_contacts_referrals_and_courses_and_consent_decides_who_sees_which(house: House) -> None:
    cast = gather(house)
    _worked_with(house, cast)
    worker, file = house.client(cast.caseworker), f"/casework/{cast.leyla.learner_id}/file"
    page = worker.get(file).text
    for words in ("Sent to Health office", "An appointment for glasses", "Worried about the rent.", "Alpha B"):
        assert words in page, words
    only = worker.get(f"{file}?kind=referrals").text
    assert "Sent to Health office" in only
    assert "Worried about the rent." not in only
    assert "No other provider works with this person." in page

    # A provider that took the plan on sees nothing of the file until the person agrees, and then that part only.
    tilda, there = _elsewhere(house, cast)
    theirs, north = house.client(tilda), f"/casework/{there}/file"
    assert "Health office" not in theirs.get(north).text
    consent = {"provider_id": cast.outsider.provider_id, "parts": ["referrals", "contacts"], "way": "aloud"}
    for wrong, said in (
        ({"way": ""}, "Ask the person first."),
        ({"parts": []}, "Tick at least one part"),
        ({"provider_id": "nowhere"}, "Choose another provider."),
    ):
        refused = worker.post(f"{file}/shown", data=consent | wrong)
        assert (refused.status_code, said in refused.text or wrong == {"provider_id": "nowhere"}) == (422, True), wrong
    assert "Health office" not in theirs.get(north).text
    assert worker.post(f"{file}/shown", data=consent).status_code == 302
    seen = theirs.get(north).text
    for words in ("Sent to Health office", "She wants the evening class.", "Lindenhof"):
        assert words in seen, words
    assert "Worried about the rent." not in seen, "a note that the person does not read stays with who wrote it"
    assert "Alpha B" not in seen
    assert "Nordstadt" in worker.get(file).text
    looked = house.client(cast.manager).get("/audit").text
    assert "Tilda Nord" in looked
    assert "The file, as the person shows it to another provider" in looked

    # The person sees who sees what on the phone, shows the courses only, and then nothing.
    leyla, own = house.client(cast.leyla), f"/my-file/{cast.outsider.provider_id}"
    assert "Nordstadt" in leyla.get("/my-person").text
    assert "They see what I show" in leyla.get("/my-file").text
    assert leyla.post(own, data={"parts": ["courses"]}).status_code == 302
    seen = theirs.get(north).text
    assert "Alpha B" in seen
    assert "Health office" not in seen
    assert leyla.post(own).status_code == 302
    assert "Alpha B" not in theirs.get(north).text
    assert leyla.post(own).status_code == 422
    with house.acting(cast.caseworker):
        agreed = queries.consents(cast.leyla.person_id or "")
    assert [(one.way, one.ended_by) for one in agreed] == [("phone", "Leyla Demir"), ("aloud", "Leyla Demir")]
    # What Nordstadt does is not shown here: each file is agreed to for itself.
    assert worker.post(f"{file}/shown/{cast.outsider.provider_id}/end").status_code == 404
    for who in (cast.teacher, cast.administrator, cast.mahmoud):
        assert house.client(who).post(f"{file}/shown", data=consent).status_code == 404
